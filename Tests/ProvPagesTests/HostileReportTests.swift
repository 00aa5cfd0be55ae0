import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite
@testable import ProvText

/// Every text of a record is someone's input. Here all of them are attacks at once.
@Suite("Reports of hostile records")
struct HostileReportTests {
    static let attack =
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>]]>-->`````\u{1B}[31m\u{202E}\u{0}&lt;"

    static let run: RunFixture = {
        var opened = RunFixture.opened(title: attack, purpose: attack, environment: attack)
        opened.runbook = attack
        opened.user = attack
        opened.loginUser = attack + "2"
        opened.machine = attack
        opened.kind = attack
        opened.toolVersion = attack
        opened.gitCommit = attack
        opened.parameters = [attack: attack]
        var run = RunFixture(opened)
        let hosts = [attack, attack + "2"]
        run.step(attack, attack, section: [attack, attack], hosts: hosts, command: attack, proves: [attack])
        run.step(
            "two", attack, section: [attack], hosts: hosts, needs: [attack], command: attack, proves: [attack],
            leftOut: .other(attack))
        run.step("three", attack, phase: .finally, hosts: [attack], command: attack)
        for host in hosts {
            run.record(
                .hostSeen(
                    HostSeen(
                        host: host, transport: attack, system: attack, bootID: attack, machineHash: nil, shell: attack))
            )
            run.run(
                attack, on: host, command: attack, code: 1, detail: attack, output: attack, errors: attack,
                survivors: [attack])
            run.check(attack, on: host, .after, .fail, attack, wanted: attack, found: attack)
            run.settle(attack, on: host, .failed, attack)
        }
        run.run("three", on: attack, isSeenToEnd: false)
        run.record(
            .deviation(
                Deviation(
                    kind: .other(attack), step: attack, host: attack, user: attack, reason: attack, evidence: attack)))
        run.record(
            .approval(
                ApprovalEvent(
                    action: .voided, step: attack, digest: attack, approver: attack, signature: attack, note: attack)))
        run.record(.captured(Captured(name: attack, value: attack, step: attack, host: attack)))
        run.record(.runInterrupted(RunInterrupted(cause: attack)))
        run.record(.auditFailure(AuditFailure(what: attack)))
        run.record(.redactionSummary(RedactionSummary(hits: [attack: 1])))
        return run
    }()

    static var input: ReportInput {
        run.input(
            ReportIntegrity(chain: .corrupt(where: attack), anchors: [attack], segments: [attack], remarks: [attack]))
    }

    @Test("HTML: no element, no attribute, no control character comes from the record")
    func html() {
        let text = HTMLReport().text(Self.input)
        let tags = text.matches(of: /<([a-z0-9]+)/).map { String($0.output.1) }
        #expect(!tags.contains("script") && !tags.contains("img"))
        #expect(!text.contains("onerror=alert(1)>]"))
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        for scalar in text.unicodeScalars {
            #expect(scalar == "\n" || scalar == "\t" || VisibleControls.symbol(for: scalar) == nil)
        }
        // No quotation mark of the record can end an attribute: all of them are references.
        #expect(!text.contains("</script>") && !text.contains("'><"))
    }

    @Test("HTML: nothing is loaded, nothing runs: the policy allows the one style by its hash")
    func policy() throws {
        let text = HTMLReport().text(Self.input)
        let policy = try #require(text.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).output.1
        let style = try #require(text.firstMatch(of: /(?s)<style>(.*?)<\/style>/)).output.1
        let decoded = policy.replacing("&#39;", with: "'")
        #expect(decoded.hasPrefix("default-src 'none'; style-src 'sha256-"))
        let plain = HTMLReport().text(SampleRuns.failed.input())
        for word in [" style=", "<link", "src=", "url(h", "url('h", "@import"] {
            #expect(!plain.contains(word), "an inline style would be blocked, a source would be loaded")
        }
        let hash = try #require(decoded.firstMatch(of: /sha256-([^']*)'/)).output.1
        let digest = try ProvPagesTests.run(
            "sh", on: Array(style.utf8), ["-c", "openssl dgst -sha256 -binary \"$1\" | base64", "x"])
        #expect(digest.output.split(separator: "\n").first.map(String.init) == String(hash))
    }

    @Test("JUnit: well-formed whatever the record holds")
    func junit() throws {
        let xml = JUnitReport().render(Self.input)
        let result = try ProvPagesTests.run("xmllint", on: xml, ["--noout"])
        #expect(result.code == 0, "\(result.output)")
        #expect(String(decoding: xml, as: UTF8.self).contains("‹RLO›"))
    }

    @Test("JSON: can be read back, and keeps the text as it was")
    func json() throws {
        let json = try JSON(parsing: JSONReport().render(Self.input)[...])
        #expect(json["run"]?["title"]?.stringValue == Self.attack)
        #expect(
            json["steps"]?.arrayValue?.first?["hosts"]?.arrayValue?.first?["attempts"]?.arrayValue?.first?["outputs"]?
                .arrayValue?.first?["text"]?
                .stringValue == Self.attack)
    }

    @Test("Markdown: no fence can be broken, nothing becomes an element")
    func markdown() throws {
        let html = try ProvPagesTests.run("cmark", on: MarkdownReport().render(Self.input), ["--unsafe"])
        #expect(html.code == 0)
        #expect(!html.output.contains("<script") && !html.output.contains("<img"))
        #expect(html.output.contains("<h2>Proof</h2>"))
        let headings = html.output.matches(of: /<h([1-6])>/).count
        #expect(headings == 1 + 1 + Self.failureCount + 1 + 1 + 1 + 1)
    }

    private static var failureCount: Int { RunOverview(run.report).failures.count }

    @Test("the terminal: nothing but our own colours reaches it")
    func terminal() {
        let plain = RunSummaryText(Self.input, options: .init(isColoured: false)).text
        for scalar in plain.unicodeScalars {
            #expect(scalar == "\n" || scalar == "\t" || VisibleControls.symbol(for: scalar) == nil)
        }
    }

    @Test("the W3C's rules for HTML are kept, at least those that can be seen without its checker")
    func structure() throws {
        let text = HTMLReport().text(Self.input)
        var ids: Set<String> = []
        for match in text.matches(of: /\ id="([^"]*)"/) {
            #expect(ids.insert(String(match.output.1)).inserted, "id \(match.output.1) stands twice")
        }
        for match in text.matches(of: /href="#([^"]*)"/) {
            #expect(ids.contains(String(match.output.1)), "#\(match.output.1) leads nowhere")
        }
        let levels = text.matches(of: /<h([1-6])/).compactMap { Int($0.output.1) }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
        for (before, after) in zip(levels, levels.dropFirst()) {
            #expect(after <= before + 1, "a heading level is left out")
        }
        var open: [Substring] = []
        let void: Set<Substring> = ["meta", "br", "circle", "path", "rect", "use"]
        for match in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/)
        where !void.contains(match.output.2) && match.output.2 != "doctype" {
            if match.output.1.isEmpty { open.append(match.output.2) } else { #expect(open.popLast() == match.output.2) }
        }
        #expect(open.isEmpty)
    }
}
