/// Words for a POSIX shell.
package enum ShellText {
    /// The text as one word that the shell takes literally.
    package static func quoted(_ text: some StringProtocol) -> String {
        "'" + String(text).replacing("'", with: "'\\''") + "'"
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
