import ProvText
import ProvYAML

/// The values of one check as they were written; their types have been verified by the reader.
package struct CheckValues {
    private let nodes: [String: YAMLNode]
    private let keys: [CheckKey]

    init(_ nodes: [String: YAMLNode], keys: [CheckKey]) {
        self.nodes = nodes
        self.keys = keys
    }

    func has(_ key: String) -> Bool { nodes[key] != nil }

    /// Also the text of a number, a mode or a version.
    func text(_ key: String) -> CheckText? { nodes[key]?.scalar.map { CheckText($0.text) } }

    func required(_ key: String) throws(CheckReadingError) -> CheckText {
        guard let text = text(key), !text.written.isEmpty else {
            throw CheckReadingError(key: nil, "'\(key)' is missing")
        }
        return text
    }

    /// The text as it is; parameters are not expanded in it.
    func literal(_ key: String) -> String? { nodes[key]?.text }

    func boolean(_ key: String) -> Bool? { ValueReading.bool(literal(key) ?? "") }

    func duration(_ key: String) -> Duration? { literal(key).flatMap(Duration.parse) }

    /// A list, or a single value as a list of one.
    func list(_ key: String) -> [CheckText] {
        guard let node = nodes[key] else { return [] }
        return (node.sequence ?? [node]).compactMap { $0.scalar.map { CheckText($0.text) } }
    }

    func mapping(_ key: String) -> [(name: String, value: CheckText)] {
        nodes[key]?.mapping?.compactMap { pair in
            guard let name = pair.key.text, let value = pair.value.text else { return nil }
            return (name, CheckText(value))
        } ?? []
    }

    /// What YAML says, as JSON; texts in it may hold parameters.
    func data(_ key: String) -> JSON? {
        var left = 10_000
        return nodes[key].flatMap { CheckValues.json($0, left: &left) }
    }

    /// - Parameter left: nodes that may still be read: aliases let a small text stand for a huge value.
    private static func json(_ node: YAMLNode, left: inout Int) -> JSON? {
        left -= 1
        guard left >= 0 else { return nil }
        if let sequence = node.sequence {
            var items: [JSON] = []
            for item in sequence {
                guard let value = json(item, left: &left) else { return nil }
                items.append(value)
            }
            return .array(items)
        }
        if let mapping = node.mapping {
            var members: [JSON.Member] = []
            for (key, value) in mapping {
                guard let name = key.text, let value = json(value, left: &left) else { return nil }
                members.append(JSON.Member(name, value))
            }
            return .object(members)
        }
        guard let scalar = node.scalar else { return nil }
        guard scalar.style == .plain else { return .string(scalar.text) }
        switch scalar.text {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        if let number = Int(scalar.text) { return .integer(number) }
        if scalar.text.utf8.first.map({ $0.isDigit || $0 == ASCII.hyphen }) == true, let number = Double(scalar.text) {
            return .number(number)
        }
        return .string(scalar.text)
    }

    // MARK: Parameters

    /// Every parameter named in a value, with the key it stands at.
    var parameters: [(name: String, key: String, isSecret: Bool)] {
        var found: [(name: String, key: String, isSecret: Bool)] = []
        for key in keys where key.kind != .script {
            guard let node = nodes[key.name] else { continue }
            var left = 10_000
            for text in CheckValues.scalars(node, left: &left) {
                for name in CheckText(text).parameters { found.append((name, key.name, key.isSecret)) }
            }
        }
        return found
    }

    private static func scalars(_ node: YAMLNode, left: inout Int) -> [String] {
        left -= 1
        guard left >= 0 else { return [] }
        if let scalar = node.scalar { return [scalar.text] }
        var found: [String] = []
        if let sequence = node.sequence { for item in sequence { found += scalars(item, left: &left) } }
        if let mapping = node.mapping { for (_, value) in mapping { found += scalars(value, left: &left) } }
        return found
    }
}

extension CheckAnswer {
    /// The data with the parameters in its texts filled in.
    func resolve(_ data: JSON) -> JSON {
        switch data {
        case .string(let text): .string(resolve(CheckText(text)))
        case .array(let items): .array(items.map { resolve($0) })
        case .object(let members): .object(members.map { JSON.Member($0.key, resolve($0.value)) })
        default: data
        }
    }
}
