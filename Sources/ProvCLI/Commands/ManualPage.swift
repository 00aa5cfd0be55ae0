import ArgumentParser
import ProvRunbook

/// The manual page, made from what the parser knows of the commands; roff of the `man` macros.
enum ManualPage {
    static func text() -> String {
        let commands = Root.configuration.subcommands.filter { $0.configuration.shouldDisplay }
        var page =
            """
            .TH PROV 1 "" "prov \(ProgramVersion.text)" "User Commands"
            .SH NAME
            prov \\- run Markdown runbooks, prove every step, keep the record

            """
        page +=
            ".SH SYNOPSIS\n.B prov\n.I command\n.RI [ options ]\n.SH DESCRIPTION\n" + paragraphs(Root.about)
            + ".SH COMMANDS\n"
        for command in commands {
            page +=
                """
                .TP
                .B prov \(escaped(command.configuration.commandName ?? ""))
                \(escaped(command.configuration.abstract))

                """
        }
        for command in commands {
            let help = Root.helpMessage(for: command, columns: 78)
            page +=
                """
                .SH \(escaped("prov \(command.configuration.commandName ?? "")".uppercased()))
                .nf
                \(escaped(help))
                .fi

                """
        }
        page +=
            ".SH EXIT STATUS\n"
            + ExitStatus.allCases.map { ".TP\n.B \($0.rawValue)\n\(escaped($0.meaning))\n" }.joined()
        page += ".SH ENVIRONMENT\n" + variables.map { ".TP\n.B \($0.0)\n\(escaped($0.1))\n" }.joined()
        return page
    }

    private static let variables =
        ProvVariable.allCases.filter { !$0.isForSteps }.map { ($0.name, $0.about) } + [
            ("XDG_STATE_HOME", "Where records are written if the runbook's folder is not writable."),
            ("NO_COLOR, CLICOLOR_FORCE", "No colours; colours even if standard output is not a terminal."),
            ("CI", "If it is set, there are no prompts and nothing is redrawn."),
        ]

    private static func paragraphs(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ".PP" : escaped(String($0)) }
            .joined(separator: "\n") + "\n"
    }

    /// Lines that roff would take for requests, and characters that it would take for others.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq").replacing(
            "`", with: "\\(ga"
        )
        .replacing("^", with: "\\(ha").replacing("~", with: "\\(ti")
        .split(separator: "\n", omittingEmptySubsequences: false).map { $0.hasPrefix(".") ? "\\&" + $0 : String($0) }
        .joined(separator: "\n")
    }
}
