/// What is looked for: each secret as sequences of units, each unit with every way in which it can be written.
///
/// A thread is a place in one sequence: a slot (the unit that is to come) and a node (how far into its spelling, or in
/// what stands between two units). A search keeps a set of threads; `step` says where each goes with a byte.
struct MaskGrammar: Sendable {
    enum Kind: Sendable {
        /// Characters in any mixture of spellings; line endings between them do not count. Units are trees.
        case text
        /// The bytes as they are; units are bytes. Line endings between them do not count.
        case plain
        /// Two digits for each byte, and what dumps put between them. Units are bytes, 256 for any.
        case hexadecimal
        /// One number for each unit, with something between them. Units are lists of digits.
        case numbers
        /// One character for each unit with blanks between them. Units are trees.
        case spaced
    }

    struct Sequence: Sendable {
        var secret: Int
        var label: String
        var kind: Kind
        var units: [Int32]
        var base = 0
    }

    /// Nodes for what stands between units.
    enum Node {
        static let first = 0x00F0_0000
        /// `=` or a backslash before a line ending.
        static let soft = first, indent = first + 1
        static let separator = first + 2, blank = first + 3, blanks = first + 4, line = first + 5, zero = first + 6,
            text = first + 7
        static let offset = first + 8
        static let lastOffset = first + 11, afterOffset = first + 12
        /// After the last unit of a dump: the rest of its line shows the same again as text.
        static let tail = first + 16, tailBlank = first + 17, tailBlanks = first + 18, tailText = first + 19
    }

    private(set) var sequences: [Sequence] = []
    private var trees: [SpellingTree] = []
    private var treeNumbers: [[UInt8]: Int] = [:]
    private var numbers: [[UInt8]] = []
    /// The sequence of each slot.
    private var owner: [UInt32] = []
    /// Blanks in any number; optional where the value has a line ending there.
    static let blankUnit: Int32 = -1, optionalBlankUnit: Int32 = -2
    /// The name of the tree for a blank in a dump of characters.
    private static let dumpedBlank: [UInt8] = [0, 0x20]
    private let blankTree = SpellingTree(Spellings.blanks)

    mutating func add(_ secret: Int, _ label: String, _ kind: Kind, _ units: [Int32]) {
        guard units.count >= (kind == .numbers ? 1 : 3) else { return }
        sequences.append(Sequence(secret: secret, label: label, kind: kind, units: units, base: owner.count))
        owner.append(contentsOf: repeatElement(UInt32(sequences.count - 1), count: units.count + 1))
    }

    mutating func tree(_ key: [UInt8], _ spellings: @autoclosure () -> Set<[UInt8]>) -> Int32 {
        if let known = treeNumbers[key] { return Int32(known) }
        treeNumbers[key] = trees.count
        trees.append(SpellingTree(spellings()))
        return Int32(trees.count - 1)
    }

    mutating func number(_ digits: String) -> Int32 {
        numbers.append(Array(digits.utf8))
        return Int32(numbers.count - 1)
    }

    // MARK: Threads

    static func thread(_ slot: Int, _ node: Int) -> UInt64 { UInt64(slot) << 24 | UInt64(node) }

    func sequence(of thread: UInt64) -> Int { Int(owner[Int(thread >> 24)]) }

    /// Where threads went with one byte.
    struct Moved {
        var threads: [UInt64] = []
        /// Sequences that are complete; `isTail` where only the rest of a dump's line was.
        var accepted: [(sequence: Int, isTail: Bool)] = []

        mutating func insert(_ thread: UInt64) { if !threads.contains(thread) { threads.append(thread) } }
    }

    /// Threads that begin with a byte.
    func begin(_ byte: UInt8, into moved: inout Moved) {
        for sequence in sequences {
            switch sequence.kind {
            case .plain where Int32(byte) != sequence.units[0]: continue
            default: step(MaskGrammar.thread(sequence.base, 0), byte, into: &moved)
            }
        }
    }

    func step(_ thread: UInt64, _ byte: UInt8, into moved: inout Moved) {
        let slot = Int(thread >> 24)
        let node = Int(thread & 0xFF_FFFF)
        let index = Int(owner[slot])
        let sequence = sequences[index]
        let place = slot - sequence.base
        if place == sequence.units.count { return tail(index, slot, node, byte, &moved) }
        switch sequence.kind {
        case .plain: plain(index, place, node, byte, &moved)
        case .text: text(index, place, node, byte, &moved)
        default: dumped(index, place, node, byte, &moved)
        }
    }

    private func complete(_ index: Int, _ place: Int, _ moved: inout Moved) {
        let sequence = sequences[index]
        let next = place + 1
        if next == sequence.units.count {
            moved.accepted.append((index, false))
            if sequence.kind == .hexadecimal || sequence.kind == .numbers {
                moved.insert(MaskGrammar.thread(sequence.base + next, Node.tail))
            }
            return
        }
        moved.insert(MaskGrammar.thread(sequence.base + next, 0))
        if sequence.kind == .text, sequence.units[next] == MaskGrammar.optionalBlankUnit {
            complete(index, next, &moved)
        }
    }

    private func isLineEnding(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private func plain(_ index: Int, _ place: Int, _ node: Int, _ byte: UInt8, _ moved: inout Moved) {
        let sequence = sequences[index]
        if Int32(byte) == sequence.units[place] { return complete(index, place, &moved) }
        if place > 0, isLineEnding(byte) || node == Node.indent && isBlank(byte) {
            moved.insert(MaskGrammar.thread(sequence.base + place, Node.indent))
        }
    }

    private func text(_ index: Int, _ place: Int, _ node: Int, _ byte: UInt8, _ moved: inout Moved) {
        let sequence = sequences[index]
        let slot = sequence.base + place
        let unit = sequence.units[place]
        var node = node
        if node == Node.soft {
            if isLineEnding(byte) { moved.insert(MaskGrammar.thread(slot, byte == 0x0A ? Node.indent : Node.soft)) }
            return
        }
        if node == Node.indent {
            if isBlank(byte) { moved.insert(MaskGrammar.thread(slot, Node.indent)) }
            node = 0
        }
        if place > 0 || node > 0, isLineEnding(byte) {
            moved.insert(MaskGrammar.thread(slot, node == 0 ? Node.indent : node))
        }
        if place > 0, node == 0, byte == 0x3D || byte == 0x5C { moved.insert(MaskGrammar.thread(slot, Node.soft)) }
        let tree = unit < 0 ? blankTree : trees[Int(unit)]
        guard let child = tree.child(of: node, byte) else { return }
        if tree.hasChildren(child) { moved.insert(MaskGrammar.thread(slot, child)) }
        guard tree.isEnd[child] else { return }
        if unit < 0 { moved.insert(MaskGrammar.thread(slot, 0)) }
        complete(index, place, &moved)
    }

    // MARK: Dumps

    private func nibble(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }

    private func dumped(_ index: Int, _ place: Int, _ node: Int, _ byte: UInt8, _ moved: inout Moved) {
        let sequence = sequences[index]
        let slot = sequence.base + place
        let isBetween = node == 0 || node >= Node.first
        if !isBetween {
            inside(index, place, node, byte, &moved)
            return
        }
        let starts = [Node.separator, Node.blank, Node.blanks, Node.line, Node.afterOffset].contains(node)
        if place == 0 || starts || node == 0 && sequence.kind == .hexadecimal { start(index, place, byte, &moved) }
        if place > 0 { between(sequence, slot, node, byte, starts, &moved) }
    }

    private func start(_ index: Int, _ place: Int, _ byte: UInt8, _ moved: inout Moved) {
        let sequence = sequences[index]
        let unit = sequence.units[place]
        let slot = sequence.base + place
        switch sequence.kind {
        case .hexadecimal:
            guard let digit = nibble(byte), unit == 256 || digit == Int(unit) >> 4 else { return }
            moved.insert(MaskGrammar.thread(slot, 1))
        case .numbers:
            let digits = numbers[Int(unit)]
            guard digits[0] == byte else { return }
            if digits.count == 1 { complete(index, place, &moved) } else { moved.insert(MaskGrammar.thread(slot, 1)) }
        default:
            guard let child = trees[Int(unit)].child(of: 0, byte) else { return }
            if trees[Int(unit)].isEnd[child] { complete(index, place, &moved) }
            if trees[Int(unit)].hasChildren(child) { moved.insert(MaskGrammar.thread(slot, child)) }
        }
    }

    private func inside(_ index: Int, _ place: Int, _ node: Int, _ byte: UInt8, _ moved: inout Moved) {
        let sequence = sequences[index]
        let unit = sequence.units[place]
        let slot = sequence.base + place
        switch sequence.kind {
        case .hexadecimal:
            if isLineEnding(byte) { return moved.insert(MaskGrammar.thread(slot, 1)) }
            if let digit = nibble(byte), unit == 256 || digit == Int(unit) & 15 { complete(index, place, &moved) }
        case .numbers:
            let digits = numbers[Int(unit)]
            guard digits[node] == byte else { return }
            if node + 1 == digits.count {
                complete(index, place, &moved)
            } else {
                moved.insert(MaskGrammar.thread(slot, node + 1))
            }
        default:
            guard let child = trees[Int(unit)].child(of: node, byte) else { return }
            if trees[Int(unit)].isEnd[child] { complete(index, place, &moved) }
            if trees[Int(unit)].hasChildren(child) { moved.insert(MaskGrammar.thread(slot, child)) }
        }
    }

    private static let signs = Set(",:;-_.|/\\xX%=&#'\"[]{}()<>+u".utf8)

    /// What dumps put between numbers: blanks and signs, a prefix, the text beside them, a line ending with the next
    /// offset.
    private func between(
        _ sequence: Sequence, _ slot: Int, _ node: Int, _ byte: UInt8, _ starts: Bool, _ moved: inout Moved
    ) {
        let isSpaced = sequence.kind == .spaced
        // A blank is shown as nothing but blanks; of a word that is not full, bytes are missing.
        let missing: Int32 =
            isSpaced
            ? treeNumbers[MaskGrammar.dumpedBlank].map { Int32($0) } ?? -1 : sequence.kind == .hexadecimal ? 256 : -1
        func go(_ next: Int) {
            var slot = slot
            moved.insert(MaskGrammar.thread(slot, next))
            guard next != Node.text, next != Node.zero, next < Node.offset || next > Node.lastOffset else { return }
            while slot - sequence.base < sequence.units.count - 1, sequence.units[slot - sequence.base] == missing {
                slot += 1
                moved.insert(MaskGrammar.thread(slot, next))
            }
        }
        if isLineEnding(byte) {
            if node != Node.zero { go(Node.line) }
            return
        }
        if node == Node.text { return go(Node.text) }
        if node >= Node.offset, node <= Node.lastOffset {
            if nibble(byte) != nil { go(min(node + 1, Node.lastOffset)) }
            if node == Node.lastOffset, isBlank(byte) || byte == 0x3A { go(Node.afterOffset) }
            return
        }
        if node == Node.zero {
            if byte == 0x78 || byte == 0x58 { go(Node.separator) }
            return
        }
        if node == Node.blanks, !isSpaced, !isBlank(byte) { go(Node.text) }
        if node == Node.line, nibble(byte) != nil { go(Node.offset) }
        if byte == 0x30, !isSpaced {
            go(Node.zero)
            if starts, sequence.kind == .numbers { go(Node.separator) }
        }
        if isBlank(byte) {
            go(
                node == Node.line || node == Node.afterOffset
                    ? node : node == Node.blank || node == Node.blanks ? Node.blanks : Node.blank)
        } else if !isSpaced, MaskGrammar.signs.contains(byte) {
            go(Node.separator)
            if byte == 0x7C || byte == 0x3E { go(Node.text) }
        }
    }

    private func tail(_ index: Int, _ slot: Int, _ node: Int, _ byte: UInt8, _ moved: inout Moved) {
        func go(_ next: Int) { moved.insert(MaskGrammar.thread(slot, next)) }
        if isLineEnding(byte) {
            if node == Node.tailText { moved.accepted.append((index, true)) }
            return
        }
        if node == Node.tailText { return go(node) }
        if isBlank(byte) { return go(node == Node.tail ? Node.tailBlank : Node.tailBlanks) }
        if nibble(byte) != nil { go(Node.tail) }
        if node == Node.tailBlanks || byte == 0x7C || byte == 0x3E { go(Node.tailText) }
    }
}
