import ProvText

/// A member that an event cannot be understood without is missing or of another kind.
struct PayloadError: Error, Equatable {
    var key: String
}

/// What is stored as a JSON object: one list of fields writes it, reads it, and is the table of
/// docs/reference/events.md.
protocol Record: StoredValue {
    /// In the order in which they are written, which hashes depend on.
    static var fields: [Field<Self>] { get }
    /// What the fields are read into; each member that has to be there replaces something of it.
    static var blank: Self { get }
}

extension Record {
    static var kind: String { "object of " + members.map { "`\($0.key)`" }.joined(separator: ", ") }
    static var isWrittenEmpty: Bool { true }
    static var members: [StoredMember] { fields.flatMap(\.members) }

    var stored: JSON? { json }
    var json: JSON {
        var members: [JSON.Member] = []
        members.reserveCapacity(Self.fields.count + 3)
        for field in Self.fields { field.write(self, &members) }
        return .object(members)
    }

    init?(stored: JSON) throws { try self.init(payload: stored) }
    /// Members that no field asks for are ignored.
    init(payload: JSON) throws {
        self = .blank
        for field in Self.fields { try field.read(&self, payload) }
    }
}

/// What the reference page says of one member.
struct StoredMember: Sendable {
    var key: String
    var kind: String
    var isOptional: Bool
    var meaning: String
}

/// The property that a field stands for.
typealias FieldPath<Root, Value> = any WritableKeyPath<Root, Value> & Sendable

/// One field of a record, with the members that hold it: mostly one.
struct Field<Root>: Sendable {
    var members: [StoredMember]
    var write: @Sendable (Root, inout [JSON.Member]) -> Void
    var read: @Sendable (inout Root, JSON) throws -> Void

    /// A member for a property; absent, where the type of the property has a value for that.
    static func member<Value: StoredValue>(
        _ key: String, _ path: FieldPath<Root, Value>, _ meaning: String
    ) -> Field {
        Field(
            members: [.init(key: key, kind: Value.kind, isOptional: Value.absent != nil, meaning: meaning)],
            write: { root, members in
                if let value = root[keyPath: path].stored { members.append(.init(key, value)) }
            },
            read: { root, payload in
                guard let value = try payload.member(key) ?? Value.absent else { throw PayloadError(key: key) }
                root[keyPath: path] = value
            })
    }

    /// A member that means something where it is missing.
    /// - Parameter isWritten: whether it is written although its value is that one.
    static func member<Value: StoredValue & Equatable>(
        _ key: String, _ path: FieldPath<Root, Value>, absent: Value, isWritten: Bool = false,
        _ meaning: String
    ) -> Field {
        Field(
            members: [.init(key: key, kind: Value.kind, isOptional: true, meaning: meaning)],
            write: { root, members in
                let value = root[keyPath: path]
                if isWritten || value != absent, let stored = value.stored { members.append(.init(key, stored)) }
            },
            read: { root, payload in root[keyPath: path] = try payload.member(key) ?? absent })
    }

    /// A member that is written from other fields, and not read.
    static func written<Value: StoredValue>(
        _ key: String, _ value: @escaping @Sendable (Root) -> Value, _ meaning: String
    ) -> Field {
        Field(
            members: [.init(key: key, kind: Value.kind, isOptional: Value.absent != nil, meaning: meaning)],
            write: { root, members in
                if let stored = value(root).stored { members.append(.init(key, stored)) }
            },
            read: { _, _ in })
    }

    /// A property whose fields are members of the same object.
    static func members<Part: Record>(of path: FieldPath<Root, Part>) -> Field {
        Field(
            members: Part.members,
            write: { root, members in
                let part = root[keyPath: path]
                for field in Part.fields { field.write(part, &members) }
            },
            read: { root, payload in root[keyPath: path] = try Part(payload: payload) })
    }
}

extension JSON {
    /// `nil` where the member is missing or of another kind.
    func member<Value: StoredValue>(_ key: String) throws -> Value? {
        try self[key].flatMap { try Value(stored: $0) }
    }

    /// The same for words that decide nothing by themselves.
    func word(_ key: String) -> String? { self[key]?.stringValue }
}
