import ProvText

extension LineEdit {
    /// A file without what the edit changed in it; what others changed since stays.
    ///
    /// - Parameters:
    ///   - now: the file as it is.
    ///   - before: the file as it was before the edit.
    ///   - values: the answer to `valuesProbe`.
    ///   - isReturned: whether the file is as the undo of a later run left it, which put other lines back.
    package func undone(_ now: [UInt8], before: [UInt8], values: ProbeAnswer, isReturned: Bool)
        throws(RemedyTrouble) -> [UInt8]
    {
        do throws(CheckTrouble) {
            let wish = try LineWish(self, CheckAnswer(values))
            return try wish.undone(FileLines(now), before: FileLines(before), isReturned: isReturned).bytes
        } catch { throw RemedyTrouble(reason: error.found) }
    }
}

extension LineWish {
    func undone(_ now: FileLines, before: FileLines, isReturned: Bool) throws(CheckTrouble) -> FileLines {
        guard let change = change(of: before) else {
            throw CheckTrouble("the stored copy is as the step requires already, so that its change is not known")
        }
        let after = applied(change, to: before)
        if now.bytes == after.bytes || now.bytes == before.bytes { return before }
        let places = LinePlaces(of: after.lines, in: now.lines)
        var result = now
        switch change {
        case .replaced(let index):
            let place = isReturned ? places.place(index) ?? lastMatch(in: now) : try places.required(index)
            if let place { result.lines[place] = before.lines[index] }
        case .added:
            let index = after.lines.count - 1
            let found = isReturned ? places.place(index) ?? lastMatch(in: now) : try places.required(index)
            guard let place = found else { break }
            result.lines.remove(at: place)
            let isAtEnd = place == result.lines.count && result.lines.last == before.lines.last
            if isAtEnd { result.endsWithNewline = before.endsWithNewline }
        case .removed(let indices):
            guard isReturned || !now.lines.contains(where: isMeant) else {
                throw CheckTrouble("a line that the step removed is there again; nothing was changed")
            }
            for (number, index) in indices.enumerated().reversed() {
                let place = places.gap(before: index - number)
                result.lines.insert(before.lines[index], at: place)
            }
            if now.lines.isEmpty { result.endsWithNewline = before.endsWithNewline }
        }
        return result
    }
}

/// Where the lines of a file are in a later state of it.
private struct LinePlaces {
    private let lines: [ArraySlice<UInt8>]
    private let later: [ArraySlice<UInt8>]
    private var places: [Int?]

    /// Between the changes at both ends so many lines are compared; of more only those that are there once are found.
    private static let longest = 4000

    init(of lines: [ArraySlice<UInt8>], in later: [ArraySlice<UInt8>]) {
        self.lines = lines
        self.later = later
        places = Array(repeating: nil, count: lines.count)
        let shorter = min(lines.count, later.count)
        var head = 0
        while head < shorter, lines[head] == later[head] {
            places[head] = head
            head += 1
        }
        var tail = 0
        while tail < shorter - head, lines[lines.count - 1 - tail] == later[later.count - 1 - tail] {
            places[lines.count - 1 - tail] = later.count - 1 - tail
            tail += 1
        }
        let middle = lines[head..<(lines.count - tail)]
        let laterMiddle = later[head..<(later.count - tail)]
        guard middle.count + laterMiddle.count <= LinePlaces.longest else { return }
        let difference = Array(laterMiddle).difference(from: Array(middle))
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for step in difference {
            switch step {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        let kept = middle.indices.filter { !removed.contains($0 - head) }
        let found = laterMiddle.indices.filter { !inserted.contains($0 - head) }
        for (index, place) in zip(kept, found) { places[index] = place }
    }

    /// Where a line is that must still be there: in its place among the others, or elsewhere if it is there once.
    func required(_ index: Int) throws(CheckTrouble) -> Int {
        guard let place = place(index) else {
            throw CheckTrouble("the line is not there any more as the step wrote it; nothing was changed")
        }
        return place
    }

    func place(_ index: Int) -> Int? {
        if let place = places[index] { return place }
        let same = later.indices.filter { later[$0] == lines[index] }
        return same.count == 1 ? same.first : nil
    }

    /// Where something belongs that stood before a line, or at the end: after the nearest line above that is there.
    func gap(before index: Int) -> Int {
        for above in stride(from: index - 1, through: 0, by: -1) { if let place = places[above] { return place + 1 } }
        return places.dropFirst(index).lazy.compactMap { $0 }.first ?? (index == 0 ? 0 : later.count)
    }
}
