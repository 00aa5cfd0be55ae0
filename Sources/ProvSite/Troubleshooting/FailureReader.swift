import ProvChecks
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// Reads the failures out of a run: each try that went wrong, and the fix or the repetition that followed it.
struct FailureReader {
    let history: RunHistory
    let run: RunReport
    let overview: RunOverview

    init(_ run: RunReport, history: RunHistory) {
        self.history = history
        self.run = run
        overview = RunOverview(run)
    }

    var failures: [Failure] {
        // What stands in a damaged record is no proof of anything.
        guard run.corruption == nil else { return [] }
        return overview.steps.flatMap { step in step.step.hosts.flatMap { failures(of: $0, in: step) } }
    }

    /// A try that went wrong, or a fix.
    private enum Happening {
        case failure(AttemptReport?, reason: String)
        case fix(AttemptReport, Deviation?)
    }

    private func failures(of host: HostReport, in step: StepOverview) -> [Failure] {
        let happenings = happenings(of: host, in: step.step.planned)
        guard !happenings.isEmpty else { return [] }
        let patterns =
            history.runbook(at: history.path(of: run))?.step(StepID(step.step.planned.writtenStep))?.fixes.map(
                \.when.value)
            ?? []
        var all: [Failure] = []
        // A fix that failed helped nobody, even where the step went well later.
        var didFixFail = false
        for happening in happenings {
            switch happening {
            case .failure(let attempt, let reason):
                let failure = failure(host, step, attempt, reason: reason, patterns: patterns)
                if let last = all.indices.last, all[last].remedy == nil {
                    if all[last].signature.key == failure.signature.key {
                        all[last].tries += 1
                        continue
                    }
                    all[last].remedy = .again
                }
                if let last = all.indices.last, !didFixFail {
                    all[last].outcome = .red(
                        all[last].signature.key == failure.signature.key
                            ? nil : ErrorSignature.title(of: [failure.signature]))
                }
                all.append(failure)
                didFixFail = false
            case .fix(let attempt, let deviation):
                guard let last = all.indices.last else { continue }
                all[last].remedy = .fix(pattern: Self.pattern(deviation), step: step.step.planned.writtenStep)
                didFixFail = !didSucceed(attempt)
                if didFixFail {
                    let outputs = outputs(of: attempt)
                    all[last].outcome = .red(
                        "the fix itself failed: "
                            + ErrorText(outputs: outputs, reason: attempt.ending, patterns: []).line)
                }
            }
        }
        guard let last = all.indices.last else { return [] }
        all[last].isLast = true
        if isGreen(host), !didFixFail {
            let end = host.attempts.last.map { $0.intendedAt + ($0.exited?.seconds ?? 0) } ?? all[last].at
            all[last].outcome = .green(run: run.opened.run, seconds: max(0, end - all[last].at))
            if all[last].remedy == nil { all[last].remedy = .again }
        }
        return all
    }

    private func isGreen(_ host: HostReport) -> Bool {
        if host.didFail { return false }
        if host.state == .undone { return true }
        return host.state.isSuccess && host.state != .skipped
    }

    private func didSucceed(_ attempt: AttemptReport) -> Bool {
        attempt.exited.map { attempt.intended.accepts($0.ending) } ?? false
    }

    private func happenings(of host: HostReport, in planned: PlanRecorded.Entry) -> [Happening] {
        var happenings: [Happening] = []
        let fixes = run.deviations.filter { $0.kind.isFix && $0.step == planned.step && $0.host == host.host }
        var fixCount = 0
        // Whether a failing try stands before what comes next.
        var isRed = false
        for (index, attempt) in host.attempts.enumerated() {
            switch attempt.intended.key.action {
            case .run:
                guard attempt.exited != nil, attempt.exited?.ending != .cancelled, attempt.exited?.ending != .lost
                else { continue }
                isRed = !didSucceed(attempt)
                if isRed {
                    happenings.append(
                        .failure(
                            attempt, reason: isLastRun(index, host) ? host.reason ?? attempt.ending : attempt.ending))
                }
            case .fix:
                let deviation = fixCount < fixes.count ? fixes[fixCount] : nil
                fixCount += 1
                if !isRed {
                    happenings.append(
                        .failure(
                            host.attempts[..<index].last { $0.intended.key.action == .run },
                            reason: Self.reason(deviation) ?? "a check failed"))
                }
                happenings.append(.fix(attempt, deviation))
                isRed = false
            default: break
            }
        }
        let isUnexplained = if case .failure? = happenings.last { !isRed } else { true }
        if host.didFail, isUnexplained, !endedWithFailedFix(host) {
            happenings.append(
                .failure(host.attempts.last { $0.intended.key.action == .run }, reason: host.reason ?? "it failed"))
        }
        return happenings
    }

    private func isLastRun(_ index: Int, _ host: HostReport) -> Bool {
        !host.attempts[(index + 1)...].contains { $0.intended.key.action == .run }
    }

    private func endedWithFailedFix(_ host: HostReport) -> Bool {
        guard let last = host.attempts.last(where: { $0.intended.key.action != .check }),
            last.intended.key.action == .fix
        else { return false }
        return !didSucceed(last)
    }

    private func failure(
        _ host: HostReport, _ step: StepOverview, _ attempt: AttemptReport?, reason: String, patterns: [String]
    ) -> Failure {
        let planned = step.step.planned
        let isByExit = attempt.map { !didSucceed($0) } ?? false
        let outputs = attempt.map(outputs) ?? []
        // Where the command succeeded, what a check found is the error, not what the command printed.
        var text =
            isByExit
            ? ErrorText(
                outputs: attempt?.exited?.ending.isExit == true ? outputs : [], reason: reason, patterns: patterns)
            : Self.text(of: reason, host.checks)
        if isByExit, text.place == nil {
            // prov's own words are the same for every step.
            text.line = "\(VisibleControls.shownOnOneLine(step.title)): \(text.line)"
            let tail = outputs.map { TerminalText.safe(Array(OutputExcerpt.lastLines(6, of: $0.bytes, bytes: 4096))) }
                .joined()
            if !tail.isEmpty { text.excerpt = "\(reason)\n\(tail)" }
        }
        return Failure(
            run: run.opened.run, at: attempt?.intendedAt ?? run.lastEventAt, runbook: history.path(of: run),
            runbookTitle: run.opened.title,
            environment: run.opened.environment, didRunFail: run.didFail, notReached: overview.counts.notReached,
            number: step.number,
            step: planned.step, writtenStep: planned.writtenStep, title: step.title, proves: planned.proves,
            section: planned.section, host: host.host,
            isOnManyHosts: overview.isOnManyHosts, reason: reason,
            command: attempt?.intended.command ?? planned.command, failing: Self.failing(attempt?.exited), text: text,
            signature: ErrorSignature(text.line), anchor: anchor(of: text.place, attempt, host, step))
    }

    /// The command that the record names as the one that failed; older records have `at line 3: grep x`.
    private static func failing(_ exited: StepExited?) -> String? {
        if let failed = exited?.failed { return failed.text }
        guard let detail = exited?.detail, exited?.ending.isExit == true, let colon = detail.firstRange(of: ": ")
        else { return nil }
        return String(detail[colon.upperBound...])
    }

    /// The check that a reason speaks of, in its own words; else the reason.
    private static func text(of reason: String, _ checks: [CheckEvaluated]) -> ErrorText {
        guard
            let check = checks.last(where: {
                $0.moment != .before && [.fail, .error].contains($0.result) && !$0.found.isEmpty
                    && reason.contains($0.found)
            })
        else {
            return ErrorText(outputs: [], reason: reason, patterns: [])
        }
        return ErrorText(
            line: "\(check.summary.firstLine): \(check.found.firstLine)",
            excerpt: "expected: \(check.wanted)\nfound:    \(check.found)", place: nil)
    }

    private func outputs(of attempt: AttemptReport) -> [(stored: OutputStored, bytes: [UInt8])] {
        // What is written to standard error explains a failure better than the same words elsewhere.
        attempt.outputs.sorted { $0.stream == "stderr" && $1.stream != "stderr" }
            .compactMap { stored in history.bytes(of: stored, in: run).map { (stored, $0) } }
    }

    // MARK: Places in the report

    /// The report numbers the outputs of a step in the order in which it shows them, hosts that went the same way once.
    private func anchor(of place: ErrorText.Place?, _ attempt: AttemptReport?, _ host: HostReport, _ step: StepOverview)
        -> String
    {
        guard let place, let attempt else { return step.anchor }
        var lines = StepLines(step: step, budget: LogBudget(overview))
        for group in step.groups {
            let isOurs = group.names.contains(host.host)
            for other in group.sample.attempts {
                for stored in other.outputs where stored.length > 0 {
                    let anchor = lines.nextAnchor()
                    let key = other.intended.key
                    guard isOurs, key.action == attempt.intended.key.action,
                        key.attempt == attempt.intended.key.attempt,
                        stored.stream == place.output.stream, stored.hash == place.output.hash
                    else { continue }
                    return isShown(place.line, of: stored, lines.budget) ? "\(anchor)\(place.line)" : step.anchor
                }
            }
        }
        return step.anchor
    }

    private func isShown(_ line: Int, of stored: OutputStored, _ budget: LogBudget) -> Bool {
        guard let bytes = history.bytes(of: stored, in: run) else { return false }
        let excerpt = budget.excerpt(bytes)
        return excerpt.isWhole || line >= excerpt.tailFirstLine || line <= OutputExcerpt.lineCount(excerpt.head)
    }

    // MARK: What a deviation says

    /// The pattern of the fix that was applied; empty where the record does not say.
    static func pattern(_ deviation: Deviation?) -> String {
        if case .fix(let pattern, _)? = deviation?.kind { pattern } else { "" }
    }

    /// The failure that the fix was applied to.
    private static func reason(_ deviation: Deviation?) -> String? {
        if case .fix(_, let reason)? = deviation?.kind, !reason.isEmpty { reason } else { nil }
    }
}
