import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText
import Synchronization

/// Notices that a step which does not end is a server: a process of it waits for connections, prints nothing and
/// computes nothing.
///
/// A step that ends within seconds costs nothing: the first look comes after them. Two looks, a pause apart, must
/// see the same process on the same port, and no output and nearly no time on a processor between them; a build or
/// a test suite that opens a port works meanwhile.
final class ServerWatch: Sendable {
    private let key: ActionKey
    private let session: any Session
    private let pipeline: OutputPipeline
    private let context: RunContext
    private let seen = Mutex<ServerSeen?>(nil)

    /// Hundredths of a second that a server which waits may compute between two looks.
    private static let idle = 10
    /// The longest time between two pairs of looks.
    private static let longestWait = Duration.seconds(60)

    init(_ key: ActionKey, in session: any Session, _ pipeline: OutputPipeline, _ context: RunContext) {
        self.key = key
        self.session = session
        self.pipeline = pipeline
        self.context = context
    }

    /// `nil` for what is not a step in the foreground.
    static func fitting(
        _ command: Command, _ key: ActionKey, in session: any Session, _ pipeline: OutputPipeline,
        _ context: RunContext
    ) -> ServerWatch? {
        guard key.action == .run, command.launch != .background, command.input != .terminal else { return nil }
        return ServerWatch(key, in: session, pipeline, context)
    }

    /// What was noticed.
    var server: ServerSeen? { seen.withLock { $0 } }

    /// Looks until a server is noticed, or the task is cancelled because the command has ended.
    func run() async {
        let begun = ContinuousClock.now
        let (notice, pause) = (context.settings.serverNotice, context.settings.serverPause)
        var wait = max(.zero, notice - pause)
        while true {
            do {
                try await Task.sleep(for: wait)
                let before = pipeline.received
                if let first = await look(since: begun), !first.listeners.isEmpty {
                    try await Task.sleep(for: pause)
                    guard !Task.isCancelled, let second = await look(since: begun) else { return }
                    if let server = server(in: first, second, isSilent: pipeline.received == before, since: begun) {
                        if !Task.isCancelled { tell(server) }
                        return
                    }
                }
            } catch { return }
            wait = min(max(wait * 2, pause), ServerWatch.longestWait)
        }
    }

    private func look(since begun: ContinuousClock.Instant) async -> CommandLook? {
        guard let pid = pipeline.pid else { return nil }
        return await session.look(
            atShell: pid, since: begun, besides: context.background.pids(on: key.host))
    }

    private func server(
        in first: CommandLook, _ second: CommandLook, isSilent: Bool, since begun: ContinuousClock.Instant
    ) -> ServerSeen? {
        guard isSilent, second.busy - first.busy <= ServerWatch.idle else { return nil }
        let before = Set(first.listeners)
        guard let listener = second.listeners.first(where: before.contains) else { return nil }
        return ServerSeen(
            key: key, pid: listener.pid, program: listener.program, address: listener.address,
            seconds: (ContinuousClock.now - begun).seconds)
    }

    private func tell(_ server: ServerSeen) {
        seen.withLock { $0 = server }
        // A failing log shows itself with the next event.
        try? context.record([.serverSeen(server)], thenShow: .serverSeen(server))
    }
}

extension ServerSeen {
    /// What it is, as a clause.
    package var cause: String { "\(program) (pid \(pid)) listens on \(address) and prints nothing" }

    /// What to do if it is meant.
    package static let advice = "if it is a server, give the step 'background'"

    /// What a person at the terminal reads.
    package var notice: String {
        "step \(key.step) still runs after \(Int(seconds.rounded())) s\(key.host == PlanHosts.localName ? "" : " on \(key.host)"): "
            + "\(cause); \(ServerSeen.advice); Ctrl-C ends it"
    }
}
