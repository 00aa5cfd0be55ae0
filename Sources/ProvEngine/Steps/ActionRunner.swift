import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// Runs one command with its record: intent on disk before it, outcome on disk before anyone hears of it.
struct ActionRunner: Sendable {
    let context: RunContext

    /// - Parameters:
    ///   - source: the script that the command is made of, to name the place of what fails in it.
    ///   - wantedExit: the exit code that counts as success where the run ends before it is judged; `nil` for any end.
    ///   - isJudgedFurther: whether something else must be so too, so that a run that ends before it leaves a doubt.
    ///   - secretCaptures: names that say secret and capture its standard output, which is then not recorded.
    ///   - isSettledNext: true where success is settled at once, with a sync that then serves for both.
    ///   - keeps: keeps the state that the command left its shell in; called before its end is recorded, so that no
    ///     record has the one without the other.
    func perform(
        _ key: ActionKey, _ command: Command, of source: CommandSource? = nil, in session: any Session,
        isIdempotent: Bool = false,
        wantedExit: Int? = 0, isJudgedFurther: Bool = false, undoData: String? = nil, collects: Bool,
        secretCaptures: [String] = [], isSettledNext: Bool = false, keeps: ((String) async throws -> Void)? = nil
    ) async throws -> ActionResult {
        let intended = StepIntended(
            key: key, command: command.text, interpreter: command.interpreter.label,
            timeoutSeconds: command.timeout?.seconds,
            isIdempotent: isIdempotent, wantedExit: wantedExit, isJudgedFurther: isJudgedFurther, undoData: undoData)
        // Who watches sees the output of a step that has the terminal already.
        let hasTerminal = command.input == .terminal && context.terminal.isOffered
        let pipeline = OutputPipeline(
            key: key, context: context, collects: collects, isShown: !hasTerminal, secretCaptures: secretCaptures)
        let watch = ServerWatch.fitting(command, key, in: session, pipeline, context)
        return try await perform(
            intended, pipeline, timeout: command.timeout, source: source, isBackground: command.launch == .background,
            isSettledNext: isSettledNext, watch: watch, keeps: keeps
        ) {
            // Cancelled when the command has ended.
            async let _ = watch?.run()
            return try await run(command, in: session, pipeline, onTerminal: hasTerminal)
        }
    }

    /// Puts a file in its place; its bytes come from `content`, none at the end.
    ///
    /// - Parameter isSecret: whether a secret is in it, which could be guessed from a digest in the record.
    func place(
        _ file: FilePlacement, of key: ActionKey, undoData: String?, isSecret: Bool, in session: any Session,
        content: @escaping @Sendable () throws -> ArraySlice<UInt8>
    ) async throws -> ActionResult {
        let ownership = [file.owner, file.group].compactMap { $0 }.joined(separator: ":")
        let digest = isSecret ? "" : ", sha256 \(file.sha256)"
        let text =
            """
            write \(file.path) (mode \
            \(String(file.mode, radix: 8))\(ownership.isEmpty ? "" : ", owner \(ownership)")\(digest))\
            \(file.validation.map { " if this succeeds: \($0)" } ?? "")
            """
        let intended = StepIntended(
            key: key, command: text, interpreter: "file", timeoutSeconds: file.timeout.seconds,
            isIdempotent: true, undoData: undoData)
        let pipeline = OutputPipeline(key: key, context: context, collects: false)
        return try await perform(intended, pipeline, timeout: file.timeout) {
            try await session.put(file, from: content) { try pipeline.take($0) }
        }
    }

    private func perform(
        _ intended: StepIntended, _ pipeline: OutputPipeline, timeout: Duration?, source: CommandSource? = nil,
        isBackground: Bool = false,
        isSettledNext: Bool = false, watch: ServerWatch? = nil,
        keeps: ((String) async throws -> Void)? = nil, _ work: () async throws -> Outcome
    ) async throws -> ActionResult {
        let key = intended.key
        try await context.log.append([.stepIntended(intended)])
        context.observe(.started(key, command: intended.command))
        var outcome: Outcome?
        var trouble: HostError?
        do {
            outcome = try await work()
        } catch let error as HostError {
            trouble = error
        }
        let running = outcome?.background.flatMap { background in
            isBackground
                ? BackgroundRecords.Entry(
                    key: key, background: background, pipeline: pipeline, isStep: true, wantedExit: intended.wantedExit)
                : nil
        }
        if let running { context.background.add(running) }
        let stored = running == nil ? try pipeline.finish() : []
        if let state = outcome?.state { try await keeps?(state) }
        let (lastError, place) = pipeline.lastError(outcome, source)
        var exited = StepExited(
            key: key, outcome: outcome, place: place, trouble: trouble.map { $0.description })
        if running != nil { exited.ending = .running }
        exited.left = outcome?.background?.processes.map(\.pid) ?? []
        let detail = exited.detail
        let server = exited.ending == .timeout ? watch?.server : nil
        if let server { exited.detail = "\(server.cause); \(ServerSeen.advice)" }
        let events = stored.map(Event.output) + [.stepExited(exited)]
        try context.record(events, thenShow: .exited(exited))
        // What verifies the step, and whoever is asked what to do after a failure, comes after its outcome is on disk.
        if !isSettledNext || outcome?.ending != .exited(0) { try context.log.flush() }
        var result = pipeline.result(outcome: outcome, trouble: detail)
        result.server = server
        (result.lastError, result.place) = (lastError, place)
        result.timeout = timeout
        result.running = running
        return result
    }
}

extension ActionRunner {
    private func run(_ command: Command, in session: any Session, _ pipeline: OutputPipeline, onTerminal: Bool)
        async throws -> Outcome
    {
        var command = command
        command.ownsScreen = onTerminal
        let isBackground = command.launch == .background
        let later = isBackground ? pipeline : pipeline.afterwards()
        command.afterwards = { try later.take($0) }
        let final = command
        let work: @Sendable () async throws -> Outcome = {
            try await session.run(final) {
                pipeline.started(pid: $0)
            } output: {
                try pipeline.take($0)
            }
        }
        let outcome = onTerminal ? try await context.terminal.own(work) : try await work()
        if let background = outcome.background, !isBackground {
            context.background.add(
                BackgroundRecords.Entry(
                    key: pipeline.key, background: background, pipeline: later, isStep: false, wantedExit: 0))
        }
        return outcome
    }
}

extension Interpreter {
    /// For the record: `shell`, or the program's name.
    var label: String {
        switch self {
        case .session: "shell"
        case .process(let arguments): arguments.joined(separator: " ")
        }
    }
}

extension StepExited {
    init(key: ActionKey, outcome: Outcome?, place: CommandPlace?, trouble: String?) {
        guard let outcome else {
            self.init(key: key, ending: .notStarted, detail: trouble, seconds: 0)
            return
        }
        let seconds = outcome.duration.seconds
        switch outcome.ending {
        case .exited(let code): self.init(key: key, ending: .exit(code), failed: place, seconds: seconds)
        case .signalled(let signal): self.init(key: key, ending: .signal(signal), seconds: seconds)
        case .timedOut: self.init(key: key, ending: .timeout, seconds: seconds)
        case .cancelled: self.init(key: key, ending: .cancelled, seconds: seconds)
        case .lost(let how):
            self.init(key: key, ending: .lost, detail: how, seconds: seconds, keptIn: outcome.keptIn?.name)
        }
    }
}
