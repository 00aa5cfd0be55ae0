import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite
@testable import ProvText

@Suite("Troubleshooting pages")
struct TroubleshootingTests {
    static let runbook = RunbookReader.read(
        SourceText(
            path: "runbooks/web-server.md",
            text: """
                # Web server

                ## Start

                ```bash {name=start}
                systemctl reload haproxy
                ```

                ## Troubleshooting

                ### Another server has the port

                Apache was installed first and holds port 80.

                ```bash {fix when="Address already in use" of=start}
                systemctl stop apache2
                ```

                ### The disk is full

                ```bash {fix when="No space left" of=start}
                journalctl --vacuum-size=100M
                ```
                """)
    ) { _, _ in .missing("none") }.runbook

    /// A run in which the step fails so often, is fixed after each failure, and ends as said.
    static func run(
        _ id: String, day: Double, failures: Int, isGreen: Bool,
        error: String = "haproxy[901]: cannot bind socket (Address already in use) [0.0.0.0:80]"
    ) -> RunReport {
        var opened = RunFixture.opened()
        opened.run = id
        var run = RunFixture(opened)
        run.step("start", "Start HAProxy", command: "systemctl reload haproxy", proves: ["port 80 is listening"])
        run.step("after", "Look at it")
        run.tick(day * 86_400)
        for attempt in 1...failures {
            run.run(
                "start", attempt: attempt, seconds: 1, code: 1, output: "starting\n",
                errors: "warming up\n\(error)\nJob failed, see the log\n")
            if attempt == failures, !isGreen { break }
            run.record(
                .deviation(
                    Deviation(
                        kind: .fix(pattern: "Address already in use", after: "exit code 1"), step: "start",
                        host: "local", user: "ada",
                        reason: "applied the fix for /Address already in use/ after: exit code 1")))
            run.run("start", .fix, attempt: attempt, command: "systemctl stop apache2", seconds: 1)
        }
        if isGreen {
            run.run("start", attempt: failures + 1, seconds: 1)
            run.settle("start", .proven)
            run.run("after")
            run.settle("after", .done)
            run.close(.proven)
        } else {
            run.settle("start", .failed, "exit code 1 at line 1: systemctl reload haproxy")
            run.settle("after", .notReached, "step start did not succeed")
            run.close(.failed)
        }
        return run.report
    }

    static func pages(_ runs: [RunReport], runbooks: [Runbook] = [runbook]) -> [PageContent] {
        Troubleshooting.pages(runbooks: runbooks, runs: runs)
    }

    @Test("one page for each signature, with the exact text, how often, and a link to the line in the report")
    func page() throws {
        let pages = Self.pages([
            Self.run("RUN1", day: 0, failures: 1, isGreen: true), Self.run("RUN2", day: 1, failures: 1, isGreen: true),
        ])
        let page = try #require(pages.first { $0.title.contains("cannot bind") })
        #expect(page.title == "haproxy: cannot bind socket (Address already in use) [0.0.0.0:80]")
        #expect(page.summary == "Seen 2 times in 2 runs. Another server has the port: helped 2 of 2 times.")
        #expect(page.body.contains("haproxy[901]: cannot bind socket (Address already in use) [0.0.0.0:80]"))
        #expect(page.body.contains("href=\"../runs/RUN2.html#s1-o2-L2\""))
        #expect(
            HTMLReport().text(
                ReportInput(
                    report: Self.run("RUN2", day: 1, failures: 1, isGreen: true),
                    integrity: ReportIntegrity(chain: .whole), generatorVersion: ""
                ) { _ in nil }
            )
            .contains("id=\"s1-o2-L2\""))
        #expect(page.sections.contains { $0.text.contains("haproxy[901]: cannot bind socket") })
    }

    @Test(
        """
        a verified fix stands first, with its commands, its cause and how often it helped; what nobody tried \
        stands behind it
        """
    )
    func ranking() throws {
        let page = try #require(
            Self.pages([Self.run("RUN1", day: 0, failures: 2, isGreen: true)]).first {
                $0.title.contains("cannot bind")
            })
        let verified = try #require(page.body.firstRange(of: "Another server has the port"))
        let commands = try #require(page.body.firstRange(of: "systemctl stop apache2"))
        #expect(verified.lowerBound < commands.lowerBound)
        #expect(page.body.contains("helped 1 of 2 times"))
        #expect(page.body.contains("Apache was installed first"))
        #expect(page.body.contains("the same error again"))
        #expect(!page.body.contains("journalctl"))
    }

    @Test("a fix that never helped says so and stands behind one that nobody tried")
    func vain() throws {
        let runbook = RunbookReader.read(
            SourceText(
                path: "runbooks/web-server.md",
                text: """
                    ```bash {name=start}
                    true
                    ```

                    ### Stop Apache

                    ```bash {fix when="Address already in use" of=start}
                    systemctl stop apache2
                    ```

                    ### Stop nginx

                    ```bash {fix when="cannot bind" of=start}
                    systemctl stop nginx
                    ```
                    """)
        ) { _, _ in .missing("none") }.runbook
        let page = try #require(
            Self.pages([Self.run("RUN1", day: 0, failures: 2, isGreen: false)], runbooks: [runbook]).first {
                $0.title.contains("cannot bind")
            })
        let tried = try #require(page.body.firstRange(of: "Stop Apache"))
        let untried = try #require(page.body.firstRange(of: "Stop nginx"))
        #expect(untried.lowerBound < tried.lowerBound)
        #expect(page.body.contains("never helped in 1 attempt"))
        #expect(page.body.contains("The run with this error failed. Up to 1 step was not reached."))
    }

    @Test("a later run that went well is told, with what was changed in the step")
    func edited() throws {
        var opened = RunFixture.opened()
        opened.run = "RUN9"
        var later = RunFixture(opened)
        later.step("start", "Start HAProxy", command: "systemctl restart haproxy")
        later.tick(200_000)
        later.run("start")
        later.settle("start", .done)
        later.close(.done)
        let page = try #require(
            Self.pages([Self.run("RUN1", day: 0, failures: 1, isGreen: false), later.report], runbooks: []).first {
                $0.title.contains("cannot bind")
            })
        #expect(page.body.contains("Change the step"))
        #expect(
            page.body.contains("<del>- systemctl reload haproxy\n</del>")
                && page.body.contains("<ins>+ systemctl restart haproxy\n</ins>"))
    }

    @Test("a fix that no run has met has a page too, and the index tells both kinds apart")
    func unseen() throws {
        let pages = Self.pages([Self.run("RUN1", day: 0, failures: 1, isGreen: true)])
        let index = try #require(pages.first)
        #expect(index.path == "troubleshooting/index.html")
        #expect(index.summary == "1 kind of failure in 1 run; for 1 of them a fix is verified.")
        #expect(index.body.contains("Described, but not seen in a recorded run"))
        let disk = try #require(pages.first { $0.title == "The disk is full" })
        #expect(disk.body.contains("journalctl --vacuum-size=100M"))
        #expect(disk.body.contains("unproven"))
        #expect(Set(pages.map(\.path)).count == pages.count)
    }

    @Test("fixes under headings that differ in their number alone have a page each")
    func numberedHeadings() {
        let books = ["b.md", "a.md"].enumerated().map { index, path in
            RunbookReader.read(
                SourceText(
                    path: path,
                    text: """
                        # Title

                        ## \(index + 1). The server

                        ```bash {name=start}
                        true
                        ```

                        ```bash {fix when="in use"}
                        true
                        ```
                        """)
            ) { _, _ in .missing("none") }.runbook
        }
        let troubles = books.map { Trouble(neverSeen: WrittenFix.all(in: [$0])) }
        #expect(troubles[0].title == troubles[1].title)
        #expect(troubles[0].slug != troubles[1].slug)
        #expect(troubles.map(\.slug).allSatisfy { $0.hasPrefix("the-server-") })
    }

    @Test("where a command succeeds and its check does not hold, the check is the error")
    func check() throws {
        var run = RunFixture(RunFixture.opened())
        run.step("start", "Start", proves: ["port 80 is listening"])
        run.run("start", errors: "error: a word that means nothing here\n")
        run.check(
            "start", .after, .fail, "port 80 is listening", wanted: "port 80 listening",
            found: "nothing listens on port 80")
        run.settle(
            "start", .failed, "port 80 is listening: expected port 80 listening, found nothing listens on port 80")
        run.close(.failed)
        let pages = Self.pages([run.report], runbooks: [])
        #expect(pages.count == 2)
        #expect(pages.last?.title == "port 80 is listening: nothing listens on port 80")
        #expect(pages.last?.body.contains("#s1\"") == true)
    }

    @Test("what was printed stays text, whatever it is")
    func hostile() throws {
        let error = "error: <script>alert(1)</script> \u{1B}[31m\u{202E}\" onmouseover=\"x"
        for page in Self.pages([Self.run("RUN1", day: 0, failures: 1, isGreen: false, error: error)], runbooks: []) {
            #expect(
                !page.body.contains("<script") && !page.body.contains("\u{202E}")
                    && !page.body.contains("\" onmouseover"))
        }
    }

    @Test("nothing failed and nothing is written down: no page")
    func nothing() {
        #expect(Self.pages([SampleRuns.proven.report], runbooks: []).isEmpty)
    }
}
