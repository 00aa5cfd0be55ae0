package import Yams

/// The values of one check as they were written.
package struct CheckValues {
    private let nodes: [String: Node]

    package init(_ nodes: [String: Node]) { self.nodes = nodes }

    func has(_ key: String) -> Bool { nodes[key] != nil }

    /// The value as text; parameters in it (`$NAME`, `${NAME}`) are still names.
    func text(_ key: String) -> String? { nodes[key]?.scalar?.string }

    func required(_ key: String) throws(CheckReadingError) -> String {
        guard let text = text(key), !text.isEmpty else { throw CheckReadingError(key: nil, message: "'\(key)' is missing") }
        return text
    }

    func integer(_ key: String) throws(CheckReadingError) -> Int? {
        guard let text = text(key) else { return nil }
        guard let number = Int(text) else { throw CheckReadingError(key: key, message: "'\(text)' is no whole number") }
        return number
    }

    func boolean(_ key: String) throws(CheckReadingError) -> Bool? {
        guard let text = text(key) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw CheckReadingError(key: key, message: "'\(text)' is neither true nor false")
        }
    }

    /// A list, or a single value as a list of one.
    func list(_ key: String) -> [String] {
        guard let node = nodes[key] else { return [] }
        if let sequence = node.sequence { return sequence.compactMap { $0.scalar?.string } }
        return text(key).map { [$0] } ?? []
    }

    func mapping(_ key: String) -> [(String, String)] {
        nodes[key]?.mapping?.compactMap { pair in
            guard let name = pair.key.scalar?.string, let value = pair.value.scalar?.string else { return nil }
            return (name, value)
        } ?? []
    }

    /// Octal permission bits.
    func mode(_ key: String) throws(CheckReadingError) -> Int? {
        guard let text = text(key) else { return nil }
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : Substring(text)
        guard let mode = Int(digits, radix: 8), mode <= 0o7777 else { throw CheckReadingError(key: key, message: "'\(text)' is no file mode; write for example \"0640\"") }
        return mode
    }

    /// The value as one shell word in which only `$NAME` and `${NAME}` mean something.
    func word(_ key: String) -> String { ShellWord.expandable(text(key) ?? "") }
}

/// Words for probe scripts.
enum ShellWord {
    static func quoted(_ text: some StringProtocol) -> String { "'" + String(text).replacing("'", with: "'\\''") + "'" }

    /// One word in which only `$NAME` and `${NAME}` mean something.
    static func expandable(_ text: String) -> String {
        var rest = Substring(text)
        var result = ""
        if rest.hasPrefix("~/") {
            result = "\"$HOME\""
            rest = rest.dropFirst()
        }
        while let match = rest.firstMatch(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)/) {
            if match.range.lowerBound > rest.startIndex { result += quoted(rest[..<match.range.lowerBound]) }
            result += "\"${\(match.output.1 ?? match.output.2 ?? "")}\""
            rest = rest[match.range.upperBound...]
        }
        return rest.isEmpty && !result.isEmpty ? result : result + quoted(rest)
    }
}
