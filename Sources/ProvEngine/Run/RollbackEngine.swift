import ProvJournal
import ProvText
import Synchronization

/// Undoes one run, or several runs of a runbook as one.
///
/// Each run's undos stand in a segment of its own journal. `stop()` may be called from anywhere, at any time.
package final class RollbackEngine: Sendable {
    private let engines: [RunEngine]

    /// - Parameter engines: the newest run first; all in mode `rollback`, with what their runs recorded.
    package init(_ engines: [RunEngine]) { self.engines = engines }

    /// Makes room for the open files of the runs' shells; see `RunEngine.shortage`.
    package func shortage() -> (shells: Int, needed: Int, allowed: Int)? {
        engines.first?.shortage(shells: engines.reduce(0) { $0 + $1.run.sessions.count })
    }

    /// Ends the undo that runs; no further one starts.
    package func stop(_ reason: String) {
        for engine in engines { engine.stop(reason) }
    }

    /// Undoes what stands, and closes the journals.
    ///
    /// Throws only where a record cannot be kept, or hosts are locked; then every shell is closed and nothing runs any
    /// more.
    ///
    /// - Returns: what came of each run, in the order of the engines.
    package func execute() async throws -> [RunResult] {
        guard let first = engines.first else { return [] }
        let begun = ContinuousClock.now
        for engine in engines where engines.count > 1 || engine.run.sessions.count > 1 { engine.context.log.share() }
        let settled = Mutex<[[StepSettled]]>([])
        do {
            let work = first.phase { [engines] in
                var held: Set<String> = []
                for engine in engines { held = try await engine.takeLocks(besides: held) }
                let words = try await Rollback(
                    parts: engines.compactMap { engine in engine.prior.map { .init(run: engine.run, report: $0) } }
                ).execute()
                settled.withLock { $0 = words }
            }
            try await work.value
            let seconds = (ContinuousClock.now - begun).seconds
            var results: [RunResult] = []
            for (engine, words) in zip(engines, settled.withLock { $0 }) {
                results.append(try await engine.close(words, seconds: seconds))
            }
            return results
        } catch {
            let isLocked = error is HostsLocked
            for engine in engines {
                engine.run.stop(isLocked ? "a host is locked" : "the record could not be kept")
                await engine.run.sessions.closeAll()
            }
            if let locked = error as? HostsLocked { for engine in engines { try await engine.refuse(locked) } }
            throw error
        }
    }
}
