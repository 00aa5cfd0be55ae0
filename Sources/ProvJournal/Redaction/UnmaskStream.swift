/// `Unmasking` for bytes that come in pieces, cut anywhere.
package struct UnmaskStream: Sendable {
    /// No token is longer.
    private static let longest = 512
    private let unmasking: Unmasking
    private var held: [UInt8] = []
    /// Tokens that could not be resolved, and are still in what was given out.
    package private(set) var unresolved: [String] = []

    init(_ rules: MaskRules) { unmasking = Unmasking(rules, escapes: true) }

    /// Takes the next bytes and gives those that are certain.
    package mutating func feed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        held += bytes
        // A bracket near the end may open a token whose rest is still to come.
        let start = max(0, held.count - UnmaskStream.longest)
        let open = held[start...].firstIndex(of: UInt8(ascii: "[")) ?? held.count
        return release(upTo: open)
    }

    /// Gives the rest.
    package mutating func finish() -> [UInt8] { release(upTo: held.count) }

    private mutating func release(upTo end: Int) -> [UInt8] {
        let (bytes, left) = unmasking.restore(Array(held[..<end]))
        held.removeFirst(end)
        unresolved += left
        return bytes
    }
}
