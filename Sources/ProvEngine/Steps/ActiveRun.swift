import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// A run under way: what its steps share.
final class ActiveRun: Sendable {
    let plan: Plan
    let mode: RunMode
    let context: RunContext
    let memory: RunMemory
    let sessions: SessionPool
    /// What approvals are bound to: digest of runbook, inputs and hosts.
    let digest: String
    /// What is started again because it ended with an earlier segment.
    let ended: RestartedBackgroundSteps
    /// How many hosts are worked on at once.
    let forks: AsyncSemaphore
    /// The names of all captures of the plan, in the order of the steps.
    let captureNames: [String]
    private let wishes = Mutex<Wishes>(Wishes())

    private struct Wishes {
        var stopReason: String?
        var restLeftOut: String?
        var wantsUndo = false
        var didUndoFail = false
        /// Hosts that the run goes on without, and why.
        var lostHosts: [String: String] = [:]
        var laterFailures: [StepSettled] = []
    }

    init(
        plan: Plan, mode: RunMode, context: RunContext, memory: RunMemory, sessions: SessionPool, digest: String,
        ended: RestartedBackgroundSteps
    ) {
        self.plan = plan
        self.mode = mode
        self.context = context
        self.memory = memory
        self.sessions = sessions
        self.digest = digest
        self.ended = ended
        captureNames = plan.steps.flatMap { $0.step.options.captures.map(\.value) }
        forks = AsyncSemaphore(plan.forks ?? context.settings.forks)
    }

    /// No further step starts; the first reason stays.
    func stop(_ reason: String) { wishes.withLock { $0.stopReason = $0.stopReason ?? reason } }

    /// Every step that has not begun is skipped.
    func leaveOutRest(_ reason: String) { wishes.withLock { $0.restLeftOut = $0.restLeftOut ?? reason } }
    var restLeftOut: String? { wishes.withLock { $0.restLeftOut } }

    var stopReason: String? { wishes.withLock { $0.stopReason } }
    var isStopping: Bool { stopReason != nil }

    /// The run goes on without a host.
    func lose(_ host: String, _ reason: String) {
        wishes.withLock { $0.lostHosts[host] = $0.lostHosts[host] ?? reason }
    }

    /// Why nothing more runs on a host; `nil` where it does.
    func whyLost(_ host: String) -> String? { wishes.withLock { $0.lostHosts[host] } }

    /// Records what background processes did meanwhile; a step whose process ended as it should not has failed, and its
    /// host is left alone.
    ///
    /// - Parameter isLast: true once the run's shells are closed.
    func judgeBackground(isLast: Bool = false) async throws {
        let failures = try await context.background.collect(in: context.log, observe: context.observe, isLast: isLast)
        for (key, reason) in failures {
            let word = StepSettled(step: key.step, host: key.host, state: .failed, reason: reason)
            try await context.log.append([.stepSettled(word)])
            context.observe(.settled(word, seconds: 0))
            wishes.withLock { $0.laterFailures.append(word) }
            lose(key.host, "step \(key.step) failed: \(reason)")
            if undoesOnFailure, !isLast { undoAfterwards() }
        }
    }

    /// Steps that failed after they had been settled.
    var laterFailures: [StepSettled] { wishes.withLock { $0.laterFailures } }

    /// Whether the run is undone once it has failed: the runbook's policy or the command line says so.
    var undoesOnFailure: Bool { plan.onFailure == .undo || context.settings.decisions.undoesOnFailure }

    func undoAfterwards() { wishes.withLock { $0.wantsUndo = true } }
    var wantsUndo: Bool { wishes.withLock { $0.wantsUndo } }

    /// An undo did not do its work.
    func noteFailedUndo() { wishes.withLock { $0.didUndoFail = true } }
    var didUndoFail: Bool { wishes.withLock { $0.didUndoFail } }

    /// A script of a step as the host gets it: placeholders filled, the step's keys applied.
    ///
    /// - Parameter isOwn: true for what the step itself does; its checks, undo and fixes never go to the background.
    func command(_ script: Script, step: Step, host: String, isOwn: Bool = false) -> Command {
        let options = step.options
        var command = Command(
            text: script.filled(with: plan.inputs(of: step, on: host), asCommand: true),
            interpreter: script.interpreter,
            isStrict: options.isStrict,
            isIsolated: options.isIsolated, directory: options.cwd,
            input: options.isInteractive ? .terminal : .empty, timeout: options.timeout ?? context.settings.stepTimeout)
        command.firstLine = script.range.start.line
        command.take(step)
        if isOwn, options.isBackground || options.isDetached {
            command.launch = options.isDetached ? .detached : .background
            // What runs beside the shell is a process of its own; a subshell around it would hide its end.
            if command.launch == .background { command.isIsolated = false }
        }
        return command
    }

    /// Records a capture of a step; steps on other hosts get it where the step has one host.
    func capture(_ name: String, _ value: String, of planned: PlannedStep, on host: String) async throws {
        let proof = SecretName.isMasked(name, value: value) ? context.log.keyedHash(value) : nil
        let event = Captured(name: name, value: value, step: planned.step.id.rawValue, host: host, proof: proof)
        try await context.log.append([.captured(event)])
        await memory.capture(name, value, host: planned.hosts.count == 1 ? nil : host)
    }

    /// Keeps the shell's state as a step leaves it, so that a resumed run and new lanes go on from there.
    ///
    /// - Parameter left: the state as the step's command reported it.
    func keepState(of session: LaneSession, after step: Step, host: String, left: String) async throws {
        guard let state = await session.changedState(left) else { return }
        let missing = await memory.remember(state: state, after: step.id, host: host)
        var kept = StateSecrets.withheld(in: state, masker: context.masker, proof: context.log.keyedHash)
        kept.withheld += missing.filter { one in !kept.withheld.contains { $0.name == one.name } }
        try context.log.saveState(kept, step: step.id.rawValue, host: host)
    }
}
