import FoundationEssentials
import Glibc
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

/// A file step replaces a file, and its undo gives the same bytes, mode and owner back, whatever they are.
@Suite("A file is bytes")
struct FileBytesTests {
    private static let text =
        "```ini {name=conf file=app.conf}\nname = new\n```\n```bash {name=after}\ntest -e go\n```\n"

    /// Contents that break whoever takes a file for text, or reads it in pieces.
    private static func contents() -> [[UInt8]] {
        var generator = SystemRandomNumberGenerator()
        func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
        let boundaries = [65_535, 65_536, 262_144, 262_145].map(random)
        return [
            [], [0], [0x0A], [0x0D, 0x0A], Array("name = caf\u{E9}".utf8), Array("a\0b\n".utf8), [0xFF, 0xFE, 0x80],
            Array(0...255), Array("[masked:TOKEN] and [masked:".utf8),
        ]
            + boundaries + (0..<8).map { _ in random(Int.random(in: 1...5000, using: &generator)) }
    }

    private func read(_ fixture: RunFixture) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(fixture.folder)/app.conf")))
    }

    private func mode(_ fixture: RunFixture) -> UInt32 {
        var info = stat()
        _ = unsafe stat("\(fixture.folder)/app.conf", &info)
        return info.st_mode & 0o7777
    }

    @Test(
        "every content comes back from a rollback, with its mode",
        arguments: [Secrets(), ["TOKEN": "s3cr3t-value"] as Secrets])
    func rollback(secrets: Secrets) async throws {
        for (index, content) in Self.contents().enumerated() {
            let fixture = try RunFixture()
            let path = "\(fixture.folder)/app.conf"
            try Data(content).write(to: URL(filePath: path))
            let wanted: UInt32 = [0o644, 0o600, 0o755, 0o4711, 0o2640][index % 5]
            _ = unsafe chmod(path, wanted)
            let ran = try await fixture.run(Self.text, secrets: secrets)
            #expect(ran.state("conf") == .proven)
            #expect(try read(fixture) == Array("name = new\n".utf8))
            let back = try await fixture.run(Self.text, mode: .rollback, secrets: secrets, continuing: ran.id)
            #expect(back.state("conf") == .undone, "\(back.reason("conf") ?? "")")
            #expect(try read(fixture) == content, "content \(index) of \(content.count) bytes")
            #expect(mode(fixture) == wanted)
        }
    }

    @Test(
        "a file with a secret is kept without it, and comes back with it",
        arguments: ["key=s3cr3t-value\n", "s3cr3t-value", "\0s3cr3t-value\u{1}s3cr3t-values3cr3t-value"])
    func secret(content: String) async throws {
        let fixture = try RunFixture()
        try fixture.write(content, to: "app.conf")
        let ran = try await fixture.run(Self.text, secrets: ["TOKEN": "s3cr3t-value"])
        let outputs = "\(fixture.store.path)/runs/\(ran.id)/outputs"
        for name in try FileManager.default.contentsOfDirectory(atPath: outputs) {
            let kept = Array(try Data(contentsOf: URL(filePath: "\(outputs)/\(name)")))
            #expect(kept.firstRange(of: Array("s3cr3t-value".utf8)) == nil)
        }
        let back = try await fixture.run(
            Self.text, mode: .rollback, secrets: ["TOKEN": "s3cr3t-value"], continuing: ran.id)
        #expect(back.state("conf") == .undone)
        #expect(try read(fixture) == Array(content.utf8))
    }

    @Test("what cannot be given back exactly is not replaced")
    func refused() async throws {
        let fixture = try RunFixture()
        // The secret with a colour in the middle of it, which no mask keeps).
        let content = Array("s3cr\u{1B}[31m3t-value\n".utf8)
        try Data(content).write(to: URL(filePath: "\(fixture.folder)/app.conf"))
        let ran = try await fixture.run(Self.text, secrets: ["TOKEN": "s3cr3t-value"])
        #expect(ran.state("conf") == .failed)
        #expect(try read(fixture) == content)
    }

    @Test("the secret comes back beside what only looks like its mask")
    func masks() async throws {
        let fixture = try RunFixture()
        let content = "s3cr3t-value [masked:TOKEN] [masked:|] [masked:[masked:TOKEN]] [mas"
        try fixture.write(content, to: "app.conf")
        let ran = try await fixture.run(Self.text, secrets: ["TOKEN": "s3cr3t-value"])
        let back = try await fixture.run(
            Self.text, mode: .rollback, secrets: ["TOKEN": "s3cr3t-value"], continuing: ran.id)
        #expect(back.state("conf") == .undone, "\(back.reason("conf") ?? "")")
        #expect(fixture.contents("app.conf") == content)
    }

    @Test("after several attempts, what was there before the first one comes back")
    func attempts() async throws {
        let fixture = try RunFixture()
        try fixture.write("old\n", to: "app.conf")
        let text =
            """
            ```ini {name=conf file=app.conf retries=2 backoff=1ms}
            name = new
            ```
            ```bash {check}
            echo >> app.conf; test -e go
            ```

            """
        let ran = try await fixture.run(text)
        #expect(ran.state("conf") == .failed)
        let back = try await fixture.run(text, mode: .rollback, continuing: ran.id)
        #expect(back.state("conf") == .undone, "\(back.reason("conf") ?? "")")
        #expect(fixture.contents("app.conf") == "old\n")
    }

    @Test("a capture that only a later step makes is not written as its placeholder")
    func laterCapture() async throws {
        let fixture = try RunFixture()
        let ran = try await fixture.run(
            "```ini {name=conf file=app.conf}\nport = {{PORT}}\n```\n```bash {name=get capture=PORT}\necho 5432\n```\n")
        #expect(ran.state("conf") == .failed)
        #expect(ran.reason("conf")?.contains("uses the capture PORT") == true)
        #expect(fixture.contents("app.conf") == nil)
    }

    @Test("output that no variable can hold exactly is not captured", arguments: ["ab\\377", "a\\000b"])
    func captures(bytes: String) async throws {
        let fixture = try RunFixture()
        let ran = try await fixture.run("```bash {name=get capture=RAW}\nprintf '\(bytes)'\n```\n")
        #expect(ran.state("get") == .failed)
        #expect(ran.reason("get")?.contains("cannot be captured as RAW") == true)
        #expect(ran.report.captured.isEmpty)
    }

    @Test("without the secret, a file that held it is not put back wrong")
    func unknownSecret() async throws {
        let fixture = try RunFixture()
        try fixture.write("key=s3cr3t-value\n", to: "app.conf")
        let ran = try await fixture.run(Self.text, secrets: ["TOKEN": "s3cr3t-value"])
        let back = try await fixture.run(
            Self.text, mode: .rollback, secrets: ["TOKEN": "another-value"], continuing: ran.id)
        #expect(back.state("conf") == .failed)
        #expect(try read(fixture) == Array("name = new\n".utf8))
    }

    @Test("all names of a file with hard links, and a symbolic link's target, are changed and given back")
    func links() async throws {
        let fixture = try RunFixture()
        try fixture.write("old\n", to: "target")
        try FileManager.default.linkItem(atPath: "\(fixture.folder)/target", toPath: "\(fixture.folder)/other")
        try FileManager.default.createSymbolicLink(atPath: "\(fixture.folder)/app.conf", withDestinationPath: "target")
        let ran = try await fixture.run(Self.text)
        #expect(ran.state("conf") == .proven)
        #expect(fixture.contents("other") == "name = new\n")
        _ = try await fixture.run(Self.text, mode: .rollback, continuing: ran.id)
        #expect(fixture.contents("other") == "old\n")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(fixture.folder)/app.conf") == "target")
    }

    @Test("a file of 256 MiB comes back whole, in bounded memory", .timeLimit(.minutes(3)))
    func large() async throws {
        let fixture = try RunFixture()
        let path = "\(fixture.folder)/app.conf"
        let made = try await fixture.run(
            "```bash {name=make}\nhead -c \(256 << 20) /dev/urandom > app.conf; sha256sum < app.conf > before\n```\n")
        try #require(made.result.verdict == .done)
        let ran = try await fixture.run(Self.text)
        #expect(ran.state("conf") == .proven)
        let back = try await fixture.run(Self.text, mode: .rollback, continuing: ran.id)
        #expect(back.state("conf") == .undone)
        let compared = try await fixture.run("```bash {name=compare}\nsha256sum < \(path) | cmp - before\n```\n")
        #expect(compared.result.verdict == .done)
    }

    @Test("secrets and captures in a file are filled in; a file with a secret is for its owner alone")
    func filled() async throws {
        let fixture = try RunFixture()
        let text = """
            ---
            secrets: {TOK: {env: T}}
            ---
            ```bash {name=get capture=PORT}
            echo 5432
            ```
            ```ini {name=conf file=app.conf}
            password = {{TOK}}
            port = {{PORT}}
            ```

            """
        let ran = try await fixture.run(text, secrets: ["TOK": "s3cr3t-value"])
        #expect(ran.state("conf") == .proven, "\(ran.reason("conf") ?? "")")
        #expect(fixture.contents("app.conf") == "password = s3cr3t-value\nport = 5432\n")
        #expect(mode(fixture) == 0o600)
        let again = try await fixture.run(text, secrets: ["TOK": "s3cr3t-value"])
        #expect(again.state("conf") == .satisfied)
    }
}
