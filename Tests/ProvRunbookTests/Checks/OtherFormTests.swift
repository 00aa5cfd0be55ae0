import FoundationEssentials
import ProvHosts
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvText

/// What a check finds is compared by its bytes: what only Unicode calls equal is something else.
@Suite("Checks of texts that only Unicode calls equal")
struct OtherFormTests {
    static let composed = "caf\u{E9}"
    static let decomposed = "cafe\u{301}"
    static let forms = [composed, decomposed]

    private func result(_ yaml: String, _ host: CheckHost = CheckHost()) async throws -> Verdict.Result {
        try await host.ask(yaml).verdict.result
    }

    @Test("any wanted value, and the members of JSON", arguments: forms, forms)
    func wanted(one: String, other: String) {
        let isSame = one.utf8.elementsEqual(other.utf8)
        var findings = CheckFindings()
        findings.want("owner", one, found: other)
        #expect((findings.verdict("it").result == .pass) == isSame)
        for (wanted, found) in [("\"\(one)\"", "\"\(other)\""), ("{\"\(one)\":1}", "{\"\(other)\":1}")] {
            let verdict = JSONExpectation.judge(wanted: "{\"a\":[\(wanted)]}", found: Array("{\"a\":[\(found)]}".utf8))
            #expect((verdict.result == .pass) == isSame, "\(wanted) and \(found)")
        }
    }

    @Test("the target of a real link", arguments: forms)
    func link(target: String) async throws {
        let folder = try TestFolder()
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/l", withDestinationPath: Self.decomposed)
        let isSame = target.utf8.elementsEqual(Self.decomposed.utf8)
        let yaml = "file: {path: \(folder.path)/l, type: link, target: \(target)}"
        #expect(try await result(yaml) == (isSame ? .pass : .fail))
    }

    @Test("a value of a real database, alone and in a row", arguments: forms)
    func sql(value: String) async throws {
        let file = "\(try TestFolder().path).db"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let isSame = value.utf8.elementsEqual(Self.decomposed.utf8)
        for (columns, wanted) in [("'\(Self.decomposed)'", value), ("1, '\(Self.decomposed)'", "1|\(value)")] {
            let made = try await OneShot.run(["sqlite3", file, "create table if not exists t(a)"])
            try #require(made.outcome.ending == .exited(0))
            let yaml = "sql: {database: \(file), query: \"select \(columns)\", value: '\(wanted)'}"
            #expect(try await result(yaml) == (isSame ? .pass : .fail), "\(columns)")
        }
    }

    /// A host whose curl gives an answer with a header.
    private func server(_ folder: TestFolder, header: String) async throws -> CheckHost {
        CheckHost(
            path: try await folder.programs(
                TestFolder.basics,
                own: ["curl": "cat >/dev/null; printf 'HTTP/1.1 200 OK\\r\\nplace: %s\\r\\n\\r\\nok' '\(header)'\n"]))
    }

    @Test("a header", arguments: forms)
    func header(value: String) async throws {
        let folder = try TestFolder()
        let host = try await server(folder, header: Self.decomposed)
        defer { withExtendedLifetime(folder) {} }
        let isSame = value.utf8.elementsEqual(Self.decomposed.utf8)
        #expect(
            try await result("http: {url: 'http://h/', headers: {place: \(value)}}", host) == (isSame ? .pass : .fail))
    }

    @Test(
        "a status that is none is an error which names it, and never fits a part of one",
        arguments: ["", "4", "20", "2000", "20\u{301}0", "２００", "abc"])
    func status(value: String) async throws {
        let folder = try TestFolder()
        var host = try await server(folder, header: "x")
        defer { withExtendedLifetime(folder) {} }
        host.values = ["s": value]
        let verdict = try await host.ask("http: {url: 'http://h/', status: $s}").verdict
        #expect(verdict.result == .error)
        #expect(verdict.found.contains("'\(value)'"), "\(verdict.found)")
        for (status, holds) in [("200", true), ("2xx", true), ("2XX", true), ("404", false), ("4xx", false)] {
            host.values = ["s": status]
            let verdict = try await host.ask("http: {url: 'http://h/', status: $s}").verdict
            #expect(verdict.result == (holds ? .pass : .fail), "\(status)")
        }
    }

    @Test("an option of a mount", arguments: forms)
    func mount(option: String) async throws {
        let asked = try await CheckHost(values: ["o": option]).ask("mount: {path: /proc, options: [$o]}")
        let lines = asked.answer.output.linesAsWritten.map { line in
            line.contains(" /proc ") ? line.replacing(bytesOf: "rw", with: "rw,\(Self.decomposed)") : String(line)
        }
        let answer = ProbeAnswer(exitCode: 0, output: lines.joined(separator: "\n"), errors: "")
        let isSame = option.utf8.elementsEqual(Self.decomposed.utf8)
        #expect(asked.check.judge(answer).result == (isSame ? .pass : .fail), "\(answer.output)")
    }
}
