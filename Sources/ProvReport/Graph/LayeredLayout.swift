/// Puts a graph into rows, each step below everything it waits for; time is linear in nodes and edges but for sorting.
///
/// After K. Sugiyama, S. Tagawa and M. Toda, "Methods for Visual Understanding of Hierarchical System Structures"
/// (1981): longest-path rows, then a barycentre sweep down and one up. Edges over more than one row run in a lane at
/// the side instead of through dummy nodes, whose number would not be linear.
struct LayeredLayout {
    struct Place: Equatable {
        var row: Int
        /// Centre, counted in node widths from the middle of the drawing.
        var column: Double
    }

    private(set) var places: [Place]
    /// The most nodes that stand side by side.
    private(set) var width = 0
    private(set) var rowCount = 0

    /// More nodes than this in one row are broken into several rows.
    private let widest: Int

    init(nodeCount: Int, edges: [(from: Int, to: Int)], widest: Int = 5) {
        self.widest = widest
        places = Array(repeating: Place(row: 0, column: 0), count: nodeCount)
        let followers = Adjacency(nodeCount: nodeCount, edges: edges.map { ($0.from, $0.to) })
        let predecessors = Adjacency(nodeCount: nodeCount, edges: edges.map { ($0.to, $0.from) })
        var layers = LayeredLayout.layers(nodeCount: nodeCount, edges: edges, followers: followers)
        LayeredLayout.sweep(&layers, nodeCount: nodeCount, followers: followers, predecessors: predecessors)
        place(layers)
    }

    private static func layers(nodeCount: Int, edges: [(from: Int, to: Int)], followers: Adjacency) -> [[Int]] {
        var waiting = Array(repeating: 0, count: nodeCount)
        for edge in edges { waiting[edge.to] += 1 }
        var layer = Array(repeating: 0, count: nodeCount)
        var ready = (0..<nodeCount).filter { waiting[$0] == 0 }
        var next = 0
        while next < ready.count {
            let node = ready[next]
            next += 1
            for follower in followers[node] {
                layer[follower] = max(layer[follower], layer[node] + 1)
                waiting[follower] -= 1
                if waiting[follower] == 0 { ready.append(follower) }
            }
        }
        // A recorded plan cannot be trusted to be free of cycles: whoever still waits keeps the row it has.
        var layers: [[Int]] = Array(repeating: [], count: (layer.max() ?? -1) + 1)
        for node in 0..<nodeCount { layers[layer[node]].append(node) }
        return layers.filter { !$0.isEmpty }
    }

    private static func sweep(_ layers: inout [[Int]], nodeCount: Int, followers: Adjacency, predecessors: Adjacency) {
        var position = Array(repeating: 0.0, count: nodeCount)
        func settle(_ layer: [Int]) {
            for (index, node) in layer.enumerated() { position[node] = Double(index) - Double(layer.count - 1) / 2 }
        }
        for layer in layers { settle(layer) }
        func sort(_ index: Int, by neighbours: Adjacency) {
            guard layers[index].count > 1 else { return }
            let keyed = layers[index].enumerated().map { offset, node in
                let near = neighbours[node]
                let mean = near.isEmpty ? position[node] : near.reduce(0.0) { $0 + position[$1] } / Double(near.count)
                return (key: mean, offset: offset, node: node)
            }
            layers[index] = keyed.sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }.map(\.node)
            settle(layers[index])
        }
        for index in layers.indices.dropFirst() { sort(index, by: predecessors) }
        for index in layers.indices.dropLast().reversed() { sort(index, by: followers) }
        for index in layers.indices.dropFirst() { sort(index, by: predecessors) }
    }

    private mutating func place(_ layers: [[Int]]) {
        for layer in layers {
            let rows = (layer.count + widest - 1) / widest
            let perRow = (layer.count + rows - 1) / rows
            for start in stride(from: 0, to: layer.count, by: perRow) {
                let row = layer[start..<min(start + perRow, layer.count)]
                for (index, node) in row.enumerated() {
                    places[node] = Place(row: rowCount, column: Double(index) - Double(row.count - 1) / 2)
                }
                width = max(width, row.count)
                rowCount += 1
            }
        }
    }
}

/// Each node's neighbours, stored one after the other.
struct Adjacency {
    private var starts: [Int]
    private var neighbours: [Int]

    init(nodeCount: Int, edges: [(Int, Int)]) {
        var counts = Array(repeating: 0, count: nodeCount + 1)
        for edge in edges { counts[edge.0 + 1] += 1 }
        for index in 0..<nodeCount { counts[index + 1] += counts[index] }
        starts = counts
        neighbours = Array(repeating: 0, count: edges.count)
        for edge in edges {
            neighbours[counts[edge.0]] = edge.1
            counts[edge.0] += 1
        }
    }

    subscript(node: Int) -> ArraySlice<Int> { neighbours[starts[node]..<starts[node + 1]] }
}
