/// Values that stand beside the name of a secret in a line of a file: `db_password: x`, `TOKEN="x y"`.
///
/// Lines are shown where something in them is wrong; the value of a secret in them is not shown.
package enum SecretAssignment {
    /// The line with `*` for each byte of such a value. What only refers to one stays: `{{name}}`, `$NAME`, `<NAME>`,
    /// and lists and mappings.
    package static func hidden(in line: [UInt8]) -> [UInt8] {
        var line = line
        var index = 0
        while index < line.count {
            guard isPartOfName(line[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < line.count, isPartOfName(line[index]) { index += 1 }
            guard let value = value(in: line, after: index),
                SecretName.isSecret(String(decoding: line[start..<index], as: UTF8.self))
            else { continue }
            for place in value { line[place] = ASCII.asterisk }
            index = value.upperBound
        }
        return line
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == ASCII.underscore || byte == ASCII.hyphen || byte == ASCII.period
    }

    /// Where the value stands that a name is given, without its quotes.
    private static func value(in line: [UInt8], after name: Int) -> Range<Int>? {
        var index = name
        if index < line.count, isQuote(line[index]) { index += 1 }
        while index < line.count, line[index].isBlank { index += 1 }
        guard index < line.count, line[index] == ASCII.colon || line[index] == ASCII.equals else { return nil }
        let isYAML = line[index] == ASCII.colon
        index += 1
        // A colon without a blank is part of a word, as in a URL.
        guard !isYAML || index < line.count && line[index].isBlank else { return nil }
        while index < line.count, line[index].isBlank { index += 1 }
        guard index < line.count, !references.contains(line[index]) else { return nil }
        if isQuote(line[index]) {
            let quote = line[index]
            let start = index + 1
            return start..<(line[start...].firstIndex(of: quote) ?? line.count)
        }
        let start = index
        while index < line.count, !ends(line[index], isYAML: isYAML) { index += 1 }
        return start < index ? start..<index : nil
    }

    private static let references = Set("{[$<(|>&*!,}]".utf8)

    private static func isQuote(_ byte: UInt8) -> Bool { byte == ASCII.quotationMark || byte == ASCII.apostrophe }

    private static func ends(_ byte: UInt8, isYAML: Bool) -> Bool {
        byte == ASCII.carriageReturn || (isYAML ? byte == ASCII.comma || byte == ASCII.closeBrace : byte.isBlank)
    }
}
