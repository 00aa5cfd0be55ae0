package import ProvText

/// A variable's value as an inventory has it.
package indirect enum InventoryValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([InventoryValue])
    /// Members in the order in which they were written.
    case mapping([Member])
    /// Encrypted by Ansible's vault: it stands for a value that cannot be read here.
    case vault

    package struct Member: Sendable, Equatable {
        package var key: String
        package var value: InventoryValue

        package init(_ key: String, _ value: InventoryValue) {
            self.key = key
            self.value = value
        }
    }

    /// A member of a mapping, the last of its name, as Ansible has it; `nil` of any other value.
    package subscript(key: String) -> InventoryValue? {
        guard case .mapping(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The text a shell gets: numbers and words as they are, `true` and `false`; `nil` for lists, mappings, nothing and
    /// secrets.
    package var scalarText: String? {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .string(let value): value
        case .null, .list, .mapping, .vault: nil
        }
    }

    /// The value as JSON; what the vault keeps is `null`.
    package var json: JSON {
        switch self {
        case .null, .vault: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .list(let values): .array(values.map(\.json))
        case .mapping(let members): .object(members.map { JSON.Member($0.key, $0.value.json) })
        }
    }
}
