import ProvShell
import ProvText

/// Values of an example that stand for the reader's own: `gitlab-xxx.deb`, `sandbox_abc123def456`, `?sid=vFA4…`.
enum PlaceholderSamples {
    /// The first in a word of a command.
    static func first(in script: ShellScript) -> (name: String, bytes: Range<Int>)? {
        let bytes = script.text.utf8.span
        for segment in script.segments where [.unquoted, .doubleQuoted, .singleQuoted].contains(segment.context) {
            for index in segment.bytes {
                if let found = form(at: index, in: bytes, segment.context) { return found }
            }
        }
        return nil
    }

    private static func form(
        at index: Int, in bytes: Span<UInt8>, _ context: ShellScript.Context
    ) -> (name: String, bytes: Range<Int>)? {
        switch bytes[index] {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): crosses(at: index, in: bytes)
        case UInt8(ascii: "a"), UInt8(ascii: "d"): context == .singleQuoted ? nil : identifier(at: index, in: bytes)
        case UInt8(ascii: "1"): account(at: index, in: bytes)
        case ASCII.question, ASCII.ampersand: parameter(at: index, in: bytes)
        case ASCII.less where context != .unquoted: doubled(at: index, in: bytes)
        default: nil
        }
    }

    private static func byte(_ index: Int, _ bytes: Span<UInt8>) -> UInt8 {
        index >= 0 && index < bytes.count ? bytes[index] : ASCII.space
    }

    /// `xxx` as a part of a name; a template of `mktemp` has six and more of them at its end.
    private static func crosses(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        let before = byte(start - 1, bytes)
        guard byte(start + 1, bytes) == bytes[start], byte(start + 2, bytes) == bytes[start], !before.isAlphanumeric,
            ![ASCII.pipe, ASCII.dollar, ASCII.openBrace, ASCII.backslash, ASCII.plus].contains(before)
        else { return nil }
        var end = start + 3
        while byte(end, bytes) == bytes[start] { end += 1 }
        let after = byte(end, bytes)
        guard !after.isAlphanumeric, after != ASCII.pipe, !isText(start, in: bytes) else { return nil }
        return ("value", start..<end)
    }

    /// Programs that take any text: a template of a name, or what they print.
    private static let takersOfText = ["mktemp", "echo", "printf"].map { Array($0.utf8) }

    /// Whether one of these stands in front of it on its line.
    private static func isText(_ start: Int, in bytes: Span<UInt8>) -> Bool {
        var index = start
        while index > 0, bytes[index - 1] != ASCII.newline, start - index < 100 {
            index -= 1
            if takersOfText.contains(where: { bytes.holds($0, at: index) }) { return true }
        }
        return false
    }

    private static let beginnings = ["abc123", "abcd1234", "abcdef123", "a1b2c3", "def456"].map { Array($0.utf8) }

    /// The whole of `sandbox_abc123def456`.
    private static func identifier(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard !byte(start - 1, bytes).isAlphanumeric, beginnings.contains(where: { bytes.holds($0, at: start) }),
            !isText(start, in: bytes)
        else {
            return nil
        }
        var first = start
        while isPart(byte(first - 1, bytes)) { first -= 1 }
        var end = start
        while isPart(byte(end, bytes)) { end += 1 }
        guard byte(first - 1, bytes) != ASCII.less, byte(first - 1, bytes) != ASCII.dollar else { return nil }
        return ("id", first..<end)
    }

    private static func isPart(_ byte: UInt8) -> Bool { byte.isNameByte || byte == ASCII.hyphen }

    private static let accountBytes = Array("123456789012".utf8)

    /// The account of the examples of AWS.
    private static func account(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        let end = start + accountBytes.count
        guard bytes.holds(accountBytes, at: start), !byte(start - 1, bytes).isAlphanumeric,
            !byte(end, bytes).isAlphanumeric
        else { return nil }
        return ("account-id", start..<end)
    }

    private static let parameters = ["sid=", "session=", "session_id=", "token=", "access_token="].map {
        Array($0.utf8)
    }

    /// The value behind `?sid=` in an address: that session has ended.
    private static func parameter(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard let name = parameters.first(where: { bytes.holds($0, at: start + 1) }) else { return nil }
        let first = start + 1 + name.count
        var end = first
        while byte(end, bytes).isAlphanumeric
            || [ASCII.plus, ASCII.slash, ASCII.equals, ASCII.hyphen, ASCII.underscore]
                .contains(byte(end, bytes))
        { end += 1 }
        let value = bytes.bytes(first..<end)
        guard value.count >= 8, value.contains(where: \.isDigit), value.contains(where: \.isLetter) else { return nil }
        return (String(decoding: name.dropLast(), as: UTF8.self), first..<end)
    }

    /// `<<pipeline.git.branch>>`, which a service fills in.
    private static func doubled(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard byte(start + 1, bytes) == ASCII.less else { return nil }
        var end = start + 2
        while byte(end, bytes).isNameByte || byte(end, bytes) == ASCII.period || byte(end, bytes) == ASCII.space {
            guard end - start < 60, end < bytes.count else { return nil }
            end += 1
        }
        let name = bytes.text((start + 2)..<end).split(separator: " ").joined(separator: "-")
        guard byte(end, bytes) == ASCII.greater, byte(end + 1, bytes) == ASCII.greater, name.utf8.contains(ASCII.period)
        else { return nil }
        return (name.replacing(bytesOf: ".", with: "-"), start..<(end + 2))
    }
}
