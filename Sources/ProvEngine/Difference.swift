/// A unified difference of two texts, for a person to look at before and after a file step.
enum Difference {
    /// Lines past this many on either side are not compared; the text says so.
    private static let limit = 4000

    static func unified(from old: String, to new: String, path: String) -> String {
        let before = lines(old)
        let after = lines(new)
        guard before.count <= limit, after.count <= limit else {
            return "--- \(path)\n+++ \(path)\n(\(before.count) lines replaced by \(after.count))\n"
        }
        let edits = merged(before, after)
        var result = "--- \(path)\n+++ \(path)\n"
        var lastShown = -1
        for (index, edit) in edits.enumerated() where isNearChange(edits, index) {
            if lastShown >= 0, index > lastShown + 1 { result += "…\n" }
            result += "\(edit.mark)\(edit.line)\n"
            lastShown = index
        }
        return result
    }

    private struct Edit {
        var mark: Character
        var line: Substring
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func merged(_ before: [Substring], _ after: [Substring]) -> [Edit] {
        let changes = after.difference(from: before)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var edits: [Edit] = []
        var old = 0
        var new = 0
        while old < before.count || new < after.count {
            if old < before.count, removed.contains(old) {
                edits.append(Edit(mark: "-", line: before[old]))
                old += 1
            } else if new < after.count, inserted.contains(new) {
                edits.append(Edit(mark: "+", line: after[new]))
                new += 1
            } else {
                edits.append(Edit(mark: " ", line: after[new]))
                old += 1
                new += 1
            }
        }
        return edits
    }

    private static func isNearChange(_ edits: [Edit], _ index: Int) -> Bool {
        let low = max(0, index - 3)
        let high = min(edits.count - 1, index + 3)
        return edits[low...high].contains { $0.mark != " " }
    }
}
