/// Where in a shell text quotes, here-documents and comments begin and end; no grammar beyond that.
struct ShellScanner {
    enum Context: Equatable {
        case unquoted
        case singleQuoted
        /// `$'…'`
        case ansiQuoted
        case doubleQuoted
        /// The body of a here-document; `isLiteral` where its delimiter was quoted.
        case hereDocument(isLiteral: Bool)
        case comment
    }

    /// A stretch of text with one context.
    struct Segment: Equatable {
        var context: Context
        /// True inside backticks, where a backslash is read once more.
        var isInBackticks: Bool
        /// True directly inside `"${…}"`, where a lone single quote is read as an opening one.
        var isInParameter: Bool
        var bytes: Range<Int>
    }

    /// What is still open at the end of the text.
    enum Ending: Equatable { case complete, quote, hereDocument, backslash, group }

    private enum Frame { case doubleQuote, substitution, parameter, backtick, arithmetic }
    private struct PendingDocument {
        var delimiter: [UInt8]
        var isLiteral: Bool
        var stripsTabs: Bool
    }

    private let bytes: [UInt8]
    private var index = 0
    private var segmentStart = 0
    private var context = Context.unquoted
    private var frames: [Frame] = []
    private var backticks = 0
    private var pending: [PendingDocument] = []
    private(set) var segments: [Segment] = []
    private(set) var ending = Ending.complete

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scan()
    }

    init(_ text: String) { self.init(Array(text.utf8)) }

    private mutating func scan() {
        while index < bytes.count { step() }
        switchTo(context)
        if ending == .complete, !pending.isEmpty { ending = .hereDocument }
        if ending == .complete, !frames.isEmpty { ending = frames.contains(.doubleQuote) ? .quote : .group }
    }

    private mutating func switchTo(_ next: Context) {
        if segmentStart < index {
            segments.append(
                Segment(
                    context: context, isInBackticks: backticks > 0,
                    isInParameter: context == .doubleQuoted && isInParameter, bytes: segmentStart..<index))
        }
        segmentStart = index
        context = next
    }

    private func byte(_ offset: Int) -> UInt8 {
        let position = index + offset
        return position >= 0 && position < bytes.count ? bytes[position] : 0
    }

    private mutating func step() {
        switch bytes[index] {
        case Byte.backslash:
            if index + 1 >= bytes.count || (bytes[index + 1] == Byte.newline && index + 2 >= bytes.count) {
                ending = .backslash
            }
            index = min(index + 2, bytes.count)
        case Byte.singleQuote where context == .unquoted: skipQuoted(.singleQuoted)
        case Byte.doubleQuote: toggleDoubleQuote()
        case Byte.backtick: toggleBacktick()
        case Byte.dollar: stepDollar()
        case Byte.openParenthesis where context == .unquoted:
            let isArithmetic = byte(1) == Byte.openParenthesis
            frames.append(isArithmetic ? .arithmetic : .substitution)
            index += isArithmetic ? 2 : 1
        case Byte.closeParenthesis where context == .unquoted: closeParenthesis()
        case Byte.closeBrace: closeBrace()
        case Byte.hash where context == .unquoted && startsWord: skipComment()
        case Byte.less where context == .unquoted && byte(1) == Byte.less: stepHereDocument()
        case Byte.newline where context == .unquoted && !pending.isEmpty:
            index += 1
            skipHereDocuments()
        default: index += 1
        }
    }

    private var startsWord: Bool {
        guard index > 0 else { return true }
        let previous = bytes[index - 1]
        return previous.isBlankOrNewline || previous == Byte.semicolon || previous == Byte.ampersand
            || previous == Byte.pipe
            || previous == Byte.openParenthesis || previous == Byte.backtick
    }

    private mutating func skipQuoted(_ kind: Context) {
        switchTo(kind)
        index += kind == .ansiQuoted ? 2 : 1
        while index < bytes.count, bytes[index] != Byte.singleQuote {
            index += kind == .ansiQuoted && bytes[index] == Byte.backslash ? 2 : 1
        }
        if index >= bytes.count {
            index = bytes.count
            ending = .quote
        } else {
            index += 1
        }
        switchTo(.unquoted)
    }

    private mutating func toggleDoubleQuote() {
        if frames.last == .doubleQuote {
            index += 1
            frames.removeLast()
            switchTo(frames.contains(.doubleQuote) && frames.last == .parameter ? .doubleQuoted : .unquoted)
        } else if context == .unquoted || frames.last == .parameter {
            switchTo(.doubleQuoted)
            frames.append(.doubleQuote)
            index += 1
        } else {
            index += 1
        }
    }

    private mutating func toggleBacktick() {
        if backticks > 0, let open = frames.lastIndex(of: .backtick) {
            switchTo(open > 0 && frames[open - 1] == .doubleQuote ? .doubleQuoted : .unquoted)
            backticks -= 1
            frames.removeSubrange(open...)
            index += 1
        } else {
            index += 1
            switchTo(.unquoted)
            frames.append(.backtick)
            backticks += 1
        }
    }

    private mutating func stepDollar() {
        switch byte(1) {
        case Byte.singleQuote where context == .unquoted: skipQuoted(.ansiQuoted)
        case Byte.openParenthesis:
            if byte(2) == Byte.openParenthesis {
                frames.append(.arithmetic)
                index += 3
            } else {
                index += 2
                frames.append(.substitution)
            }
            switchTo(.unquoted)
        case Byte.openBrace:
            index += 2
            switchTo(context)
            frames.append(.parameter)
        case Byte.hash: index += 2
        default: index += 1
        }
    }

    private mutating func closeParenthesis() {
        guard let top = frames.last, top == .substitution || top == .arithmetic else {
            index += 1
            return
        }
        frames.removeLast()
        let width = top == .arithmetic && byte(1) == Byte.closeParenthesis ? 2 : 1
        if frames.last == .doubleQuote || (frames.last == .parameter && frames.contains(.doubleQuote)) {
            switchTo(.doubleQuoted)
        }
        index += width
    }

    private var isInParameter: Bool { frames.last == .parameter }

    private mutating func closeBrace() {
        if frames.last == .parameter {
            switchTo(context)
            frames.removeLast()
        }
        index += 1
    }

    private mutating func skipComment() {
        switchTo(.comment)
        while index < bytes.count, bytes[index] != Byte.newline { index += 1 }
        switchTo(.unquoted)
    }

    // MARK: Here-documents

    private mutating func stepHereDocument() {
        if byte(2) == Byte.less || frames.last == .arithmetic {
            index += byte(2) == Byte.less ? 3 : 2
            return
        }
        let stripsTabs = byte(2) == Byte.dash
        index += stripsTabs ? 3 : 2
        while index < bytes.count, bytes[index].isBlank { index += 1 }
        var delimiter: [UInt8] = []
        var isLiteral = false
        var quote: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            if quote == 0,
                byte.isBlankOrNewline || byte == Byte.semicolon || byte == Byte.greater || byte == Byte.less
                    || byte == Byte.pipe || byte == Byte.ampersand || byte == Byte.closeParenthesis
            {
                break
            }
            if byte == quote {
                quote = 0
            } else if quote == 0, byte == Byte.singleQuote || byte == Byte.doubleQuote {
                quote = byte
                isLiteral = true
            } else if quote == 0, byte == Byte.backslash {
                isLiteral = true
            } else {
                delimiter.append(byte)
            }
            index += 1
        }
        if !delimiter.isEmpty || isLiteral {
            pending.append(PendingDocument(delimiter: delimiter, isLiteral: isLiteral, stripsTabs: stripsTabs))
        }
    }

    private mutating func skipHereDocuments() {
        let resume = context
        for (position, document) in pending.enumerated() {
            switchTo(.hereDocument(isLiteral: document.isLiteral))
            guard skipBody(of: document) else {
                pending = Array(pending[position...])
                ending = .hereDocument
                index = bytes.count
                return
            }
        }
        pending = []
        switchTo(resume)
    }

    /// Leaves the index after the delimiter's line; false where there is none.
    private mutating func skipBody(of document: PendingDocument) -> Bool {
        while index < bytes.count {
            var start = index
            let end = bytes[index...].firstIndex(of: Byte.newline) ?? bytes.count
            if document.stripsTabs { while start < end, bytes[start] == Byte.tab { start += 1 } }
            if bytes[start..<end].elementsEqual(document.delimiter) {
                switchTo(.unquoted)
                index = min(end + 1, bytes.count)
                return true
            }
            index = min(end + 1, bytes.count)
        }
        return false
    }
}
