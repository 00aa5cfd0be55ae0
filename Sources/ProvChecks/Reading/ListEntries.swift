import ProvText
import ProvYAML

/// Entries of checks whose main value is a parameter that is a list: `package: $tools` is a check for each item.
enum ListEntries {
    /// The parameter that an entry's main value is, and nothing else.
    static func parameter(of entry: YAMLNode, _ kind: any CheckKind.Type) -> String? {
        guard let text = main(of: entry, kind)?.text, let piece = CheckText(text).pieces.first,
            CheckText(text).pieces.count == 1, case .parameter(let name) = piece
        else { return nil }
        return name
    }

    /// The entry for each item of its list; the entry alone where it has none.
    static func expanded(_ entry: YAMLNode, _ kind: any CheckKind.Type, _ lists: [String: [String]]) -> [YAMLNode] {
        guard let name = parameter(of: entry, kind), let items = lists[name], let main = main(of: entry, kind)?.scalar
        else { return [entry] }
        return items.map { item in
            let value = YAMLNode.scalar(
                YAMLScalar(CheckText.escaped(item), style: .doubleQuoted, range: main.range))
            guard let mapping = entry.mapping else { return value }
            return .mapping(mapping.replacing(kind.mainKey, with: value))
        }
    }

    private static func main(of entry: YAMLNode, _ kind: any CheckKind.Type) -> YAMLNode? {
        guard let mapping = entry.mapping else { return entry.scalar == nil ? nil : entry }
        return mapping.first { $0.key.text == kind.mainKey }?.value
    }
}
