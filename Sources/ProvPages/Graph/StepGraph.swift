/// Steps and what waits for what, ready to be laid out and drawn.
struct StepGraph {
    struct Node {
        var number: Int
        var title: String
        /// The small line under the title.
        var note: String
        var tone: Tone
        /// Drawn with a broken outline: not part of this run.
        var isLeftOut = false
    }

    var nodes: [Node]
    /// Indices into `nodes`: the second waits for the first.
    var edges: [(from: Int, to: Int)]

    /// - Parameters:
    ///   - ids: of the nodes, in their order; edges to unknown ones are dropped.
    init(nodes: [Node], ids: [String], needs: [[String]]) {
        self.nodes = nodes
        var index: [String: Int] = [:]
        for (position, id) in ids.enumerated() where index[id] == nil { index[id] = position }
        edges = []
        for (to, names) in needs.enumerated() {
            for name in names { if let from = index[name], from != to { edges.append((from, to)) } }
        }
    }

    /// Whether every step just follows the one before it.
    var isChain: Bool { edges.count == nodes.count - 1 && edges.allSatisfy { $0.to == $0.from + 1 } }

    /// The graph in words, for who cannot see it; at most so many steps of it.
    func words(limit: Int = 200) -> String {
        var before: [Int: [Int]] = [:]
        for edge in edges { before[edge.to, default: []].append(nodes[edge.from].number) }
        let sentences = nodes.prefix(limit).enumerated().map { index, node in
            let after = before[index].map { " after " + Quantity.list($0.map(String.init)) } ?? ""
            return "\(node.number): \(node.title)\(after)"
        }
        return sentences.joined(separator: "; ") + (nodes.count > limit ? "; and \(nodes.count - limit) more" : "")
    }
}
