/// A value that must never be shown or recorded; nothing that prints or mirrors it gives it away.
///
/// The value is bytes, for files and commands give bytes. It stands in clear in `bytes` and `text` alone: whoever asks
/// for them hands it to a process, or searches for it.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Secrets shorter than this cannot be masked without masking half of everything.
    package static let minimumLength = 6

    /// One or two bytes tell nothing, and masking them would only make every text unreadable.
    package static let shortestMasked = 3

    package let name: String
    /// The name under which a runbook declares what becoming another user takes.
    package static let becomePassword = "BECOME_PASSWORD"
    /// The value itself.
    package let bytes: [UInt8]
    /// Whether it reaches steps; a weak one that does not withholds no output.
    package let reachesSteps: Bool

    package init(name: String, value: [UInt8], reachesSteps: Bool = true) {
        self.name = name
        self.reachesSteps = reachesSteps
        bytes = value
    }

    package init(name: String, value: String, reachesSteps: Bool = true) {
        self.init(name: name, value: Array(value.utf8), reachesSteps: reachesSteps)
    }

    /// The value as an environment variable takes it; bytes that are not UTF-8 are replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package var description: String { "[masked:\(name)]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// What is searched for: a trailing line ending is no part of it.
    package var searched: ArraySlice<UInt8> {
        var value = bytes[...]
        while let last = value.last, last == 0x0A || last == 0x0D { value.removeLast() }
        return value
    }

    /// Whether the value, without line endings, is too short to be told from ordinary text.
    package var isWeak: Bool { searched.count { $0 != 0x0A && $0 != 0x0D } < Secret.minimumLength }
}

/// Secrets by name, in the order of their names; the last one of a name counts.
package struct Secrets: Sendable, Sequence, CustomStringConvertible, CustomReflectable, ExpressibleByDictionaryLiteral {
    private var values: [String: Secret] = [:]

    package init(_ secrets: some Sequence<Secret> = []) { for secret in secrets { insert(secret) } }

    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Secret(name: $0.0, value: $0.1) })
    }

    /// Replaces a secret of the same name.
    package mutating func insert(_ secret: Secret) { values[secret.name] = secret }

    package subscript(_ name: String) -> Secret? { values[name] }

    package var isEmpty: Bool { values.isEmpty }

    /// These, and those of `others` whose names are not taken.
    package func adding(_ others: some Sequence<Secret>) -> Secrets {
        var result = self
        for secret in others where values[secret.name] == nil { result.insert(secret) }
        return result
    }

    package func without(_ name: String) -> Secrets { Secrets(self.filter { $0.name != name }) }

    package func makeIterator() -> some IteratorProtocol<Secret> {
        values.values.sorted { $0.name < $1.name }.makeIterator()
    }

    package var description: String { map(\.description).joined(separator: ", ") }
    package var customMirror: Mirror { Mirror(self, children: ["names": map(\.name)]) }
}
