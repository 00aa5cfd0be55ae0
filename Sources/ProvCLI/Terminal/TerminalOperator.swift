import Dispatch
import ProvEngine
import ProvHosts
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// Asks the person at the terminal.
struct TerminalOperator: Operator {
    let name: String
    var identity: String { User.identity }
    let terminal: TerminalAccess
    let line: StepLine
    let choices: OperatorChoices

    private var console: Console { .standardOutput }

    // MARK: Before a step

    var confirmsEach: Bool { choices.confirmsEach }

    func confirm(_ step: PlannedStep, host: String) async -> Confirmation {
        guard choices.confirmsEach else { return .run }
        return await asking {
            console.line("\n\(heading(step.step, host))\n\(indented(step.step.commandText(parameters: [:])))")
            while let (letter, _) = Question.letter(
                "run it? [y]es, [s]kip, [e]xplain, [q]uit: ", of: "yseq", help: "y yes, s skip, e explain, q quit")
            {
                switch letter {
                case "y": return .run
                case "s": return Question.text("reason for skipping: ").map { .skip(reason: $0) } ?? .stop
                case "e": console.line(explanation(step))
                default: return .stop
                }
            }
            return .stop
        }
    }

    private func explanation(_ planned: PlannedStep) -> String {
        let step = planned.step
        var lines = ["  \(TerminalText.safeLine(step.title))", "  source \(line.place(step.id.rawValue))"]
        if !planned.dependencies.isEmpty {
            lines.append("  after \(planned.dependencies.map(\.rawValue).joined(separator: ", "))")
        }
        lines +=
            step.proofs.isEmpty
            ? ["  no check (unverified)"] : step.proofs.map { "  proven by \(TerminalText.safeLine($0))" }
        lines += step.undo.isEmpty ? ["  no undo"] : ["  undone by"] + step.undo.map { indented($0.text) }
        lines += step.fixes.map { "  known fix for \(TerminalText.safeLine($0.symptom ?? $0.when.value))" }
        return lines.joined(separator: "\n")
    }

    // MARK: Steps of people

    func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer {
        await asking {
            console.line(
                "\n\(line.styled("manual step", .yellow)) \(heading(step.step, nil))\n\(indented(task.instruction))")
            guard
                let (letter, _) = Question.letter(
                    "done? [y]es, [s]kip, [q]uit and do it later: ", of: "ydsq",
                    help: "y done, s skip, q quit and do it later")
            else {
                return .stop(reason: "postponed by \(name)")
            }
            switch letter {
            case "y", "d":
                guard let note = Question.ask("note for the record (Enter for none): "), let evidence = evidence()
                else {
                    return .stop(reason: "postponed by \(name)")
                }
                return .done(note: note, evidence: evidence.isEmpty ? nil : evidence)
            case "s":
                return Question.text("reason for skipping: ").map { .skip(reason: $0) }
                    ?? .stop(reason: "postponed by \(name)")
            default: return .stop(reason: "postponed by \(name)")
            }
        }
    }

    /// The bytes of a file that proves it, none for none; `nil` where nobody answers any more.
    private func evidence() -> [UInt8]? {
        while let path = Question.ask("file as evidence (Enter for none): ") {
            if path.isEmpty { return [] }
            do { return try TextFile.read(path) } catch { console.line("  \(error.message)") }
        }
        return nil
    }

    func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer {
        await asking {
            console.line(
                """

                \(line.styled("approval by \(TerminalText.safeLine(gate.approvers))", .yellow)), \
                \(line.place(step.step.id.rawValue))

                """
                    + line.sentence(
                        """
                        You approve what the plan shows; the approval is valid for this digest of runbook, inputs and \
                        hosts:
                        """
                    ) + "\n  \(digest)"
            )
            guard
                let (letter, _) = Question.letter(
                    "[a]pprove as \(name), [d]eny, [w]ait: ", of: "adw", help: "a approve, d deny, w wait")
            else {
                return .wait(reason: "waiting for \(gate.approvers)")
            }
            switch letter {
            case "a": return .granted(note: Question.ask("note for the record (Enter for none): ") ?? "")
            case "d":
                return Question.text("why? ").map { .denied(reason: $0) }
                    ?? .wait(reason: "waiting for \(gate.approvers)")
            default: return .wait(reason: "waiting for \(gate.approvers)")
            }
        }
    }

    func waits(for question: ApprovalQuestion) async -> Duration? {
        if let patience = question.patience { return patience }
        return await asking {
            console.line("\n\(RequestText.text(question.request, console))")
            if !question.approvers.isEmpty {
                console.line("approved by \(TerminalText.safeLine(question.approvers.joined(separator: ", ")))")
            }
            console.line("To approve, from another account: \(question.command)")
            guard
                let (letter, _) = Question.letter(
                    "[w]ait for it, [q]uit and resume later: ", of: "wq", help: "w wait, q quit"), letter == "w"
            else { return nil }
            // The request's own end comes first.
            return .seconds(365 * 24 * 3600)
        }
    }

    // MARK: Failure and doubt

    func failed(_ failure: StepFailure) async -> FailureChoice {
        let menu = FailureMenu(failure: failure, line: line, console: console)
        await asking { menu.describe() }
        while true {
            switch await asking({ menu.ask() }) {
            case .choice(let choice): return choice
            case .shell:
                await terminal.own { [console] in
                    console.line("a shell in the step's state; type exit to return. What you do in it is not recorded.")
                    do { try await failure.openShell() } catch let error as HostError {
                        console.line("the shell could not be opened: \(error.description)")
                    } catch { console.line("the shell could not be opened") }
                }
            case .editor:
                if let text = await terminal.own({ await StepEditor.edit(failure) }) { return .edit(text) }
            }
        }
    }

    func settle(_ doubt: Doubt) async -> DoubtAnswer {
        let isUndo = doubt.key.action == .undo
        let step = doubt.step.step
        return await asking {
            console.line(
                "\n\(line.styled("in doubt", .yellow)) \(heading(step, doubt.host))\n"
                    + line.sentence(
                        """
                        \(isUndo ? "Its undo" : "It") was started, its end was not recorded, and nothing verifies it. \
                        Check the host before you answer.
                        """) + "\n"
                    + indented(isUndo ? step.undo.map(\.text).joined() : step.commandText(parameters: [:])))
            guard
                let (letter, _) = Question.letter(
                    "it is [d]one, run it [a]gain, [q]uit and resolve it later: ", of: "daq",
                    help: "d done, a again, q quit")
            else { return .stop }
            switch letter {
            case "d":
                var captures: [String: String] = [:]
                for name in doubt.captures {
                    guard let value = Question.ask("value of \(name), which later steps use: ") else {
                        return .stop
                    }
                    captures[name] = value
                }
                return Question.text("how do you know? ").map { .succeeded(reason: $0, captures: captures) } ?? .stop
            case "a": return Question.text("why is that safe? ").map { .runAgain(reason: $0) } ?? .stop
            default: return .stop
            }
        }
    }

    // MARK: Words

    private func heading(_ step: Step, _ host: String?) -> String {
        let place = host.map { $0 == PlanHosts.localName ? "" : " on \(TerminalText.safeLine($0))" } ?? ""
        return "\(line.styled(step.id.rawValue, .bold))\(place), \(line.place(step.id.rawValue))"
    }

    private func indented(_ text: String) -> String {
        text.linesAsWritten.map { "    \(TerminalText.safeLine(String($0)))" }
            .joined(separator: "\n")
    }

    /// The screen belongs to the question until it is answered; no thread of the pool is held by it.
    private func asking<Answer: Sendable>(_ question: @escaping @Sendable () -> Answer) async -> Answer {
        await terminal.own {
            await withCheckedContinuation { continuation in
                Question.queue.async { continuation.resume(returning: question()) }
            }
        }
    }
}
