import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvText

@Suite("Whatever an event says is masked at the journal's door")
struct EventMaskingTests {
    private static let secret = "s3cr3t-Zq81"
    /// What is no text but a key, a hash, a place or a word of prov's: a run whose names hold a secret is refused
    /// before it begins.
    private static let names: Set<String> = [
        "run", "runbook", "digest", "commit", "environment", "kind", "user", "login", "machine", "version", "binary",
        "undoes", "root", "inventory", "limit",
        "claimed", "rules", "step", "host", "hosts", "needs", "file", "transport", "system", "boot", "machine-id",
        "shell", "approver", "signature", "request",
        "principals", "key", "rule", "identity", "interpreter", "hash", "stored-hash", "name", "evidence", "last",
        "doubt", "stream", "phase", "merkle",
        "undo", "undone-in", "followers", "proof", "text", "moment", "ending", "path", "keptIn", "in-doubt",
    ]

    /// Every string in a payload, as the way to it.
    private func leaves(_ json: JSON, _ way: [String] = []) -> [[String]] {
        switch json {
        case .string: [way]
        case .array(let items): items.enumerated().flatMap { leaves($1, way + ["\($0)"]) }
        case .object(let members): members.flatMap { leaves($0.value, way + [$0.key]) }
        default: []
        }
    }

    private func replacing(_ json: JSON, _ way: ArraySlice<String>) -> JSON {
        guard let first = way.first else { return .string("before \(Self.secret) after") }
        switch json {
        case .array(let items):
            return .array(items.enumerated().map { "\($0)" == first ? replacing($1, way.dropFirst()) : $1 })
        case .object(let members):
            return .object(
                members.map { JSON.Member($0.key, $0.key == first ? replacing($0.value, way.dropFirst()) : $0.value) })
        default: return json
        }
    }

    @Test("every text of every kind of event", arguments: EventCodingTests.events)
    func texts(_ event: Event) throws {
        let masker = Masker(secrets: [Secret(name: "TOKEN", value: Self.secret)])
        for way in leaves(event.payload) {
            // A word that only some values are allowed for cannot hold a secret.
            guard let holding = try? Event(type: event.type, payload: replacing(event.payload, way[...])),
                holding.payload.text().contains(Self.secret)
            else { continue }
            let isKept = holding.masked(by: masker).payload.text().contains(Self.secret)
            let key = way.last { Int($0) == nil } ?? ""
            #expect(!isKept || Self.names.contains(key), "\(event.type.rawValue): \(way.joined(separator: "."))")
        }
    }

    @Test("an event without a secret stays as it is", arguments: EventCodingTests.events)
    func noSecret(_ event: Event) {
        #expect(event.masked(by: Masker(secrets: [Secret(name: "TOKEN", value: Self.secret)])) == event)
    }

    @Test("what a resume needs comes back")
    func reversible() throws {
        let masker = Masker(secrets: [Secret(name: "TOKEN", value: Self.secret)])
        let captured = Event.captured(Captured(name: "V", value: "v \(Self.secret) w", step: "one", host: "local"))
            .masked(by: masker)
        guard case .captured(let event) = captured else { return }
        #expect(!event.value.contains(Self.secret))
        #expect(String(decoding: masker.unmask(Array(event.value.utf8)).bytes, as: UTF8.self) == "v \(Self.secret) w")
    }
}
