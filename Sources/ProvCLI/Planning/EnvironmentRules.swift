import ProvEngine
import ProvHosts
import ProvJournal
import ProvPolicy
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText

/// What an environment's rules ask for before anything runs there: where the text was proven before, and when it may
/// run.
struct EnvironmentRules {
    var plan: Plan
    var store: Store
    var masker: Masker

    typealias Finding = RuleFinding

    func findings() async throws -> [Finding] {
        var findings: [Finding] = []
        if !plan.policy.after.isEmpty {
            let runs = try store.runs()
            findings += plan.policy.after.map { promotion(from: $0, runs) }
        }
        if !plan.policy.windows.isEmpty { findings.append(try await window()) }
        return findings
    }

    /// What an override says, where it holds.
    static func overrides(_ findings: [Finding], _ override: String?, _ environment: String) -> [String] {
        if case .overridden(let reasons) = RulesVerdict(findings, override: override, environment: environment) {
            reasons
        } else {
            []
        }
    }

    /// Refuses where a rule is not kept, unless that is overridden; then it is what goes into the record.
    static func deviations(_ findings: [Finding], override: String?, environment: String) throws(CommandFailure)
        -> [Deviation]
    {
        switch RulesVerdict(findings, override: override, environment: environment) {
        case .kept: return []
        case .overridden(let reasons):
            return reasons.map { Deviation(kind: .policyOverridden, user: User.name, reason: $0) }
        case .forbidden(let message, let advice):
            throw CommandFailure(.refused, "nothing was run: \(message)", advice: advice)
        }
    }

    /// That the change window has closed, and when the next one opens; `nil` while it is open, or without one.
    func closedWindow() async -> String? {
        guard !plan.policy.windows.isEmpty, let finding = try? await window(), let advice = finding.advice else {
            return nil
        }
        return "\(finding.wanted) has closed: \(finding.found); \(advice)"
    }

    // MARK: Promotion

    private func promotion(from environment: String, _ runs: [RunSummary]) -> Finding {
        let digest = PlanRecord.runbookDigest(plan.runbook, hash: ContentHash.hex)
        var finding = Finding(
            name: "policy:after-\(environment)", wanted: "this version proven on \(environment) first", found: "")
        if let compared = plan.runbook.comparedInputs { finding.wanted += ", with \(compared)" }
        let proofs = RunProofs(
            digest: digest, runbook: Files.resolved(plan.runbook.path), environment: environment,
            inputs: RunInputs(plan) { masker.maskReversibly($0) }, free: plan.runbook.freeParameters)
        guard let proof = proofs.best(among: runs, store: store) else {
            finding.found = "no run in \(store.path) has proven it"
            finding.advice = "run it there first: \(command(on: environment))"
            return finding
        }
        if proof.counts {
            finding.found = "proven by run \(proof.run)"
        } else if let why = proof.takenBack {
            finding.found = "run \(proof.run) proved it, but \(why)"
            finding.advice = "run it there again: \(command(on: environment))"
        } else if case .part(let gap) = proof.proof {
            finding.found = "run \(proof.run) proved only a part of it (\(gap))"
            finding.advice = "run it there first: \(command(on: environment))"
        } else {
            describe(proof.differences, of: proof.run, on: environment, in: &finding)
        }
        return finding
    }

    private func describe(
        _ differences: [RunInputs.Difference], of run: String, on environment: String, in finding: inout Finding
    ) {
        let isInput = differences.contains { $0.kind == .parameter }
        let variants = differences.filter { $0.kind == .variant }
        let kinds = (isInput ? ["inputs"] : []) + (variants.isEmpty ? [] : ["variants"])
        finding.found = "run \(run) had other \(kinds.joined(separator: " and ")): \(words(differences, environment))"
        let named = variants.compactMap { difference in
            plan.runbook.alternatives.first { $0.name == difference.name }?.variants.map(\.name)
                .first(where: difference.here.contains).map {
                    " --variant \(ShellText.word("\(difference.name)=\($0)"))"
                }
        }
        finding.advice =
            "run it there with the same \(kinds.joined(separator: " and ")): \(command(on: environment))\(named.joined())"
            + (isInput ? "; or allow the difference: 'free: true' at the parameter in the front matter" : "")
    }

    private func command(on environment: String) -> String {
        """
        prov run \(ShellText.word(plan.runbook.path)) --env \(ShellText.word(environment)) --store \
        \(ShellText.word(store.path))
        """
    }

    /// `V is 3 here, and was 2 on staging`; a value that the record does not hold is named by its secret.
    private func words(_ differences: [RunInputs.Difference], _ environment: String) -> String {
        func values(_ all: [String]) -> String {
            all.isEmpty ? "not set" : all.map { masker.mask($0) }.joined(separator: " or ")
        }
        let all = differences.map {
            "\($0.kind == .variant ? "variant of " : "")\($0.name) is \(values($0.here)), and was \(values($0.there)) on \(environment)"
        }
        return all.joined(separator: "; ")
    }

    // MARK: Windows

    private func window() async throws -> Finding {
        let now = store.context.clock.wallMilliseconds() / 1000
        let written = plan.policy.windows.joined(separator: ", ")
        var finding = Finding(name: "policy:windows", wanted: "the change window \(written)", found: "")
        var next: (moment: Int, clock: String)?
        for window in plan.policy.windows.compactMap(TimeWindow.parse) {
            let offset = try await TimeZones.offset(of: window.zone, at: now)
            finding.found = "it is \(window.clock(now, offset: offset)) \(window.zone)"
            if window.isOpen(at: now, offset: offset) { return finding }
            let opening = try await window.nextOpening(after: now) {
                try await TimeZones.offset(of: window.zone, at: $0)
            }
            if opening < next?.moment ?? .max {
                next = (
                    opening,
                    """
                    \(window.clock(opening, offset: try await TimeZones.offset(of: window.zone, at: opening))) \
                    \(window.zone)
                    """
                )
            }
        }
        finding.advice =
            next.map { "the next window opens \($0.clock), in \(Quantity.duration(Double($0.moment - now)))" }
            ?? "no window can be read: fix 'windows'"
        return finding
    }
}

/// How far zones are from Greenwich, by the system's time zone database.
enum TimeZones {
    static func offset(of zone: String, at moment: Int) async throws -> Int {
        if ["UTC", "GMT", "Z"].contains(zone) { return 0 }
        // date(1) takes a zone that it does not know for Greenwich.
        guard Files.exists("/usr/share/zoneinfo/\(zone)") else {
            throw CommandFailure(
                .refused, "nothing was run: unknown time zone '\(zone)'",
                advice:
                    "use a name of the time zone database in 'windows', as in \(TimeWindow.form), or install tzdata")
        }
        let answer = try await OneShot.run(["env", "TZ=\(zone)", "date", "-d", "@\(moment)", "+%z"])
        let text = String(decoding: answer.stdout, as: UTF8.self).filter { !$0.isWhitespace }
        guard text.count == 5, let number = Int(text.dropFirst()) else {
            throw CommandFailure(
                .refused, "nothing was run: date(1) does not know the time in \(zone)",
                advice: "write the window in UTC")
        }
        return (number / 100 * 3600 + number % 100 * 60) * (text.hasPrefix("-") ? -1 : 1)
    }
}
