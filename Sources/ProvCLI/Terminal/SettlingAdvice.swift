import ProvEngine
import ProvJournal
import ProvRunbook
import ProvText

/// The commands that resolve what is in doubt after a run, with every option that they need.
struct SettlingAdvice {
    let plan: Plan

    /// More of them are only counted.
    private static let limit = 4

    /// A command for the steps in doubt and one for the undos, as far as a person has to say what became of them.
    func commands(for result: RunResult, run: String, hint: String) -> [String] {
        let doubts = result.settled.filter { $0.state == .inDoubt }
        let undos = doubts.filter { isUndo($0, in: result.report) }
        let steps = doubts.filter { !isUndo($0, in: result.report) && !settlesItself($0.step) }
        let spread = Set(result.settled.map(\.host)).count > 1
        return [("resume", steps), ("rollback", undos)].filter { !$0.1.isEmpty }.map { command, words in
            let words = words.filter { command == "resume" || isAsked($0.step) }
            guard !words.isEmpty else { return "prov \(command) \(run)\(hint)" }
            let named = words.prefix(Self.limit).map { options($0, spread: spread, undoes: command == "rollback") }
            let more = words.count > Self.limit ? "   (and \(words.count - Self.limit) more)" : ""
            return "prov \(command) \(run)\(hint)\(named.joined()) --reason TEXT   (or =again)\(more)"
        }
    }

    private func isUndo(_ word: StepSettled, in report: RunReport?) -> Bool {
        let step = report?.steps.first { $0.planned.step == word.step }
        return step?.hosts.first { $0.host == word.host }?.doubtfulAction == .undo
    }

    /// Whether a rollback asks what became of the step's undo: to restore something twice does no harm.
    private func isAsked(_ name: String) -> Bool {
        guard let step = planned(name), step.undo.isEmpty else { return true }
        if case .script = step.body { return !step.options.isIdempotent }
        return false
    }

    private func planned(_ name: String) -> Step? { plan.steps.first { $0.step.id.rawValue == name }?.step }

    /// Whether a resumed run can find out by itself what became of the step.
    private func settlesItself(_ name: String) -> Bool {
        planned(name).map { !$0.check.isEmpty || $0.options.isIdempotent } ?? false
    }

    /// Each host is settled by itself: one may have done what another has not. A step whose captures are used is done
    /// only with their values.
    private func options(_ word: StepSettled, spread: Bool, undoes: Bool) -> String {
        let place = spread ? "@\(word.host)" : ""
        let captures =
            undoes ? [] : planned(word.step).map { CaptureUse.needed(of: $0, in: plan) } ?? []
        return " --settle \(ShellText.word("\(word.step)\(place)"))=done"
            + captures.map { " --capture \(ShellText.word("\($0)\(place)"))=VALUE" }.joined()
    }
}
