import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Evaluates a step's checks on a host and records each verdict.
struct CheckRunner: Sendable {
    let runner: StepRunner

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }

    /// Evaluates all of them.
    ///
    /// - Parameters:
    ///   - moment: `before`, `after` or `verify`, for the record.
    ///   - polls: whether `until` may make it wait.
    /// - Returns: `nil` where every one holds, else what did not, in one line.
    func evaluate(_ checks: [Check], in session: LaneSession, moment: CheckMoment, polls: Bool) async throws -> String?
    {
        // A check is a command too: what came before it is on disk first.
        try context.log.flush()
        var failures: [String] = []
        for check in checks {
            let (summary, verdict) = try await evaluate(check, in: session, polls: polls)
            let event = CheckEvaluated(
                step: step.id.rawValue, host: runner.host, moment: moment, summary: summary, result: verdict.result,
                wanted: verdict.wanted, found: verdict.found)
            try context.record([.checkEvaluated(event)], thenShow: .checked(event))
            if verdict.result == .fail || verdict.result == .error {
                failures.append("expected \(verdict.wanted), found \(verdict.found)")
            }
            // One that fails already decides a question about "before"; the others would only cost time.
            if !failures.isEmpty, moment == .before { break }
        }
        guard failures.count > 3 else { return failures.isEmpty ? nil : failures.joined(separator: "; ") }
        return failures.prefix(2).joined(separator: "; ") + "; and \(failures.count - 2) more checks failed"
    }

    /// How long a check may take to hold, or after an undo to hold no longer; `nil` where it is asked once.
    func patience(with check: Check) -> Duration? {
        let ofStep = step.options.until.flatMap { Duration.parse($0.value) }
        if case .declarative(let declarative) = check { return declarative.until ?? ofStep }
        return ofStep
    }

    private func evaluate(_ check: Check, in session: LaneSession, polls: Bool) async throws -> (String, Verdict) {
        var summary: String
        let pause: Duration
        switch check {
        case .script(let script, _):
            summary = script.openingComment ?? script.firstLine
            pause = step.options.every ?? .seconds(1)
        case .declarative(let declarative):
            summary = declarative.summary
            pause = declarative.every
        }
        let deadline = patience(with: check).map { ContinuousClock.now + $0 }
        while true {
            let verdict = try await once(check, in: session)
            // Parameters stand in the summary as they are written, in what is wanted with their values.
            if case .declarative = check { summary = verdict.wanted }
            guard verdict.result != .pass, polls, let deadline, ContinuousClock.now + pause < deadline,
                !runner.run.isStopping
            else {
                return (summary, verdict)
            }
            do { try await context.sleep(pause) } catch { return (summary, verdict) }
        }
    }

    private func once(_ check: Check, in session: LaneSession) async throws -> Verdict {
        let timeout = check.timeout ?? step.options.timeout ?? context.settings.checkTimeout
        let captures = await session.freshCaptures()
        switch check {
        case .script(let script, _):
            var command = runner.run.command(script, step: step, host: runner.host)
            command.isIsolated = true
            command.input = .empty
            command.timeout = timeout
            command.environment = captures
            let answer: ProbeAnswer
            do { answer = try await session.shell.judge(command) } catch let error as HostError {
                return Verdict(.error, wanted: script.firstLine, found: error.description)
            }
            return CheckRunner.judge(script, answer, within: timeout)
        case .declarative(let declarative):
            var command = Command(text: declarative.probe.script, isStrict: false, isIsolated: true, timeout: timeout)
            command.environment = captures
            command.take(step)
            do {
                let answer = try await session.shell.collect(command)
                if let lost = answer.lost {
                    return Verdict(.error, wanted: declarative.summary, found: "no answer: \(lost)")
                }
                return declarative.judge(answer)
            } catch let error as HostError {
                return Verdict(.error, wanted: declarative.summary, found: error.description)
            }
        }
    }

    static func judge(_ script: Script, _ answer: ProbeAnswer, within timeout: Duration) -> Verdict {
        let wanted = script.openingComment ?? "`\(script.firstLine)` to succeed"
        if let lost = answer.lost { return Verdict(.error, wanted: wanted, found: "no answer: \(lost)") }
        guard let code = answer.exitCode else {
            return Verdict(
                .fail, wanted: wanted,
                found: "it did not end within \(timeout.runbookText), its timeout, or was ended by a signal")
        }
        if code == 0 { return Verdict(.pass, wanted: wanted, found: "it succeeded") }
        let said = lastWords(answer.errors + "\n" + answer.output)
        return Verdict(.fail, wanted: wanted, found: "exit code \(code)" + (said.isEmpty ? "" : ": \(said)"))
    }

    /// The most lines of a failed check that are kept with its verdict, and the most characters of one.
    private static let (mostLines, mostCharacters) = (8, 300)

    /// The last lines that say something: a check that looks at several things names each that is wrong.
    private static func lastWords(_ text: String) -> String {
        let lines = text.lines.filter { !$0.allSatisfy(\.isWhitespace) }
        let last = lines.suffix(mostLines).map { $0.prefix(mostCharacters) }
        return (lines.count > last.count ? ["…"] + last : last).joined(separator: "\n")
    }
}

extension Script {
    /// The first line that says something, for one-line messages.
    var firstLine: String {
        let lines = text.lines.map { $0.drop { $0 == " " || $0 == "\t" } }.filter {
            !$0.isEmpty && !$0.hasPrefix("#")
        }
        guard let first = lines.first else { return "(empty)" }
        return first.count > 120 ? first.prefix(119) + "…" : String(first) + (lines.count > 1 ? " …" : "")
    }
}
