import ProvText

/// Collects what a check wants and what was found of it; the verdict shows what differs, or everything where nothing
/// does.
struct CheckFindings {
    private(set) var all: [(wanted: String, holds: Bool, found: String)] = []

    /// Both in words that follow the subject: `mode 0640`, `mode 0644`.
    mutating func want(_ wanted: String, _ holds: Bool, found: String) { all.append((wanted, holds, found)) }

    /// The value must be exactly this.
    mutating func want(_ name: String, _ wanted: String, found: String?) {
        let holds = found?.isSame(as: wanted) == true
        // Both look the same.
        let form = !holds && found == wanted ? ", in another Unicode form" : ""
        want("\(name) \(wanted)", holds, found: found.map { "\(name) \($0)\(form)" } ?? "no \(name)")
    }

    func verdict(_ subject: String, joint: String = " with ") -> Verdict {
        let failing = all.filter { !$0.holds }
        let shown = failing.isEmpty ? all : failing
        let words = shown.map(\.wanted).joined(separator: ", ")
        let found = shown.map(\.found).joined(separator: ", ")
        return Verdict(
            failing.isEmpty ? .pass : .fail, wanted: words.isEmpty ? subject : subject + joint + words,
            found: found.isEmpty ? "it is" : found)
    }
}

extension Verdict {
    static func of(_ holds: Bool, wanted: String, found: String) -> Verdict {
        Verdict(holds ? .pass : .fail, wanted: wanted, found: found)
    }
}

/// The keys `contains`, `lacks` and `matches`, which several kinds have.
struct TextWants: Sendable {
    var contains: [CheckText]
    var lacks: [CheckText]
    var matches: [CheckText]

    static func keys(_ what: String) -> [CheckKey] {
        [
            CheckKey("contains", .list, "texts that \(what) must contain"),
            CheckKey("lacks", .list, "texts that \(what) must not contain"),
            CheckKey(
                "matches", .patterns,
                "regular expressions that must match in \(what); `^` and `$` are the ends of lines"),
        ]
    }

    init(_ values: CheckValues) {
        contains = values.list("contains")
        lacks = values.list("lacks")
        matches = values.list("matches")
    }

    var isEmpty: Bool { contains.isEmpty && lacks.isEmpty && matches.isEmpty }

    /// For a summary: `'ok'`, `no 'error'`, `/^v1/`.
    var words: [String] {
        contains.map { "'\($0.written)'" } + lacks.map { "no '\($0.written)'" } + matches.map { "/\($0.written)/" }
    }

    /// - Parameter place: where the text is, as in `in the body`.
    func judge(_ text: [UInt8], _ place: String, _ answer: CheckAnswer, into findings: inout CheckFindings)
        throws(CheckTrouble)
    {
        for item in contains {
            let wanted = answer.resolve(item)
            let isThere = OutputText.contains(text, Array(wanted.utf8))
            findings.want("'\(wanted)' \(place)", isThere, found: isThere ? "it" : OutputText.excerpt(text))
        }
        for item in lacks {
            let unwanted = answer.resolve(item)
            let isThere = OutputText.contains(text, Array(unwanted.utf8))
            findings.want("no '\(unwanted)' \(place)", !isThere, found: isThere ? "'\(unwanted)'" : "none")
        }
        for item in matches {
            let pattern = try answer.pattern(item)
            var searcher = pattern.searcher()
            let isThere = searcher.isFound(in: text[...])
            findings.want(
                "a match of /\(pattern.text)/ \(place)", isThere, found: isThere ? "it" : OutputText.excerpt(text))
        }
    }
}
