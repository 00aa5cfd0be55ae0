import ProvText

/// Reads a shell text in one pass, with a stack of its own: no nesting is too deep for it.
///
/// The grammar is that of bash's manual, chapter 3.2; reserved words count where a command may begin.
struct ShellReader {
    let text: String
    let bytes: [UInt8]
    let placeholders: [Range<Int>]
    var nextPlaceholder = 0
    var index = 0
    var level = Level()
    var levels: [Level] = []
    var frames: [Frame] = [Frame(kind: .script)]
    var compounds: [Compound] = []
    var wordStack: [WordRecord] = []
    var backticks = 0
    var pending: [PendingDocument] = []
    /// Where the input of a group of commands begins and stops being fed: first and behind the last.
    var fed: [Range<Int>] = []
    /// Groups of commands whose output goes into a pipe, and those in the background, in the same way.
    var piped: [Range<Int>] = []
    var background: [Range<Int>] = []

    private var segmentStart = 0
    private var context = ShellScript.Context.unquoted
    private var isInParameter = false

    private(set) var segments: [ShellScript.Segment] = []
    var documents: [HereDocument] = []
    var ending = ShellScript.Ending.complete
    var records: [CommandRecord] = []
    var words: [WordRecord] = []
    var redirections: [RedirectionRecord] = []
    private(set) var opaque: [OpaqueSpan] = []

    init(_ text: String, placeholders: [Range<Int>]) {
        self.text = text
        self.placeholders = placeholders
        bytes = Array(text.utf8)
    }

    mutating func read() {
        // Offsets are kept in 32 bits.
        guard bytes.count < Int(Int32.max) else { return }
        while index < bytes.count {
            switch frames[frames.count - 1].kind {
            case .script, .substitution, .process, .subshell, .backtick: stepCommand()
            case .doubleQuote: stepDoubleQuoted()
            case .parameter(let isQuoted): stepParameter(isQuoted: isQuoted)
            case .arithmetic: stepArithmetic()
            case .parenthesis: stepParenthesis()
            }
        }
        finish()
    }

    private mutating func finish() {
        index = bytes.count
        cut(at: index)
        let isQuoteOpen = frames.contains { if case .doubleQuote = $0.kind { true } else { false } }
        let isGroupOpen = frames.count > 1
        let isJoined = level.connector == .pipe || level.connector == .and || level.connector == .or
        let isIncomplete = level.command < 0 && level.wordStart < 0 && level.closed < 0 && isJoined
        var isCompoundOpen = false
        while true {
            endWord()
            if level.state != .command || !compounds.isEmpty || level.isBehindFunction { isCompoundOpen = true }
            endCommand(next: .sequence)
            guard let outer = levels.popLast() else { break }
            level = outer
        }
        for document in pending { addDocument(document, body: index..<index, end: .open(nil, line: nil)) }
        if ending == .complete {
            ending =
                !pending.isEmpty
                ? .hereDocument
                : isQuoteOpen
                    ? .quote
                    : isGroupOpen ? .group : isCompoundOpen ? .compound : isIncomplete ? .operatorSign : .complete
        }
        mark(fed, \.isFed)
        mark(piped, \.isPiped)
        mark(background, \.isInBackground)
    }

    /// Marks the commands of groups, all in one pass.
    private mutating func mark(_ groups: [Range<Int>], _ sign: WritableKeyPath<CommandRecord, Bool>) {
        guard !groups.isEmpty else { return }
        var change = [Int](repeating: 0, count: records.count + 1)
        for range in groups {
            change[range.lowerBound] += 1
            change[range.upperBound] -= 1
        }
        var depth = 0
        for position in records.indices {
            depth += change[position]
            if depth > 0 { records[position][keyPath: sign] = true }
        }
    }

    // MARK: Bytes

    func byte(_ offset: Int) -> UInt8 {
        let position = index + offset
        return position >= 0 && position < bytes.count ? bytes[position] : 0
    }

    // MARK: Segments

    mutating func cut(at offset: Int) {
        guard segmentStart < offset else { return }
        segments.append(
            ShellScript.Segment(
                context: context, isInBackticks: backticks > 0, isInParameter: isInParameter,
                bytes: segmentStart..<offset))
        segmentStart = offset
    }

    mutating func enter(_ next: ShellScript.Context, at offset: Int) {
        cut(at: offset)
        context = next
        isInParameter = false
    }

    /// The context of what the innermost frame holds.
    mutating func enterFrame(at offset: Int) {
        cut(at: offset)
        switch frames[frames.count - 1].kind {
        case .doubleQuote: context = .doubleQuoted
        case .parameter(let isQuoted): context = isQuoted ? .doubleQuoted : .unquoted
        case .script, .substitution, .process, .subshell, .backtick, .arithmetic, .parenthesis: context = .unquoted
        }
        isInParameter = false
        if case .parameter(isQuoted: true) = frames[frames.count - 1].kind { isInParameter = true }
    }

    // MARK: Frames

    mutating func openSpan(at offset: Int) -> Int {
        level.traits.insert(.opaque)
        opaque.append(OpaqueSpan(start: Int32(offset), end: Int32(bytes.count)))
        return opaque.count - 1
    }

    mutating func closeSpan(_ span: Int, at end: Int) {
        if span >= 0 { opaque[span].end = Int32(end) }
    }

    /// Begins a list of commands inside of a word, or of the level.
    mutating func openLevel(_ kind: Frame.Kind, connector: ShellCommand.Connector, span: Int = -1) {
        var inner = Level()
        inner.connector = connector
        inner.outer = span < 0 ? level.outer : level.command
        inner.pipedFrom = span < 0 ? level.pipedFrom : -1
        inner.depth = level.depth + 1
        inner.loopDepth = level.loopDepth
        inner.compoundDepth = level.compoundDepth
        inner.isInSubstitution = level.isInSubstitution || span >= 0
        inner.group = level.group < 0 ? Int32(records.count) : level.group
        inner.isInFunction = level.isInFunction || span < 0 && level.isBehindFunction
        level.isBehindFunction = false
        inner.compoundBase = compounds.count
        inner.wordBase = wordStack.count
        inner.firstCommand = records.count
        levels.append(level)
        level = inner
        frames.append(Frame(kind: kind, span: span))
    }

    /// Ends the innermost list of commands; `end` is behind its closing sign.
    mutating func closeLevel(end: Int) {
        endCommand(next: .sequence)
        let inner = level
        compounds.removeSubrange(inner.compoundBase...)
        guard let outer = levels.popLast() else { return }
        level = outer
        let frame = frames.removeLast()
        closeSpan(frame.span, at: end)
        guard frame.span < 0 else { return }
        // A subshell is a command of its own to what follows it.
        if level.connector == .pipe { fed.append(inner.firstCommand..<records.count) }
        level.closed = inner.firstCommand
        level.last = records.count - 1
    }

    mutating func openBacktick() {
        beginWord()
        openWordsCommand()
        let span = openSpan(at: index)
        level.traits.insert(.expanded)
        index += 1
        cut(at: index)
        openLevel(.backtick, connector: .substitution, span: span)
        backticks += 1
        enterFrame(at: index)
    }

    /// A backtick ends the innermost one that is open, whatever is open in it: so does a shell.
    mutating func closeBacktick() {
        cut(at: index)
        while let frame = frames.last {
            switch frame.kind {
            case .backtick:
                closeLevel(end: index + 1)
                backticks -= 1
                enterFrame(at: index)
                index += 1
                return
            case .substitution, .process, .subshell: closeLevel(end: index)
            case .script:
                index += 1
                return
            case .doubleQuote, .parameter, .arithmetic, .parenthesis:
                closeSpan(frame.span, at: index)
                frames.removeLast()
            }
        }
    }

    var isInBackticks: Bool { backticks > 0 }
}
