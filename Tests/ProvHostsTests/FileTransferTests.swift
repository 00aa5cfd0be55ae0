import Glibc
import ProvJournal
import Synchronization
import Testing

@testable import ProvChecks
@testable import ProvHosts
@testable import ProvRunbook

/// Files to and from every kind of place, byte for byte.
@Suite("Files on a session", .serialized)
struct FileTransferTests {
    private func sha256(_ bytes: [UInt8]) -> String { ContentHash.hex(bytes) }

    private func put(
        _ bytes: [UInt8], at path: String, mode: Int, _ shell: Probe, sha256 claimed: String? = nil,
        over replaces: FilePlacement.Replaced = .anything
    ) async throws -> (Outcome.Ending, String) {
        var file = FilePlacement(
            path: path, mode: mode, owner: nil, group: nil, sha256: claimed ?? sha256(bytes), timeout: .seconds(60))
        file.replaces = replaces
        let rest = Mutex(bytes[...])
        let errors = Mutex<[UInt8]>([])
        let outcome = try await shell.session.put(file) {
            rest.withLock { rest in
                defer { rest = rest.dropFirst(70_000) }
                return rest.prefix(70_000)
            }
        } output: { chunk in
            errors.withLock { $0 += chunk.bytes }
        }
        return (outcome.ending, String(decoding: errors.withLock { $0 }, as: UTF8.self))
    }

    private func get(_ path: String, _ shell: Probe) async throws -> [UInt8] {
        let bytes = Mutex<[UInt8]>([])
        try await shell.session.get(path, timeout: .seconds(60)) { piece in bytes.withLock { $0 += piece } }
        return bytes.withLock { $0 }
    }

    @Test("what is put is what is got: every byte, every size, with its mode", arguments: TestHost.allCases)
    func roundTrip(host: TestHost) async throws {
        let shell = try await host.open()
        let folder = try await shell.run("mktemp -d").output.filter { $0 != "\n" }
        var generator = SystemRandomNumberGenerator()
        for count in [0, 1, 255, 65_536, 300_001] {
            let bytes = (0..<count).map { index in
                index < 256 ? UInt8(index) : UInt8.random(in: 0...255, using: &generator)
            }
            let path = "\(folder)/it's a \(count)"
            #expect(try await put(bytes, at: path, mode: 0o640, shell).0 == .exited(0))
            #expect(try await get(path, shell) == bytes)
            #expect(try await shell.run("stat -c %a '\(folder)/it'\\''s a \(count)'").output == "640\n")
        }
        #expect(try await shell.run("ls -A \(folder) | grep -c prov || :").output == "0\n", "no temporary file is left")
        _ = try await shell.run("rm -rf \(folder)")
        await shell.close()
    }

    @Test("what did not arrive whole replaces nothing", arguments: TestHost.allCases)
    func damaged(host: TestHost) async throws {
        let shell = try await host.open()
        let path = try await shell.run("t=$(mktemp); echo old > $t; echo $t").output.filter { $0 != "\n" }
        let (ending, words) = try await put(
            Array("new\n".utf8), at: path, mode: 0o600, shell, sha256: sha256(Array("other".utf8)))
        #expect(ending == .exited(1))
        #expect(words.contains("the received bytes differ from the sent bytes"))
        #expect(try await get(path, shell) == Array("old\n".utf8))
        _ = try await shell.run("rm -f \(path)")
        await shell.close()
    }

    /// Each leaves another file at the path that is looked at than the one that was looked at.
    private static let changes = [
        "echo two >f", "echo else >>f", "chmod 640 f", "echo one >g; mv g f", "rm f; echo one >f", "rm f",
    ]

    @Test("a file that somebody else changes after it was looked at is not replaced", arguments: TestHost.allCases)
    func changedMeanwhile(host: TestHost) async throws {
        let shell = try await host.open()
        let folder = try await shell.run("mktemp -d").output.filter { $0 != "\n" }
        let new = Array("new\n".utf8)
        // The times of two changes differ: a kernel may count them in steps of 4 ms.
        for change in FileTransferTests.changes {
            let version = try await shell.run("cd \(folder); echo one >f; p=f; \(FilePlacement.version)").output
            let seen = FilePlacement.Replaced.file(version: String(version.dropLast()))
            let left = try await shell.run("cd \(folder); sleep 0.02; \(change); cat f 2>&1 || :").output
            let (ending, words) = try await put(new, at: "\(folder)/f", mode: 0o600, shell, over: seen)
            #expect(ending == .exited(1), "\(change)")
            #expect(host == .podman || words.contains("was changed by something else after it was read"), "\(words)")
            #expect(try await shell.run("cd \(folder); cat f 2>&1 || :").output == left, "\(change)")
        }
        let (ending, _) = try await put(new, at: "\(folder)/g", mode: 0o600, shell, over: .nothing)
        #expect(ending == .exited(0))
        #expect(try await put(Array("x".utf8), at: "\(folder)/g", mode: 0o600, shell, over: .nothing).0 == .exited(1))
        #expect(try await get("\(folder)/g", shell) == new)
        // Somebody else wrote what is wanted: nothing is lost.
        #expect(try await put(new, at: "\(folder)/g", mode: 0o640, shell, over: .nothing).0 == .exited(0))
        #expect(try await shell.run("stat -c %a \(folder)/g; ls -A \(folder)").output == "640\ng\n")
        _ = try await shell.run("rm -rf \(folder)")
        await shell.close()
    }

    @Test(
        "a file that cannot be read, and a folder that is not there, are reported in the host's words",
        arguments: TestHost.allCases)
    func trouble(host: TestHost) async throws {
        let shell = try await host.open()
        let error = await #expect(throws: HostError.self) { _ = try await get("/nowhere/at all", shell) }
        #expect(error?.message.contains("No such file") == true)
        let (ending, words) = try await put([1], at: "/nowhere/file", mode: 0o600, shell)
        #expect(ending == .exited(1))
        // podman loses the last words of a command that ends at once.
        #expect(host == .podman || words.contains("/nowhere does not exist"))
        await shell.close()
    }
}
