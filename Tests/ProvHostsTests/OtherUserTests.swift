import Foundation
import ProvHosts
import Testing

@Suite("A step for another user")
struct OtherUserTests {
    private let transport = HostTransport(environment: ["PATH": "/usr/bin:/bin"])

    @Test("is not run as this one")
    func refused() async throws {
        let other = NSUserName() == "nobody" ? "root" : "nobody"
        let error = await #expect(throws: HostError.self) { try await transport.open(host: "local", options: SessionOptions(directory: "/", user: other)) }
        #expect(error?.description == "local: prov cannot become \(other) so far; leave out `as`, or run prov as \(other)")
    }

    @Test("runs where it is this one, by name or by number", arguments: [NSUserName(), String(getuid())])
    func ourself(user: String) async throws {
        let session = try await transport.open(host: "local", options: SessionOptions(directory: "/", user: user))
        await session.close(keepingBackground: false)
    }
}
