import Glibc
import ProvSystem

/// A host that a command takes down on purpose, until it is up again.
extension ShellSession {
    package var bootID: String? {
        get async {
            let boot = try? await onThread { state in state.greeting?.bootID }
            return boot?.isEmpty == false ? boot : nil
        }
    }

    package func awaitRestart(since bootID: String, within patience: Duration) async throws -> HostRestart {
        wake.reset()
        return try await withTaskCancellationHandler {
            try await onThread { [self] state in try self.awaitRestart(since: bootID, until: .now + patience, &state) }
        } onCancel: {
            wake.signal()
        }
    }

    private func awaitRestart(since bootID: String, until deadline: ContinuousClock.Instant, _ state: inout State)
        throws -> HostRestart
    {
        var latest: String?
        while latest == nil || latest == bootID {
            guard ContinuousClock.now < deadline else { return latest == nil ? .unreachable : .stayedUp }
            if RawIO.isReadable(wake.reading, withinMilliseconds: 1000) { return .cancelled }
            latest = currentBoot()
        }
        state.reapShell()
        state.isHostLost = false
        try reconnect(&state, until: max(deadline, .now + .seconds(60)))
        return .restarted
    }

    /// Over a connection of its own; `nil` where the host cannot be reached.
    private func currentBoot() -> String? {
        guard
            let answer = try? launcher.ask(
                "cat /proc/sys/kernel/random/boot_id", timeout: .seconds(20), wake: wake.reading),
            answer.outcome.ending == .exited(0)
        else { return nil }
        let text = String(decoding: answer.stdout, as: UTF8.self).filter { !$0.isWhitespace }
        return text.isEmpty ? nil : text
    }
}
