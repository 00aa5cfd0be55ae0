import Glibc
import ProvEngine
import ProvHosts
import ProvJournal
import ProvRunbook

/// Who runs what, from where: what an auditor asks first.
enum RunIdentity {
    static func opened(run: String, plan: Plan, mode: RunMode, reason: String?, signers: AllowedSigners?) async
        -> RunOpened
    {
        let runbook = plan.runbook
        let git = await GitState.read(folder: TextFile.folder(of: runbook.path))
        var opened = RunOpened(
            run: run, mode: mode, runbook: TextFile.absolute(runbook.path), title: runbook.title,
            runbookDigest: PlanRecord.runbookDigest(runbook, hash: ContentHash.hex), gitCommit: git?.commit,
            gitDirty: git?.isDirty ?? false,
            environment: plan.environment, parameters: plan.parameters, kind: runbook.front.kind?.rawValue,
            purpose: reason, user: User.name, loginUser: User.login.map(String.init), machine: machineName,
            toolVersion: Version.text, rtoSeconds: runbook.front.objectives.rto?.seconds,
            rpoSeconds: runbook.front.objectives.rpo?.seconds, inventory: plan.inventory, limit: plan.limit,
            hostParameters: hostParameters(plan))
        opened.claimedUser = User.claimed
        opened.isDrill = plan.isDrill
        opened.signers = await signers?.recorded()
        return opened
    }

    /// Of what hosts have for themselves, the runbook's parameters are its inputs; the rest stays the inventory's
    /// affair.
    private static func hostParameters(_ plan: Plan) -> [String: [String: String]] {
        let names = Set(plan.runbook.parameters.map(\.name))
        return plan.hostVariables.mapValues { own in own.filter { names.contains($0.key) } }.filter {
            !$0.value.isEmpty
        }
    }

    static var machineName: String {
        var host = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&host, host.count - 1) == 0 else { return "unknown" }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The SHA-256 of prov's own binary, made beside the first steps and recorded when it is known.
struct BinaryDigest: Sendable {
    private let done: AsyncStream<Void>

    /// Begins to hash, on a thread of its own.
    init(recordedIn log: RunLog) {
        let (done, announcing) = AsyncStream<Void>.makeStream()
        self.done = done
        BackgroundThread.start {
            if let digest = try? BinaryDigest.hash(of: "/proc/self/exe") {
                // A record that cannot be kept is noticed by the run, which ends for it.
                try? log.note(.toolHashed(ToolHashed(version: Version.text, digest: digest)))
            }
            announcing.finish()
        }
    }

    /// Returns once the digest is in the record.
    func recorded() async { for await _ in done {} }

    private static func hash(of path: String) throws -> String {
        var hasher = ContentHasher()
        try TextFile.read(path) { piece in
            hasher.update(piece)
            return true
        }
        return hasher.hex
    }
}

/// Who runs prov.
enum User {
    /// The account that the process runs as, and before it the one that logged in, where the kernel's audit knows
    /// another.
    static var name: String {
        let effective = account(geteuid())
        guard let login, login != geteuid() else { return effective }
        return "\(account(login)) as \(effective)"
    }

    /// By which people are counted: the login where the kernel knows it, which `su` and `sudo` keep; else the effective
    /// account.
    static var identity: String { login.map { "login:\($0)" } ?? "uid:\(geteuid())" }

    /// The login uid of the audit subsystem; `nil` where it was never set.
    static var login: uid_t? {
        let text = (try? TextFile.read("/proc/self/loginuid")).map { String(decoding: $0, as: UTF8.self) }
        return text.flatMap { uid_t($0) }.flatMap { $0 == .max ? nil : $0 }
    }

    /// What `$SUDO_USER` says: anybody can set it, so it is recorded as claimed and decides nothing.
    static var claimed: String? { Environment["SUDO_USER"].flatMap { $0.isEmpty ? nil : $0 } }

    /// The accounts in a recorded name: `ada as root` is both.
    static func names(_ recorded: String) -> [String] {
        recorded.split(separator: " ").filter { $0 != "as" }.map(String.init)
    }

    private static func account(_ uid: uid_t) -> String {
        guard let entry = unsafe getpwuid(uid), let name = unsafe entry.pointee.pw_name else { return "uid \(uid)" }
        return unsafe String(cString: name)
    }
}

/// The state of the repository a runbook stands in.
struct GitState {
    var commit: String
    var isDirty: Bool

    /// `nil` outside a repository, and where there is no git.
    static func read(folder: String) async -> GitState? {
        guard isRepository(folder),
            let head = try? await OneShot.run(["git", "-C", folder, "rev-parse", "HEAD"], timeout: .seconds(10)),
            head.outcome.ending == .exited(0),
            let status = try? await OneShot.run(
                ["git", "-C", folder, "status", "--porcelain", "--untracked-files=no"], timeout: .seconds(20))
        else { return nil }
        return GitState(
            commit: String(decoding: head.stdout.prefix { $0 != 0x0A }, as: UTF8.self), isDirty: !status.stdout.isEmpty)
    }

    /// The commit that changed a file last, and whether the file differs from it; `nil` where git does not have it.
    static func history(of file: String) async -> GitState? {
        let folder = TextFile.folder(of: file)
        guard isRepository(folder),
            let last = try? await OneShot.run(
                ["git", "-C", folder, "log", "-1", "--format=%H", "--", file], timeout: .seconds(10)),
            last.outcome.ending == .exited(0), !last.stdout.isEmpty,
            let status = try? await OneShot.run(
                ["git", "-C", folder, "status", "--porcelain", "--", file], timeout: .seconds(20)),
            status.outcome.ending == .exited(0)
        else { return nil }
        return GitState(
            commit: String(decoding: last.stdout.prefix { $0 != 0x0A }, as: UTF8.self), isDirty: !status.stdout.isEmpty)
    }

    /// Two programs need not be started to find out that there is no repository.
    private static func isRepository(_ folder: String) -> Bool {
        if Environment["GIT_DIR"] != nil { return true }
        var folder = folder
        while true {
            if TextFile.exists(folder == "/" ? "/.git" : "\(folder)/.git") { return true }
            guard folder != "/" else { return false }
            folder = TextFile.parent(of: folder)
        }
    }
}
