import ProvHosts
import ProvJournal
import ProvRunbook

/// A step that makes a file on the host have exactly the block's content.
struct FileStep: Sendable {
    let runner: StepRunner
    let file: FileContent

    private var context: RunContext { runner.context }
    private var step: Step { runner.step }
    private var change: FileChange { FileChange(file, content: file.content.filled(with: runner.run.plan.inputs(on: runner.host))) }

    /// Whether there is nothing to do.
    func isInPlace(in session: LaneSession) async throws -> Bool {
        let (current, _) = await look(session)
        guard let current else { return false }
        return change.isSatisfied(by: current, contentSHA256: context.log.contentHash(Array(change.content.utf8)))
    }

    /// The word of `prov verify`, or `nil` where the step's own checks have it.
    func verify(in session: LaneSession) async throws -> StepRunner.Word? {
        let (current, trouble) = await look(session)
        let wanted = "\(file.path) as written here"
        let isSame = current.map { change.isSatisfied(by: $0, contentSHA256: context.log.contentHash(Array(change.content.utf8))) } ?? false
        let found = isSame ? "it is" : trouble ?? current.map(FileStep.words) ?? "nothing"
        try await context.log.append([.checkEvaluated(CheckEvaluated(
            step: step.id.rawValue, host: runner.host, moment: "verify", summary: "file \(file.path)", result: isSame ? "pass" : "fail",
            wanted: wanted, found: found))])
        if !isSame { return (.failed, "wanted \(wanted), found \(found)") }
        return step.check.isEmpty ? (.proven, nil) : nil
    }

    func apply(in session: LaneSession) async throws -> StepRunner.Try {
        let change = change
        let (found, trouble) = await look(session)
        guard let current = found else { return .failed(trouble ?? "the host gave no answer", tail: "") }
        if case .other(let what) = current { return .failed("\(file.path) is \(what), not a regular file", tail: "") }
        var previous: [UInt8]?
        if case .file = current {
            let old = Collector()
            let outcome = try await session.shell.run(quiet(change.read), started: { _ in }, output: { old.take($0) })
            guard outcome.ending == .exited(0) else { return .failed("\(file.path) cannot be read: \(old.texts().errors)", tail: "") }
            previous = old.bytes()
        }
        showDifference(previous)
        var command = quiet(change.write(over: current))
        command.timeout = step.options.timeout ?? context.settings.stepTimeout
        let key = await runner.run.memory.nextKey(step.id, host: runner.host, action: .run)
        let undo = try FileUndo(current: current, previous: previous, store: { try context.log.store(context.masker.maskReversibly($0)) })
        let result = try await ActionRunner(context: context).perform(
            key, command, in: session.shell, isIdempotent: true, undoData: undo.text, collects: false)
        guard result.didSucceed else {
            if case .lost(let how)? = result.outcome?.ending { return .lost(how) }
            return .failed(result.failure, tail: result.tail)
        }
        guard try await isInPlace(in: session) else { return .failed("\(file.path) was written but does not have the content, mode or owner wanted", tail: result.tail) }
        guard !step.check.isEmpty else { return .succeeded(.proven) }
        let failure = try await CheckRunner(runner: runner).evaluate(step.check, in: session, moment: "after", polls: true)
        return failure.map { .failed($0, tail: result.tail) } ?? .succeeded(.proven)
    }

    private func look(_ session: LaneSession) async -> (FileChange.Current?, String?) {
        do {
            let answer = try await session.shell.collect(quiet(change.probe))
            guard answer.exitCode == 0, let current = FileChange.parseCurrent(answer.output) else {
                return (nil, "\(file.path) cannot be looked at: \(answer.errors)")
            }
            return (current, nil)
        } catch {
            return (nil, "\(error)")
        }
    }

    private func quiet(_ text: String) -> Command {
        var command = Command(text: text, isIsolated: true, timeout: context.settings.checkTimeout)
        command.directory = step.options.cwd
        return command
    }

    private func showDifference(_ previous: [UInt8]?) {
        let old = String(decoding: previous ?? [], as: UTF8.self)
        let text = Difference.unified(from: old, to: change.content, path: file.path)
        context.observe(.difference(step: step.id, host: runner.host, text: context.masker.mask(text)))
    }

    private static func words(_ current: FileChange.Current) -> String {
        switch current {
        case .absent: "no such file"
        case .other(let what): what
        case .file(let mode, let owner, let group, let sha256):
            "a file with other content, mode or owner (mode \(String(mode, radix: 8)), \(owner):\(group), sha256 \(sha256.prefix(12))…)"
        }
    }
}

/// What must be known to put a file back, as it stands in the journal.
struct FileUndo: Sendable {
    /// Content hash of what was there (masked bytes, in the run's outputs); `nil` where nothing was.
    var previous: String?
    var mode: Int
    var owner: String?
    var group: String?

    init(current: FileChange.Current, previous: [UInt8]?, store: ([UInt8]) throws -> String) throws {
        mode = 0o644
        if case .file(let mode, let owner, let group, _) = current {
            self.mode = mode
            self.owner = owner
            self.group = group
        }
        self.previous = try previous.map(store)
    }

    /// Reads what `text` wrote; `nil` for anything else.
    init?(text: String) {
        guard let json = try? JSON(parsing: text), let mode = json["mode"]?.intValue else { return nil }
        self.mode = mode
        previous = json["previous"]?.stringValue
        owner = json["owner"]?.stringValue
        group = json["group"]?.stringValue
    }

    var text: String {
        func member(_ key: String, _ value: String?) -> JSON.Member { JSON.Member(key, value.map(JSON.string) ?? .null) }
        return JSON.object([.init("mode", .integer(mode)), member("previous", previous), member("owner", owner), member("group", group)])
            .text(pretty: false)
    }
}
