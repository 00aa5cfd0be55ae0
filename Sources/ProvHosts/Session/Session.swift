package import ProvText

/// One long-lived shell on one host; commands run in it one after the other and share its state.
///
/// Not safe for two commands at once.
package protocol Session: AnyObject, Sendable {
    var host: String { get }
    /// Which shell answers there.
    var dialect: ShellDialect { get }

    /// Runs a command to its end.
    ///
    /// - Parameter output: called on the session's own thread, in order, before this returns; blocking it slows the
    ///   command down (that is how a gigabyte stays within bounds). Throwing from it ends the command's group and is
    ///   rethrown.
    /// - Parameter started: called once, with the process id the command runs under, before its first output.
    /// Cancelling the task ends the command's process group (TERM, then KILL) and gives `.cancelled`.
    func run(
        _ command: Command, started: @escaping @Sendable (Int) -> Void,
        output: @escaping @Sendable (OutputChunk) throws -> Void
    ) async throws -> Outcome

    /// Makes a file have exactly these bytes, mode and owner, in one rename; streamed, whatever its size.
    ///
    /// - Parameter content: the next bytes; none at the end. Throwing from it leaves the file as it was, and is
    ///   rethrown.
    func put(
        _ file: FilePlacement, from content: @escaping @Sendable () throws -> ArraySlice<UInt8>,
        output: @escaping @Sendable (OutputChunk) throws -> Void
    ) async throws -> Outcome

    /// Gives out a file's bytes in order; `path` is absolute. Throws `HostError` with the host's own words if it cannot
    /// be read.
    func get(_ path: String, timeout: Duration, take: @escaping @Sendable (ArraySlice<UInt8>) throws -> Void)
        async throws

    /// The shell's state (variables, functions, options, directory) as bash code, cleaned of what is the shell's own.
    func dumpState() async throws -> String

    /// Brings back a state that `dumpState` gave.
    ///
    /// - Parameter isOfAnotherUser: whether another user's shell gave it; then HOME, USER, LOGNAME, SHELL and MAIL stay
    ///   this shell's, and so does the directory if this user cannot enter the other.
    func restoreState(_ text: String, isOfAnotherUser: Bool) async throws

    /// Gives the user's terminal a shell in the session's state, and waits for its end.
    func openUserShell() async throws

    /// Looks at what earlier commands left running: which of it has ended, and what it printed on another host.
    func review() async

    /// Processes that earlier commands left in the background and that still run.
    func survivors() async -> [Survivor]

    /// What the processes of the running command do; may be asked while it runs. `nil` where nobody could be asked.
    ///
    /// - Parameters:
    ///   - pid: what `started` of the command gave.
    ///   - begun: when the command began; older processes belong to earlier commands.
    ///   - earlier: processes that earlier commands left running; they and what they started are left out.
    func look(atShell pid: Int, since begun: ContinuousClock.Instant, besides earlier: Set<Int>) async -> CommandLook?

    /// What still runs of a shell that an earlier prov had on this host, told by its process id: prov was killed, its
    /// step still runs.
    ///
    /// - Parameter earlier: processes that earlier commands left running; they and what they started are left out.
    func remains(ofShell pid: Int, besides earlier: Set<Int>) async -> [Survivor]

    /// Those of some processes that an earlier prov left running on this host which still run, as far as the session's
    /// user can see them.
    func living(_ pids: Set<Int>) async -> [Survivor]

    /// Which boot of the host the shell was last had in; `nil` where it cannot be told, or the host is this machine.
    var bootID: String? { get async }

    /// Waits until the host is up again with another boot than the given one, and has a new shell there in the state of
    /// the old one.
    ///
    /// Throws `HostError` where no shell can be had there afterwards.
    func awaitRestart(since bootID: String, within patience: Duration) async throws -> HostRestart

    /// Ends the shell; with `keepingBackground` false also every process it left behind (TERM, then KILL), which are
    /// given back.
    @discardableResult
    func close(keepingBackground: Bool) async -> [Survivor]
}

/// A way to reach hosts.
package protocol Transport: Sendable {
    /// For the record: `local`, `ssh`, `podman`, ….
    func name(of host: String) -> String

    /// Why steps on a host as a user cannot run at all, as far as that is known without reaching it; asked before
    /// anything runs.
    func refusal(host: String, user: String?) -> HostError?

    /// Opens a shell; throws `HostError` where the host cannot be reached or has no usable shell.
    func open(host: String, options: SessionOptions) async throws -> any Session
}

/// What became of a restart that was asked for.
package enum HostRestart: Sendable, Equatable {
    case restarted
    /// It can be reached, and it is still the same boot.
    case stayedUp
    case unreachable
    case cancelled
}

/// What a session's shell begins with.
package struct SessionOptions: Sendable {
    /// Where the shell starts.
    package var directory: String?
    package var environment: [(name: String, value: String)]
    /// Exported like the environment.
    package var secrets: Secrets
    /// The user to become; `nil` stays who we are.
    package var user: String?
    /// What becoming the user may need; it goes to the program's standard input.
    package var password: Secret?
    /// How long a host whose link was lost in the middle of a command may stay away before the command counts as lost.
    package var linkTimeout: Duration = .seconds(600)
    /// What is done on another host before the shell is there and after it has gone.
    package var entry: HostEntry?
    /// Hears what the operator should know meanwhile: a link that was lost, a shell that can less.
    package var notice: @Sendable (String) -> Void = { _ in }

    package init(
        directory: String? = nil, environment: [(name: String, value: String)] = [], secrets: Secrets = [:],
        user: String? = nil,
        password: Secret? = nil
    ) {
        self.directory = directory
        self.environment = environment
        self.secrets = secrets
        self.user = user
        self.password = password
    }
}
