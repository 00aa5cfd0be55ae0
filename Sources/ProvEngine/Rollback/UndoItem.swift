import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Something to undo: what a step did on a host, in one run or in the same way in several.
struct UndoItem: Sendable {
    /// The place of its run among those of the rollback; the newest is 0.
    let part: Int
    /// The run that did the work, whose inputs, captures, backups and shell the undo uses.
    let run: ActiveRun
    let planned: PlannedStep
    let host: HostReport
    /// The place of the step in the order in which steps depend on each other.
    let rank: Int
    /// The same of other runs: one undo holds for all.
    var others: [UndoItem] = []

    /// What ran and has not been undone, in the order of the undos on each host.
    ///
    /// A step that several runs did is undone once, in the newest of them; a file is restored from the oldest, whose
    /// backup is the file that was there before any of them. Where the undo would not be the same, because it uses an
    /// input, a capture or a variable that was another one then, each run's is a thing of its own, the newest first.
    static func all(of parts: [Rollback.Part]) async -> [UndoItem] {
        var items: [UndoItem] = []
        var places: [UndoIdentity: Int] = [:]
        for (number, part) in parts.enumerated() {
            let ranks = RollbackOrder.ranks(part.run.plan.steps)
            let planned = Dictionary(
                part.run.plan.steps.map { ($0.step.id.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
            for step in part.report.steps {
                guard let planned = planned[step.planned.step], !planned.step.options.isReadOnly else { continue }
                for host in step.hosts
                where host.firstEffect != nil && part.run.context.settings.decisions.includes(host.host) {
                    var item = UndoItem(
                        part: number, run: part.run, planned: planned, host: host, rank: ranks[planned.step.id] ?? 0)
                    let identity = await UndoIdentity(item)
                    guard parts.count > 1, let place = places[identity] else {
                        places[identity] = items.count
                        items.append(item)
                        continue
                    }
                    if case .file = planned.step.body {
                        item.others = items[place].others + [items[place].alone]
                        items[place] = item
                    } else {
                        items[place].others.append(item)
                    }
                }
            }
        }
        return items.sorted { ($0.rank, $1.part) > ($1.rank, $0.part) }
    }

    private var alone: UndoItem {
        var item = self
        item.others = []
        return item
    }
}

/// What makes the undos of two runs the same: the step, the host, the commands and the values that they use.
private struct UndoIdentity: Hashable {
    let step: StepID
    let host: String
    let texts: [[UInt8]]
    let values: [String: [UInt8]]
    /// Where the step left its shell.
    let directory: [UInt8]?
    /// The run, where each has to undo what it changed itself: an ensured state is changed in parts.
    let part: Int?

    init(_ item: UndoItem) async {
        let step = item.planned.step
        let host = item.host.host
        self.step = step.id
        self.host = host
        if case .ensure = step.body { part = item.part } else { part = nil }
        let inputs = item.run.plan.inputs(of: step, on: host)
        let texts =
            switch step.body {
            case .file(let file): [file.path] + step.undo.map { $0.filled(with: inputs) }
            case .script(let script) where step.runsAgainAfterUndo: [script.filled(with: inputs)]
            default: step.undo.map { $0.filled(with: inputs) }
            }
        self.texts = texts.map(\.bytes)
        guard !texts.isEmpty else {
            (values, directory) = ([:], nil)
            return
        }
        let kept = await item.run.memory.state(after: step.id, host: host)?.state ?? KeptState(text: "")
        let state = StoredState(kept.text)
        // Of a value that the record does not hold, its proof stands for it.
        let withheld = kept.withheld.map { ($0.name, $0.proof ?? item.run.context.log.id) }
        let known = state.settings.mapValues(\.code).merging(inputs) { own, _ in own }
            .merging(withheld) { _, proof in proof }
            .merging(step.seen(await item.run.memory.captures(on: host))) { _, captured in captured }
            .merging([ProvVariable.run.name: item.run.context.log.id]) { _, own in own }
        let words = texts + step.options.environment.map(\.value) + [step.options.cwd].compactMap { $0 }
        values = known.filter { name, _ in words.contains { VariableUse.isWord(name, of: $0) } }.mapValues(\.bytes)
        directory = state.directory?.bytes
    }
}
