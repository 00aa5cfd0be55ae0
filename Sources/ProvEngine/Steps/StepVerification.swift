import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// What `prov verify` does with a step: it asks the checks, and runs what only reads.
extension StepRunner {
    func verify(in session: LaneSession) async throws -> StateAndReason {
        let checks = CheckRunner(runner: self)
        if step.options.isReadOnly, case .script(let script) = step.body { return try await read(script, in: session) }
        let unset = await unsetCaptures()
        if case .file(let file) = step.body {
            if let name = file.content.placeholders.map(\.parameter).first(where: { unset.contains($0) }) {
                return (.skipped, StepRunner.notDecided(name))
            }
            if let word = try await FileStep(runner: self, file: file).verify(in: session) { return word }
        }
        guard !step.check.isEmpty else {
            return (
                .skipped,
                step.expectations.isEmpty ? "no check (unverified)" : "no check; only a run can tell, by its output"
            )
        }
        let required = step.check.map { CaptureUse.required(by: $0, of: unset) }
        let undecided = required.compactMap(\.self)
        let decided = zip(step.check, required).filter { $0.1 == nil }.map(\.0)
        if let name = undecided.first, decided.isEmpty { return (.skipped, StepRunner.notDecided(name)) }
        if let failure = try await checks.evaluate(decided, in: session, moment: .verify, polls: false) {
            return (.failed, failure)
        }
        return (.proven, undecided.first.map { "\(undecided.count) of its checks \(StepRunner.notDecided($0))" })
    }

    /// Captures that the plan knows and that have no value here.
    func unsetCaptures() async -> [String] {
        let values = await run.memory.captures(on: host)
        return run.captureNames.filter { values[$0] == nil }.flatMap { step.names(for: $0) }
    }

    static func notDecided(_ name: String) -> String { "not decided: it uses \(name), which only a run sets" }

    /// Runs a block that changes nothing, for what later checks use.
    private func read(_ script: Script, in session: LaneSession) async throws -> StateAndReason {
        switch try await ScriptStep(runner: self).run(script, in: session) {
        case .succeeded(let state): return (state, nil)
        case .failed(let reason, _): return (.failed, reason)
        case .lost(let reason), .cutOff(let reason): return (.inDoubt, reason)
        }
    }
}
