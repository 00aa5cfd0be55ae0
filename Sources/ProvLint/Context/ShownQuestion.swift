import ProvText

/// A question to a person in the output of a command: `Enter passphrase:`, `Continue? [y/N]`.
enum ShownQuestion {
    /// The first line that asks.
    static func first(in output: String) -> String? {
        for line in output.lines where asks(line) {
            let text = line.drop { $0 == " " }
            return text.count > 60 ? text.prefix(59) + "…" : String(text)
        }
        return nil
    }

    private static let choices = [
        "[y/n]", "(y/n)", "[yn]", "[yes/no]", "(yes/no)", "(yes/no/[fingerprint])", "[y|n]", "(y|n)", "[y/n/q]",
        "press enter", "press any key", "press return",
    ]
    private static let secrets = ["password", "passphrase", "pin", "passcode", "one-time code", "verification code"]

    private static func asks(_ line: Substring) -> Bool {
        guard line.utf8.count < 200 else { return false }
        var text = line.lowercased()
        while let last = text.last, last.isWhitespace { text.removeLast() }
        if choices.contains(where: text.contains) { return true }
        let words = text.split(separator: " ")
        guard let first = words.first else { return false }
        let names = secrets.contains(where: text.contains)
        // `Enter password for private key:`, `Password for admin:`, and nothing behind the colon.
        guard text.hasSuffix(":") else { return false }
        if ["enter", "type", "re-enter", "retype", "repeat", "confirm", "verify", "new"].contains(first) {
            return names
        }
        return ["password", "passphrase", "password:", "passphrase:"].contains(first) && words.count < 6
    }
}
