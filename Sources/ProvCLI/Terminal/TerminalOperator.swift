import Dispatch
import Glibc
import ProvEngine
import ProvHosts
import ProvJournal
import ProvPages
import ProvRunbook

/// Asks the person at the terminal.
struct TerminalOperator: Operator {
    let name: String
    let watcher: RunWatcher
    let confirmsEach: Bool
    let skips: [String: String]
    let settlements: [String: DoubtAnswer]

    private var console: Console { .standardOutput }

    func confirm(_ step: PlannedStep, host: String) async -> Confirmation {
        if let reason = skips[step.step.id.rawValue] { return .skip(reason: reason) }
        guard confirmsEach else { return .run }
        return await asking {
            console.line(console.styled("\(step.step.id) on \(host)", .bold) + "\n" + indented(step.step.commandText(parameters: [:])))
            while true {
                switch Question.ask("run it? [y]es, [s]kip, [q]uit: ").first {
                case "y", "Y": return .run
                case "s", "S": return .skip(reason: Question.text("why is it skipped? "))
                case "q", "Q", nil: return .stop
                default: continue
                }
            }
        }
    }

    func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer {
        await asking {
            console.line(console.styled("manual step \(step.step.id)", .bold) + "\n" + indented(task.instruction))
            while true {
                switch Question.ask("[d]one, [s]kip, [q]uit: ").first {
                case "d", "D":
                    let note = Question.ask("a note for the record (may be empty): ")
                    let path = Question.ask("a file as evidence (may be empty): ")
                    guard !path.isEmpty else { return .done(note: note, evidence: nil) }
                    guard let bytes = try? TextFile.read(path) else {
                        console.line("\(path) cannot be read")
                        continue
                    }
                    return .done(note: note, evidence: bytes)
                case "s", "S": return .skip(reason: Question.text("why is it skipped? "))
                case "q", "Q", nil: return .stop(reason: "left for later by \(name)")
                default: continue
                }
            }
        }
    }

    func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer {
        await asking {
            console.line(console.styled("approval by \(gate.approvers)", .bold) + "\n  digest of runbook, inputs and hosts: \(digest)")
            while true {
                switch Question.ask("[a]pprove, [d]eny, [w]ait: ").first {
                case "a", "A": return .granted(note: Question.ask("a note for the record: "))
                case "d", "D": return .denied(reason: Question.text("why? "))
                case "w", "W", nil: return .wait(reason: "waits for \(gate.approvers)")
                default: continue
                }
            }
        }
    }

    func failed(_ failure: StepFailure) async -> FailureChoice {
        while true {
            if let choice = await asking({ menu(failure) }) { return choice }
            watcher.pause()
            do { try await failure.openShell() } catch { console.line("the shell could not be opened: \(error)") }
            watcher.resume()
        }
    }

    /// `nil` asks for a shell.
    private func menu(_ failure: StepFailure) -> FailureChoice? {
        let step = failure.step.step
        console.line("\n\(console.styled("step \(step.id) failed", .red, .bold)) on \(failure.host), \(step.file):\(step.lines.lowerBound)")
        console.line("  \(TerminalText.safeLine(failure.reason))")
        for row in failure.tail.split(separator: "\n").suffix(20) { console.line("  │ \(TerminalText.safeLine(String(row)))") }
        for (index, fix) in failure.fixes.enumerated() {
            console.line(console.styled("  fix \(index + 1): \(TerminalText.safeLine(fix.symptom ?? fix.when.value))", .yellow))
            if let cause = fix.cause { console.line("  \(TerminalText.safeLine(cause))") }
            console.line(indented(fix.script.text))
        }
        let offer = failure.fixes.isEmpty ? "" : "[f]ix, "
        while true {
            let answer = Question.ask("\(offer)[r]etry, [s]kip, s[h]ell, [u]ndo everything, [q]uit and resume later: ")
            switch answer.first {
            case "f" where !failure.fixes.isEmpty: return .fix(max(1, min(failure.fixes.count, Int(answer.dropFirst().filter(\.isNumber)) ?? 1)) - 1)
            case "r": return .retry
            case "s": return .skip(reason: Question.text("why is it skipped? "))
            case "h": return nil
            case "u": return .undo
            case "q", nil: return .stop
            default: continue
            }
        }
    }

    func settle(_ doubt: Doubt) async -> DoubtAnswer {
        if let known = settlements[doubt.step.step.id.rawValue] { return known }
        return await asking {
            console.line(console.styled("step \(doubt.step.step.id) was started on \(doubt.host) and not seen to end", .yellow, .bold))
            console.line(indented(doubt.step.step.commandText(parameters: [:])))
            while true {
                switch Question.ask("look at the host, then say: it is [d]one, run it [a]gain, [q]uit: ").first {
                case "d": return .succeeded(reason: Question.text("how do you know? "))
                case "a": return .runAgain(reason: Question.text("why is that safe? "))
                case "q", nil: return .stop
                default: continue
                }
            }
        }
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "    \(TerminalText.safeLine(String($0)))" }.joined(separator: "\n")
    }

    /// The screen belongs to the question until it is answered; the pool's thread is not held by it.
    private func asking<Answer: Sendable>(_ question: @escaping @Sendable () -> Answer) async -> Answer {
        watcher.pause()
        let answer = await withCheckedContinuation { continuation in
            Question.queue.async { continuation.resume(returning: question()) }
        }
        watcher.resume()
        return answer
    }
}
