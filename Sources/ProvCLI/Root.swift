import ArgumentParser
import Glibc
import ProvHosts
import ProvJournal

/// The commands, in the order in which `prov help` lists them.
struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prov",
        abstract: "Run Markdown runbooks, prove every step, keep the record.",
        discussion: """
            A runbook is one Markdown file. Its shell blocks are steps; annotations after a fence's language say how each one is \
            checked, undone and repaired.

            EXAMPLES
              prov run README.md              run a project's README, step by step
              prov plan setup.md              what would run, where, and what proves it
              prov verify setup.md            is everything still as it should be? changes nothing
              prov resume last                go on with the run that was interrupted
              prov rollback last              undo what it did, in reverse order

            EXIT CODES
            \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n"))
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, PlanCommand.self, LintCommand.self, VerifyCommand.self, ResumeCommand.self, RollbackCommand.self,
            RunsCommand.self, ShowCommand.self, ReportCommand.self, InitCommand.self, CompletionsCommand.self, ManualCommand.self,
            ReferenceCommand.self,
        ])
}

/// Which prov this is.
package enum Version {
    package static let text = "0.1.0"
}

/// prov's entry: parses the command line, runs the command, turns every error into a sentence and an exit code.
package enum Entry {
    package static func main() async {
        signal(SIGPIPE, SIG_IGN)
        exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    package static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try Root.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .proven
        } catch let failure as CommandFailure {
            Console.standardError.line("\(Console.standardError.styled("prov: ", .red))\(failure.message)")
            if let advice = failure.advice { Console.standardError.line("      \(advice)") }
            return failure.status
        } catch let error as StoreError {
            Console.standardError.line("prov: \(error.message)\n      \(error.advice)")
            return error.code == "locked" ? .refused : error.code == "no-such-run" || error.code == "missing" ? .usage : .notRecorded
        } catch let error as HostError {
            Console.standardError.line("prov: \(error.host): \(error.message)\n      \(error.advice)")
            return .failed
        } catch let status as StatusOnly {
            return status.status
        } catch {
            let code = Root.exitCode(for: error)
            let text = Root.fullMessage(for: error)
            if code.isSuccess { Console.standardOutput.write(text + "\n") } else { Console.standardError.line(text) }
            return code.isSuccess ? .proven : .usage
        }
    }
}

/// Ends a command whose output has said everything already.
struct StatusOnly: Error { var status: ExitStatus }
