package import ProvText

/// A value of a YAML document, with where it is written.
///
/// An alias is the node that its anchor names, with that node's place. No node is nested deeper than `YAML.depthLimit`,
/// aliases counted, and all aliases of a document stand for so few nodes that a walk over everything ends soon.
package enum YAMLNode: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode], at: TextRange)
    case mapping(YAMLMapping)

    package var scalar: YAMLScalar? { if case .scalar(let scalar) = self { scalar } else { nil } }

    package var sequence: [YAMLNode]? { if case .sequence(let items, _) = self { items } else { nil } }

    package var mapping: YAMLMapping? { if case .mapping(let mapping) = self { mapping } else { nil } }

    /// Of a mapping; none of any other node.
    package var pairs: [YAMLMapping.Element] { mapping.map { Array($0) } ?? [] }

    /// The text of a scalar as it is, whatever its type.
    package var text: String? { scalar?.text }

    /// A scalar's range covers its text as far as that is on one line; any other node's is its first byte.
    package var range: TextRange {
        switch self {
        case .scalar(let scalar): scalar.range
        case .sequence(_, let range): range
        case .mapping(let mapping): mapping.range
        }
    }

    /// For messages: `a list`.
    package var kindName: String {
        switch self {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A single value of a YAML document.
package struct YAMLScalar: Sendable {
    package enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    /// Without quotes, escapes and indentation.
    package var text: String
    package var style: Style
    /// As written, with its handle expanded: `!vault`, `tag:yaml.org,2002:str`; `nil` where none is written.
    package var tag: String?
    package var range: TextRange

    package init(_ text: String, style: Style = .plain, tag: String? = nil, range: TextRange) {
        self.text = text
        self.style = style
        self.tag = tag
        self.range = range
    }
}

/// The pairs of a YAML mapping, in the order they are written; no two keys have the same text.
package struct YAMLMapping: Sendable, RandomAccessCollection {
    package typealias Element = (key: YAMLNode, value: YAMLNode)

    /// Where it begins.
    package let range: TextRange
    /// Each key, and its value after it.
    private let nodes: [YAMLNode]

    init(_ nodes: [YAMLNode], range: TextRange) {
        self.nodes = nodes
        self.range = range
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { nodes.count / 2 }

    package subscript(index: Int) -> Element { (nodes[index * 2], nodes[index * 2 + 1]) }

    /// The same mapping with another value of a key that it has.
    package func replacing(_ key: String, with value: YAMLNode) -> YAMLMapping {
        var nodes = nodes
        for index in indices where self[index].key.text == key { nodes[index * 2 + 1] = value }
        return YAMLMapping(nodes, range: range)
    }

    /// The value of the key with this text; a search through all of them.
    package subscript(key: String) -> YAMLNode? { first { $0.key.text == key }?.value }
}
