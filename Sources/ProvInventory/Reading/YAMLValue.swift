import ProvYAML

/// Types YAML as Ansible's parser does; `!vault` and `!unsafe` are Ansible's own tags.
enum YAMLValue {
    static func value(of node: YAMLNode) -> InventoryValue {
        switch node {
        case .scalar(let scalar): return self.scalar(scalar)
        case .sequence(let items, _): return .list(items.map { value(of: $0) })
        case .mapping(let mapping):
            var members: [InventoryValue.Member] = []
            var places: [String: Int] = [:]
            for (key, value) in mapping {
                // `1` and `0x1` are the same key.
                let member = InventoryValue.Member(keyText(key), self.value(of: value))
                if let place = places[member.key] {
                    members[place] = member
                } else {
                    places[member.key] = members.count
                    members.append(member)
                }
            }
            return .mapping(members)
        }
    }

    static func keyText(_ node: YAMLNode) -> String {
        guard let scalar = node.scalar else { return "" }
        return untagged(scalar).scalarText ?? scalar.text
    }

    private static func scalar(_ scalar: YAMLScalar) -> InventoryValue {
        switch scalar.tag {
        case "!vault", "!vault-encrypted": .vault
        case "!unsafe", "!", "tag:yaml.org,2002:str": .string(scalar.text)
        default: untagged(scalar)
        }
    }

    /// The value of a key, which has no tag.
    static func untagged(_ scalar: YAMLScalar) -> InventoryValue {
        if scalar.isNull { return .null }
        if let value = scalar.boolean { return .bool(value) }
        if let value = scalar.integer { return .integer(value) }
        return scalar.number.map(InventoryValue.number) ?? .string(scalar.text)
    }
}
