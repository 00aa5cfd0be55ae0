extension LineDifference {
    /// Lines past this many on either side are not compared; the text says so.
    private static let unifiedLimit = 4000
    /// Unchanged lines shown beside a changed one.
    private static let unifiedContext = 3

    /// A unified difference of two texts, for a person to look at before and after a file step.
    package static func unified(from old: String, to new: String, path: String) -> String {
        let before = split(old)
        let after = split(new)
        guard before.count <= unifiedLimit, after.count <= unifiedLimit else {
            return "--- \(path)\n+++ \(path)\n(\(before.count) lines replaced by \(after.count))\n"
        }
        return "--- \(path)\n+++ \(path)\n" + excerpt(of: merge(before, after, before, after))
    }

    /// The changed lines and those beside them, each with its sign; `…` where lines are left out.
    package static func excerpt(of lines: [Line]) -> String {
        var result = ""
        var last = -1
        let shown = nearChanges(lines, context: unifiedContext)
        for index in shown.prefix(unifiedLimit) {
            if last >= 0, index > last + 1 { result += "…\n" }
            result += "\(lines[index].mark.rawValue)\(lines[index].text)\n"
            last = index
        }
        return shown.count > unifiedLimit ? result + "…\n" : result
    }
}
