import ProvChecks
import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// The shells of a run: one for each host and lane, opened when first needed.
actor SessionPool {
    private let context: RunContext
    private let plan: Plan
    private let memory: RunMemory
    private let lanes: [StepID: Schedule.Lane]
    private let mode: RunMode
    /// How many hosts are let go at once.
    private let forks: AsyncSemaphore
    private var open: [Place: LaneSession] = [:]
    /// The environment's lock; `nil` for what only looks.
    private let lock: HostLock?
    /// What lets shells onto a host where its lock is ours; of each host the first shell gives the lock back.
    private var entrances: [String: HostEntrance] = [:]
    private var releasing: [String: Place] = [:]

    /// Who holds the lock of a host that is not ours.
    var holders: [String: HostLock.Holder] { entrances.compactMapValues(\.holder) }
    /// What went wrong with shells that were opened ahead of their first step, which then need not wait for the same
    /// again.
    private var failures: [Place: HostError] = [:]

    private struct Place: Hashable {
        var host: String
        var lane: Int
        var user: String?
    }

    init(
        context: RunContext, plan: Plan, memory: RunMemory, lanes: [StepID: Schedule.Lane], mode: RunMode,
        lock: HostLock? = nil
    ) {
        self.mode = mode
        forks = AsyncSemaphore(plan.forks ?? context.settings.forks)
        self.lock = lock
        self.context = context
        self.plan = plan
        self.memory = memory
        self.lanes = lanes
    }

    /// The shell a step runs in; throws `HostError` where the host gives none.
    func session(for planned: PlannedStep, host: String) async throws -> LaneSession {
        let place = place(of: planned, host: host)
        if let failure = failures.removeValue(forKey: place) { throw failure }
        if let session = open[place] { return session }
        let shell: any Session
        let entry = entry(of: host, at: place)
        do { shell = try await openShell(on: host, as: place.user, entry) } catch {
            if releasing[host] == place { releasing[host] = nil }
            throw error
        }
        let session = LaneSession(shell: shell, memory: memory)
        open[place] = session
        if await memory.isNew(host: host) { try await learnFacts(of: host, session) }
        // An undo finds what its step left, any other step what was left before it.
        let id = planned.step.id
        let state =
            mode == .rollback ? await memory.state(after: id, host: host) : await memory.state(before: id, host: host)
        await restore(state, in: session, user: place.user)
        return session
    }

    /// A further shell, for a step that runs again beside the others: in the state that it began with then.
    ///
    /// Whoever asks closes it.
    func aside(for planned: PlannedStep, host: String) async throws -> LaneSession {
        let place = place(of: planned, host: host)
        let isLocal = context.transport.name(of: host) == HostAddress.Kind.local.rawValue
        let entry = isLocal ? nil : entrances[host]?.entry(releases: false)
        let session = LaneSession(shell: try await openShell(on: host, as: place.user, entry), memory: memory)
        await restore(await memory.state(before: planned.step.id, host: host), in: session, user: place.user)
        return session
    }

    private func restore(_ state: (state: KeptState, step: StepID)?, in session: LaneSession, user: String?) async {
        guard let (state, step) = state else { return }
        let owner = plan.steps.first { $0.step.id == step }?.step.options.user?.value
        await session.restore(state.text, isOfAnotherUser: owner != user)
    }

    private func openShell(on host: String, as user: String?, _ entry: HostEntry?) async throws -> any Session {
        var options = SessionOptions(
            directory: context.directory, environment: baseEnvironment(of: host),
            secrets: context.secrets.without(Secret.becomePassword), user: user,
            password: context.secrets[Secret.becomePassword])
        options.linkTimeout = context.settings.linkTimeout
        let context = context
        options.notice = { text in
            context.observe(.remark(text))
            // What happened to the link belongs into the record; a record that cannot be kept ends the run at its next
            // word anyway.
            try? context.log.append([.deviation(Deviation(kind: .link, host: host, user: "prov", reason: text))])
        }
        options.entry = entry
        return try await context.transport.open(host: host, options: options)
    }

    /// How many shells the plan needs at most.
    nonisolated var count: Int {
        Set(
            plan.steps.filter { $0.leftOut == nil }.flatMap { planned in
                planned.hosts.map { host in
                    Place(host: host, lane: lanes[planned.step.id]?.number ?? 0, user: planned.step.options.user?.value)
                }
            }
        ).count
    }

    private func place(of planned: PlannedStep, host: String) -> Place {
        Place(host: host, lane: lanes[planned.step.id]?.number ?? 0, user: planned.step.options.user?.value)
    }

    /// Opens a host's shell before its first step, and takes the lock with the same round trip.
    ///
    /// - Parameter isFirst: whether nothing runs before that step which could make the host reachable.
    func prepare(_ planned: PlannedStep, host: String, isFirst: Bool) async throws {
        do { _ = try await session(for: planned, host: host) } catch let error as HostError {
            if isFirst, holders[host] == nil { failures[place(of: planned, host: host)] = error }
        }
    }

    /// This machine has the store's lock.
    private func entry(of host: String, at place: Place) -> HostEntry? {
        guard context.transport.name(of: host) != HostAddress.Kind.local.rawValue else { return nil }
        let entrance = entrances[host] ?? HostEntrance(host: host, lock: lock, context: context)
        entrances[host] = entrance
        if releasing[host] == nil { releasing[host] = place }
        return entrance.entry(releases: releasing[host] == place)
    }

    private func baseEnvironment(of host: String) -> [(name: String, value: String)] {
        var environment = plan.inputs(on: host).sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        environment.append((name: ProvVariable.host.name, value: host))
        environment.append((name: ProvVariable.environment.name, value: plan.environment))
        environment.append((name: ProvVariable.run.name, value: context.log.id))
        return environment
    }

    /// Learns the host's facts in one round trip, and records what was met.
    private func learnFacts(of host: String, _ session: LaneSession) async throws {
        let shell = session.shell
        var command = Command(text: HostFacts.probe.script, isIsolated: true, timeout: context.settings.checkTimeout)
        command.isStrict = false
        let facts = HostFacts.parse(try await shell.collect(command).output)
        await memory.learn(facts, of: host)
        try await context.log.append([
            .hostSeen(
                HostSeen(
                    host: host, transport: context.transport.name(of: host),
                    system: [facts["os"], facts["os_version"], facts["kernel"], facts["arch"]].compactMap { $0 }.joined(
                        separator: " "),
                    bootID: facts["boot_id"], machineHash: facts["machine_id"].map { context.log.keyedHash($0) },
                    shell: shell.dialect.rawValue))
        ])
    }

    /// Looks at what the steps left running, on every host; no step runs meanwhile.
    func reviewAll() async {
        let shells = open.values.map(\.shell)
        await withTaskGroup(of: Void.self) { group in
            for shell in shells { group.addTask { [forks] in await forks.within { await shell.review() } } }
        }
    }

    /// Ends every shell, and everything the steps left running, which is given back in the order of the hosts' names.
    @discardableResult
    func closeAll() async -> [Survivor] {
        let last = Set(releasing.values)
        let all = open
        open.removeAll()
        let others = await close(all.filter { !last.contains($0.key) }.map(\.value.shell))
        let left = await close(all.filter { last.contains($0.key) }.map(\.value.shell))
        return (others + left).sorted { $0.host < $1.host }.flatMap(\.survivors)
    }

    private func close(_ shells: [any Session]) async -> [(host: String, survivors: [Survivor])] {
        await withTaskGroup(of: (String, [Survivor]).self) { group in
            for shell in shells {
                group.addTask { [forks] in
                    (shell.host, await forks.within { await shell.close(keepingBackground: false) })
                }
            }
            var left: [(host: String, survivors: [Survivor])] = []
            for await one in group { left.append(one) }
            return left
        }
    }
}

/// One shell of a run, and how far it knows the run's captures.
actor LaneSession {
    nonisolated let shell: any Session
    private let memory: RunMemory
    private var exported = 0
    /// What was kept last; a shell that nothing has changed has the empty one.
    private var lastState = ""

    init(shell: any Session, memory: RunMemory) {
        self.shell = shell
        self.memory = memory
    }

    /// Captures made since this was last asked: what the next command must export.
    func freshCaptures() async -> [(name: String, value: String)] {
        let (new, count) = await memory.captures(from: exported, for: shell.host)
        exported = count
        return new
    }

    /// Brings back the variables, functions and directory of an earlier shell.
    func restore(_ state: String, isOfAnotherUser: Bool) async {
        try? await shell.restoreState(state, isOfAnotherUser: isOfAnotherUser)
        lastState = state
    }

    /// The state if it has changed since the last one that was kept; `nil` if not.
    func changedState(_ state: String) -> String? {
        guard state != lastState else { return nil }
        lastState = state
        return state
    }

    func openShell() async throws { try await shell.openUserShell() }
}

extension Session {
    /// Runs a command whose output is wanted as text and that no record holds: probes and the shell's own state.
    ///
    /// Throws `HostError` where it printed more than can be kept: nobody takes a part for the whole.
    func collect(_ command: Command) async throws -> ProbeAnswer {
        let (answer, isCut) = try await ask(command)
        guard !isCut else {
            throw HostError(
                code: .tooMuchOutput, host: host,
                message: "a question was answered with more than \(OutputCollector.limit >> 20) MiB",
                advice: "make the command print less")
        }
        return answer
    }

    /// Runs a command whose exit code is wanted, and of its output what fits.
    func judge(_ command: Command) async throws -> ProbeAnswer { try await ask(command).answer }

    private func ask(_ command: Command) async throws -> (answer: ProbeAnswer, isCut: Bool) {
        let collector = OutputCollector()
        let outcome = try await run(command, started: { _ in }, output: { collector.take($0) })
        let kept = collector.kept
        var answer = ProbeAnswer(
            exitCode: nil, output: String(decoding: kept.output, as: UTF8.self),
            errors: String(decoding: kept.errors, as: UTF8.self))
        switch outcome.ending {
        case .exited(let code): answer.exitCode = code
        case .lost(let how): answer.lost = how
        case .signalled, .timedOut, .cancelled: break
        }
        return (answer, kept.isCut)
    }
}
