import ProvText

/// Steps over the parts of a link behind its text.
struct LinkScanner {
    let bytes: [UInt8]
    var offset: Int

    /// As many parentheses as an address may hold in one another.
    private static let parenthesisLimit = 32

    private func byte(at offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func skipWhitespace() {
        while byte(at: offset).isWhitespace { offset += 1 }
    }

    /// The label between brackets; goes nowhere if there is none.
    mutating func label() -> Range<Int>? {
        guard byte(at: offset) == ASCII.openBracket else { return nil }
        let start = offset + 1
        var end = start
        while end < bytes.count, bytes[end] != ASCII.openBracket, bytes[end] != ASCII.closeBracket {
            end += bytes[end] == ASCII.backslash && byte(at: end + 1).isPunctuation ? 2 : 1
            if end - start > LinkLabel.limit { return nil }
        }
        guard byte(at: end) == ASCII.closeBracket else { return nil }
        offset = end + 1
        return start..<end
    }

    /// The address, without the angle brackets around it.
    mutating func destination() -> Range<Int>? {
        guard byte(at: offset) == ASCII.less else { return bareDestination() }
        var end = offset + 1
        while end < bytes.count, bytes[end] != ASCII.greater {
            if bytes[end] == ASCII.newline || bytes[end] == ASCII.less { return nil }
            end += bytes[end] == ASCII.backslash ? 2 : 1
        }
        guard end < bytes.count else { return nil }
        defer { offset = end + 1 }
        return (offset + 1)..<end
    }

    private mutating func bareDestination() -> Range<Int>? {
        var end = offset
        var depth = 0
        while end < bytes.count, !bytes[end].isWhitespace {
            if bytes[end] == ASCII.openParenthesis {
                depth += 1
                if depth > LinkScanner.parenthesisLimit { return nil }
            } else if bytes[end] == ASCII.closeParenthesis {
                if depth == 0 { break }
                depth -= 1
            }
            end += bytes[end] == ASCII.backslash && byte(at: end + 1).isPunctuation ? 2 : 1
        }
        guard end < bytes.count, depth == 0, end > offset || bytes[end] == ASCII.closeParenthesis else { return nil }
        defer { offset = end }
        return offset..<end
    }

    /// The title without its quotes; goes nowhere if there is none.
    mutating func title() -> Range<Int>? {
        let opening = byte(at: offset)
        guard opening == ASCII.quotationMark || opening == ASCII.apostrophe || opening == ASCII.openParenthesis else {
            return nil
        }
        let closing = opening == ASCII.openParenthesis ? ASCII.closeParenthesis : opening
        var end = offset + 1
        while end < bytes.count, bytes[end] != closing {
            if opening == ASCII.openParenthesis, bytes[end] == ASCII.openParenthesis { return nil }
            end += bytes[end] == ASCII.backslash && byte(at: end + 1).isPunctuation ? 2 : 1
        }
        guard end < bytes.count else { return nil }
        defer { offset = end + 1 }
        return (offset + 1)..<end
    }
}

/// Labels of link definitions; equal where they differ in white space and case only.
enum LinkLabel {
    static let limit = 1_000

    static func isBlank(_ label: ArraySlice<UInt8>) -> Bool { label.allSatisfy(\.isWhitespace) }

    /// The label with each stretch of white space as one space.
    static func key(_ label: ArraySlice<UInt8>) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(label.count)
        for byte in label.trimmingWhitespace() {
            if !byte.isWhitespace { key.append(byte) } else if key.last != ASCII.space { key.append(ASCII.space) }
        }
        return key
    }
}
