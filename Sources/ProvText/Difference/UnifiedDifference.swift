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
        let lines = merge(before, after, before, after)
        var result = "--- \(path)\n+++ \(path)\n"
        var lastShown = -1
        for index in nearChanges(lines, context: unifiedContext) {
            if lastShown >= 0, index > lastShown + 1 { result += "…\n" }
            result += "\(lines[index].mark.rawValue)\(lines[index].text)\n"
            lastShown = index
        }
        return result
    }
}
