import ProvText

/// The state of a shell as a record keeps it (the code that `ShellState` and `PosixState` write), taken apart.
package struct StoredState: Sendable {
    /// A variable or an alias, and what sets it.
    package struct Setting: Sendable {
        /// The variable's name; of an alias `alias NAME`.
        package var name: String
        /// Whether programs have it in their environment.
        package var isExported: Bool
        /// The commands that set it.
        package var code: String
        /// Its value; `nil` for an array.
        package var value: String?
        /// The values of an array.
        package var elements: [String] = []
    }

    private struct Entry {
        var setting: Setting?
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
            entries.append(Entry(setting: StoredState.setting(code), code: code))
            start = end + 1
        }
        self.entries = entries
    }

    /// The variables and aliases by name; of an exported variable in a shell that says that apart, both commands.
    package var settings: [String: Setting] {
        var found: [String: Setting] = [:]
        for setting in entries.compactMap(\.setting) {
            guard var known = found[setting.name] else {
                found[setting.name] = setting
                continue
            }
            known.code += "\n" + setting.code
            known.isExported = known.isExported || setting.isExported
            found[setting.name] = known
        }
        return found
    }

    /// The state without these variables and aliases.
    package func text(without names: Set<String>) -> String {
        entries.filter { entry in entry.setting.map { !names.contains($0.name) } ?? true }.map(\.code)
            .joined(separator: "\n")
    }

    /// The code that enters the directory that the shell was left in; `nil` where no step changed it.
    package var directory: String? {
        entries.last { $0.code.hasPrefix("builtin cd -- ") || $0.code.hasPrefix("cd -- ") }?.code
    }

    private static func setting(_ code: String) -> Setting? {
        var rest = code[...]
        var flags = Substring()
        func drop(_ word: String) -> Bool {
            guard rest.hasPrefix(word) else { return false }
            rest = rest.dropFirst(word.count)
            return true
        }
        if !drop("\\builtin ") { _ = drop("builtin ") }
        let isAlias = drop("alias ")
        if drop("declare ") {
            flags = rest.prefix { $0 != " " }
            rest = rest.dropFirst(flags.count + 1)
        } else if drop("export ") {
            flags = "-x"
        } else if !rest.contains("=") {
            return nil
        }
        let name = String(rest.prefix { $0 != "=" })
        guard isAlias || ShellText.isVariableName(name) else { return nil }
        return Setting(
            name: isAlias ? "alias \(name)" : name, isExported: flags.contains("x"), code: code,
            value: value(rest.dropFirst(name.count + 1)), elements: elements(rest.dropFirst(name.count + 1)))
    }

    /// The values in `([0]="a" [1]="b")`; none of anything else.
    private static func elements(_ word: Substring) -> [String] {
        guard word.first == "(" else { return [] }
        let bytes = Array(word.utf8.dropFirst())
        var values: [String] = []
        var start = 0
        while start < bytes.count {
            let end = ListingQuoting.endOfWord(bytes, from: start)
            let element = bytes[start..<end]
            if let equals = element.firstIndex(of: ASCII.equals) {
                value(Substring(decoding: element[(equals + 1)...], as: UTF8.self)).map { values.append($0) }
            }
            start = end + 1
        }
        return values
    }

    /// What a word of a shell's own listing stands for; `nil` for the values of an array.
    private static func value(_ word: Substring) -> String? {
        guard word.first != "(" else { return nil }
        var value: [UInt8] = []
        let bytes = Array(word.utf8)
        var quote: UInt8?
        var isANSI = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : nil
            switch (quote, byte) {
            case (nil, UInt8(ascii: "$")) where next == UInt8(ascii: "'"):
                (quote, isANSI) = (UInt8(ascii: "'"), true)
                index += 1
            case (nil, UInt8(ascii: "'")), (nil, UInt8(ascii: "\"")): (quote, isANSI) = (byte, false)
            case (let open?, _) where open == byte: quote = nil
            case (UInt8(ascii: "'"), UInt8(ascii: "\\")) where isANSI: index += escape(bytes[(index + 1)...], &value)
            case (nil, UInt8(ascii: "\\")), (UInt8(ascii: "\""), UInt8(ascii: "\\")):
                if let next { value.append(next) }
                index += 1
            default: value.append(byte)
            }
            index += 1
        }
        return String(decoding: value, as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        0x61: 7, 0x62: 8, 0x65: 0x1B, 0x45: 0x1B, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 9, 0x76: 0x0B,
    ]

    /// Reads an escape of `$'…'` after its backslash, and gives its length.
    private static func escape(_ bytes: ArraySlice<UInt8>, _ value: inout [UInt8]) -> Int {
        guard let first = bytes.first else { return 0 }
        let octal = bytes.prefix(3).prefix { (0x30...0x37).contains($0) }
        guard octal.isEmpty else {
            value.append(UInt8(truncatingIfNeeded: octal.reduce(0) { $0 * 8 + Int($1 - 0x30) }))
            return octal.count
        }
        value.append(escapes[first] ?? first)
        return 1
    }
}
