import ArgumentParser
import ProvRunbook

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print the completions for a shell.",
        discussion: """
            EXAMPLES
              prov completions bash > /etc/bash_completion.d/prov
              prov completions fish > ~/.config/fish/completions/prov.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: String

    func run() throws {
        guard let shell = CompletionShell(rawValue: shell) else {
            throw CommandFailure(.usage, "there are no completions for '\(shell)'", advice: "write one of bash, zsh, fish")
        }
        Console.standardOutput.line(Root.completionScript(for: shell))
    }
}

struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Print the manual page, for `man -l -`.",
        discussion: """
            EXAMPLES
              prov man | man -l -
            """)

    func run() throws { Console.standardOutput.write(ManualPage.text()) }
}

/// The manual page, made from what the parser knows of the commands.
enum ManualPage {
    static func text() -> String {
        var page = ".TH PROV 1 \"\" \"prov \(Version.text)\" \"User Commands\"\n.SH NAME\nprov \\- run Markdown runbooks, prove every step, keep the record\n"
        page += ".SH SYNOPSIS\n.B prov\n.I command\n[options]\n.SH DESCRIPTION\n" + escaped(Root.configuration.discussion) + "\n.SH COMMANDS\n"
        for command in Root.configuration.subcommands where command.configuration.shouldDisplay {
            let configuration = command.configuration
            page += ".TP\n.B prov \(escaped(configuration.commandName ?? ""))\n\(escaped(configuration.abstract))\n"
        }
        for command in Root.configuration.subcommands where command.configuration.shouldDisplay {
            page += ".SH PROV \((command.configuration.commandName ?? "").uppercased())\n.nf\n\(escaped(Root.helpMessage(for: command)))\n.fi\n"
        }
        return page + ".SH EXIT STATUS\n" + ExitStatus.allCases.map { ".TP\n.B \($0.rawValue)\n\(escaped($0.meaning))\n" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : String($0) }.joined(separator: "\n")
    }
}

struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reference", abstract: "Print a generated page of docs/reference.", shouldDisplay: false)

    @Argument(help: "checks, diagnostics or exit-codes.")
    var page: String

    func run() throws {
        switch page {
        case "checks": Console.standardOutput.write(CheckReference.markdown())
        case "diagnostics": Console.standardOutput.write(DiagnosticReference.markdown())
        case "exit-codes": Console.standardOutput.write(ExitStatusReference.markdown())
        default: throw CommandFailure(.usage, "there is no reference page '\(page)'", advice: "write one of checks, diagnostics, exit-codes")
        }
    }
}

/// The reference page of the exit codes, made from `ExitStatus`.
package enum ExitStatusReference {
    package static func markdown() -> String {
        "# Exit codes\n\nThis page is generated from `ExitStatus`.\n\n| code | meaning |\n| --- | --- |\n"
            + ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |\n" }.joined()
    }
}
