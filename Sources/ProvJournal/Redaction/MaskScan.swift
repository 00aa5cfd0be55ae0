/// The search through a stream: which stretches of a buffer must be masked, and how much of it is decided.
///
/// The automaton says whether something ends at a byte; a second, slower look at the few bytes before it (`trail`) says
/// where it began. Offsets are those of the buffer that is scanned; `forget` moves them when its front has been given
/// out.
struct MaskScan {
    /// A stretch to be masked.
    struct Region: Equatable {
        var start: Int
        var end: Int
        /// The longest sequence in it, and how long that is.
        var sequence: Int
        var length: Int
    }

    /// A control sequence between bytes of a possible match; it does not count.
    struct Skip {
        var start: Int
        var end: Int
    }

    let rules: MaskRules
    /// In order, not touching one another's bytes.
    private(set) var regions: [Region] = []
    private(set) var skips: [Skip] = []
    /// The threads at `position`.
    private var live: [UInt64] = []
    /// Everything before it has been looked at.
    private var position = 0
    /// The last place where nothing was under way.
    private var quiet = 0
    private var trail = Trail()

    /// Threads with the places where they began, up to a place at or before `position`.
    private struct Trail {
        var position = 0
        var threads: [(thread: UInt64, start: Int)] = []
    }

    init(rules: MaskRules) { self.rules = rules }

    /// Looks at what has been added to the buffer; with `isLast` a cut control sequence at its end is text.
    mutating func scan(_ buffer: [UInt8], isLast: Bool) {
        let isInteresting = rules.isInteresting
        let farthest = 2 * rules.longest
        var automaton = rules.borrow()
        var state = live.isEmpty ? LazyAutomaton.root : automaton.state(of: live)
        var index = position
        while index < buffer.count {
            if state == LazyAutomaton.root {
                index = passOver(buffer, from: index, isInteresting, &automaton)
                quiet = index
                guard index < buffer.count else { break }
            } else if index - quiet > farthest {
                position = index
                state = automaton.state(of: relax(buffer))
            }
            let byte = buffer[index]
            if byte == ControlSequence.escape || byte == 0x0E || byte == 0x0F {
                let found =
                    byte == ControlSequence.escape
                    ? ControlSequence.find(in: buffer, at: index) : ControlSequence.Found.whole(length: 1)
                if found == .cut, !isLast { break }
                if case .whole(let length) = found {
                    if length > 2, ControlSequence.carriesText(buffer, at: index) {
                        lookInside(buffer, index + 2..<index + length)
                    }
                    if state != LazyAutomaton.root { skips.append(Skip(start: index, end: index + length)) }
                    index += length
                    continue
                }
            }
            var entry = automaton.rows[Int(state) << 8 | Int(byte)]
            if entry == LazyAutomaton.unknown { entry = automaton.extend(state, byte, rules) }
            index += 1
            state = entry & ~LazyAutomaton.accepting
            if entry & LazyAutomaton.accepting != 0 { accept(buffer, endingAt: index) }
        }
        live = automaton.sets[Int(state)]
        position = index
        if live.isEmpty { quiet = index }
        rules.giveBack(automaton)
        if isLast { end(buffer) }
    }

    /// The first place where something may begin: almost every byte of a text can be told by the one that follows it.
    private func passOver(_ buffer: [UInt8], from start: Int, _ isInteresting: [Bool], _ automaton: inout LazyAutomaton)
        -> Int
    {
        var index = start
        while index < buffer.count {
            let byte = buffer[index]
            if isInteresting[Int(byte)] {
                guard index + 1 < buffer.count else { break }
                let pair = Int(byte) << 8 | Int(buffer[index + 1])
                var verdict = automaton.pairs[pair]
                if verdict == 0 { verdict = automaton.judgePair(pair, rules) }
                if verdict != LazyAutomaton.pairEnds { break }
            }
            index += 1
        }
        return index
    }

    /// Up to where nothing that is still to come can change anything.
    mutating func decided(_ buffer: [UInt8]) -> Int {
        var safe = position
        if !live.isEmpty {
            advance(buffer, to: position)
            safe = trail.threads.lazy.map(\.start).min() ?? position
        }
        guard let open = regions.first(where: { $0.end > safe }) else { return safe }
        return min(safe, open.start)
    }

    /// Moves on after the first `count` bytes of the buffer were taken away; they must have been decided.
    mutating func forget(_ count: Int) {
        position -= count
        quiet -= count
        trail.position -= count
        for index in trail.threads.indices { trail.threads[index].start -= count }
        regions.removeAll { $0.end <= count }
        skips.removeAll { $0.end <= count }
        for index in regions.indices {
            regions[index].start -= count
            regions[index].end -= count
        }
        for index in skips.indices {
            skips[index].start -= count
            skips[index].end -= count
        }
    }

    // MARK: Where it began

    /// Follows every thread to a place, and gives what is complete there.
    @discardableResult
    private mutating func advance(_ buffer: [UInt8], to end: Int) -> [(sequence: Int, start: Int, isTail: Bool)] {
        if trail.position < quiet { trail = Trail(position: quiet) }
        var skip = skips.firstIndex { $0.end > trail.position } ?? skips.count
        var complete: [(sequence: Int, start: Int, isTail: Bool)] = []
        while trail.position < end {
            if skip < skips.count, skips[skip].start <= trail.position {
                trail.position = skips[skip].end
                skip += 1
                continue
            }
            complete = follow(buffer[trail.position])
        }
        return complete
    }

    private mutating func follow(_ byte: UInt8) -> [(sequence: Int, start: Int, isTail: Bool)] {
        var complete: [(sequence: Int, start: Int, isTail: Bool)] = []
        var next: [(thread: UInt64, start: Int)] = []
        func take(_ moved: MaskGrammar.Moved, _ start: Int) {
            for thread in moved.threads {
                if let known = next.firstIndex(where: { $0.thread == thread }) {
                    next[known].start = min(next[known].start, start)
                } else {
                    next.append((thread, start))
                }
            }
            for one in moved.accepted { complete.append((one.sequence, start, one.isTail)) }
        }
        for (thread, start) in trail.threads {
            var moved = MaskGrammar.Moved()
            rules.grammar.step(thread, byte, into: &moved)
            take(moved, start)
        }
        take(rules.beginnings[Int(byte)], trail.position)
        trail.threads = next
        trail.position += 1
        return complete
    }

    private mutating func accept(_ buffer: [UInt8], endingAt end: Int) {
        for one in advance(buffer, to: end) { mark(one.sequence, one.start, one.isTail ? end - 1 : end) }
    }

    /// What is longer than anything that is looked for is no match any more: nothing may be held back for ever.
    private mutating func relax(_ buffer: [UInt8]) -> [UInt64] {
        advance(buffer, to: position)
        trail.threads.removeAll { $0.start < position - rules.longest }
        quiet = trail.threads.lazy.map(\.start).min() ?? position
        return trail.threads.map(\.thread).sorted()
    }

    /// The end of the stream ends a line.
    private mutating func end(_ buffer: [UInt8]) {
        guard !live.isEmpty else { return }
        advance(buffer, to: position)
        for one in follow(0x0A) where one.isTail { mark(one.sequence, one.start, position) }
    }

    /// What is shown nowhere in the text can still be read in the bytes.
    private mutating func lookInside(_ buffer: [UInt8], _ range: Range<Int>) {
        var inner = MaskScan(rules: rules)
        inner.scan(Array(buffer[range]), isLast: true)
        for region in inner.regions {
            mark(region.sequence, region.start + range.lowerBound, region.end + range.lowerBound)
        }
    }

    private mutating func mark(_ sequence: Int, _ start: Int, _ end: Int) {
        guard start < end else { return }
        var region = Region(start: start, end: end, sequence: sequence, length: end - start)
        while let last = regions.last, last.end > region.start {
            region.start = min(region.start, last.start)
            region.end = max(region.end, last.end)
            if last.length >= region.length { (region.sequence, region.length) = (last.sequence, last.length) }
            regions.removeLast()
        }
        regions.append(region)
    }
}
