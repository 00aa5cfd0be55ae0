import Foundation
import ProvHosts
import Testing

@Suite("A step for another user")
struct OtherUserTests {
    private let transport = HostTransport(environment: ["PATH": "/usr/bin:/bin"])

    @Test("who does not exist is refused before anything runs")
    func unknown() throws {
        let refusal = try #require(transport.refusal(host: "local", user: "nobody-of-that-name"))
        #expect(refusal.description == "local: there is no user nobody-of-that-name on this machine; look at `as`, and at `getent passwd`")
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
}
