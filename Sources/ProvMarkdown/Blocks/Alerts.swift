import ProvText

extension BlockBuilder {
    /// A quote becomes an alert, as on GitHub, where `[!NOTE]` or a sibling stands alone on its first line, something
    /// follows, and nothing is around the quote.
    func alert(from blocks: [Block]) -> Alert? {
        guard let first = blocks.first, case .paragraph(var inlines) = first.kind else { return nil }
        let marker = bytes(ofLine: first.range.start.line).dropFirst(first.range.start.column - 1).trimmingBlanks()
        guard let kind = Alert.Kind(marker: marker) else { return nil }
        var rest = blocks
        if first.range.end.line == first.range.start.line {
            guard blocks.count > 1 else { return nil }
            rest.removeFirst()
        } else {
            if let firstBreak = inlines.firstIndex(where: { $0 == .softBreak || $0 == .hardBreak }) {
                inlines.removeSubrange(...firstBreak)
            }
            rest[0].kind = .paragraph(inlines)
        }
        return Alert(kind: kind, blocks: rest)
    }
}

extension Alert.Kind {
    fileprivate init?(marker: ArraySlice<UInt8>) {
        guard marker.count > 3, marker.starts(with: [ASCII.openBracket, ASCII.exclamation]),
            marker.last == ASCII.closeBracket
        else { return nil }
        self.init(rawValue: marker.dropFirst(2).dropLast().text.lowercased())
    }
}
