/// Names under which people keep secrets.
package enum SecretName {
    private static let words: Set<String> = ["password", "passwd", "passphrase", "secret", "token", "apikey", "credentials", "pass", "pwd"]
    private static let pairs: Set<String> = ["api key", "private key", "access key", "secret key"]

    /// Whether a variable of this name is taken for a secret: `db_password`, `API_TOKEN`, `aws_secret_key`; never a file of one.
    package static func isSecret(_ name: String) -> Bool {
        let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard let last = parts.last, !["file", "path", "name", "url", "length", "ttl"].contains(last) else { return false }
        return parts.contains(where: words.contains) || zip(parts, parts.dropFirst()).contains { pairs.contains("\($0) \($1)") }
    }
}

extension Inventory {
    /// The readable values of variables that are named like secrets, by the variable's name and, where hosts differ, the host's.
    ///
    /// Values of fewer than six bytes are left out, for too many outputs hold them by chance; not so the passwords that prov itself uses.
    package var plainSecrets: [String: String] {
        var secrets: [String: String] = [:]
        for host in hostNames {
            guard let variables = variables(of: host) else { continue }
            for name in variables.written.keys where SecretName.isSecret(name) {
                guard let text = variables.text(name), text.utf8.count >= 6 || name.hasPrefix("ansible_become_pass") || name == "ansible_sudo_pass" else { continue }
                secrets[secrets[name] == nil || secrets[name] == text ? name : "\(name)@\(host)"] = text
            }
        }
        return secrets
    }
}
