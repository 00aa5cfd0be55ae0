import ProvText

/// The state of a shell as a record keeps it (the code that `ShellState` and `PosixState` write), taken apart.
package struct StoredState: Sendable {
    private struct Entry {
        /// The variable that it sets; `nil` for anything else.
        var variable: String?
        var code: String
    }

    private let entries: [Entry]

    package init(_ text: String) {
        var entries: [Entry] = []
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = ListingQuoting.endOfEntry(bytes, from: start)
            let code = String(decoding: bytes[start..<end], as: UTF8.self)
            // The functions of a bash come last, and any line may be in one.
            guard !code.hasSuffix(" () ") else {
                entries.append(Entry(code: String(decoding: bytes[start...], as: UTF8.self)))
                break
            }
            entries.append(Entry(variable: StoredState.variable(code), code: code))
            start = end + 1
        }
        self.entries = entries
    }

    /// Each variable with the code that sets it; of an exported one in a shell that says that apart, both.
    package var variables: [String: String] {
        var found: [String: String] = [:]
        for entry in entries {
            guard let name = entry.variable else { continue }
            found[name] = found[name].map { $0 + "\n" + entry.code } ?? entry.code
        }
        return found
    }

    /// The code that enters the directory that the shell was left in; `nil` where no step changed it.
    package var directory: String? {
        entries.last { $0.code.hasPrefix("builtin cd -- ") || $0.code.hasPrefix("cd -- ") }?.code
    }

    private static func variable(_ code: String) -> String? {
        var rest = code[...]
        if rest.hasPrefix("builtin ") { rest = rest.dropFirst("builtin ".count) }
        if rest.hasPrefix("declare -") {
            guard let space = rest.dropFirst("declare ".count).firstIndex(of: " ") else { return nil }
            rest = rest[rest.index(after: space)...]
        } else if rest.hasPrefix("export ") {
            rest = rest.dropFirst("export ".count)
        } else if !rest.contains("=") {
            return nil
        }
        let name = String(rest.prefix { $0 != "=" })
        return ShellText.isVariableName(name) ? name : nil
    }
}
