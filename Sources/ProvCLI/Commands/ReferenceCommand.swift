import ArgumentParser
import ProvChecks
import ProvDiagnostics
import ProvJournal
import ProvRunbook

struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Print a page of docs/reference that is made from the types.",
        shouldDisplay: false)

    /// A new page is one line here.
    static let pages: [(name: String, text: @Sendable () -> String)] = [
        ("checks", CheckReference.markdown), ("diagnostics", DiagnosticReference.markdown),
        ("events", EventReference.markdown), ("exit-codes", ExitStatusReference.markdown),
        ("format", FormatReference.markdown),
    ]

    @Argument(
        help: ArgumentHelp(stringLiteral: "One of \(ReferenceCommand.pages.map(\.name).joined(separator: ", "))."),
        completion: .list(ReferenceCommand.pages.map(\.name)))
    var page: String

    func run() throws {
        guard let found = ReferenceCommand.pages.first(where: { $0.name == page }) else {
            throw CommandFailure(
                .usage, "unknown reference page '\(page)'",
                advice: "use one of \(ReferenceCommand.pages.map(\.name).joined(separator: ", "))")
        }
        Console.standardOutput.write(found.text())
    }
}

/// The reference page of the exit codes, made from `ExitStatus`.
package enum ExitStatusReference {
    package static func markdown() -> String {
        """
        # Exit codes

        The exit codes of `prov` are the same for every command; `prov help` shows them too.

        | code | meaning |
        | --- | --- |

        """ + ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |\n" }.joined() + """

            `prov run` refuses a runbook with errors (3); `prov lint`, which reports them, fails (1). `prov diff` exits with 1
            only with `--exit-code`. A step that failed and was skipped by choice does not fail its run; every view shows the failure first.
            Ctrl-C at a prompt before a run ends prov by the signal, which shells show as 130; nothing was run.

            <!-- Written by ExitStatusReference from ExitStatus. -->

            """
    }
}
