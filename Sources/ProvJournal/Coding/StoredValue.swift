import ProvChecks
import ProvRunbook
import ProvText

/// A value that a member of an event's payload can have.
protocol StoredValue: Sendable {
    /// What the reference page calls it.
    static var kind: String { get }
    /// What a member means that is missing or of another kind; `nil`: the event cannot be understood without it.
    static var absent: Self? { get }
    /// Whether a list of such values is written although it is empty.
    static var isWrittenEmpty: Bool { get }
    /// `nil` where the member is left out.
    var stored: JSON? { get }
    /// `nil` where the JSON is of another kind.
    init?(stored: JSON) throws
}

extension StoredValue {
    static var absent: Self? { nil }
    static var isWrittenEmpty: Bool { false }
}

extension String: StoredValue {
    static var kind: String { "text" }
    var stored: JSON? { .string(self) }
    init?(stored: JSON) {
        guard let value = stored.stringValue else { return nil }
        self = value
    }
}

extension Int: StoredValue {
    static var kind: String { "integer" }
    var stored: JSON? { .integer(self) }
    init?(stored: JSON) {
        guard let value = stored.intValue else { return nil }
        self = value
    }
}

extension Double: StoredValue {
    static var kind: String { "number" }
    var stored: JSON? { .number(self) }
    init?(stored: JSON) {
        switch stored {
        case .number(let value): self = value
        case .integer(let value): self = Double(value)
        default: return nil
        }
    }
}

/// Only written where true.
extension Bool: StoredValue {
    static var kind: String { "`true`" }
    static var absent: Bool? { false }
    var stored: JSON? { self ? .bool(true) : nil }
    init?(stored: JSON) {
        guard let value = stored.boolValue else { return nil }
        self = value
    }
}

extension Optional: StoredValue where Wrapped: StoredValue {
    static var kind: String { Wrapped.kind }
    static var absent: Wrapped?? { .some(nil) }
    var stored: JSON? { flatMap(\.stored) }
    init?(stored: JSON) { self = (try? Wrapped(stored: stored)) ?? nil }
}

extension Array: StoredValue where Element: StoredValue {
    static var kind: String { "list of \(Element.kind)" }
    static var absent: [Element]? { [] }
    var stored: JSON? { isEmpty && !Element.isWrittenEmpty ? nil : .array(compactMap(\.stored)) }
    /// Elements of another kind are left out.
    init?(stored: JSON) throws {
        guard let elements = stored.arrayValue else { return nil }
        self = try elements.compactMap { try Element(stored: $0) }
    }
}

/// Written in the order of its keys.
extension Dictionary: StoredValue where Key == String, Value: StoredValue {
    static var kind: String { "object of \(Value.kind)" }
    static var absent: [String: Value]? { [:] }
    var stored: JSON? {
        guard !isEmpty else { return nil }
        return .object(sorted { $0.key < $1.key }.map { .init($0.key, $0.value.stored ?? .object([])) })
    }
    /// Values of another kind are left out.
    init?(stored: JSON) throws {
        guard let members = stored.members else { return nil }
        self = Dictionary(
            try members.compactMap { member in
                (try Value(stored: member.value) ?? Value.absent).map { (member.key, $0) }
            },
            uniquingKeysWith: { first, _ in first })
    }
}

/// A word out of a list.
protocol StoredWord: StoredValue, RawRepresentable<String>, CaseIterable {}

extension StoredWord {
    static var kind: String { allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") }
    var stored: JSON? { .string(rawValue) }
    init?(stored: JSON) {
        guard let value = stored.stringValue.flatMap(Self.init(rawValue:)) else { return nil }
        self = value
    }
}

extension RunMode: StoredWord {}
extension EntryKind: StoredWord {}
extension AlternativeReason: StoredWord {}
extension CheckMoment: StoredWord {}
extension RunVerdict: StoredWord {}
extension StepState: StoredWord {}
extension ActionKey.Action: StoredWord {}
extension Step.Phase: StoredWord {}
extension Verdict.Result: StoredWord {}
