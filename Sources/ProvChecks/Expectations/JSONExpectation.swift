import ProvText

/// Expected JSON: members that are named must be there and equal, others may be; arrays are equal item by item. The
/// string `...` stands for any value, and as an array's item for any number of items.
enum JSONExpectation {
    struct Difference: Equatable {
        var path: String
        var wanted: String
        var found: String
    }

    static func judge(wanted text: String, found output: [UInt8]) -> Verdict {
        let wanted: JSON
        do { wanted = try JSON(parsing: text) } catch {
            return Verdict(.error, wanted: "the expected JSON", found: "it cannot be read: \(error)")
        }
        let found: JSON
        do { found = try JSON(parsing: OutputText.trimmed(output[...])) } catch {
            return Verdict(
                .fail, wanted: "JSON output", found: "\(OutputText.excerpt(output)), which is not JSON: \(error)")
        }
        guard let difference = difference(wanted, found) else {
            return Verdict(.pass, wanted: "the expected JSON", found: "it")
        }
        return Verdict(.fail, wanted: "\(difference.path) to be \(difference.wanted)", found: difference.found)
    }

    /// The first place where something expected is not so.
    static func difference(_ wanted: JSON, _ found: JSON, at path: String = "$") -> Difference? {
        if wanted == .string("...") { return nil }
        switch (wanted, found) {
        case (.object(let members), .object(let others)): return difference(members, others, at: path)
        case (.array(let items), .array(let values)): return difference(items, values, at: path)
        case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)):
            return Double(a) == b ? nil : Difference(path: path, wanted: shown(wanted), found: shown(found))
        default:
            return wanted == found ? nil : Difference(path: path, wanted: shown(wanted), found: shown(found))
        }
    }

    private static func difference(_ members: [JSON.Member], _ others: [JSON.Member], at path: String) -> Difference? {
        let values = Dictionary(others.map { ($0.key.bytes, $0.value) }) { first, _ in first }
        for member in members {
            let inner = path + step(member.key)
            guard let value = values[member.key.bytes] else {
                let near = Suggestion.closest(to: member.key, in: others.prefix(100).map(\.key))
                return Difference(
                    path: inner, wanted: shown(member.value),
                    found: "no such member" + (near.map { ", only '\($0)'" } ?? ""))
            }
            if let difference = difference(member.value, value, at: inner) { return difference }
        }
        return nil
    }

    private static func difference(_ items: [JSON], _ values: [JSON], at path: String) -> Difference? {
        guard let first = items.firstIndex(of: .string("...")), let last = items.lastIndex(of: .string("...")) else {
            for (index, pair) in zip(items, values).enumerated() {
                if let difference = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return difference }
            }
            return items.count == values.count
                ? nil : Difference(path: path, wanted: count(items.count), found: count(values.count))
        }
        let tail = items.count - 1 - last
        guard values.count >= first + tail else {
            return Difference(path: path, wanted: "at least \(count(first + tail))", found: count(values.count))
        }
        for index in 0..<first {
            if let difference = difference(items[index], values[index], at: "\(path)[\(index)]") { return difference }
        }
        for index in 0..<tail {
            let place = values.count - tail + index
            if let difference = difference(items[last + 1 + index], values[place], at: "\(path)[\(place)]") {
                return difference
            }
        }
        // Between the first and the last `...` each run of items is looked for as early as it comes.
        var position = first
        let inner = first < last ? items[(first + 1)..<last] : []
        for run in inner.split(separator: .string("...")) {
            let end = values.count - tail
            guard
                let start = (position..<max(position, end - run.count + 1)).first(where: { start in
                    zip(run, values[start...]).allSatisfy { difference($0, $1) == nil }
                })
            else {
                return Difference(
                    path: path, wanted: "an item like \(run.first.map(shown) ?? "")",
                    found: "\(count(values.count)), none of which match")
            }
            position = start + run.count
        }
        return nil
    }

    private static func step(_ key: String) -> String {
        !key.isEmpty && key.utf8.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen }
            ? ".\(key)" : "[\(JSON.string(key).text(pretty: false))]"
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 item" : "\(number) items" }

    private static func shown(_ json: JSON) -> String {
        let text = json.text(pretty: false)
        return text.utf8.count > 160 ? String(decoding: text.utf8.prefix(150), as: UTF8.self) + "…" : text
    }
}
