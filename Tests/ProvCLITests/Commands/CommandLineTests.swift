import ProvEngine
import ProvJournal
import Testing

@testable import ProvCLI

@Suite("The command line and its exit codes")
struct CommandLineTests {
    @Test(
        "what is wrong with the command line ends with 2",
        arguments: [
            ["frobnicate"], ["run"], ["run", "/nonexistent/x.md"], ["plan", "--nope"], ["lint", "/nonexistent"],
            ["completions", "tcsh"],
            ["reference", "nothing"],
        ])
    func usage(arguments: [String]) async { #expect(await Entry.run(arguments) == .usage) }

    @Test(
        "what only tells something ends with 0",
        arguments: [["--version"], ["version"], ["help"], ["run", "--help"], ["reference", "exit-codes"]])
    func telling(arguments: [String]) async { #expect(await Entry.run(arguments) == .proven) }

    @Test("an example is one line of the help, also in 80 columns")
    func examples() {
        for (command, help) in ManualPage.helps(columns: 80) {
            guard let begin = help.firstRange(of: "EXAMPLES\n"), let end = help.firstRange(of: "\n\nUSAGE") else {
                continue
            }
            let examples = help[begin.upperBound..<end.lowerBound]
            for line in examples.split(separator: "\n", omittingEmptySubsequences: false).prefix(while: { !$0.isEmpty })
            {
                #expect(line.hasPrefix("  "), "prov \(command): \(line)")
            }
        }
    }

    @Test("the manual page has each command's parts, and no request that roff does not know")
    func manualParts() {
        let page = ManualPage.text()
        for part in [".SH FILES", ".SH SEE ALSO", ".SS Usage", ".SS Options", ".SS Examples", ".SH EXIT STATUS"] {
            #expect(page.contains("\n\(part)\n"), "\(part)")
        }
        #expect(!page.contains("OVERVIEW:") && !page.contains("USAGE:"))
        let requests = Set(page.split(separator: "\n").filter { $0.hasPrefix(".") }.map { $0.prefix { $0 != " " } })
        #expect(requests.isSubset(of: [".TH", ".SH", ".SS", ".TP", ".B", ".BR", ".RI", ".I", ".PP", ".nf", ".fi"]))
    }

    @Test(
        "every verdict has its code",
        arguments: [
            (.proven, 0), (.done, 0), (.failed, 1), (.interrupted, 4), (.inDoubt, 5), (.notWhole, 1),
        ] as [(RunVerdict, Int32)])
    func verdicts(verdict: RunVerdict, code: Int32) {
        #expect(ExitStatus(verdict: verdict, mode: .run).rawValue == code)
    }

    @Test("what was rolled back is a rollback's success, and a run's failure")
    func rolledBack() {
        #expect(ExitStatus(verdict: .rolledBack, mode: .rollback) == .proven)
        #expect(ExitStatus(verdict: .rolledBack, mode: .run) == .failed)
    }

    @Test("a pair is cut at its first equals sign")
    func pairs() throws {
        let (name, value) = try Pair.split("URL=http://x/?a=b", option: "--set", form: "NAME=VALUE")
        #expect(name == "URL" && value == "http://x/?a=b")
        #expect(throws: CommandFailure.self) { try Pair.split("=x", option: "--set", form: "NAME=VALUE") }
    }

    @Test("the manual names every command and every exit code, and no line of text is taken for a request")
    func manual() {
        let page = ManualPage.text()
        for command in [
            "run", "plan", "lint", "verify", "resume", "rollback", "runs", "show", "report", "init", "completions",
            "man", "version",
        ] {
            #expect(page.contains(".B prov \(command)\n"))
        }
        for status in ExitStatus.allCases { #expect(page.contains(".B \(status.rawValue)\n")) }
        #expect(ManualPage.escaped(".x\n-a\\b") == "\\&.x\n\\-a\\eb")
    }
}
