import ProvJournal
import ProvRunbook

/// What a run says of each step and host at its end, and what follows from it for the run.
struct RunOutcome {
    private let run: ActiveRun
    /// What the run had come to before a rollback that left all of it as it was; `nil` for any other.
    private let unchanged: RunVerdict?
    /// One for each step and host, whatever segment said it, in the order of the plan: step, then host.
    let all: [StepSettled]

    /// - Parameters:
    ///   - settled: everything that was settled, in the order in which it happened.
    ///   - before: the verdict of the run's earlier segments.
    init(run: ActiveRun, settled: [StepSettled], before: RunVerdict? = nil) {
        self.run = run
        let isLeft = run.mode == .rollback && !settled.isEmpty && settled.allSatisfy { $0.of == .left }
        unchanged = isLeft ? before ?? .interrupted : nil
        // Failures of steps in the background came after their step's word; an undo has the last one.
        let undone = Set(settled.filter { $0.of == .undo }.map { Place($0.step, $0.host) })
        let later = run.laterFailures.filter { !undone.contains(Place($0.step, $0.host)) }
        let last = Dictionary((settled + later).map { (Place($0.step, $0.host), $0) }, uniquingKeysWith: { $1 })
        all = run.plan.steps.flatMap { planned in
            planned.hosts.compactMap { last[Place(planned.step.id.rawValue, $0)] }
        }
    }

    /// - Parameter recorded: the run as its journal tells it, whose objectives a drill has to meet.
    func verdict(_ recorded: RunReport) -> RunVerdict {
        if all.contains(where: { $0.state == .inDoubt }) { return .inDoubt }
        if run.isStopping { return .interrupted }
        if run.mode == .rollback || run.wantsUndo {
            // A step that failed and has no undo stays as it is, like any other without one; only an undo can fail
            // here.
            if let unchanged { return unchanged }
            return run.didUndoFail || all.contains { $0.of == .left } ? .failed : .rolledBack
        }
        if all.contains(where: { $0.state == .failed }) { return .failed }
        if all.contains(where: { $0.state == .pending || $0.state == .notReached }) { return .interrupted }
        if run.mode == .run, !recorded.objectivesMissedInDrill(isReached: true).isEmpty { return .failed }
        return all.contains { $0.state == .proven || $0.state == .satisfied } ? .proven : .done
    }

    private struct Place: Hashable {
        var step: String
        var host: String

        init(_ step: String, _ host: String) { (self.step, self.host) = (step, host) }
    }
}
