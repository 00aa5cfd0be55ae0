import ProvJournal
import ProvRunbook
import ProvText

/// The steps that a step with `when-changed` follows and that a rollback has put back as they were: now, or before it
/// was interrupted or failed.
struct RestoredSteps {
    /// In the order of the document; empty for a step that has an undo of its own.
    private(set) var names: [String] = []

    /// - Parameters:
    ///   - settled: what the rollback has said of the steps after it on the host so far.
    ///   - report: what its run recorded before this rollback.
    init(before item: UndoItem, _ settled: [StepSettled], of items: [UndoItem], _ report: RunReport) {
        guard item.planned.step.runsAgainAfterUndo else { return }
        let followed = Set(item.planned.step.options.whenChanged.map(\.value))
        let undone = settled.filter { followed.contains($0.step) && $0.of == .undo && $0.state == .undone }
        let ranAgain = Set(undone.filter { $0.followed?.isEmpty == false }.map(\.step))
        let now = items.map { ($0.planned.step, $0.host) }.filter { step, host in
            let name = step.id.rawValue
            guard undone.contains(where: { $0.step == name }) else { return false }
            return ranAgain.contains(name) || host.hadSomethingBefore(step)
        }
        names = now.reversed().map(\.0.id.rawValue)
        guard item.host.rollback != .kept else { return }
        let steps = Dictionary(
            item.run.plan.steps.map { ($0.step.id.rawValue, $0.step) }, uniquingKeysWith: { first, _ in first })
        names += report.steps.filter { entry in
            let name = entry.planned.step
            guard followed.contains(name), !names.contains(name), let step = steps[name],
                let host = entry.hosts.first(where: { $0.host == item.host.host && $0.state == .undone })
            else { return false }
            return step.runsAgainAfterUndo || host.hadSomethingBefore(step)
        }.map(\.planned.step)
    }
}

extension UndoItem {
    /// The steps that have to run again once this one's undo, or the run that stands for it, has succeeded.
    func followers(among items: [UndoItem], isAgain: Bool) -> [String] {
        guard isAgain || host.hadSomethingBefore(planned.step) else { return [] }
        let name = planned.step.id.rawValue
        return items.map(\.planned.step).filter { step in
            step.runsAgainAfterUndo && step.options.whenChanged.contains { $0.value == name }
        }.map(\.id.rawValue)
    }
}

extension HostReport {
    /// Whether the record says that there was something to return to. What a script's undo leaves is not known: a step
    /// that follows it has an undo of its own, or stays as it is.
    fileprivate func hadSomethingBefore(_ step: Step) -> Bool {
        switch step.body {
        case .file: replacedFile.flatMap(FileUndo.init(text:))?.previous != nil
        case .ensure: EnsureRollback.firstChanges(of: beforeItsUndo).values.contains(where: \.hadSomethingBefore)
        case .script, .console, .manual, .gate, .checkOnly: false
        }
    }

    /// The same as it was before it was undone last.
    fileprivate var beforeItsUndo: HostReport {
        var report = self
        let last = attempts.lastIndex { $0.intended.key.action == .run }
        report.attempts = last.map { Array(attempts[...$0]) } ?? []
        return report
    }

    /// What the first attempt of a file step replaced since it was undone before it ran last: later attempts found what
    /// that one had written. An undo after its last run may have ended without a word: it is made again.
    var replacedFile: String? {
        let ran = attempts.lastIndex { $0.intended.key.action == .run } ?? 0
        let undone = attempts[..<ran].lastIndex {
            $0.intended.key.action == .undo && $0.exited?.ending == .exit(0)
        }
        return attempts[(undone.map { $0 + 1 } ?? 0)...].first {
            $0.intended.key.action == .run && $0.intended.undoData != nil
        }?.intended.undoData
    }
}
