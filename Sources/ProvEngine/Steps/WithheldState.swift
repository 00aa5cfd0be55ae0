import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Gives a step the variables of its shell that an earlier segment set and the record does not hold, because their
/// names say secret.
///
/// A value comes from prov's own environment, where it is the same value, else from the step that set it: one with
/// `state` runs again. A step that would see none is not run.
struct WithheldState: Sendable {
    let run: ActiveRun
    let planned: PlannedStep
    let host: String

    private var step: Step { planned.step }
    private var context: RunContext { run.context }

    enum Use: Sendable {
        /// What the step does and checks, in the state that it begins with.
        case step
        /// Its undo, in the state that it left.
        case undo
    }

    /// - Returns: why the step cannot run; `nil` where its shell has everything it uses.
    func supply(to session: LaneSession, for use: Use = .step) async throws -> String? {
        let lost = await run.memory.lostCaptures(on: host).first { capture in
            uses(WithheldVariable(name: capture.name, isExported: true, proof: nil), use)
                || use == .step && fills(capture.name)
        }
        if let lost { return WithheldState.reason(of: lost) }
        let found =
            use == .step
            ? await run.memory.state(before: step.id, host: host) : await run.memory.state(after: step.id, host: host)
        for variable in found?.state.withheld ?? [] where uses(variable, use) {
            let setters = await setters(of: variable, from: found?.step, use)
            switch try await code(of: variable, setBy: setters) {
            case .failure(let refusal): return refusal.reason
            case .success(let code):
                await run.memory.supply(code, for: variable, on: host)
                try? await session.shell.restoreState(code, isOfAnotherUser: false)
            }
        }
        return nil
    }

    /// Why a condition cannot be decided; `nil` where the values of all its names are known.
    func lack(of names: Set<String>) async -> String? {
        await run.memory.lostCaptures(on: host).first { names.contains($0.name) }.map(WithheldState.reason)
    }

    private static func reason(of lost: RunMemory.LostCapture) -> String {
        let name = lost.name
        let advice =
            lost.isOther
            ? "prov's environment has another value of '\(name)': export the same one and continue the run"
            : "export \(name) with the same value and continue the run"
        return """
            not run: '\(name)', which step \(lost.step) captured, is not in the record, because its name says secret; \
            \(advice)
            """
    }

    private struct Refusal: Error {
        var reason: String
    }

    // MARK: Use

    private func uses(_ variable: WithheldVariable, _ use: Use) -> Bool {
        let checks = step.check.flatMap(CaptureUse.texts)
        var texts = use == .undo ? step.undo.map(\.text) + checks : CaptureUse.texts(step)
        var runsPrograms = !texts.isEmpty
        if use == .step {
            switch step.body {
            case .script(let script):
                if VariableUse.setsFirst(variable.name, script.text) { return false }
            case .console(let exchanges):
                if let first = exchanges.first, VariableUse.setsFirst(variable.name, first.command.text) {
                    return false
                }
            case .file, .ensure: runsPrograms = !checks.isEmpty
            case .manual, .gate, .checkOnly: (texts, runsPrograms) = (checks, !checks.isEmpty)
            }
        }
        if variable.isExported, runsPrograms { return true }
        return texts.contains { VariableUse.reads(variable.name, $0) }
    }

    /// Whether it stands in a file in the place of a placeholder.
    private func fills(_ name: String) -> Bool {
        guard case .file(let file) = step.body else { return false }
        return file.content.placeholders.contains { $0.parameter == name }
    }

    // MARK: Values

    /// The steps that may have set it, the last one first.
    private func setters(of variable: WithheldVariable, from place: StepID?, _ use: Use) async -> [Step] {
        var ids = await run.memory.setters(of: variable, before: step.id, host: host)
        if use == .undo, let place, !ids.contains(place) { ids.insert(place, at: 0) }
        return ids.compactMap { id in run.plan.steps.first { $0.step.id == id }?.step }
    }

    private func code(of variable: WithheldVariable, setBy setters: [Step]) async throws -> Result<String, Refusal> {
        let name = variable.name
        let setter =
            setters.first { one in CaptureUse.texts(one).contains { VariableUse.assigns(name, $0) } } ?? setters.last
        let given = ShellText.isVariableName(name) ? context.givenVariables(name) : nil
        if let given, variable.proof == context.log.keyedHash(given) {
            return .success("\(variable.isExported ? "export " : "")\(name)=\(ShellText.quoted(given))")
        }
        if let setter, setter.options.setsState, case .script(let script) = setter.body,
            let planned = run.plan.steps.first(where: { $0.step.id == setter.id })
        {
            return try await rerun(script, of: planned, for: variable)
        }
        let set = setter.map { ", which step \($0.id) set" } ?? ""
        let what = "not run: '\(name)'\(set), is not in the record, because its name says secret"
        guard variable.proof != nil else {
            return .failure(Refusal(reason: "\(what); start a new run"))
        }
        let advice =
            given == nil
            ? "export \(name) with the same value and continue the run"
            : "prov's environment has another value of '\(name)': export the same one and continue the run"
        return .failure(Refusal(reason: "\(what); \(advice)"))
    }

    /// Runs the step that set the variable again, in a shell of its own.
    private func rerun(_ script: Script, of planned: PlannedStep, for variable: WithheldVariable) async throws
        -> Result<String, Refusal>
    {
        let id = planned.step.id
        let refused = { (why: String) in
            Result<String, Refusal>.failure(
                Refusal(
                    reason:
                        "not run: '\(variable.name)' is not in the record, and step \(id), which sets it, \(why)"))
        }
        let session: LaneSession
        do { session = try await run.sessions.aside(for: planned, host: host) } catch let error as HostError {
            return refused("cannot run again: \(error.description)")
        }
        let result = try await run(script, of: planned, for: variable, in: session)
        _ = await session.shell.close(keepingBackground: false)
        if let result { return refused(result) }
        let left = await run.memory.state(after: id, host: host)?.state.text ?? ""
        guard let code = StoredState(left).settings[variable.name]?.code else {
            return refused("ran again and did not set it")
        }
        return .success(code)
    }

    /// - Returns: why the step failed; `nil` where it did not.
    private func run(
        _ script: Script, of planned: PlannedStep, for variable: WithheldVariable, in session: LaneSession
    ) async throws -> String? {
        let id = planned.step.id
        let inner = WithheldState(run: run, planned: planned, host: host)
        if let reason = try await inner.supply(to: session) { return "was \(reason)" }
        let why = "it sets \(variable.name), which is not in the record"
        context.observe(
            .remark("step \(id) runs again\(host == PlanHosts.localName ? "" : " on \(host)"): \(why)"))
        let runner = StepRunner(run: run, planned: planned, host: host, prior: nil)
        let settled: (StepState, String)
        var failure: String?
        switch try await ScriptStep(runner: runner).run(script, in: session) {
        case .succeeded(let state): settled = (state, "ran again: \(why)")
        case .failed(let reason, _): (settled, failure) = ((.failed, reason), "failed when it ran again: \(reason)")
        case .lost(let reason), .cutOff(let reason):
            (settled, failure) = ((.inDoubt, reason), "is in doubt after it ran again: \(reason)")
        }
        try await context.log.append([
            .stepSettled(
                StepSettled(step: id.rawValue, host: host, state: settled.0, reason: settled.1, of: .run))
        ])
        return failure
    }
}
