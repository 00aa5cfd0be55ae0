import ProvHosts
package import ProvJournal
package import ProvRunbook
import Synchronization

/// How a run ended.
package struct RunResult: Sendable {
    /// `proven`, `done`, `failed`, `interrupted`, `in-doubt`, `rolled-back`.
    package var verdict: String
    package var closed: RunClosed
    /// Every step's last word, in the order they were given.
    package var settled: [StepSettled]
}

/// Runs a plan: the task group around `Schedule`.
///
/// One engine runs one segment of one run. `stop()` may be called from anywhere, at any time.
package final class RunEngine: Sendable {
    private let plan: Plan
    private let mode: RunMode
    private let context: RunContext
    private let prior: RunReport?
    private let run: ActiveRun
    private let schedule: Schedule
    private let tasks = Mutex<[Task<Void, any Error>]>([])
    private let stops = Mutex<Int>(0)

    /// - Parameters:
    ///   - prior: what earlier segments of this run recorded, for resume and rollback.
    ///   - states: shell states that earlier segments kept, unmasked, by "step NUL host".
    package init(plan: Plan, mode: RunMode, context: RunContext, digest: String, prior: RunReport? = nil, states: [String: String] = [:]) {
        self.plan = plan
        self.mode = mode
        self.context = context
        self.prior = prior
        schedule = Schedule(plan.steps.filter { $0.step.phase == .main })
        let masker = context.masker
        let unmask = { (text: String) in String(decoding: masker.unmask(Array(text.utf8)).bytes, as: UTF8.self) }
        let memory = RunMemory(prior: prior, states: states.mapValues(unmask), unmask: unmask)
        let sessions = SessionPool(context: context, plan: plan, memory: memory, lanes: schedule.lanes)
        run = ActiveRun(plan: plan, mode: mode, context: context, memory: memory, sessions: sessions, digest: digest)
    }

    /// Asks the run to end: the first time running steps are ended and `finally` steps still run, the second time those too.
    package func stop(_ reason: String) {
        run.stop(reason)
        let count = stops.withLock { count in
            count += 1
            return count
        }
        tasks.withLock { $0 }.prefix(count).forEach { $0.cancel() }
    }

    /// Runs to the end of the segment and closes the journal.
    ///
    /// Throws only where the record cannot be kept; then every shell is closed and nothing runs any more.
    package func execute() async throws -> RunResult {
        let begun = ContinuousClock.now
        let results = Mutex<[StepSettled]>([])
        do {
            let main = phase { [self] in
                if mode == .rollback {
                    try await self.rollBack(prior, into: results)
                } else {
                    try await self.runMain(into: results)
                    if run.wantsUndo { try await self.rollBack(context.log.report(), into: results) }
                }
            }
            try await main.value
            if mode == .run {
                let final = phase { [self] in try await self.runFinally(into: results) }
                try await final.value
            }
        } catch {
            run.stop("the record could not be kept")
            await run.sessions.closeAll()
            throw error
        }
        return try await close(results.withLock { $0 }, seconds: (ContinuousClock.now - begun).seconds)
    }

    /// A cancellable stretch of the run; `stop()` cancels the first one first.
    private func phase(_ work: @escaping @Sendable () async throws -> Void) -> Task<Void, any Error> {
        let task = Task { try await work() }
        let count = tasks.withLock { tasks in
            tasks.append(task)
            return tasks.count
        }
        if stops.withLock({ $0 }) >= count { task.cancel() }
        return task
    }

    // MARK: Phases

    private func runMain(into results: borrowing Mutex<[StepSettled]>) async throws {
        var schedule = schedule
        let byID = Dictionary(plan.steps.map { ($0.step.id, $0) }, uniquingKeysWith: { first, _ in first })
        try await withThrowingTaskGroup(of: (StepID, [StepSettled]).self) { group in
            var waiting = schedule.takeReady()
            var running = 0
            while true {
                while running < context.settings.jobs, !waiting.isEmpty {
                    let id = waiting.removeFirst()
                    guard let planned = byID[id] else { continue }
                    running += 1
                    group.addTask { [self] in (id, try await self.runStep(planned)) }
                }
                guard running > 0, let (id, settled) = try await group.next() else { break }
                running -= 1
                results.withLock { $0.append(contentsOf: settled) }
                // Who verifies wants to know about every step; nothing is changed, so nothing depends on anything.
                let didSucceed = mode == .verify || settled.allSatisfy(\.state.isSuccess)
                let lost = schedule.finish(id, succeeded: didSucceed)
                let unreached = lost.compactMap { byID[$0] }
                let cut = try settleUnreached(unreached, reason: didSucceed ? nil : "needs \(id)")
                results.withLock { $0.append(contentsOf: cut) }
                waiting += schedule.takeReady()
            }
        }
    }

    private func runStep(_ planned: PlannedStep) async throws -> [StepSettled] {
        let step = prior?.steps.first { $0.planned.step == planned.step.id.rawValue }
        return try await withThrowingTaskGroup(of: StepSettled.self) { group in
            for host in planned.hosts {
                let before = step?.hosts.first { $0.host == host }
                group.addTask { [run] in try await StepRunner(run: run, planned: planned, host: host, prior: before).execute() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func settleUnreached(_ steps: [PlannedStep], reason: String?) throws -> [StepSettled] {
        guard !steps.isEmpty else { return [] }
        let settled = steps.flatMap { planned in
            planned.hosts.map { host in
                planned.leftOut.map { StepSettled(step: planned.step.id.rawValue, host: host, state: .skipped, reason: $0) }
                    ?? StepSettled(step: planned.step.id.rawValue, host: host, state: .notReached, reason: reason)
            }
        }
        try context.log.append(settled.map(Event.stepSettled))
        for word in settled { context.observe(.settled(word, seconds: 0)) }
        return settled
    }

    /// In document order, one after the other; a failing one does not keep the next from running.
    private func runFinally(into results: borrowing Mutex<[StepSettled]>) async throws {
        let steps = plan.steps.filter { $0.step.phase == .finally }
        for (index, planned) in steps.enumerated() {
            if Task.isCancelled {
                let cut = try settleUnreached(Array(steps[index...]), reason: "the operator stopped the run without its clean-up")
                results.withLock { $0.append(contentsOf: cut) }
                return
            }
            let final = FinalStep(run: run, planned: planned, prior: prior)
            let settled = try await final.execute()
            results.withLock { $0.append(contentsOf: settled) }
        }
    }

    private func rollBack(_ report: RunReport?, into results: borrowing Mutex<[StepSettled]>) async throws {
        guard let report else { return }
        let settled = try await Rollback(run: run, report: report).execute()
        results.withLock { $0.append(contentsOf: settled) }
    }

    // MARK: End

    private func close(_ settled: [StepSettled], seconds: Double) async throws -> RunResult {
        let survivors = await run.sessions.survivors()
        for survivor in survivors {
            context.observe(.remark("ended in the background: \(context.masker.mask(survivor.command)) (pid \(survivor.pid))"))
        }
        if !survivors.isEmpty {
            try context.log.append([.deviation(Deviation(
                kind: "background-ended", user: "prov",
                reason: survivors.map { "\(context.masker.mask($0.command)) (pid \($0.pid))" }.joined(separator: ", ")))])
        }
        await run.sessions.closeAll()
        if let reason = run.stopReason { try context.log.append([.runInterrupted(RunInterrupted(cause: reason))]) }
        let final = finalWords(settled)
        let closed = RunClosed(
            verdict: verdict(final), planned: plan.steps.reduce(0) { $0 + $1.hosts.count },
            executed: final.count { [.proven, .done, .failed, .inDoubt, .undone].contains($0.state) },
            satisfied: final.count { $0.state == .satisfied }, skipped: final.count { $0.state == .skipped },
            failed: final.count { $0.state == .failed }, seconds: seconds)
        try context.log.close(closed, hits: context.masker.hits, masker: context.masker)
        context.observe(.closed(closed))
        return RunResult(verdict: closed.verdict, closed: closed, settled: final)
    }

    /// The last word for each step and host, whatever segment said it.
    private func finalWords(_ settled: [StepSettled]) -> [StepSettled] {
        var last: [String: Int] = [:]
        var words: [StepSettled] = []
        for word in settled {
            let key = "\(word.step)\u{0}\(word.host)"
            if let index = last[key] { words[index] = word } else {
                last[key] = words.count
                words.append(word)
            }
        }
        return words
    }

    private func verdict(_ words: [StepSettled]) -> String {
        if words.contains(where: { $0.state == .inDoubt }) { return "in-doubt" }
        if run.isStopping { return "interrupted" }
        if mode == .rollback || run.wantsUndo {
            // A step that failed and has no undo stays as it is, like any other without one; only an undo can fail here.
            return words.contains { $0.state == .failed && $0.reason?.hasPrefix("undo") == true } ? "failed" : "rolled-back"
        }
        if words.contains(where: { $0.state == .failed }) { return "failed" }
        if words.contains(where: { $0.state == .pending || $0.state == .notReached }) { return "interrupted" }
        return words.contains { $0.state == .proven || $0.state == .satisfied } ? "proven" : "done"
    }
}
