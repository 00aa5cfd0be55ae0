/// Aho and Corasick's automaton: finds every one of a set of patterns in one pass.
///
/// States are numbered by depth. The shallow ones, where a text spends its time, have a full row of successors; the
/// others keep their few edges and fall back along failure links, so that a long key costs bytes and not kilobytes a byte.
struct Automaton: Sendable {
    private static let denseLimit = 4096

    /// Successors of the first states, 256 for each.
    private(set) var rows: [UInt32] = []
    private(set) var denseCount: UInt32 = 0
    private var edgeStart: [UInt32] = []
    private var edgeBytes: [UInt8] = []
    private var edgeTargets: [UInt32] = []
    private var failure: [UInt32] = []
    /// Length of the longest pattern prefix that a state stands for.
    private(set) var depth: [Int32] = []
    /// The longest pattern that ends in a state, or -1.
    private(set) var match: [Int32] = []

    static let root: UInt32 = 0

    /// - Parameter patterns: none of them empty.
    init(_ patterns: [[UInt8]]) {
        var trie = Trie()
        for (index, pattern) in patterns.enumerated() { trie.insert(pattern, index) }
        let order = trie.breadthFirst()
        var number = [UInt32](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { number[old] = UInt32(new) }
        denseCount = UInt32(min(order.count, Automaton.denseLimit))
        failure = [UInt32](repeating: 0, count: order.count)
        depth = order.map { trie.depth[$0] }
        match = order.map { trie.match[$0] }
        rows.reserveCapacity(Int(denseCount) * 256)
        for old in order {
            edgeStart.append(UInt32(edgeBytes.count))
            for child in trie.children(of: old) {
                edgeBytes.append(trie.byte[child])
                edgeTargets.append(number[child])
            }
        }
        edgeStart.append(UInt32(edgeBytes.count))
        link()
    }

    /// Sets failure links and rows, shallow states first, so that what they refer to is there.
    private mutating func link() {
        for state in 0..<UInt32(depth.count) {
            if state < denseCount {
                let fallback = Int(failure[Int(state)]) * 256
                if state == Automaton.root {
                    rows.append(contentsOf: repeatElement(0, count: 256))
                } else {
                    rows.append(contentsOf: Array(rows[fallback..<fallback + 256]))
                }
            }
            for edge in edges(of: state) {
                let target = edgeTargets[edge]
                let byte = edgeBytes[edge]
                if state != Automaton.root { failure[Int(target)] = successor(of: failure[Int(state)], byte) }
                if match[Int(target)] < 0 { match[Int(target)] = match[Int(failure[Int(target)])] }
                if state < denseCount { rows[Int(state) << 8 | Int(byte)] = target }
            }
        }
    }

    private func edges(of state: UInt32) -> Range<Int> { Int(edgeStart[Int(state)])..<Int(edgeStart[Int(state) + 1]) }

    func successor(of state: UInt32, _ byte: UInt8) -> UInt32 {
        var state = state
        while state >= denseCount {
            for edge in edges(of: state) where edgeBytes[edge] == byte { return edgeTargets[edge] }
            state = failure[Int(state)]
        }
        return rows[Int(state) << 8 | Int(byte)]
    }

    /// Bytes with which a pattern starts.
    var startBytes: [UInt8] { edges(of: Automaton.root).map { edgeBytes[$0] } }
}

/// The patterns as a tree, while the automaton is being built.
private struct Trie {
    private var firstChild: [Int32] = [-1]
    private var nextSibling: [Int32] = [-1]
    private(set) var byte: [UInt8] = [0]
    private(set) var depth: [Int32] = [0]
    private(set) var match: [Int32] = [-1]

    mutating func insert(_ pattern: [UInt8], _ index: Int) {
        var node = 0
        for value in pattern {
            if let child = children(of: node).first(where: { byte[$0] == value }) {
                node = child
            } else {
                let child = byte.count
                byte.append(value)
                depth.append(depth[node] + 1)
                match.append(-1)
                firstChild.append(-1)
                nextSibling.append(firstChild[node])
                firstChild[node] = Int32(child)
                node = child
            }
        }
        if match[node] < 0 { match[node] = Int32(index) }
    }

    func children(of node: Int) -> some Sequence<Int> {
        sequence(first: Int(firstChild[node])) { Int(nextSibling[$0]) }.prefix { $0 >= 0 }
    }

    func breadthFirst() -> [Int] {
        var order = [0]
        order.reserveCapacity(byte.count)
        var next = 0
        while next < order.count {
            order.append(contentsOf: children(of: order[next]))
            next += 1
        }
        return order
    }
}
