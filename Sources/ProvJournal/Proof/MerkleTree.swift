/// The hash tree of RFC 6962 (Certificate Transparency), section 2.1.
package enum MerkleTree {
    /// The hash of a leaf, with the zero byte in front that keeps leaves and nodes apart.
    package static func leafHash(_ leaf: [UInt8]) -> [UInt8] { ContentHash.digest([0] + leaf) }

    static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { ContentHash.digest([1] + left + right) }

    /// The root over leaf hashes; the hash of nothing for an empty tree.
    package static func root(_ leaves: some Sequence<[UInt8]>) -> [UInt8] {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }

    /// The audit path of one leaf, from its sibling upwards; empty where there is no such leaf.
    package static func inclusionProof(of index: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard index >= 0, index < leaves.count, leaves.count > 1 else { return [] }
        let split = largestPowerOfTwo(below: leaves.count)
        let left = leaves.prefix(split)
        let right = leaves.dropFirst(split)
        return index < split
            ? inclusionProof(of: index, in: left) + [root(right)]
            : inclusionProof(of: index - split, in: right) + [root(left)]
    }

    /// Whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2).
    package static func isIncluded(leaf: [UInt8], index: Int, size: Int, proof: [[UInt8]], root: [UInt8]) -> Bool {
        guard index >= 0, index < size else { return false }
        var (node, last, hash) = (index, size - 1, leaf)
        for sibling in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = nodeHash(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Proves that the tree over the first `size` leaves is a prefix of the tree over all of them.
    package static func consistencyProof(from size: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard size > 0, size < leaves.count else { return [] }
        return subproof(size, leaves, isWhole: true)
    }

    private static func subproof(_ size: Int, _ leaves: ArraySlice<[UInt8]>, isWhole: Bool) -> [[UInt8]] {
        if size == leaves.count { return isWhole ? [] : [root(leaves)] }
        let split = largestPowerOfTwo(below: leaves.count)
        let left = leaves.prefix(split)
        let right = leaves.dropFirst(split)
        return size <= split
            ? subproof(size, left, isWhole: isWhole) + [root(right)]
            : subproof(size - split, right, isWhole: false) + [root(left)]
    }

    /// Whether the older root is a prefix of the newer one (RFC 9162, 2.1.4.2).
    package static func isConsistent(oldSize: Int, oldRoot: [UInt8], newSize: Int, newRoot: [UInt8], proof: [[UInt8]])
        -> Bool
    {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return proof.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return proof.isEmpty }
        var path = proof[...]
        if oldSize & (oldSize - 1) == 0 { path = ([oldRoot] + proof)[...] }
        guard let first = path.popFirst() else { return false }
        var (node, last) = (oldSize - 1, newSize - 1)
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var (old, new) = (first, first)
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                old = nodeHash(sibling, old)
                new = nodeHash(sibling, new)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = nodeHash(new, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }

    private static func largestPowerOfTwo(below count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}

/// The right edge of a growing Merkle tree: enough to append to it and to know its root, in logarithmic space.
package struct MerkleFrontier: Sendable, Equatable {
    package private(set) var count: Int
    /// Roots of the perfect subtrees, the largest first; one for each bit set in `count`.
    package private(set) var peaks: [[UInt8]]

    package init() {
        count = 0
        peaks = []
    }

    /// Takes up an edge that was kept; `nil` where the number of peaks does not fit the count.
    package init?(count: Int, peaks: [[UInt8]]) {
        guard count >= 0, peaks.count == count.nonzeroBitCount, peaks.allSatisfy({ $0.count == 32 }) else { return nil }
        self.count = count
        self.peaks = peaks
    }

    /// Adds the hash of the next leaf; as many merges as the count of leaves ends in ones.
    package mutating func append(_ leafHash: [UInt8]) {
        var hash = leafHash
        var merges = count
        while merges & 1 == 1, let left = peaks.popLast() {
            hash = MerkleTree.nodeHash(left, hash)
            merges >>= 1
        }
        peaks.append(hash)
        count += 1
    }

    package var root: [UInt8] {
        guard var hash = peaks.last else { return ContentHash.digest([]) }
        for peak in peaks.dropLast().reversed() { hash = MerkleTree.nodeHash(peak, hash) }
        return hash
    }
}
