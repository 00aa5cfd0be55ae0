/// What changed between two texts, line by line.
package struct LineDifference: Sendable {
    package enum Mark: String, Sendable {
        case same = " "
        case removed = "-"
        case added = "+"
    }

    /// Lines past this many on either side are not compared.
    private static let limit = 2000
    /// Unchanged lines shown beside a changed one.
    private static let context = 2

    package struct Line: Sendable {
        package var mark: Mark
        package var text: String

        package init(mark: Mark, text: String) {
            self.mark = mark
            self.text = text
        }
    }

    /// Changed lines and those beside them; an empty one with `…` where lines are left out.
    package let lines: [Line]
    /// How many lines were taken away and added.
    package let removed: Int
    package let added: Int
    /// Whether there are too many lines to be compared: then every one of them counts as taken away or added.
    package let isTooLong: Bool

    /// - Parameter key: what must be equal for two lines to be the same; of such lines the new one is shown.
    package init(_ old: String, _ new: String, by key: (String) -> String = { $0 }) {
        let before = LineDifference.split(old)
        let after = LineDifference.split(new)
        isTooLong = before.count > LineDifference.limit || after.count > LineDifference.limit
        guard !isTooLong else {
            (lines, removed, added) = (
                [Line(mark: .same, text: "… too long to compare line by line")], before.count, after.count
            )
            return
        }
        let all = LineDifference.merge(before, after, before.map(key), after.map(key))
        removed = all.count { $0.mark == .removed }
        added = all.count { $0.mark == .added }
        var shown: [Line] = []
        var last = -1
        for index in LineDifference.nearChanges(all, context: LineDifference.context) {
            if index > last + 1 { shown.append(Line(mark: .same, text: "…")) }
            shown.append(all[index])
            last = index
        }
        lines = shown
    }

    /// Which lines are changed, or have a changed one among so many before and after them.
    static func nearChanges(_ lines: [Line], context: Int) -> [Int] {
        lines.indices.filter { index in
            lines[max(0, index - context)...min(lines.count - 1, index + context)].contains { $0.mark != .same }
        }
    }

    package var isEmpty: Bool { removed == 0 && added == 0 }

    static func split(_ text: String) -> [String] {
        var lines = text.linesAsWritten.map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Every line of both texts, in order; lines with equal keys are the same.
    static func merge(_ before: [String], _ after: [String], _ oldKeys: [String], _ newKeys: [String]) -> [Line] {
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in newKeys.difference(from: oldKeys) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var old = 0
        var new = 0
        while old < before.count || new < after.count {
            if old < before.count, removed.contains(old) {
                lines.append(Line(mark: .removed, text: before[old]))
                old += 1
            } else if new < after.count {
                lines.append(Line(mark: added.contains(new) ? .added : .same, text: after[new]))
                if !added.contains(new) { old += 1 }
                new += 1
            } else {
                break
            }
        }
        return lines
    }
}
