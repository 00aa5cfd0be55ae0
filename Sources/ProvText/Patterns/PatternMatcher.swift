/// Runs a program over bytes as a deterministic automaton whose states are made when first met (RE2's way): time is
/// linear in the text whatever the pattern, memory is bounded by `stateLimit`.
struct PatternMatcher {
    /// What stands before a position decides what `^` and `\b` see there.
    private enum Before: UInt8 { case start, newline, word, other }

    private struct Key: Hashable {
        var instructions: [Int32]
        var before: UInt8
    }

    private static let stateLimit = 1000
    private static let unknown: Int32 = -1
    private static let dead: Int32 = -2
    private static let found: Int32 = -3

    private let program: PatternProgram
    /// Whether a match may begin and end anywhere, or must be the whole text.
    private let searches: Bool
    private var keys: [Key] = []
    private var numbers: [Key: Int32] = [:]
    /// For each state one entry per class of bytes, and one for the end of the text.
    private var table: [Int32] = []
    private var width: Int
    /// One byte of each class, to look at what the class is.
    private var samples: [UInt8] = []
    private var marks: [Int32]
    private var stamp: Int32 = 0

    init(_ program: PatternProgram, searches: Bool) {
        self.program = program
        self.searches = searches
        width = program.classCount + 1
        marks = [Int32](repeating: 0, count: program.instructions.count)
        for byte in 0..<256 where Int(program.byteClasses[byte]) == samples.count { samples.append(UInt8(byte)) }
    }

    mutating func matches(_ bytes: some Sequence<UInt8>) -> Bool {
        var state = number(of: Key(instructions: [0], before: Before.start.rawValue))
        for byte in bytes {
            let entry = Int(state) * width + Int(program.byteClasses[Int(byte)])
            var next = table[entry]
            if next == PatternMatcher.unknown {
                next = transition(from: state, on: Int(program.byteClasses[Int(byte)]))
            }
            if next < 0 { return next == PatternMatcher.found }
            state = next
        }
        var last = table[Int(state) * width + width - 1]
        if last == PatternMatcher.unknown { last = transition(from: state, on: width - 1) }
        return last == PatternMatcher.found
    }

    private mutating func number(of key: Key) -> Int32 {
        if let number = numbers[key] { return number }
        let number = Int32(keys.count)
        keys.append(key)
        numbers[key] = number
        table.append(contentsOf: repeatElement(PatternMatcher.unknown, count: width))
        return number
    }

    private mutating func transition(from state: Int32, on symbol: Int) -> Int32 {
        let key = keys[Int(state)]
        let next: UInt8? = symbol == width - 1 ? nil : samples[symbol]
        stamp += 1
        var reached: [Int32] = []
        var isMatch = false
        var pending = key.instructions.reversed() as [Int32]
        while let number = pending.popLast() {
            let index = Int(number)
            guard marks[index] != stamp else { continue }
            marks[index] = stamp
            switch program.instructions[index] {
            case .match: isMatch = true
            case .fail: break
            case .jump(let target): pending.append(Int32(target))
            case .split(let target):
                pending.append(Int32(target))
                pending.append(number + 1)
            case .assertion(let assertion):
                if holds(assertion, before: Before(rawValue: key.before) ?? .other, next: next) {
                    pending.append(number + 1)
                }
            case .byte(let range):
                if let next, range.contains(next) { reached.append(number + 1) }
            }
        }
        let result: Int32
        if isMatch, searches || next == nil {
            result = PatternMatcher.found
        } else if let next {
            if searches { reached.append(0) }
            result = reached.isEmpty ? PatternMatcher.dead : target(reached, after: next)
        } else {
            result = PatternMatcher.dead
        }
        // The table may have been emptied meanwhile; then this state is no longer in it.
        if Int(state) < keys.count, keys[Int(state)] == key { table[Int(state) * width + symbol] = result }
        return result
    }

    private mutating func target(_ reached: [Int32], after byte: UInt8) -> Int32 {
        let before: Before = byte == ASCII.newline ? .newline : byte.isNameByte ? .word : .other
        let key = Key(instructions: Array(Set(reached)).sorted(), before: before.rawValue)
        if keys.count >= PatternMatcher.stateLimit, numbers[key] == nil {
            keys.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
            table.removeAll(keepingCapacity: true)
        }
        return number(of: key)
    }

    private func holds(_ assertion: PatternSyntax.Assertion, before: Before, next: UInt8?) -> Bool {
        switch assertion {
        case .textStart: return before == .start
        case .lineStart: return before == .start || before == .newline
        case .textEnd: return next == nil
        case .lineEnd: return next == nil || next == ASCII.newline
        case .wordBoundary: return (before == .word) != (next?.isNameByte ?? false)
        case .noWordBoundary: return (before == .word) == (next?.isNameByte ?? false)
        }
    }
}
