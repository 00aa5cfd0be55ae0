import Foundation
import ProvSystem
import Testing

@testable import ProvChecks
@testable import ProvHosts
@testable import ProvRunbook
@testable import ProvText

@Suite("A step for another user")
struct OtherUserTests {
    private let transport = HostTransport(environment: ["PATH": "/usr/bin:/bin"])

    @Test("who does not exist is refused before anything runs")
    func unknown() throws {
        let refusal = try #require(transport.refusal(host: "local", user: "nobody-of-that-name"))
        #expect(
            refusal.description
                == "local: unknown user nobody-of-that-name on this machine; check `as`, and the output of `getent passwd`"
        )
    }

    @Test("runs as that user, with its home")
    func other() async throws {
        let probe = try await TestHost.otherUser.open()
        #expect(try await probe.run("id -un").output == "nobody\n")
        await probe.close()
    }

    @Test("runs where it is this one, by name or by number", arguments: [NSUserName(), String(getuid())])
    func ourself(user: String) async throws {
        let session = try await transport.open(host: "local", options: SessionOptions(directory: "/", user: user))
        await session.close(keepingBackground: false)
    }

    private static let identity = "echo \"$HOME $USER $LOGNAME $SHELL $MAIL $PWD\""
    private static let nobody = "/nonexistent nobody nobody /usr/sbin/nologin /var/mail/nobody /\n"

    private func open(_ method: Become.Method, path: String = "/usr/bin:/bin:/usr/sbin:/sbin") async throws -> Probe {
        let address = HostAddress(name: "here", kind: .local, become: Become(method: method, user: "nobody"))
        let environment: Environment = [
            "PATH": path, "HOME": "/planted", "USER": "planted", "LOGNAME": "planted", "SHELL": "/planted",
            "MAIL": "/planted",
        ]
        let transport = HostTransport(environment: environment, addresses: [address])
        return Probe(session: try await transport.open(host: "here", options: SessionOptions(directory: "/usr")))
    }

    @Test(
        "HOME, USER, LOGNAME, SHELL, MAIL and the directory are the new user's", arguments: [Become.Method.sudo, .su])
    func identity(method: Become.Method) async throws {
        let probe = try await open(method)
        #expect(try await probe.run(Self.identity).output == Self.nobody)
        await probe.close()
    }

    @Test("root needs no sudo", arguments: ["runuser", "setpriv", "su"])
    func withoutSudo(program: String) async throws {
        try #require(getuid() == 0)
        let folder = "/tmp/prov-without-sudo-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["sh", "bash", "id", "getent", program] {
            let found = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map { "\($0)/\(name)" }.first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: try #require(found))
        }
        let probe = try await open(.sudo, path: folder)
        #expect(try await probe.run(Self.identity).output == Self.nobody)
        await probe.close()
    }

    @Test("the advice belongs to the failure")
    func advice() async throws {
        let error = await #expect(throws: HostError.self) { try await open(.doas, path: "/nowhere") }
        #expect(
            error?.description
                == """
                here: doas is not installed on this machine, and `as` needs it to become nobody; install doas, or run prov \
                as root
                """
        )
    }

    @Test("what another user's shell left does not say who this one is")
    func carried() async throws {
        let probe = try await open(.sudo)
        let state =
            """
            builtin declare -x HOME="/home/ops"
            builtin declare -x USER="ops"
            builtin declare -- MARK="1"
            builtin cd -- /root
            """
        try await probe.session.restoreState(state, isOfAnotherUser: true)
        #expect(try await probe.run(Self.identity + "; echo $MARK").output == Self.nobody + "1\n")
        await probe.close()
    }
}
