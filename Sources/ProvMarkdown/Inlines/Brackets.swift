import ProvText

/// A `[` or `![` that nothing has closed yet.
struct Bracket {
    var isImage: Bool
    var piece: Int
    /// The last delimiter run in front of it.
    var run: Int
    /// Where its text begins.
    var position: Int
    /// Whether another bracket was opened behind it: then its text is no label.
    var holdsBracket = false
}

extension InlineParser {
    mutating func openBracket(isImage: Bool) {
        offset += 1
        flushText()
        if !brackets.isEmpty { brackets[brackets.count - 1].holdsBracket = true }
        append(.text(isImage ? [ASCII.exclamation, ASCII.openBracket] : [ASCII.openBracket]))
        brackets.append(Bracket(isImage: isImage, piece: pieces.count - 1, run: lastRun, position: offset))
    }

    private mutating func popBracket() {
        brackets.removeLast()
        inactiveBrackets = min(inactiveBrackets, brackets.count)
    }

    mutating func closeBracket() {
        let close = offset
        offset += 1
        guard let opener = brackets.last else { return text.append(ASCII.closeBracket) }
        guard opener.isImage || brackets.count > inactiveBrackets else {
            popBracket()
            return text.append(ASCII.closeBracket)
        }
        if let target = inlineTarget() ?? referenceTarget(opener, close) {
            link(opener, to: target)
        } else {
            offset = close + 1
            if dialect == .github, footnote(opener, close) { return }
            popBracket()
            text.append(ASCII.closeBracket)
        }
    }

    private mutating func link(_ opener: Bracket, to target: LinkTarget) {
        replacePiece(opener.piece, by: opener.isImage ? .openImage(target) : .openLink(target))
        matchDelimiters(above: opener.run)
        append(.closeBracket)
        popBracket()
        // No link stands in a link.
        if !opener.isImage { inactiveBrackets = brackets.count }
    }

    private mutating func footnote(_ opener: Bracket, _ close: Int) -> Bool {
        guard close > opener.position + 1, bytes[opener.position] == ASCII.circumflex else { return false }
        let label = bytes[(opener.position + 1)..<close]
        dropPieces(from: opener.piece)
        dropDelimiters(above: opener.run)
        popBracket()
        if let (name, number) = footnotes.number(of: label.text) {
            append(.footnote(label: name, number: number))
        } else {
            text += bytes[(opener.position - 1)...close]
        }
        return true
    }

    // MARK: Targets

    /// `(address "title")` behind a closing bracket.
    private mutating func inlineTarget() -> LinkTarget? {
        guard byte(at: offset) == ASCII.openParenthesis else { return nil }
        var scanner = LinkScanner(bytes: bytes, offset: offset + 1)
        scanner.skipWhitespace()
        guard let destination = scanner.destination() else { return nil }
        let behindDestination = scanner.offset
        scanner.skipWhitespace()
        var title: Range<Int>?
        if scanner.offset > behindDestination { title = scanner.title() }
        scanner.skipWhitespace()
        guard byte(at: scanner.offset) == ASCII.closeParenthesis else { return nil }
        offset = scanner.offset + 1
        return LinkTarget(
            destination: references.entities.unescape(bytes[destination].trimmingWhitespace()),
            title: title.map { references.entities.unescape(bytes[$0]) } ?? "")
    }

    /// `[label]` behind a closing bracket, or the text in the brackets as label.
    private mutating func referenceTarget(_ opener: Bracket, _ close: Int) -> LinkTarget? {
        var scanner = LinkScanner(bytes: bytes, offset: offset)
        if let label = scanner.label(), !LinkLabel.isBlank(bytes[label]) {
            guard let target = references.target(bytes[label]) else { return nil }
            offset = scanner.offset
            return target
        }
        guard !opener.holdsBracket, let target = references.target(bytes[opener.position..<close]) else { return nil }
        offset = scanner.offset
        return target
    }
}
