import ProvEngine
import ProvHosts
import ProvJournal
import ProvPages
import ProvRunbook

/// What an environment's rules ask for before anything runs there: where the text was proven before, and when it may run.
struct EnvironmentRules {
    var plan: Plan
    var store: Store

    /// One rule and what was found.
    struct Finding: Sendable {
        /// For the record: `policy:after-staging`.
        var name: String
        var wanted: String
        var found: String
        /// What to do next; `nil` where the rule is kept.
        var advice: String?
    }

    func findings() async throws -> [Finding] {
        var findings: [Finding] = []
        if !plan.policy.after.isEmpty {
            let runs = try store.runs()
            findings += plan.policy.after.map { promotion(from: $0, runs) }
        }
        if !plan.policy.windows.isEmpty { findings.append(try await window()) }
        return findings
    }

    /// Refuses where a rule is not kept, unless that is overridden; then it is what goes into the record.
    static func deviations(_ findings: [Finding], override: String?, environment: String) throws(CommandFailure) -> [Deviation] {
        let broken = findings.filter { $0.advice != nil }
        guard !broken.isEmpty else { return [] }
        guard let override, !override.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(.refused, "nothing was run: " + broken.map { "\(environment) wants \($0.wanted), and \($0.found)" }.joined(separator: "; "),
                                 advice: broken.compactMap(\.advice).joined(separator: "\n") + "\nor say why it must be now, for the record: --override-policy REASON")
        }
        return broken.map { Deviation(kind: .policyOverridden, user: User.name, reason: "\(environment) wants \($0.wanted), and \($0.found): \(override)") }
    }

    // MARK: Promotion

    private func promotion(from environment: String, _ runs: [RunSummary]) -> Finding {
        let digest = PlanRecord.runbookDigest(plan.runbook, hash: ContentHash.hex)
        var finding = Finding(name: "policy:after-\(environment)", wanted: "this very text proven on \(environment) first", found: "")
        let candidates = runs.filter { run in
            run.opened?.runbookDigest == digest && run.opened?.environment == environment && run.opened?.mode == .run
                && (run.state == .closed(.proven) || run.state == .closed(.done))
        }
        if let proof = candidates.first(where: isWhole) {
            finding.found = "run \(proof.id) did"
        } else {
            finding.found = candidates.isEmpty ? "no run in \(store.path) did" : "run \(candidates[0].id) proved only a part of it"
            finding.advice = "run it there first: prov run \(ShellText.word(plan.runbook.path)) --env \(ShellText.word(environment)) --store \(ShellText.word(store.path))"
        }
        return finding
    }

    /// Whether a run went through all of its runbook, unchanged, on every host, and its record can be trusted.
    private func isWhole(_ summary: RunSummary) -> Bool {
        guard let run = try? store.load(summary.id), run.report.corruption == nil, run.report.opened.limit == nil else { return false }
        let isNarrowed = run.report.steps.contains { $0.planned.leftOut?.isNarrowing == true }
        return !isNarrowed && !run.report.deviations.contains { [.skip, .runbookChanged, .hostLost].contains($0.kind) }
    }

    // MARK: Windows

    private func window() async throws -> Finding {
        let now = store.context.clock.wallMilliseconds() / 1000
        let written = plan.policy.windows.joined(separator: ", ")
        var finding = Finding(name: "policy:windows", wanted: "it done \(written)", found: "")
        var next: (moment: Int, clock: String)?
        for window in plan.policy.windows.compactMap(TimeWindow.parse) {
            let offset = try await TimeZones.offset(of: window.zone, at: now)
            finding.found = "it is \(window.clock(now, offset: offset)) \(window.zone)"
            if window.isOpen(at: now, offset: offset) { return finding }
            let opening = try await window.nextOpening(after: now) { try await TimeZones.offset(of: window.zone, at: $0) }
            if opening < next?.moment ?? .max {
                next = (opening, "\(window.clock(opening, offset: try await TimeZones.offset(of: window.zone, at: opening))) \(window.zone)")
            }
        }
        finding.advice = next.map { "the next window opens \($0.clock), in \(Quantity.duration(Double($0.moment - now)))" } ?? "no window can be read: mend 'windows'"
        return finding
    }
}

/// How far zones are from Greenwich, by the system's time zone database.
enum TimeZones {
    static func offset(of zone: String, at moment: Int) async throws -> Int {
        if ["UTC", "GMT", "Z"].contains(zone) { return 0 }
        // date(1) takes a zone that it does not know for Greenwich.
        guard TextFile.exists("/usr/share/zoneinfo/\(zone)") else {
            throw CommandFailure(.refused, "nothing was run: this machine knows no time zone '\(zone)'",
                                 advice: "write one of the time zone database into 'windows', as in \(TimeWindow.form), or install tzdata")
        }
        let answer = try await OneShot.run(["env", "TZ=\(zone)", "date", "-d", "@\(moment)", "+%z"])
        let text = String(decoding: answer.stdout, as: UTF8.self).filter { !$0.isWhitespace }
        guard text.count == 5, let number = Int(text.dropFirst()) else {
            throw CommandFailure(.refused, "nothing was run: date(1) does not tell the time in \(zone)", advice: "write the window in UTC")
        }
        return (number / 100 * 3600 + number % 100 * 60) * (text.hasPrefix("-") ? -1 : 1)
    }
}
