/// Names under which people keep secrets: the one rule for variables of an inventory, parameters, placeholders, options
/// and the environment.
package enum SecretName {
    private static let words: Set<String> = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "credentials", "pass", "pwd", "pgpassword",
        "sshpass", "privatekey", "accesskey", "secretkey",
    ]
    private static let plurals: Set<String> = ["passwords", "passphrases", "secrets", "tokens", "apikeys"]
    /// With these it is a number of them.
    private static let counts: Set<String> = ["max", "min", "num", "count", "limit", "total"]
    private static let pairs: Set<String> = ["api key", "private key", "access key", "secret key"]

    /// Whether a variable of this name is taken for a secret: `db_password`, `API_TOKEN`, `aws_secret_key`; never a
    /// file of one.
    package static func isSecret(_ name: String) -> Bool {
        guard !isDirectory(name) else { return false }
        let parts = words(of: name)
        guard let last = parts.last, !["file", "path", "name", "url", "length", "ttl"].contains(last) else {
            return false
        }
        return parts.contains(where: words.contains)
            || parts.contains(where: plurals.contains) && !parts.contains(where: counts.contains)
            || zip(parts, parts.dropFirst()).contains { pairs.contains("\($0) \($1)") }
    }

    /// `dbPassword` and `DB_PASSWORD` are two words.
    private static func words(of name: String) -> [String] {
        var text = ""
        var before: Character?
        for character in name {
            if character.isUppercase, before?.isLowercase == true { text.append("_") }
            text.append(character)
            before = character
        }
        return text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// A shell's own variables, which end in a word for a password.
    private static func isDirectory(_ name: String) -> Bool { name == "PWD" || name == "OLDPWD" }

    /// Whether the value of a variable of this name is masked: short ones stand in too many outputs by chance.
    package static func isMasked(_ name: String, value: String) -> Bool {
        isSecret(name) && value.utf8.count >= Secret.minimumLength
    }
}
