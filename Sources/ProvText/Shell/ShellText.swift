/// Words for a POSIX shell.
package enum ShellText {
    /// The text as one word that the shell takes literally.
    package static func quoted(_ text: some StringProtocol) -> String { "'" + inSingleQuotes(text) + "'" }

    /// What stands between single quotes for the text.
    package static func inSingleQuotes(_ text: some StringProtocol) -> String {
        text.replacing(bytesOf: "'", with: "'\\''")
    }

    /// What stands between `$'` and `'` for the text.
    package static func inANSIQuotes(_ text: some StringProtocol) -> String { escaped("\\'", in: text) }

    /// What stands between double quotes for the text.
    package static func inDoubleQuotes(_ text: some StringProtocol) -> String { escaped("\\\"$`", in: text) }

    /// What stands for the text in a here-document whose delimiter has no quotes, and between backticks.
    package static func inHereDocument(_ text: some StringProtocol) -> String { escaped("\\$`", in: text) }

    /// Byte by byte: a sign with a combining mark after it is one character, and still means something to the shell.
    private static func escaped(_ signs: StaticString, in text: some StringProtocol) -> String {
        let escaped = Array(signs.description.utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if escaped.contains(byte) { result.append(ASCII.backslash) }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The same for people who are to type it: quoted only where it has to be.
    package static func word(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && !text.hasPrefix("~")
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil
                    || "/._-+@:=%,~".unicodeScalars.contains($0)
            }
        return isPlain ? text : quoted(text)
    }

    /// Whether a shell takes the text for a variable's name.
    package static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !first.isDigit else { return false }
        return text.utf8.allSatisfy(\.isNameByte)
    }
}
