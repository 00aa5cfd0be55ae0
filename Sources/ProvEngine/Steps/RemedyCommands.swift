import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook

/// What a remedy sends to its host: apart from what the step's shell has, in the step's folder, with its captures.
struct RemedyCommands: Sendable {
    let context: RunContext
    let step: Step
    let session: LaneSession

    /// Asks without leaving a record; what is found decides what is recorded.
    func ask(_ probe: Probe) async throws -> ProbeAnswer {
        try await session.shell.collect(
            await command(probe.script, isStrict: false, timeout: context.settings.checkTimeout))
    }

    /// Changes something, with intent and outcome in the record.
    func perform(_ text: String, of key: ActionKey, undoData: String?, isJudgedFurther: Bool = false) async throws
        -> ActionResult
    {
        var command = await command(
            text, isStrict: true, timeout: step.options.timeout ?? context.settings.stepTimeout)
        command.input = .empty
        return try await ActionRunner(context: context).perform(
            key, command, in: session.shell, isIdempotent: true, isJudgedFurther: isJudgedFurther, undoData: undoData,
            collects: false)
    }

    private func command(_ text: String, isStrict: Bool, timeout: Duration) async -> Command {
        var command = Command(text: text, isStrict: isStrict, isIsolated: true, timeout: timeout)
        command.environment = await session.freshCaptures()
        command.directory = step.options.cwd
        command.take(step)
        return command
    }
}
