import Testing

/// Facts are values: what a run decides on is an enum, and nothing but the reading of a journal compares one with a
/// word.
@Suite struct TypedFactsTests {
    /// Words that stand for a verdict, mode, moment, result, kind, action, ending, phase or code in a journal.
    private static let words: Set<String> = [
        "run", "verify", "rollback", "proven", "done", "failed", "interrupted", "in-doubt", "rolled-back", "refused",
        "before", "after",
        "expect", "requires", "undone", "pass", "fail", "error", "skipped", "granted", "denied", "requested", "voided",
        "exit", "signal",
        "timeout", "cancelled", "lost", "not-started", "skip", "manual", "settle", "fix", "retry", "lock-broken",
        "host-lost",
        "runbook-changed", "policy-overridden", "step", "console", "file", "gate", "check", "main", "finally", "locked",
        "no-such-run",
    ]
    private static let fields = [
        "verdict", "mode", "moment", "result", "kind", "action", "ending", "phase", "code", "leftOut",
    ]

    @Test func nothingComparesAFactWithAWord() throws {
        var found: [String] = []
        for file in try Self.deciding() {
            for (number, line) in file.lines.enumerated() where Self.compares(line[...]) && !line.contains("| jq ") {
                found.append("\(file.path):\(number + 1): \(line)")
            }
        }
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test(
        "the rule sees what breaks it",
        arguments: [
            #"if run.mode == "run" {"#, #"guard $0.kind != "skip" else { return }"#, #"opened?.verdict == "proven","#,
        ])
    func theRuleCanFail(_ line: String) { #expect(Self.compares(line[...])) }

    @Test func theFieldsOfEventsArePlansAndReportsAreEnums() throws {
        let files = [
            "Sources/ProvJournal/Event.swift", "Sources/ProvJournal/StepEvents.swift",
            "Sources/ProvJournal/Report/RunReport.swift",
            "Sources/ProvRunbook/Planning/Plan.swift", "Sources/ProvEngine/Run/RunEngine.swift",
        ]
        var found: [String] = []
        for file in files {
            let sources = try PackageFiles.swift(under: "Sources").filter { $0.path == file }
            #expect(sources.count == 1, "\(file) is there")
            for source in sources {
                for line in source.lines where Self.declaresWord(line[...]) { found.append("\(file): \(line)") }
            }
        }
        // `RunOpened.kind` is what the author calls the runbook; nothing is decided by it.
        #expect(found == ["Sources/ProvJournal/Event.swift:     package var kind: String?"])
    }

    @Test func noDecisionReadsASentence() throws {
        var found: [String] = []
        let readers = [
            "reason?.hasPrefix(", "reason.hasPrefix(", "reason.hasSuffix(", "message.hasPrefix(", "leftOut.hasPrefix(",
        ]
        for file in try Self.deciding() {
            for line in file.lines { found += readers.filter { line.contains($0) }.map { "\(file.path): \($0)" } }
        }
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test func aPlanIsFinishedWhenThePlannerReturnsIt() throws {
        let files = try PackageFiles.swift(under: "Sources").filter {
            $0.path == "Sources/ProvRunbook/Planning/Plan.swift"
        }
        #expect(files.count == 1)
        for line in files.flatMap(\.lines) where line.contains(" var ") && !line.contains("{") {
            Issue.record("Plan.swift: \(line)")
        }
    }

    /// The sources that decide: all but those that turn stored words into values.
    private static func deciding() throws -> [SwiftText] {
        try PackageFiles.swift(under: "Sources").filter {
            !$0.path.contains("/Coding/") && !$0.path.hasSuffix("/RunMode.swift")
        }
    }

    private static func compares(_ line: Substring) -> Bool {
        for field in fields {
            for sign in [" == \"", " != \""] {
                guard let start = line.firstRange(of: ".\(field)\(sign)") else { continue }
                let rest = line[start.upperBound...]
                if words.contains(String(rest.prefix { $0 != "\"" })) { return true }
            }
        }
        return false
    }

    private static func declaresWord(_ line: Substring) -> Bool {
        fields.contains { field in
            ["var", "let"].contains { line.contains("package \($0) \(field): String") }
        }
    }
}
