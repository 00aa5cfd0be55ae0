/// A regular expression as a nondeterministic automaton over bytes (Thompson 1968, in the form of Cox, "Regular
/// Expression Matching: the Virtual Machine Approach").
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case byte(ClosedRange<UInt8>)
        /// Goes on at both places; the first is the next instruction.
        case split(Int)
        case jump(Int)
        case assertion(PatternSyntax.Assertion)
        case match
        /// Leads nowhere: the empty set of characters.
        case fail
    }

    /// A pattern that needs more is refused: counted repetitions multiply.
    static let sizeLimit = 20_000

    private(set) var instructions: [Instruction] = []
    /// Bytes that no instruction tells apart share a class.
    private(set) var byteClasses: [UInt8] = []
    private(set) var classCount = 0

    struct TooLarge: Error {}

    init(_ syntax: PatternSyntax) throws(TooLarge) {
        try compile(syntax)
        instructions.append(.match)
        classifyBytes()
    }

    private mutating func add(_ instruction: Instruction) throws(TooLarge) {
        guard instructions.count < PatternProgram.sizeLimit else { throw TooLarge() }
        instructions.append(instruction)
    }

    private mutating func compile(_ syntax: PatternSyntax) throws(TooLarge) {
        switch syntax {
        case .empty: break
        case .assertion(let assertion): try add(.assertion(assertion))
        case .sequence(let parts): for part in parts { try compile(part) }
        case .scalars(let set): try compile(set)
        case .alternatives(let branches):
            try compile(branches.count) { program, index throws(TooLarge) in try program.compile(branches[index]) }
        case .repeated(let inner, let min, let max): try compileRepeated(inner, min, max)
        }
    }

    private mutating func compile(_ set: ScalarSet) throws(TooLarge) {
        let sequences = set.byteSequences
        guard !sequences.isEmpty else { return try add(.fail) }
        try compile(sequences.count) { program, index throws(TooLarge) in
            for range in sequences[index] { try program.add(.byte(range)) }
        }
    }

    /// Branches side by side, each jumping to the common end.
    private mutating func compile(_ count: Int, _ branch: (inout PatternProgram, Int) throws(TooLarge) -> Void)
        throws(TooLarge)
    {
        var jumps: [Int] = []
        for index in 0..<count {
            let split = instructions.count
            if index < count - 1 { try add(.split(0)) }
            try branch(&self, index)
            guard index < count - 1 else { continue }
            jumps.append(instructions.count)
            try add(.jump(0))
            instructions[split] = .split(instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func compileRepeated(_ inner: PatternSyntax, _ min: Int, _ max: Int?) throws(TooLarge) {
        for _ in 0..<min { try compile(inner) }
        guard let max else {
            let start = instructions.count
            try add(.split(0))
            try compile(inner)
            try add(.jump(start))
            instructions[start] = .split(instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in min..<Swift.max(min, max) {
            splits.append(instructions.count)
            try add(.split(0))
            try compile(inner)
        }
        for split in splits { instructions[split] = .split(instructions.count) }
    }

    private mutating func classifyBytes() {
        // A boundary before every byte where some range begins, and after every one where it ends.
        var begins = [Bool](repeating: false, count: 257)
        func note(_ range: ClosedRange<UInt8>) {
            begins[Int(range.lowerBound)] = true
            begins[Int(range.upperBound) + 1] = true
        }
        for instruction in instructions { if case .byte(let range) = instruction { note(range) } }
        note(ASCII.newline...ASCII.newline)
        for range in [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A] as [ClosedRange<UInt8>] { note(range) }
        var number = 0
        byteClasses = (0..<256).map { byte in
            if byte > 0, begins[byte] { number += 1 }
            return UInt8(number)
        }
        classCount = number + 1
    }
}
