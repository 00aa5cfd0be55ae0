import ProvText

/// Where in a shell text quotes, here-documents and comments begin and end; no grammar beyond that.
package struct ShellScanner {
    package enum Context: Equatable {
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
    package struct Segment: Equatable {
        package var context: Context
        /// True inside backticks, where a backslash is read once more.
        package var isInBackticks: Bool
        /// True directly inside `"${…}"`, where a lone single quote is read as an opening one.
        package var isInParameter: Bool
        package var bytes: Range<Int>
    }

    /// What is still open at the end of the text.
    package enum Ending: Equatable { case complete, quote, hereDocument, backslash, group }

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
    package private(set) var segments: [Segment] = []
    private(set) var ending = Ending.complete

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scan()
    }

    package init(_ text: String) { self.init(Array(text.utf8)) }

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
        case ASCII.backslash:
            if index + 1 >= bytes.count || (bytes[index + 1] == ASCII.newline && index + 2 >= bytes.count) {
                ending = .backslash
            }
            index = min(index + 2, bytes.count)
        case ASCII.apostrophe where context == .unquoted: skipQuoted(.singleQuoted)
        case ASCII.quotationMark: toggleDoubleQuote()
        case ASCII.backtick: toggleBacktick()
        case ASCII.dollar: stepDollar()
        case ASCII.openParenthesis where context == .unquoted:
            let isArithmetic = byte(1) == ASCII.openParenthesis
            frames.append(isArithmetic ? .arithmetic : .substitution)
            index += isArithmetic ? 2 : 1
        case ASCII.closeParenthesis where context == .unquoted: closeParenthesis()
        case ASCII.closeBrace: closeBrace()
        case ASCII.numberSign where context == .unquoted && startsWord: skipComment()
        case ASCII.less where context == .unquoted && byte(1) == ASCII.less: stepHereDocument()
        case ASCII.newline where context == .unquoted && !pending.isEmpty:
            index += 1
            skipHereDocuments()
        default: index += 1
        }
    }

    private var startsWord: Bool {
        guard index > 0 else { return true }
        let previous = bytes[index - 1]
        return previous.isBlankOrNewline || previous == ASCII.semicolon || previous == ASCII.ampersand
            || previous == ASCII.pipe
            || previous == ASCII.openParenthesis || previous == ASCII.backtick
    }

    private mutating func skipQuoted(_ kind: Context) {
        switchTo(kind)
        index += kind == .ansiQuoted ? 2 : 1
        while index < bytes.count, bytes[index] != ASCII.apostrophe {
            index += kind == .ansiQuoted && bytes[index] == ASCII.backslash ? 2 : 1
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
        case ASCII.apostrophe where context == .unquoted: skipQuoted(.ansiQuoted)
        case ASCII.openParenthesis:
            if byte(2) == ASCII.openParenthesis {
                frames.append(.arithmetic)
                index += 3
            } else {
                index += 2
                frames.append(.substitution)
            }
            switchTo(.unquoted)
        case ASCII.openBrace:
            index += 2
            switchTo(context)
            frames.append(.parameter)
        case ASCII.numberSign: index += 2
        default: index += 1
        }
    }

    private mutating func closeParenthesis() {
        guard let top = frames.last, top == .substitution || top == .arithmetic else {
            index += 1
            return
        }
        frames.removeLast()
        let width = top == .arithmetic && byte(1) == ASCII.closeParenthesis ? 2 : 1
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
        while index < bytes.count, bytes[index] != ASCII.newline { index += 1 }
        switchTo(.unquoted)
    }

    // MARK: Here-documents

    private mutating func stepHereDocument() {
        if byte(2) == ASCII.less || frames.last == .arithmetic {
            index += byte(2) == ASCII.less ? 3 : 2
            return
        }
        let stripsTabs = byte(2) == ASCII.hyphen
        index += stripsTabs ? 3 : 2
        while index < bytes.count, bytes[index].isBlank { index += 1 }
        var delimiter: [UInt8] = []
        var isLiteral = false
        var quote: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            if quote == 0,
                byte.isBlankOrNewline || byte == ASCII.semicolon || byte == ASCII.greater || byte == ASCII.less
                    || byte == ASCII.pipe || byte == ASCII.ampersand || byte == ASCII.closeParenthesis
            {
                break
            }
            if byte == quote {
                quote = 0
            } else if quote == 0, byte == ASCII.apostrophe || byte == ASCII.quotationMark {
                quote = byte
                isLiteral = true
            } else if quote == 0, byte == ASCII.backslash {
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
            let end = bytes[index...].firstIndex(of: ASCII.newline) ?? bytes.count
            if document.stripsTabs { while start < end, bytes[start] == ASCII.tab { start += 1 } }
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
