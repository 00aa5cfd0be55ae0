import FoundationEssentials
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("Where the values of secrets come from", .timeLimit(.minutes(1)))
struct SecretLoaderTests {
    private static let range = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))

    private func load(
        _ source: SecretDeclaration.Source, name: String = "S", environment: [String: [UInt8]] = [:],
        files: [String: String] = [:]
    ) async -> (value: String?, reason: String?) {
        let loader = SecretLoader(
            environment: { environment[$0] },
            readFile: { path throws(SecretLoader.Unreadable) in
                guard let text = files[path] else { throw SecretLoader.Unreadable(reason: "\(path) not found") }
                return Array(text.utf8)
            })
        let (secrets, missing) = await loader.load([
            SecretDeclaration(name: name, source: source, range: Self.range)
        ])
        #expect((secrets[name] == nil) == (missing.count == 1), "it has a value or a reason, and not both")
        return (secrets[name]?.text, missing.first?.reason)
    }

    @Test("each source gives its value, without one line ending")
    func sources() async {
        #expect(await load(.environment("A"), environment: ["A": Array("x\n".utf8)]).value == "x")
        #expect(await load(.file("/f"), files: ["/f": "two\nlines\n"]).value == "two\nlines")
        #expect(await load(.environmentFile("/e", name: "B"), files: ["/e": "A=1\nB='x y'\n"]).value == "x y")
        #expect(await load(.command("printf 'x\\r\\n'")).value == "x")
        #expect(await load(.command("printf 'x\\n\\n'")).value == "x\n")
        #expect(await load(.command("printf ' x '")).value == " x ")
    }

    @Test("a source that gives nothing says why, and never what it gave")
    func missing() async {
        #expect(await load(.environment("A")).reason == "the environment variable A is not set")
        #expect(await load(.file("/f")).reason == "/f not found")
        #expect(await load(.environmentFile("/e", name: "B"), files: ["/e": "A=1\n"]).reason?.contains("B=…") == true)
        let failed = await load(.command("echo hunter2; echo oops >&2; exit 3"))
        #expect(failed.value == nil && failed.reason?.hasSuffix("failed: oops") == true)
        #expect(failed.reason?.contains("hunter2\n") == false)
        #expect(await load(.environment("A"), environment: ["A": Array(" \n\t".utf8)]).reason == "its source is empty")
    }

    @Test("a value that no environment variable can hold is refused, whatever it comes from")
    func unusable() async {
        for bytes: [UInt8] in [[0x61, 0], [0xFF, 0xFE], [UInt8](repeating: 0x61, count: 128 << 10)] {
            let found = await load(.environment("A"), environment: ["A": bytes])
            #expect(found.value == nil && found.reason?.hasPrefix("its value") == true, "\(found)")
        }
        let longest = [UInt8](repeating: 0x61, count: (128 << 10) - 256)
        #expect(await load(.environment("A"), environment: ["A": longest]).value?.utf8.count == longest.count)
    }

    @Test("what becoming another user takes does not reach steps; any other secret does")
    func reaching() async {
        let loader = SecretLoader(
            environment: { Array("value of \($0)".utf8) },
            readFile: { path throws(SecretLoader.Unreadable) in throw SecretLoader.Unreadable(reason: path) })
        let (secrets, _) = await loader.load(
            [Secret.becomePassword, "OTHER"].map {
                SecretDeclaration(name: $0, source: .environment($0), range: Self.range)
            })
        #expect(secrets[Secret.becomePassword]?.reachesSteps == false)
        #expect(secrets["OTHER"]?.reachesSteps == true)
    }
}
