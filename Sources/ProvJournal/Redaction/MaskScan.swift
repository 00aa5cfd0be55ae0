/// The search through a stream: which stretches of a buffer must be masked, and how much of it is decided.
///
/// Offsets are those of the buffer that is scanned; `forget` moves them when its front has been given out.
struct MaskScan {
    /// A stretch to be masked.
    struct Region: Equatable {
        var start: Int
        var end: Int
        /// The longest form in it.
        var form: Int
    }

    /// Bytes between those of a possible match that do not count: a line ending or a control sequence.
    struct Skip {
        var start: Int
        var end: Int
        /// Where the first of the skips that touch one another, this one being the last, starts.
        var runStart: Int
    }

    /// So many skipped bytes in a row end a match: nothing may be held back for ever.
    static let longestSkip = 256

    let rules: MaskRules
    /// In order, not touching one another's bytes.
    private(set) var regions: [Region] = []
    private(set) var skips: [Skip] = []
    private var state = Automaton.root
    /// Everything before it has been looked at.
    private var position = 0

    init(rules: MaskRules) { self.rules = rules }

    /// Looks at what has been added to the buffer; with `isLast` a cut control sequence at its end is text.
    mutating func scan(_ buffer: [UInt8], isLast: Bool) {
        let automaton = rules.automaton
        let isInteresting = rules.isInteresting
        let dense = automaton.denseCount
        var index = position
        var state = state
        while index < buffer.count {
            if state == Automaton.root {
                while index < buffer.count, !isInteresting[Int(buffer[index])] { index += 1 }
                guard index < buffer.count else { break }
            }
            let byte = buffer[index]
            if byte == 0x0A || byte == 0x0D {
                if state != Automaton.root, !skip(index, 1) { state = Automaton.root }
                index += 1
                continue
            }
            if byte == ControlSequence.escape {
                let found = ControlSequence.find(in: buffer, at: index)
                if found == .cut, !isLast { break }
                if case .whole(let length) = found {
                    if state != Automaton.root, !skip(index, length) { state = Automaton.root }
                    index += length
                    continue
                }
            }
            state = state < dense ? automaton.rows[Int(state) << 8 | Int(byte)] : automaton.successor(of: state, byte)
            index += 1
            let form = automaton.match[Int(state)]
            if form >= 0 { mark(Int(form), endingAt: index) }
        }
        self.state = state
        position = index
    }

    /// Up to where nothing that is still to come can change anything.
    var decided: Int {
        let safe = start(ofLast: Int(rules.automaton.depth[Int(state)]), endingAt: position)
        guard let open = regions.first(where: { $0.end > safe }) else { return safe }
        return min(safe, open.start)
    }

    /// Moves on after the first `count` bytes of the buffer were taken away; they must have been decided.
    mutating func forget(_ count: Int) {
        position -= count
        regions.removeAll { $0.end <= count }
        skips.removeAll { $0.end <= count }
        for index in regions.indices {
            regions[index].start -= count
            regions[index].end -= count
        }
        for index in skips.indices {
            skips[index].start -= count
            skips[index].end -= count
            skips[index].runStart -= count
        }
    }

    /// Notes bytes that do not count; false where there are too many in a row.
    private mutating func skip(_ start: Int, _ length: Int) -> Bool {
        let runStart = if let last = skips.last, last.end == start { last.runStart } else { start }
        skips.append(Skip(start: start, end: start + length, runStart: runStart))
        return start + length - runStart <= MaskScan.longestSkip
    }

    /// Where the last `count` bytes that count began.
    private func start(ofLast count: Int, endingAt end: Int) -> Int {
        var cursor = end
        var needed = count
        guard needed > 0 else { return end }
        for skip in skips.reversed() where skip.end <= cursor {
            let available = cursor - skip.end
            if needed <= available { break }
            needed -= available
            cursor = skip.start
        }
        return cursor - needed
    }

    private mutating func mark(_ form: Int, endingAt end: Int) {
        var region = Region(start: start(ofLast: rules.forms[form].length, endingAt: end), end: end, form: form)
        while let last = regions.last, last.end > region.start {
            region.start = min(region.start, last.start)
            if rules.forms[last.form].length > rules.forms[region.form].length { region.form = last.form }
            regions.removeLast()
        }
        regions.append(region)
    }
}
