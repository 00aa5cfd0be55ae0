import FoundationEssentials
import Glibc
import Testing

@testable import ProvHosts

/// Every kind of place a shell is had in: the contract is the same for all.
enum TestHost: String, CaseIterable, CustomTestStringConvertible {
    case local, ssh
    /// Another user of this machine.
    case otherUser
    /// A host of ssh, become another user there.
    case sshOtherUser

    var testDescription: String { rawValue }

    func open(environment: [(name: String, value: String)] = []) async throws -> Probe {
        let path = ["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/tmp", "LANG": "C.UTF-8"]
        var options = SessionOptions(directory: "/tmp", environment: environment)
        if self == .otherUser || self == .sshOtherUser { options.user = "nobody" }
        let address = self == .ssh || self == .sshOtherUser ? try TestServer.shared.get().address(named: rawValue) : HostAddress(name: rawValue, kind: .local)
        let session = try await HostTransport(environment: path, addresses: [address]).open(host: rawValue, options: options)
        let probe = Probe(session: session)
        if self == .sshOtherUser || self == .ssh { _ = try await probe.run("cd /tmp") }
        return probe
    }
}

/// The system's own sshd on a free port of the loopback, with keys of its own; it ends with the tests.
final class TestServer: Sendable {
    static let shared = Result { try TestServer() }

    let folder: String
    let port: Int
    private let pid: pid_t

    /// - Parameter settings: more lines for its configuration.
    init(settings: String = "") throws {
        var template = Array("/tmp/prov-sshd.XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        folder = unsafe String(cString: made)
        port = Int.random(in: 20_000..<60_000)
        for key in ["host", "user"] { try TestServer.spawn(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"]).wait() }
        try String(contentsOfFile: "\(folder)/user.pub", encoding: .utf8).write(toFile: "\(folder)/authorized", atomically: false, encoding: .utf8)
        let host = try String(contentsOfFile: "\(folder)/host.pub", encoding: .utf8)
        try "[127.0.0.1]:\(port) \(host)".write(toFile: "\(folder)/known", atomically: false, encoding: .utf8)
        try """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder)/host
            AuthorizedKeysFile \(folder)/authorized
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            MaxStartups 100
            MaxSessions 100
            \(settings)

            """.write(toFile: "\(folder)/config", atomically: false, encoding: .utf8)
        if getuid() == 0 { _ = unsafe mkdir("/run/sshd", 0o755) }
        pid = try TestServer.spawn(["/usr/sbin/sshd", "-D", "-f", "\(folder)/config", "-E", "\(folder)/log"]).pid
        TestServer.atEnd.append(pid)
        for _ in 0..<100 {
            if (try? TestServer.spawn(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"]).wait()) == 0 { return }
            usleep(50_000)
        }
        throw CocoaError(.executableLoad)
    }

    func address(named name: String) -> HostAddress {
        HostAddress(name: name, kind: .ssh, address: "127.0.0.1", port: port, keyFile: "\(folder)/user",
                    arguments: ["-F", "none", "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=\(folder)/known", "-o", "LogLevel=ERROR"])
    }

    func stop() { kill(pid, SIGTERM) }

    /// Ends every connection it has, as a network does that breaks; it takes new ones.
    func dropConnections() throws { try TestServer.spawn(["pkill", "-KILL", "-P", String(pid), "sshd"]).wait() }

    // MARK: Processes

    /// Servers to be ended when the tests are over, however that comes.
    private static let atEnd = Ended()

    private final class Ended: @unchecked Sendable {
        private static nonisolated(unsafe) var pids: [pid_t] = []
        func append(_ pid: pid_t) {
            if unsafe Ended.pids.isEmpty { atexit { for pid in unsafe Ended.pids { kill(pid, SIGTERM) } } }
            unsafe Ended.pids.append(pid)
        }
    }

    struct Child {
        var pid: pid_t
        @discardableResult func wait() -> Int32 {
            var status: Int32 = 0
            _ = unsafe waitpid(pid, &status, 0)
            return status
        }
    }

    static func spawn(_ words: [String]) throws -> Child {
        var pid: pid_t = 0
        var arguments = unsafe words.map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        defer { for unsafe argument in unsafe arguments { unsafe free(argument) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        guard unsafe posix_spawnp(&pid, words[0], &actions, nil, arguments, environ) == 0 else { throw CocoaError(.executableNotLoadable) }
        return Child(pid: pid)
    }
}
