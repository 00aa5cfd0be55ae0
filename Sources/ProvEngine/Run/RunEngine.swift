import ProvChecks
import ProvHosts
package import ProvJournal
import ProvPolicy
package import ProvRunbook
import ProvText
import Synchronization

/// Runs a plan: the task group around `Schedule`.
///
/// One engine runs one segment of one run. `stop()` may be called from anywhere, at any time.
package final class RunEngine: Sendable {
    let plan: Plan
    let mode: RunMode
    let context: RunContext
    let prior: RunReport?
    /// The steps of `prior`, by name.
    private let earlier: [String: StepReport]
    let run: ActiveRun
    private let schedule: Schedule
    private let tasks = Mutex<[Task<Void, any Error>]>([])
    private let stops = Mutex<Int>(0)

    /// - Parameters:
    ///   - prior: what earlier segments of this run recorded, for resume and rollback.
    ///   - states: shell states that earlier segments kept, unmasked, by "step NUL host".
    package init(
        plan: Plan, mode: RunMode, context: RunContext, digest: String, prior: RunReport? = nil,
        states: [String: KeptState] = [:]
    ) {
        self.plan = plan
        self.mode = mode
        self.context = context
        self.prior = prior
        earlier = Dictionary(
            (prior?.steps ?? []).map { ($0.planned.step, $0) }, uniquingKeysWith: { first, _ in first })
        schedule = Schedule(plan.steps.filter { $0.step.phase == .main })
        let masker = context.masker
        let unmask = { (text: String) in String(decoding: masker.unmask(Array(text.utf8)).bytes, as: UTF8.self) }
        let unmaskWhole = { (text: String) -> String? in
            let (bytes, unresolved) = masker.unmask(Array(text.utf8))
            return unresolved.isEmpty ? String(decoding: bytes, as: UTF8.self) : nil
        }
        let lineage = ShellLineage(plan.steps, lanes: schedule.lanes)
        let memory = RunMemory(
            prior: prior, states: states.mapValues { KeptState(text: unmask($0.text), withheld: $0.withheld) },
            lineage: lineage, proof: context.log.keyedHash,
            pending: PendingChanges(plan, before: context.unfollowed), unmask: unmaskWhole)
        let sessions = SessionPool(
            context: context, plan: plan, memory: memory, lanes: schedule.lanes, mode: mode,
            lock: HostLock(plan, mode, context))
        run = ActiveRun(
            plan: plan, mode: mode, context: context, memory: memory, sessions: sessions, digest: digest,
            ended: RestartedBackgroundSteps(plan, earlier: mode == .run ? earlier : [:]))
    }

    /// Makes room for the open files of the run's shells.
    ///
    /// - Returns: how many they need and how many are allowed; `nil` where there is room.
    package func shortage() -> (shells: Int, needed: Int, allowed: Int)? { shortage(shells: run.sessions.count) }

    func shortage(shells: Int) -> (shells: Int, needed: Int, allowed: Int)? {
        let needed = DescriptorLimit.needed(shells: shells, atOnce: plan.forks ?? context.settings.forks)
        return DescriptorLimit.reserve(needed).map { (shells, needed, $0) }
    }

    /// Asks the run to end: the first time running steps are ended and `finally` steps still run, the second time those
    /// too.
    package func stop(_ reason: String) {
        run.stop(reason)
        let count = stops.withLock { count in
            count += 1
            return count
        }
        for task in tasks.withLock({ $0 }).prefix(count) { task.cancel() }
    }

    /// Runs or verifies to the end of the segment and closes the journal; `RollbackEngine` rolls runs back.
    ///
    /// Throws only where the record cannot be kept; then every shell is closed and nothing runs any more.
    package func execute() async throws -> RunResult {
        let begun = ContinuousClock.now
        let results = Mutex<[StepSettled]>([])
        if run.sessions.count > 1 { context.log.share() }
        do {
            let main = phase { [self] in
                try await self.takeLocks()
                try await self.runMain(into: results)
                if mode == .run, !context.background.isEmpty {
                    await run.sessions.reviewAll()
                    try await run.judgeBackground()
                }
                if run.wantsUndo {
                    let undone = try await Rollback(parts: [.init(run: run, report: context.log.report())]).execute()
                    results.withLock { $0.append(contentsOf: undone.joined()) }
                }
            }
            try await main.value
            if mode == .run {
                let final = phase { [self] in try await self.runFinally(into: results) }
                try await final.value
            }
        } catch let locked as HostsLocked {
            run.stop("a host is locked")
            await run.sessions.closeAll()
            try await refuse(locked)
            throw locked
        } catch {
            run.stop("the record could not be kept")
            await run.sessions.closeAll()
            throw error
        }
        return try await close(results.withLock { $0 }, seconds: (ContinuousClock.now - begun).seconds)
    }

    /// A cancellable stretch of the run; `stop()` cancels the first one first.
    func phase(_ work: @escaping @Sendable () async throws -> Void) -> Task<Void, any Error> {
        let task = Task { try await work() }
        let count = tasks.withLock { tasks in
            tasks.append(task)
            return tasks.count
        }
        if stops.withLock({ $0 }) >= count { task.cancel() }
        return task
    }

    // MARK: Phases

    /// Opens the shells of the hosts that the run will need, side by side, and takes the environment's lock on each of
    /// them.
    ///
    /// - Parameter held: hosts whose lock is ours already.
    /// - Returns: the hosts whose lock is ours now.
    @discardableResult
    func takeLocks(besides held: Set<String> = []) async throws -> Set<String> {
        guard mode != .verify else { return [] }
        let first = firstSteps().filter { !held.contains($0.key) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (host, planned) in first
            where context.transport.name(of: host) != HostAddress.Kind.local.rawValue {
                let isFirst = planned.dependencies.allSatisfy { $0 == plan.policyGate }
                group.addTask { [run] in
                    try await run.forks.within { try await run.sessions.prepare(planned, host: host, isFirst: isFirst) }
                }
            }
            try await group.waitForAll()
        }
        let holders = await run.sessions.holders
        guard holders.isEmpty else {
            throw HostsLocked(
                holders: holders.sorted { $0.key < $1.key }.map {
                    (host: $0.key, holder: context.masker.mask($0.value.text))
                },
                advice: HostLock.wayOut(Set(holders.values.map(\.run)).count == 1 ? holders.values.first?.run : nil))
        }
        return held.union(first.keys)
    }

    /// Whether a step has to follow a change of an earlier run or segment.
    private func isUnfollowed(_ planned: PlannedStep, _ host: String) -> Bool {
        context.unfollowed[ChangeHistory.Place(step: planned.step.id.rawValue, host: host)]?.isEmpty == false
    }

    /// For each host the first step that is due there.
    private func firstSteps() -> [String: PlannedStep] {
        var first: [String: PlannedStep] = [:]
        let limit = context.settings.decisions.hosts
        for planned in plan.steps where planned.leftOut == nil {
            let before = earlier[planned.step.id.rawValue]?.hosts ?? []
            for host in planned.hosts where first[host] == nil && limit?.contains(host) != false {
                let report = before.first { $0.host == host }
                let isDue =
                    mode == .rollback
                    ? report?.firstEffect != nil : report?.state.isSuccess != true || isUnfollowed(planned, host)
                if isDue { first[host] = planned }
            }
        }
        return first
    }

    /// The record of a run that was not begun, or not gone on with.
    func refuse(_ locked: HostsLocked) async throws {
        await context.finishing()
        try await context.log.append(
            locked.holders.map { host, holder in
                .checkEvaluated(
                    CheckEvaluated(
                        step: "lock:\(host)", host: host, moment: .requires, summary: "lock of \(host)", result: .fail,
                        wanted: "the lock of \(host)", found: "it is held by \(holder)"))
            })
        let planned = plan.steps.reduce(0) { $0 + $1.hosts.count }
        try context.log.close(
            RunClosed(
                verdict: prior == nil ? .refused : prior?.closed?.verdict ?? .interrupted, planned: planned,
                executed: 0,
                satisfied: 0, skipped: 0, failed: 0, seconds: 0))
    }

    private func runMain(into results: borrowing Mutex<[StepSettled]>) async throws {
        leaveOutHosts()
        var schedule = schedule
        var failures: [StepID: Int] = [:]
        let byID = Dictionary(plan.steps.map { ($0.step.id, $0) }, uniquingKeysWith: { first, _ in first })
        try await withThrowingTaskGroup(of: (BatchedStep, [StepSettled]).self) { group in
            var waiting = schedule.takeReady()
            var running = 0
            while true {
                while running < context.settings.jobs, !waiting.isEmpty {
                    let work = waiting.removeFirst()
                    guard let planned = byID[work.step] else { continue }
                    running += 1
                    let hosts = schedule.batches.hosts(of: work)
                    let soak = Soak(planned, after: schedule.batches.group(endedBy: work)?.compactMap { byID[$0] })
                    group.addTask { [self] in (work, try await self.runStep(planned, on: hosts, soak)) }
                }
                guard running > 0, let (work, settled) = try await group.next(), let planned = byID[work.step] else {
                    break
                }
                running -= 1
                results.withLock { $0.append(contentsOf: settled) }
                failures[work.step, default: 0] += settled.count { !$0.state.isSuccess && run.whyLost($0.host) == nil }
                let goesOn = try await judge(planned, settled, failures: failures[work.step] ?? 0)
                let lost = schedule.finish(work, succeeded: goesOn)
                let cut = try settleUnreached(lost, byID, schedule.batches, because: goesOn ? nil : work.step)
                results.withLock { $0.append(contentsOf: cut) }
                waiting += schedule.takeReady()
            }
        }
    }

    /// Whether what depends on a step may start, after it ended on some of its hosts.
    ///
    /// - Parameter failures: on how many hosts the step has failed so far.
    private func judge(_ planned: PlannedStep, _ settled: [StepSettled], failures: Int) async throws -> Bool {
        // Who verifies wants to know about every step; nothing is changed, so nothing depends on anything.
        if mode == .verify, planned.step.id != plan.policyGate { return true }
        let failed = settled.filter { !$0.state.isSuccess && run.whyLost($0.host) == nil }
        guard !failed.isEmpty else { return true }
        let stays = planned.hosts.contains { host in run.whyLost(host) == nil && !failed.contains { $0.host == host } }
        let isWaiting = failed.contains { $0.state == .pending || $0.state == .notReached }
        guard stays, !isWaiting, !run.isStopping, failures <= tolerance(of: planned) else {
            if run.undoesOnFailure, failed.contains(where: { $0.state == .failed }) { run.undoAfterwards() }
            return false
        }
        for word in failed {
            run.lose(word.host, "it \(word.state == .inDoubt ? "is in doubt" : "failed") at step \(planned.step.id)")
            try await context.log.append([
                .deviation(
                    Deviation(
                        kind: .hostLost, step: planned.step.id.rawValue, host: word.host, user: "prov",
                        reason: "the run continues without it: \(word.reason ?? word.state.rawValue)"))
            ])
            context.observe(.remark("continuing without \(word.host), which failed at step \(planned.step.id)"))
        }
        return true
    }

    /// On how many of its hosts a step may fail.
    private func tolerance(of planned: PlannedStep) -> Int {
        if let size = planned.step.options.maxFail { return size.hosts(of: planned.hosts.count) }
        return plan.onFailure == .continue ? planned.hosts.count : 0
    }

    private func runStep(_ planned: PlannedStep, on hosts: [String], _ soak: Soak?) async throws -> [StepSettled] {
        let step = earlier[planned.step.id.rawValue]
        let due = hosts.filter { host in
            step?.hosts.first { $0.host == host }?.state.isSuccess != true || isUnfollowed(planned, host)
                || run.ended.contains(planned.step.id, on: host)
        }
        let needs = ExcludedNeeds(
            plan: plan, earlier: earlier, limit: mode == .run ? context.settings.decisions.hosts : nil)
        if let reason = needs.reason(planned, due: due) {
            return try settleUnreached([(planned, hosts)]) { _ in reason }
        }
        if !due.isEmpty { context.observe(.scheduled(step: planned.step.id, hosts: due)) }
        return try await withThrowingTaskGroup(of: StepSettled.self) { group in
            for host in hosts {
                let before = step?.hosts.first { $0.host == host }
                group.addTask { [run] in
                    var runner = StepRunner(run: run, planned: planned, host: host, prior: before)
                    runner.soak = soak
                    return try await runner.execute()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// What an earlier segment did, or left in doubt, stays so, whatever keeps this one from coming to it.
    private func standing(_ planned: PlannedStep, _ host: String) -> HostReport? {
        let report = earlier[planned.step.id.rawValue]?.hosts.first { $0.host == host }
        return report.flatMap { $0.state == .inDoubt || $0.state.isSuccess ? $0 : nil }
    }

    private func settleUnreached(
        _ works: [BatchedStep], _ steps: [StepID: PlannedStep], _ batches: Batches, because failed: StepID?
    ) throws -> [StepSettled] {
        try settleUnreached(works.compactMap { work in steps[work.step].map { ($0, batches.hosts(of: work)) } }) {
            step in
            failed.map { $0 == step ? "it failed in an earlier batch" : "needs \($0)" }
        }
    }

    private func settleUnreached(_ steps: [(PlannedStep, hosts: [String])], reason: (StepID) -> String?) throws
        -> [StepSettled]
    {
        guard !steps.isEmpty else { return [] }
        var kept: [StepSettled] = []
        var unreached: [(step: StepID, words: [StepSettled])] = []
        for (planned, hosts) in steps {
            let step = planned.step.id.rawValue
            let state = planned.leftOut == nil ? StepState.notReached : .skipped
            var words: [StepSettled] = []
            for host in hosts {
                if let word = standing(planned, host) {
                    kept.append(StepSettled(step: step, host: host, state: word.state, reason: word.reason, of: .run))
                } else {
                    words.append(
                        StepSettled(
                            step: step, host: host, state: state,
                            reason: planned.leftOut?.sentence ?? reason(planned.step.id), of: .run))
                }
            }
            if !words.isEmpty { unreached.append((planned.step.id, words)) }
        }
        let settled = unreached.flatMap(\.words)
        try context.log.append(settled.map(Event.stepSettled))
        for (step, words) in unreached { context.observe(.scheduled(step: step, hosts: words.map(\.host))) }
        for word in settled { context.observe(.settled(word, seconds: 0)) }
        return settled + kept
    }

    /// In document order, one after the other; a failing one does not keep the next from running.
    private func runFinally(into results: borrowing Mutex<[StepSettled]>) async throws {
        let steps = plan.steps.filter { $0.step.phase == .finally }
        guard try mayRunFinally(results.withLock { $0 }) else {
            let cut = try settleUnreached(steps.map { ($0, $0.hosts) }) { _ in GateOrder.noFinally }
            results.withLock { $0.append(contentsOf: cut) }
            return
        }
        for (index, planned) in steps.enumerated() {
            if Task.isCancelled {
                let cut = try settleUnreached(steps[index...].map { ($0, $0.hosts) }) { _ in
                    "the operator stopped the run without cleanup"
                }
                results.withLock { $0.append(contentsOf: cut) }
                return
            }
            let final = FinallyStep(run: run, planned: planned, prior: earlier[planned.step.id.rawValue])
            let settled = try await final.execute()
            results.withLock { $0.append(contentsOf: settled) }
        }
    }

    /// What ends a run is behind its gates like everything else; the record says whether anything ran, in any segment.
    private func mayRunFinally(_ settled: [StepSettled]) throws -> Bool {
        let order = GateOrder(plan)
        let passed = Set(settled.filter { $0.state == .done }.map { StepID($0.step) })
        if order.mayRunFinally(passed: passed, hasRun: false) { return true }
        let hasRun = try context.log.report().steps.contains { step in
            step.planned.phase == .main && step.hosts.contains { !$0.attempts.isEmpty }
        }
        return order.mayRunFinally(passed: passed, hasRun: hasRun)
    }

    // MARK: End

    func close(_ settled: [StepSettled], seconds: Double) async throws -> RunResult {
        let survivors = await run.sessions.closeAll()
        try await run.judgeBackground(isLast: true)
        for survivor in survivors {
            context.observe(.remark("ended in the background: \(survivor.words)"))
        }
        if !survivors.isEmpty {
            try await context.log.append([
                .deviation(
                    Deviation(
                        kind: .backgroundEnded, user: "prov",
                        reason: survivors.map(\.words).joined(separator: ", ")))
            ])
        }
        if let reason = run.stopReason {
            try await context.log.append([.runInterrupted(RunInterrupted(cause: reason))])
        }
        await context.finishing()
        let words = RunOutcome(run: run, settled: settled, before: prior?.closed?.verdict)
        let recorded = try context.log.report()
        let closed = recorded.closing(verdict: words.verdict(recorded), seconds: seconds)
        let report = try context.log.close(
            closed, hits: context.masker.hits, masker: context.masker, page: context.page)
        context.observe(.closed(closed))
        return RunResult(
            verdict: closed.verdict, closed: closed, settled: words.all.map { $0.masked(by: context.masker) },
            report: report)
    }
}
