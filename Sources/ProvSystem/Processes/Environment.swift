import Glibc

/// What a process is started with: variables, whose values are bytes and need not be UTF-8.
package struct Environment: Sendable, ExpressibleByDictionaryLiteral {
    /// As C has them, `NAME=value`, without the NUL.
    package private(set) var entries: [[UInt8]]

    package init(entries: [[UInt8]]) { self.entries = entries }

    package init(_ values: [String: String]) {
        entries = values.sorted { $0.key < $1.key }.map { Array("\($0.key)=\($0.value)".utf8) }
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        entries = elements.map { Array("\($0)=\($1)".utf8) }
    }

    /// The variables whose names fit.
    package func filter(_ fits: (String) -> Bool) -> Environment {
        Environment(entries: entries.filter { fits(Environment.name(of: $0)) })
    }

    /// One more variable at the end; one of the same name stays in front of it.
    package func adding(_ name: String, _ value: String) -> Environment {
        Environment(entries: entries + [Array("\(name)=\(value)".utf8)])
    }

    /// - Parameter entry: `NAME=value`.
    package func adding(_ entry: String) -> Environment { Environment(entries: entries + [Array(entry.utf8)]) }

    /// The value, with U+FFFD for what is not UTF-8.
    package subscript(name: String) -> String? {
        variables.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    package var variables: [(name: String, value: ArraySlice<UInt8>)] {
        entries.map { ($0, Environment.name(of: $0)) }.map { ($1, $0.dropFirst($1.utf8.count + 1)) }
    }

    private static func name(of entry: [UInt8]) -> String {
        String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
    }
}
