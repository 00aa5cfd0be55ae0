import ArgumentParser
import Glibc
import ProvHosts
import ProvJournal
import ProvSystem
import ProvText
import Synchronization

/// The commands, in the order in which `prov help` lists them; a new one is a file and a line here.
struct Root: AsyncParsableCommand {
    static let about = """
        A runbook is one Markdown file. Its shell blocks are steps; annotations after a fence's language define how each one is checked, undone and fixed. Any README can be run.
        """

    static let configuration = CommandConfiguration(
        commandName: "prov",
        abstract: "Run Markdown runbooks, prove every step, keep the record.",
        discussion: """
            \(about)

            EXAMPLES
              prov init                       write a first runbook
              prov run README.md              run a project's README, step by step
              prov plan setup.md              what would run, where, and what proves it
              prov verify setup.md            run only the checks; changes nothing
              prov resume last                continue the interrupted run
              prov rollback README.md         undo what its runs did, in reverse order

            OPTIONS OF EVERY COMMAND
              --no-color                      no colours in what prov writes

            EXIT CODES
            \(ExitStatus.table)
            """,
        version: ProgramVersion.text,
        subcommands: [
            RunCommand.self, PlanCommand.self, LintCommand.self, VerifyCommand.self, ResumeCommand.self,
            ApproveCommand.self, RollbackCommand.self,
            RunsCommand.self, ShowCommand.self, DiffCommand.self, HostsCommand.self, ReportCommand.self,
            SiteCommand.self, InitCommand.self, LabCommand.self,
            CompletionsCommand.self, ManualCommand.self,
            VersionCommand.self, ReferenceCommand.self,
        ])
}

/// prov's entry: parses the command line, runs the command, turns every error into a sentence and an exit code.
package enum Entry {
    package static func main() async {
        exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Ends the process with a message where it cannot do what it is asked to; called before anything else is started.
    package static func refuseToStart() {
        signal(SIGPIPE, SIG_IGN)
        if let (message, advice, status) = whyNotToStart { exit(say(message, advice, status).rawValue) }
    }

    /// What would end in a crash or in silence later on.
    private static var whyNotToStart: (String, String, ExitStatus)? {
        if let allowed = DescriptorLimit.reserveAtStart() {
            return (
                "the limit of open files is \(allowed): too low for prov to start", RunLauncher.descriptorAdvice,
                .refused
            )
        }
        switch StartNeeds.missing {
        case .memory(let limit):
            return (
                "the limit of memory is \(limit): too low for prov to start", "raise it: ulimit -v unlimited", .refused
            )
        case .threads(let limit):
            return (
                "the limit of processes and threads is \(limit): too low for prov to start", "raise it: ulimit -u 256",
                .refused
            )
        case nil: break
        }
        return ProcessArguments.firstThatIsNotText.map {
            (
                "the argument '\($0)' is not UTF-8", "put such bytes in a file, or in a variable of the environment",
                .usage
            )
        }
    }

    /// Runs one command; what it has to say is printed, and every error has become a sentence on standard error.
    package static func run(_ arguments: [String]) async -> ExitStatus {
        if arguments == ["--version"] || arguments == ["-V"] {
            Console.standardOutput.line(ProgramVersion.text)
            return .proven
        }
        // A message of ours would be written into the line that is being completed.
        if arguments.first == "---completion" { Console.closeErrors() }
        let arguments = withoutColourOption(arguments)
        do {
            try refuseUnknownCommand(arguments.first == "help" ? arguments.dropFirst().first : arguments.first)
            var command = try Root.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .proven
        } catch let status as SilentExit {
            return status.status
        } catch {
            return report(error, arguments)
        }
    }

    /// Colour is decided before any command is known; steps keep their own environment.
    private static func withoutColourOption(_ arguments: [String]) -> [String] {
        let own = arguments.prefix { $0 != "--" }
        guard own.contains(where: FamiliarNames.noColour.contains) else { return arguments }
        Console.isColourless.store(true, ordering: .relaxed)
        return own.filter { !FamiliarNames.noColour.contains($0) } + arguments[own.endIndex...]
    }

    /// ArgumentParser would call a mistyped command an unexpected argument.
    private static func refuseUnknownCommand(_ name: String?) throws {
        let names = Root.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let name, !name.isEmpty, !name.hasPrefix("-"), name != "help", !names.contains(name) else { return }
        let near = (FamiliarNames.commands[name] ?? Suggestion.closest(to: name, in: names + ["help"])).map {
            "did you mean `prov \($0)`?"
        }
        let isRunbook = Files.exists(name) && name.hasSuffix(".md")
        throw CommandFailure(
            .usage, "unknown command '\(name)'",
            advice: isRunbook ? "to run that file: prov run \(name)" : near ?? "`prov help` lists the commands")
    }

    private static func report(_ error: any Error, _ arguments: [String]) -> ExitStatus {
        switch error {
        case let failure as CommandFailure: return say(failure.message, failure.advice, failure.status)
        case let error as StoreError: return say(error.message, error.advice, status(of: error))
        case let error as HostError: return say("\(error.host): \(error.message)", error.advice, .failed)
        default: break
        }
        let text = Root.fullMessage(for: error)
        guard !Root.exitCode(for: error).isSuccess else {
            Console.standardOutput.line(text)
            return .proven
        }
        if let option = unknownOption(arguments) {
            return say("unknown option '\(option.name)'", option.advice, .usage)
        }
        // ArgumentParser's own code for a wrong command line is sysexits' 64.
        let message = Root.message(for: error)
        let rest = text.hasPrefix("Error: \(message)") ? String(text.dropFirst("Error: \(message)".count)) : ""
        return say(message.prefix(1).lowercased() + message.dropFirst(), rest, .usage)
    }

    /// The first option that the command does not have, where that is what is wrong.
    private static func unknownOption(_ arguments: [String]) -> (name: String, advice: String)? {
        var command: any ParsableCommand.Type = Root.self
        var rest = arguments[...]
        var words = ["prov"]
        while let word = rest.first,
            let next = command.configuration.subcommands.first(where: {
                ($0.configuration.commandName ?? "\($0)".lowercased()) == word
            })
        {
            command = next
            words.append(word)
            rest = rest.dropFirst()
        }
        guard words.count > 1 else { return nil }
        let help = Root.helpMessage(for: command)
        return FamiliarNames.foreignOption(in: rest, help: help)
            ?? FamiliarNames.unknownOption(in: rest, help: help, command: words.joined(separator: " "))
    }

    private static func say(_ message: String, _ advice: String?, _ status: ExitStatus) -> ExitStatus {
        let console = Console.standardError
        let lines = advice.map { $0.lines.map { "      \($0)\n" }.joined() } ?? ""
        console.write("\(console.styled("prov:", .red)) \(message)\n\(lines)")
        return status
    }

    static func status(of error: StoreError) -> ExitStatus {
        switch error.code {
        case .locked, .stillRunning: .refused
        case .noSuchRun, .ambiguousRun, .missing, .notOpened: .usage
        default: .notRecorded
        }
    }
}
