import ProvText

/// Collects the members of an event's payload; what is absent or empty is left out.
struct PayloadWriter {
    private(set) var members: [JSON.Member] = []

    mutating func add(_ key: String, _ value: String) { members.append(.init(key, .string(value))) }
    mutating func add(_ key: String, _ value: String?) { if let value { add(key, value) } }
    mutating func add(_ key: String, _ value: Int) { members.append(.init(key, .integer(value))) }
    mutating func add(_ key: String, _ value: Int?) { if let value { add(key, value) } }
    mutating func add(_ key: String, _ value: Double) { members.append(.init(key, .number(value))) }
    mutating func add(_ key: String, _ value: Double?) { if let value { add(key, value) } }
    /// Only where true.
    mutating func add(_ key: String, _ value: Bool) { if value { members.append(.init(key, .bool(true))) } }
    mutating func add(_ key: String, _ value: [String]) {
        if !value.isEmpty { members.append(.init(key, .array(value.map(JSON.string)))) }
    }
    mutating func add(_ key: String, _ value: [String: String]) {
        guard !value.isEmpty else { return }
        members.append(.init(key, .object(value.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })))
    }
    mutating func add(_ key: String, _ value: [String: Int]) {
        guard !value.isEmpty else { return }
        members.append(.init(key, .object(value.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })))
    }
    mutating func add(_ key: String, _ value: JSON) { members.append(.init(key, value)) }
    mutating func add(_ key: ActionKey) {
        add("step", key.step)
        add("host", key.host)
        add("action", key.action.rawValue)
        add("attempt", key.attempt)
    }
}

/// A member that an event cannot be understood without is missing or of another kind.
struct PayloadError: Error, Equatable {
    var key: String
}

/// Reads the members of an event's payload; what it is not asked for is ignored.
struct PayloadReader {
    private let members: [String: JSON]

    init(_ json: JSON) {
        members = Dictionary((json.members ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    func value(_ key: String) -> JSON? { members[key] }
    func string(_ key: String) throws -> String { try required(key, members[key]?.stringValue) }
    func integer(_ key: String) throws -> Int { try required(key, members[key]?.intValue) }
    func number(_ key: String) throws -> Double { try required(key, optionalNumber(key)) }
    func optionalString(_ key: String) -> String? { members[key]?.stringValue }
    func optionalInteger(_ key: String) -> Int? { members[key]?.intValue }
    func optionalNumber(_ key: String) -> Double? {
        switch members[key] {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
    func flag(_ key: String) -> Bool { members[key]?.boolValue ?? false }
    func strings(_ key: String) -> [String] { members[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    func texts(_ key: String) -> [String: String] {
        Dictionary(
            (members[key]?.members ?? []).compactMap { member in member.value.stringValue.map { (member.key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
    func textsByName(_ key: String) -> [String: [String: String]] {
        Dictionary(
            (members[key]?.members ?? []).map {
                ($0.key, PayloadReader(.object([.init("values", $0.value)])).texts("values"))
            },
            uniquingKeysWith: { first, _ in first })
    }
    func counts(_ key: String) -> [String: Int] {
        Dictionary(
            (members[key]?.members ?? []).compactMap { member in member.value.intValue.map { (member.key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
    func actionKey() throws -> ActionKey {
        ActionKey(
            step: try string("step"), host: try string("host"), action: try choice("action"),
            attempt: try integer("attempt"))
    }
    func choice<Choice: RawRepresentable<String>>(_ key: String) throws -> Choice {
        try required(key, Choice(rawValue: try string(key)))
    }

    private func required<Value>(_ key: String, _ value: Value?) throws -> Value {
        guard let value else { throw PayloadError(key: key) }
        return value
    }
}
