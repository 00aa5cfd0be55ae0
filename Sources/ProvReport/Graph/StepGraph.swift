/// Steps and what waits for what, ready to be laid out and drawn.
package struct StepGraph {
    package struct Node {
        package var number: Int
        package var title: String
        /// The small line under the title.
        package var note: String
        package var tone: Tone
        /// Drawn with a broken outline: not part of this run.
        package var isLeftOut = false
        /// Runs at the end whatever happened.
        package var isFinal = false

        package init(
            number: Int, title: String, note: String, tone: Tone, isLeftOut: Bool = false, isFinal: Bool = false
        ) {
            self.number = number
            self.title = title
            self.note = note
            self.tone = tone
            self.isLeftOut = isLeftOut
            self.isFinal = isFinal
        }
    }

    package var nodes: [Node]
    /// Indices into `nodes`: the second waits for the first.
    var edges: [(from: Int, to: Int)]
    /// From this one on, edges only say that final steps come last.
    private(set) var firstFinalEdge: Int

    /// - Parameters:
    ///   - ids: of the nodes, in their order; edges to unknown ones are dropped.
    package init(nodes: [Node], ids: [String], needs: [[String]]) {
        self.nodes = nodes
        var index: [String: Int] = [:]
        for (position, id) in ids.enumerated() where index[id] == nil { index[id] = position }
        edges = []
        for (to, names) in needs.enumerated() {
            var known: Set<Int> = [to]
            for name in names { if let from = index[name], known.insert(from).inserted { edges.append((from, to)) } }
        }
        firstFinalEdge = edges.count
        appendFinalEdges()
    }

    /// The first final step waits for every step that nothing waits for, each further one for the final step before it.
    private mutating func appendFinalEdges() {
        var isAwaited = Array(repeating: false, count: nodes.count)
        var hasNeeds = isAwaited
        for edge in edges {
            isAwaited[edge.from] = true
            hasNeeds[edge.to] = true
        }
        var previous: Int?
        for (to, node) in nodes.enumerated() where node.isFinal {
            if let previous {
                edges.append((previous, to))
            } else if !hasNeeds[to] {
                for from in nodes.indices where !nodes[from].isFinal && !isAwaited[from] { edges.append((from, to)) }
            }
            previous = to
        }
    }

    /// Whether every step just follows the one before it.
    var isChain: Bool { edges.count == nodes.count - 1 && edges.allSatisfy { $0.to == $0.from + 1 } }

    /// The graph in words, for who cannot see it; at most so many steps of it.
    package func words(limit: Int = 200) -> String {
        var before: [Int: [Int]] = [:]
        for edge in edges { before[edge.to, default: []].append(nodes[edge.from].number) }
        let sentences = nodes.prefix(limit).enumerated().map { index, node in
            let after = before[index].map { " after " + Quantity.list($0.map(String.init)) } ?? ""
            return "\(node.number): \(node.title)\(after)"
        }
        return sentences.joined(separator: "; ") + (nodes.count > limit ? "; and \(nodes.count - limit) more" : "")
    }
}
