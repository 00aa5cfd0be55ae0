import ProvText

/// Parses the running text of one block into inlines; the grammar is that of CommonMark 0.30, chapter 6, with GitHub's
/// strikethrough, autolinks and footnotes.
///
/// cmark parses inlines too, but says neither where they stand nor what was escaped, so nothing could be added to them.
/// Its time is linear in the length of the text: each bracket, delimiter run and backtick is looked at a bounded number
/// of times.
struct InlineParser {
    let bytes: [UInt8]
    let references: References
    let dialect: Dialect
    var footnotes: FootnoteNumbers
    var offset = 0
    private(set) var pieces: [InlinePiece] = []
    /// Text that no piece holds yet.
    var text: [UInt8] = []
    var runs: [DelimiterRun] = []
    var lastRun = DelimiterRun.none
    var brackets: [Bracket] = []
    /// Brackets below this one cannot begin a link any more: there is one inside them.
    var inactiveBrackets = 0
    private var backticks: BacktickRuns?
    private var tags = HTMLTagScanner()

    /// `text` is a block's lines without indentation and container markers, joined by newlines.
    init(_ text: [UInt8], references: References, footnotes: FootnoteNumbers, dialect: Dialect) {
        var end = text.count
        while end > 0, text[end - 1].isWhitespace { end -= 1 }
        bytes = end == text.count ? text : Array(text[..<end])
        self.references = references
        self.footnotes = footnotes
        self.dialect = dialect
    }

    mutating func parse() -> [Inline] {
        while offset < bytes.count { step() }
        matchDelimiters(above: DelimiterRun.none)
        flushText()
        var assembly = InlineAssembly(findsAddresses: dialect == .github)
        return assembly.inlines(pieces, runs)
    }

    func byte(at offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    // MARK: Pieces

    mutating func append(_ piece: InlinePiece) {
        flushText()
        pieces.append(piece)
    }

    mutating func flushText() {
        guard !text.isEmpty else { return }
        pieces.append(.text(text))
        text.removeAll(keepingCapacity: false)
    }

    mutating func replacePiece(_ index: Int, by piece: InlinePiece) { pieces[index] = piece }

    mutating func dropPieces(from index: Int) {
        text = []
        pieces.removeSubrange(index...)
    }

    // MARK: One step

    private mutating func step() {
        let byte = bytes[offset]
        switch byte {
        case ASCII.newline: lineBreak()
        case ASCII.backtick: codeSpan()
        case ASCII.backslash: escape()
        case ASCII.ampersand: entity()
        case ASCII.less: angle()
        case ASCII.asterisk, ASCII.underscore: delimiterRun(byte)
        case ASCII.openBracket: openBracket(isImage: false)
        case ASCII.closeBracket: closeBracket()
        case ASCII.exclamation: exclamation()
        case ASCII.tilde where dialect == .github: strikethroughRun()
        case ASCII.colon where dialect == .github: if !webAddress() { plainText() }
        case Autolinks.w where dialect == .github: if !wwwAddress() { plainText() }
        default: plainText()
        }
    }

    /// Text up to the next byte that could be more than that.
    private mutating func plainText() {
        let start = offset
        offset += 1
        while offset < bytes.count {
            // Most of these letters begin no `www.`.
            guard !isSpecial(bytes[offset]) || bytes[offset] == Autolinks.w && byte(at: offset + 1) != Autolinks.w
            else { break }
            offset += 1
        }
        var end = offset
        if byte(at: offset) == ASCII.newline {
            while end > start, bytes[end - 1].isWhitespace { end -= 1 }
        }
        text += bytes[start..<end]
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case ASCII.newline, ASCII.backtick, ASCII.backslash, ASCII.ampersand, ASCII.less, ASCII.asterisk,
            ASCII.underscore,
            ASCII.openBracket, ASCII.closeBracket, ASCII.exclamation:
            true
        case ASCII.tilde, ASCII.colon, Autolinks.w: dialect == .github
        default: false
        }
    }

    private mutating func lineBreak() {
        let isHard = offset > 1 && bytes[offset - 1] == ASCII.space && bytes[offset - 2] == ASCII.space
        offset += 1
        while byte(at: offset).isBlank { offset += 1 }
        append(isHard ? .hardBreak : .softBreak)
    }

    private mutating func codeSpan() {
        let start = offset
        while byte(at: offset) == ASCII.backtick { offset += 1 }
        if backticks == nil { backticks = BacktickRuns(bytes) }
        guard let close = backticks?.next(length: offset - start, from: offset) else {
            text += bytes[start..<offset]
            return
        }
        var code = bytes[offset..<close].map { $0 == ASCII.newline ? ASCII.space : $0 }
        if code.first == ASCII.space, code.last == ASCII.space, code.contains(where: { $0 != ASCII.space }) {
            code.removeFirst()
            code.removeLast()
        }
        append(.code(String(decoding: code, as: UTF8.self)))
        offset = close + (offset - start)
    }

    private mutating func escape() {
        offset += 1
        let next = byte(at: offset)
        if next.isPunctuation {
            text.append(next)
            offset += 1
        } else if next == ASCII.newline {
            offset += 1
            append(.hardBreak)
        } else {
            text.append(ASCII.backslash)
        }
    }

    private mutating func entity() {
        if let (decoded, length) = references.entities.decode(bytes, at: offset) {
            text += decoded
            offset += length
        } else {
            text.append(ASCII.ampersand)
            offset += 1
        }
    }

    private mutating func angle() {
        if let end = AngleAutolink.end(bytes, at: offset + 1) {
            let content = bytes[(offset + 1)..<end.offset]
            let address = references.entities.decodeAll(content)
            append(.autolink(destination: (end.isMail ? Array("mailto:".utf8) : []) + address, text: address))
            offset = end.offset + 1
        } else if let end = tags.end(bytes, at: offset + 1) {
            append(.html(bytes[offset..<end].text))
            offset = end
        } else {
            text.append(ASCII.less)
            offset += 1
        }
    }

    private mutating func exclamation() {
        let isImage = byte(at: offset + 1) == ASCII.openBracket
        if isImage, dialect == .commonMark || byte(at: offset + 2) != ASCII.circumflex {
            offset += 1
            openBracket(isImage: true)
        } else {
            text.append(ASCII.exclamation)
            offset += 1
        }
    }
}

/// Where runs of backticks stand, by length.
struct BacktickRuns {
    private var starts: [Int: [Int]] = [:]
    /// How many of a length's starts are behind the place that was asked for last.
    private var passed: [Int: Int] = [:]

    init(_ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let start = offset
            while offset < bytes.count, bytes[offset] == ASCII.backtick { offset += 1 }
            if offset > start { starts[offset - start, default: []].append(start) } else { offset += 1 }
        }
    }

    /// The first run of just this length at or behind an offset; offsets must not go back.
    mutating func next(length: Int, from offset: Int) -> Int? {
        guard let starts = starts[length] else { return nil }
        var index = passed[length, default: 0]
        while index < starts.count, starts[index] < offset { index += 1 }
        passed[length] = index
        return index < starts.count ? starts[index] : nil
    }
}
