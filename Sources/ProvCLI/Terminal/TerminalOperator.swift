import Dispatch
import ProvEngine
import ProvJournal
import ProvPages
import ProvRunbook

/// Asks the person at the terminal.
struct TerminalOperator: Operator {
    let name: String
    let watcher: any RunWatcher
    let line: StepLine
    let choices: OperatorChoices

    private var console: Console { .standardOutput }

    // MARK: Before a step

    func confirm(_ step: PlannedStep, host: String) async -> Confirmation {
        if let reason = choices.skips[step.step.id.rawValue] { return .skip(reason: reason) }
        guard choices.confirmsEach else { return .run }
        return await asking {
            console.line("\n\(heading(step.step, host))\n\(indented(step.step.commandText(parameters: [:])))")
            while let (letter, _) = Question.letter("run it? [y]es, [s]kip, [e]xplain, [q]uit: ", of: "yseq", help: "one of y, s, e, q") {
                switch letter {
                case "y": return .run
                case "s": return Question.text("why is it skipped? ").map { .skip(reason: $0) } ?? .stop
                case "e": console.line(explanation(step))
                default: return .stop
                }
            }
            return .stop
        }
    }

    private func explanation(_ planned: PlannedStep) -> String {
        let step = planned.step
        var lines = ["  \(TerminalText.safeLine(step.title))", "  written at \(line.place(step.id.rawValue))"]
        if !planned.dependencies.isEmpty { lines.append("  after \(planned.dependencies.map(\.rawValue).joined(separator: ", "))") }
        lines += step.proofs.isEmpty ? ["  nothing verifies it"] : step.proofs.map { "  proven by \(TerminalText.safeLine($0))" }
        lines += step.undo.isEmpty ? ["  it has no undo"] : ["  undone by"] + step.undo.map { indented($0.text) }
        lines += step.fixes.map { "  known fix for \(TerminalText.safeLine($0.symptom ?? $0.when.value))" }
        return lines.joined(separator: "\n")
    }

    // MARK: Steps of people

    func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer {
        await asking {
            console.line("\n\(line.styled("manual step", .yellow)) \(heading(step.step, nil))\n\(indented(task.instruction))")
            guard let (letter, _) = Question.letter("[d]one, [s]kip, [q]uit and do it later: ", of: "dsq", help: "one of d, s, q") else {
                return .stop(reason: "left for later by \(name)")
            }
            switch letter {
            case "d":
                guard let note = Question.ask("a note for the record (Enter for none): "), let evidence = evidence() else {
                    return .stop(reason: "left for later by \(name)")
                }
                return .done(note: note, evidence: evidence.isEmpty ? nil : evidence)
            case "s": return Question.text("why is it skipped? ").map { .skip(reason: $0) } ?? .stop(reason: "left for later by \(name)")
            default: return .stop(reason: "left for later by \(name)")
            }
        }
    }

    /// The bytes of a file that proves it, none for none; `nil` where nobody answers any more.
    private func evidence() -> [UInt8]? {
        while let path = Question.ask("a file as evidence (Enter for none): ") {
            if path.isEmpty { return [] }
            do { return try TextFile.read(path) } catch { console.line("  \(error.message)") }
        }
        return nil
    }

    func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer {
        await asking {
            console.line("\n\(line.styled("approval by \(TerminalText.safeLine(gate.approvers))", .yellow)), \(line.place(step.step.id.rawValue))\n"
                + "  You approve what the plan shows; the approval is bound to this digest of runbook, inputs and hosts:\n  \(digest)")
            guard let (letter, _) = Question.letter("[a]pprove as \(name), [d]eny, [w]ait: ", of: "adw", help: "one of a, d, w") else {
                return .wait(reason: "waits for \(gate.approvers)")
            }
            switch letter {
            case "a": return .granted(note: Question.ask("a note for the record (Enter for none): ") ?? "")
            case "d": return Question.text("why? ").map { .denied(reason: $0) } ?? .wait(reason: "waits for \(gate.approvers)")
            default: return .wait(reason: "waits for \(gate.approvers)")
            }
        }
    }

    func waits(for question: ApprovalQuestion) async -> Duration? {
        if let patience = question.patience { return patience }
        return await asking {
            console.line("\n\(RequestText.text(question.request, console))")
            if !question.approvers.isEmpty { console.line("approved by \(TerminalText.safeLine(question.approvers.joined(separator: ", ")))") }
            console.line("To approve, from another account: \(question.command)")
            guard let (letter, _) = Question.letter("[w]ait for it here, [q]uit and resume later: ", of: "wq", help: "one of w, q"), letter == "w" else { return nil }
            // The request's own end comes first.
            return .seconds(365 * 24 * 3600)
        }
    }

    // MARK: Failure and doubt

    func failed(_ failure: StepFailure) async -> FailureChoice {
        if choices.appliesFixes, !failure.fixes.isEmpty, failure.attempt == 1 { return .fix(0) }
        if choices.undoesOnFailure { return .undo }
        while true {
            if let choice = await asking({ menu(failure) }) { return choice }
            watcher.pause()
            console.line("a shell as the step left it; `exit` comes back here. What you do in it is not recorded.")
            do { try await failure.openShell() } catch { console.line("the shell could not be opened: \(error)") }
            watcher.resume()
        }
    }

    /// `nil` asks for a shell.
    private func menu(_ failure: StepFailure) -> FailureChoice? {
        describe(failure)
        let fixes = failure.fixes.isEmpty ? "" : "[f]ix, "
        let letters = failure.fixes.isEmpty ? "rshuq" : "frshuq"
        while let (letter, rest) = Question.letter("\(fixes)[r]etry, [s]kip, s[h]ell, [u]ndo everything, [q]uit and resume later: ", of: letters,
                                                   help: "one of \(letters.map(String.init).joined(separator: ", "))") {
            switch letter {
            case "f":
                let index = max(1, min(failure.fixes.count, Int(rest.filter(\.isNumber)) ?? 1)) - 1
                console.line("\(indented(failure.fixes[index].script.text))")
                if Question.yes("run this fix, then the step again? [Y/n] ") { return .fix(index) }
            case "r": return .retry
            case "s": if let reason = Question.text("why is it skipped? ") { return .skip(reason: reason) }
            case "h": return nil
            case "u": if Question.yes("undo everything this run did, the last step first? [Y/n] ") { return .undo }
            default: return .stop
            }
        }
        return .stop
    }

    private func describe(_ failure: StepFailure) {
        let step = failure.step.step
        console.line("\n\(line.styled("failed", .red)) \(heading(step, failure.host))")
        for row in failure.reason.split(separator: "\n").prefix(12) { console.line("  \(TerminalText.safeLine(String(row)))") }
        for row in failure.tail.split(separator: "\n").suffix(LiveBoard.failureLines) {
            console.line("  \(line.styled(line.glyphs.bar, .dim)) \(TerminalText.safeLine(String(row)))")
        }
        for (index, fix) in failure.fixes.enumerated() {
            console.line("  \(line.styled("fix \(index + 1)", .yellow))  \(TerminalText.safeLine(fix.symptom ?? fix.when.value))")
            if let cause = fix.cause { console.line("         \(TerminalText.safeLine(cause))") }
        }
    }

    func settle(_ doubt: Doubt) async -> DoubtAnswer {
        if let known = choices.settlements[doubt.step.step.id.rawValue] { return known }
        return await asking {
            console.line("\n\(line.styled("in doubt", .yellow)) \(heading(doubt.step.step, doubt.host))\n"
                + "  It was started and not seen to end, and nothing verifies it. Look at the host before you answer.\n"
                + indented(doubt.step.step.commandText(parameters: [:])))
            guard let (letter, _) = Question.letter("it is [d]one, run it [a]gain, [q]uit and settle it later: ", of: "daq", help: "one of d, a, q") else { return .stop }
            switch letter {
            case "d": return Question.text("how do you know? ").map { .succeeded(reason: $0) } ?? .stop
            case "a": return Question.text("why is that safe? ").map { .runAgain(reason: $0) } ?? .stop
            default: return .stop
            }
        }
    }

    // MARK: Words

    private func heading(_ step: Step, _ host: String?) -> String {
        let place = host.map { $0 == "local" ? "" : " on \(TerminalText.safeLine($0))" } ?? ""
        return "\(line.styled(step.id.rawValue, .bold))\(place), \(line.place(step.id.rawValue))"
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \(TerminalText.safeLine(String($0)))" }.joined(separator: "\n")
    }

    /// The screen belongs to the question until it is answered; no thread of the pool is held by it.
    private func asking<Answer: Sendable>(_ question: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            Question.queue.async {
                watcher.pause()
                let answer = question()
                watcher.resume()
                continuation.resume(returning: answer)
            }
        }
    }
}

/// What was said on the command line about decisions, for the one who asks and the one who does not.
struct OperatorChoices: Sendable {
    var confirmsEach = false
    var confirmsManualSteps = false
    var appliesFixes = false
    var undoesOnFailure = false
    var skips: [String: String] = [:]
    var settlements: [String: DoubtAnswer] = [:]
}
