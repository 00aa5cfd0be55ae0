import ArgumentParser
import ProvEngine
import ProvJournal

/// What a person says of steps, and of undos, whose outcome is unknown.
struct SettleOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Resolve a step or an undo whose outcome is unknown, on one host with step@host. May be repeated.",
            valueName: "step=done|again"), completion: Completing.settlements)
    var settle: [String] = []

    /// - Parameter reason: how the person knows, for the record.
    func decided(_ targets: StepTargets, reason: String?) throws(CommandFailure) -> [Decisions.Target: DoubtAnswer] {
        var answers: [Decisions.Target: DoubtAnswer] = [:]
        for pair in settle {
            let (name, word) = try Pair.split(pair, option: "--settle", form: "STEP=done or STEP=again")
            let target = try targets.target(name, option: "--settle")
            try targets.refuseGate(target.name, option: "--settle")
            guard let reason, !reason.isEmpty else {
                throw CommandFailure(
                    .usage, "--settle \(pair) requires --reason",
                    advice: "state how you know, for the record: --reason TEXT"
                )
            }
            switch word {
            case "done": answers[target] = .succeeded(reason: reason)
            case "again": answers[target] = .runAgain(reason: reason)
            default:
                throw CommandFailure(
                    .usage, "--settle \(pair) is not STEP=done or STEP=again",
                    advice: "write --settle \(name)=done or --settle \(name)=again")
            }
        }
        return answers
    }
}

extension StepTargets {
    /// The steps of a run.
    init(_ run: LoadedRun) {
        self.init(
            run.report.steps.map { ($0.planned.step, $0.planned.writtenStep, $0.planned.hosts) },
            gates: Set(run.report.steps.filter { $0.planned.kind == .gate }.map(\.planned.step)))
    }
}
