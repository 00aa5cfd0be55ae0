import Glibc
import ProvSystem

/// Which processes belong to a session: those of its process sessions, and those that carry its mark in their
/// environment.
struct ProcessScope: Sendable {
    var sessions: Set<pid_t>
    var marker: String
    /// Processes that are never counted or ended: what keeps the shell's output on another host.
    var spared: Set<pid_t> = []
}

/// Sees and ends the processes of a session: here through /proc, on other hosts through a connection of its own.
protocol ProcessControl: Sendable {
    /// Living processes of the session; those of detached commands are not among them. `nil` where nobody could be
    /// asked.
    func members(_ scope: ProcessScope) -> [Survivor]?

    /// Those of some processes that run and were started in a session of some prov; of the same number by chance are
    /// none.
    func living(_ pids: Set<Int>) -> [Survivor]

    /// What they do; `nil` where nobody could be asked.
    ///
    /// - Parameters:
    ///   - begun: what is older is left out.
    ///   - earlier: they and what they started are left out.
    func look(_ scope: ProcessScope, since begun: ContinuousClock.Instant, besides earlier: Set<Int>) -> CommandLook?

    /// False where the host could not be asked to.
    @discardableResult
    func signal(_ scope: ProcessScope, _ signals: Int32...) -> Bool

    /// Kills every member, in rounds, until none is left or enough rounds have passed.
    ///
    /// False where the host could not be asked to.
    @discardableResult
    func endAll(_ scope: ProcessScope) -> Bool
}

/// This machine's processes.
struct LocalProcesses: ProcessControl {
    func members(_ scope: ProcessScope) -> [Survivor]? {
        ProcessTable.members(scope).compactMap { entry in
            ProcessTable.commandLine(entry.pid).map { Survivor(pid: Int(entry.pid), command: $0) }
        }
    }

    func living(_ pids: Set<Int>) -> [Survivor] {
        pids.sorted().compactMap { pid in
            guard ProcessTable.isMarked(pid_t(pid)) else { return nil }
            return ProcessTable.commandLine(pid_t(pid)).map { Survivor(pid: pid, command: $0) }
        }
    }

    func look(_ scope: ProcessScope, since begun: ContinuousClock.Instant, besides earlier: Set<Int>) -> CommandLook? {
        let answer = OneShot.answer(
            ["sh", "-c", ProcessFinder.looking(scope)], environment: ProcessEnvironment.all, timeout: .seconds(20))
        guard let answer, answer.outcome.ending == .exited(0) else { return nil }
        return CommandLook(answer.stdout, age: ContinuousClock.now - begun, besides: earlier)
    }

    func signal(_ scope: ProcessScope, _ signals: Int32...) -> Bool {
        let members = ProcessTable.members(scope)
        for signal in signals { for entry in members { kill(entry.pid, signal) } }
        return true
    }

    func endAll(_ scope: ProcessScope) -> Bool {
        ProcessTable.endAll(scope)
        return true
    }
}
