import FoundationEssentials
import Glibc
import ProvSystem
import Synchronization
import Testing

@testable import ProvChecks
@testable import ProvHosts
@testable import ProvRunbook
@testable import ProvText

/// Every kind of place a shell is had in: the contract is the same for all.
enum TestHost: String, CaseIterable, CustomTestStringConvertible {
    case local, ssh
    /// Another user of this machine.
    case otherUser
    /// A host of ssh, become another user there.
    case sshOtherUser
    /// A container of podman's.
    case podman

    var testDescription: String { rawValue }

    func open(environment: [(name: String, value: String)] = []) async throws -> Probe {
        let path: Environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/tmp", "LANG": "C.UTF-8",
        ]
        var options = SessionOptions(directory: "/tmp", environment: environment)
        if self == .otherUser || self == .sshOtherUser { options.user = "nobody" }
        let address = try address()
        let session = try await HostTransport(environment: path, addresses: [address]).open(
            host: rawValue, options: options)
        let probe = Probe(session: session)
        if self != .local { _ = try await probe.run("cd /tmp") }
        return probe
    }

    /// Whether its processes can be seen from here by their numbers.
    var sharesProcesses: Bool { self != .podman }

    private func address() throws -> HostAddress {
        switch self {
        case .local, .otherUser: HostAddress(name: rawValue, kind: .local)
        case .ssh, .sshOtherUser: try TestServer.shared.get().address(named: rawValue)
        case .podman: try TestContainer.shared.get().address(named: rawValue)
        }
    }
}

/// A container from the lab's base, which nobody has to fetch from anywhere.
final class TestContainer: Sendable {
    static let shared = Result { try TestContainer() }
    private let name = "prov-contract-\(getpid())"

    init() throws {
        let script = #filePath.replacing("ProvHostsTests/TestHost.swift", with: "Lab/container.sh")
        guard try TestServer.spawn(["bash", script, "up", name]).wait() == 0 else { throw CocoaError(.executableLoad) }
        TestServer.atEnd(["bash", script, "down", name])
    }

    func address(named host: String) -> HostAddress {
        HostAddress(
            name: host, kind: .podman, address: name, arguments: ["--cgroup-manager=cgroupfs", "--events-backend=file"])
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
        port = try TestServer.freePort()
        for key in ["host", "user"] {
            try TestServer.spawn(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"]).wait()
        }
        try String(contentsOfFile: "\(folder)/user.pub", encoding: .utf8).write(
            toFile: "\(folder)/authorized", atomically: false, encoding: .utf8)
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
        TestServer.atEnd(["kill", String(pid)])
        for _ in 0..<100 {
            if (try? TestServer.spawn(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"]).wait()) == 0 { return }
            usleep(50_000)
        }
        throw CocoaError(.executableLoad)
    }

    func address(named name: String) -> HostAddress {
        HostAddress(
            name: name, kind: .ssh, address: "127.0.0.1", port: port, keyFile: "\(folder)/user",
            arguments: [
                "-F", "none", "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=\(folder)/known", "-o",
                "LogLevel=ERROR",
            ])
    }

    /// A port that nobody listens on, below those that the system gives out itself.
    private static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 10_000..<32_000)
            if try spawn(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"]).wait() != 0 { return port }
        }
        throw CocoaError(.fileWriteUnknown)
    }

    func stop() { kill(pid, SIGTERM) }

    /// Ends every connection it has, as a network does that breaks; it takes new ones.
    func dropConnections() throws { try TestServer.spawn(["pkill", "-KILL", "-P", String(pid), "sshd"]).wait() }

    /// Takes no connection any more, and then ends every one it has.
    func vanish() throws {
        try TestServer.spawn([
            "bash", "-c",
            """
            c=$(pgrep -P \(pid) sshd); kill \(pid); while (: <>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null; do sleep \
            0.01; done; kill -KILL $c
            """,
        ]).wait()
    }

    // MARK: Processes

    /// What is run when the tests are over, however that comes.
    static func atEnd(_ words: [String]) { Endings.shared.append(words) }

    private final class Endings: Sendable {
        static let shared = Endings()
        private let all = Mutex<[[String]]>([])

        init() {
            atexit { for words in Endings.shared.all.withLock({ $0 }) { _ = try? TestServer.spawn(words).wait() } }
        }

        func append(_ words: [String]) { all.withLock { $0.append(words) } }
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
        defer { while let argument = unsafe arguments.popLast() { unsafe free(argument) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        guard unsafe posix_spawnp(&pid, words[0], &actions, nil, arguments, environ) == 0 else {
            throw CocoaError(.executableNotLoadable)
        }
        return Child(pid: pid)
    }
}
