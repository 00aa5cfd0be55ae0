import ProvText

/// Distinguishes a value that is in use from one that stands for it.
enum SecretValue {
    /// At least eight characters of three kinds, or twenty of two, and no word that says "put yours here".
    static func looksReal(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count >= 8, value.count <= 200, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        guard isOwn(value) else { return false }
        var kinds = 0
        if value.contains(where: \.isLowercase) { kinds += 1 }
        if value.contains(where: \.isUppercase) { kinds += 1 }
        if value.contains(where: \.isDigit) { kinds += 1 }
        if value.contains(where: { !$0.isNameByte && $0 != ASCII.hyphen && $0 != ASCII.period }) { kinds += 1 }
        return kinds >= 3 || (kinds == 2 && value.count >= 20 && value.contains(where: \.isDigit))
    }

    /// The same for a place where nothing but a secret stands, as behind `--password`: letters and digits are enough.
    static func looksUsed(_ text: String) -> Bool {
        let value = Array(text.utf8)
        if looksReal(value[...]) { return true }
        guard value.count >= 10, value.count <= 200, isOwn(value[...]) else { return false }
        return value.allSatisfy { $0.isAlphanumeric || $0 == ASCII.plus || $0 == ASCII.slash || $0 == ASCII.equals }
            && value.count(where: \.isDigit) >= 3 && value.count(where: \.isLetter) >= 3
    }

    /// Neither expanded nor a word that says "put yours here".
    private static func isOwn(_ value: ArraySlice<UInt8>) -> Bool {
        let signs: Set<UInt8> = [
            ASCII.dollar, ASCII.less, ASCII.greater, ASCII.openBrace, ASCII.closeBrace, ASCII.openBracket,
            ASCII.backtick,
            ASCII.openParenthesis, 0x2A,
        ]
        if value.contains(where: signs.contains) { return false }
        let text = String(decoding: value, as: UTF8.self).lowercased()
        let samples = [
            "example", "changeme", "change_me", "your", "xxxx", "placeholder", "secret", "password", "passwd", "dummy",
            "sample",
            "token", "insert", "replace", "test", "abc123", "12345", "default", "fake", "none", "null", "...", "demo",
            "mysql",
            "postgres", "minikube", "/", "key",
        ]
        return !samples.contains(where: text.contains)
    }
}
