/// Expected JSON: members that are named must be there and equal, others may be; arrays are equal item by item; the string `...`
/// stands for any value, and as an array's last item for any further ones.
enum JSONExpectation {
    static func judge(wanted text: String, found output: String) -> Verdict {
        let wanted: JSON
        do { wanted = try JSON(parsing: text) } catch {
            return Verdict(.error, wanted: "the JSON that is expected", found: "it cannot be read: \(error)")
        }
        let found: JSON
        do { found = try JSON(parsing: OutputText.trimmed(output)) } catch {
            return Verdict(.fail, wanted: "JSON output", found: "\(OutputText.excerpt(output)), which is no JSON: \(error)")
        }
        guard let difference = difference(wanted, found, at: "$") else { return Verdict(.pass, wanted: "the expected JSON", found: "it") }
        return Verdict(.fail, wanted: "\(difference.path) to be \(difference.wanted)", found: difference.found)
    }

    private static func difference(_ wanted: JSON, _ found: JSON, at path: String) -> (path: String, wanted: String, found: String)? {
        if wanted == .string("...") { return nil }
        switch (wanted, found) {
        case (.object(let members), .object):
            for member in members {
                let inner = "\(path).\(member.key)"
                guard let value = found[member.key] else { return (inner, shown(member.value), "nothing of that name") }
                if let difference = difference(member.value, value, at: inner) { return difference }
            }
            return nil
        case (.array(let items), .array(let values)):
            let isOpen = items.last == .string("...")
            let fixed = isOpen ? Array(items.dropLast()) : items
            guard isOpen ? values.count >= fixed.count : values.count == fixed.count else { return (path, "\(fixed.count) items", "\(values.count)") }
            for (index, item) in fixed.enumerated() {
                if let difference = difference(item, values[index], at: "\(path)[\(index)]") { return difference }
            }
            return nil
        case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)):
            return Double(a) == b ? nil : (path, shown(wanted), shown(found))
        default:
            return wanted == found ? nil : (path, shown(wanted), shown(found))
        }
    }

    private static func shown(_ json: JSON) -> String {
        let text = json.text(pretty: false)
        return text.count > 120 ? text.prefix(119) + "…" : text
    }
}

/// Innovation Engine's `expected_similarity`, made honest: the share of expected lines that really came, in order.
enum Similarity {
    static func judge(wanted text: String, found output: String, threshold: Double) -> Verdict {
        let wanted = lines(text), found = lines(output)
        let words = "at least \(percent(threshold)) of the \(wanted.count) expected lines, in order"
        guard !wanted.isEmpty else { return Verdict(found.isEmpty || threshold <= 0 ? .pass : .fail, wanted: "no output", found: OutputText.excerpt(output)) }
        var position = 0
        var hits = 0
        var missing: Substring?
        for line in wanted {
            if let index = found[position...].firstIndex(of: line) {
                hits += 1
                position = index + 1
            } else {
                missing = missing ?? line
            }
        }
        let share = Double(hits) / Double(wanted.count)
        if share >= threshold { return Verdict(.pass, wanted: words, found: percent(share)) }
        return Verdict(.fail, wanted: words, found: "\(percent(share)); the first that did not come is \(OutputText.shown(missing ?? ""))")
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" }.trimmingTrailingBlanks() }.filter { !$0.isEmpty }
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
