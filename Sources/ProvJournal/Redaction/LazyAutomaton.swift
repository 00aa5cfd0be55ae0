/// The grammar as an automaton whose states are made when a text first needs them; one lookup a byte from then on.
///
/// States are sets of threads, the ones that any byte may begin left aside. Memory stays bounded: when there are too
/// many states, all are forgotten and made again.
struct LazyAutomaton: Sendable {
    static var root: UInt32 { 0 }
    static var unknown: UInt32 { .max }
    /// Set in an entry where a sequence ends with that byte.
    static var accepting: UInt32 { 1 << 31 }
    private static let limit = 16_384

    /// Entries of each state, 256 for each.
    private(set) var rows = [UInt32](repeating: LazyAutomaton.unknown, count: 256)
    private(set) var sets: [[UInt64]] = [[]]
    private var numbers: [[UInt64]: UInt32] = [[]: 0]
    /// Of two bytes in a row, whether something that begins with the first goes on with the second: 0 where nobody
    /// asked yet.
    private(set) var pairs = [UInt8](repeating: 0, count: 65_536)

    static var pairEnds: UInt8 { 1 }
    private static var pairGoesOn: UInt8 { 2 }

    /// Whether a search may pass over the first of two bytes.
    mutating func judgePair(_ pair: Int, _ rules: MaskRules) -> UInt8 {
        let second = UInt8(pair & 0xFF)
        var moved = MaskGrammar.Moved()
        for thread in rules.beginnings[pair >> 8].threads { rules.grammar.step(thread, second, into: &moved) }
        let isControl = [0x0E, 0x0F, 0x1B].contains(second) || [0x0E, 0x0F, 0x1B].contains(pair >> 8)
        pairs[pair] =
            moved.threads.isEmpty && moved.accepted.isEmpty && !isControl
            ? LazyAutomaton.pairEnds : LazyAutomaton.pairGoesOn
        return pairs[pair]
    }

    /// The state of a set of threads; forgets others where it must, so numbers from before do not count any more.
    mutating func state(of threads: [UInt64]) -> UInt32 {
        if let known = numbers[threads] { return known }
        if sets.count >= LazyAutomaton.limit { self = LazyAutomaton() }
        if threads.isEmpty { return LazyAutomaton.root }
        let number = UInt32(sets.count)
        numbers[threads] = number
        sets.append(threads)
        rows.append(contentsOf: repeatElement(LazyAutomaton.unknown, count: 256))
        return number
    }

    /// Makes the entry of a state for a byte.
    mutating func extend(_ state: UInt32, _ byte: UInt8, _ rules: MaskRules) -> UInt32 {
        var moved = rules.beginnings[Int(byte)]
        for thread in sets[Int(state)] { rules.grammar.step(thread, byte, into: &moved) }
        let before = sets.count
        let target = self.state(of: moved.threads.sorted())
        let entry = target | (moved.accepted.isEmpty ? 0 : LazyAutomaton.accepting)
        // Where all were forgotten, the state we came from is gone as well.
        if sets.count >= before { rows[Int(state) << 8 | Int(byte)] = entry }
        return entry
    }
}
