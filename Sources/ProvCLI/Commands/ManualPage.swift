import ArgumentParser
import ProvRunbook
import ProvText

/// The manual page, made from what the parser knows of the commands; roff of the `man` macros.
enum ManualPage {
    /// What `prov COMMAND --help` prints, for each command.
    static func helps(columns: Int) -> [(command: String, help: String)] {
        Root.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map {
            ($0.configuration.commandName ?? "", Root.helpMessage(for: $0, columns: columns))
        }
    }

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
        for (command, help) in helps(columns: 78) {
            page += ".SH \(escaped("prov \(command)".uppercased()))\n" + section(help)
        }
        page +=
            ".SH EXIT STATUS\n"
            + ExitStatus.allCases.map { ".TP\n.B \($0.rawValue)\n\(escaped($0.meaning))\n" }.joined()
        page += ".SH FILES\n" + files.map { ".TP\n.I \($0.0)\n\(escaped($0.1))\n" }.joined()
        page += ".SH ENVIRONMENT\n" + variables.map { ".TP\n.B \($0.0)\n\(escaped($0.1))\n" }.joined()
        page +=
            """
            .SH SEE ALSO
            .BR ssh (1),
            .BR ssh\\-keygen (1),
            .BR ansible\\-inventory (1),
            .BR jq (1)
            .PP
            The reference is built in: \(escaped("`prov reference format`, `checks`, `diagnostics`, `events`, `exit-codes`."))

            """
        return page
    }

    /// A command's help as a section: its headings (`USAGE: …`, `OPTIONS:`) become roff's, its text stays as laid out.
    static func section(_ help: String) -> String {
        var page = ""
        var isOpen = false
        func end() {
            if isOpen { page += ".fi\n" }
            isOpen = false
        }
        for line in help.linesAsWritten {
            let name = line.prefix { $0.isUppercase || $0 == " " }
            let isHeading =
                !line.hasPrefix(" ") && name.count > 3
                && (line.count == name.count || line.dropFirst(name.count).first == ":")
            guard isHeading else {
                if !isOpen { page += ".nf\n" }
                isOpen = true
                page += escaped(String(line)) + "\n"
                continue
            }
            end()
            let rest = line.dropFirst(name.count + 1).drop { $0 == " " }
            // The overview needs no heading: it is the beginning.
            if name != "OVERVIEW" { page += ".SS \(name.prefix(1) + name.dropFirst().lowercased())\n" }
            guard !rest.isEmpty else { continue }
            page += ".nf\n" + escaped(String(rest)) + "\n"
            isOpen = true
        }
        end()
        return page
    }

    private static let files = [
        ("RUNBOOK.md", "A runbook; its front matter has parameters, secrets, requirements and objectives."),
        ("prov.yml", "The rules of a project: environments, approvals, windows. Next to the runbook or above it."),
        (".prov/", "The store of records, next to the runbook or at --store: one folder a run, and a log of all runs."),
        (".prov/runs/RUN/", "The journal, the outputs, the report and SHA256SUMS of a run."),
        ("environments/NAME, inventories/NAME", "The Ansible inventory of an environment."),
        ("allowed_signers", "The keys that may approve, as ssh-keygen reads them."),
        ("site/", "Templates, style sheets and scripts in the place of those of the built-in site theme."),
    ]

    private static let variables =
        ProvVariable.allCases.filter { !$0.isForSteps }.map { ($0.name, $0.about) } + [
            ("XDG_STATE_HOME", "Where records are written if the runbook's folder is not writable."),
            ("NO_COLOR, CLICOLOR_FORCE", "No colours; colours even if standard output is not a terminal."),
            ("CI", "If it is set, there are no prompts and nothing is redrawn."),
        ]

    private static func paragraphs(_ text: String) -> String {
        text.linesAsWritten.map { $0.isEmpty ? ".PP" : escaped(String($0)) }
            .joined(separator: "\n") + "\n"
    }

    /// Lines that roff would take for requests, and characters that it would take for others.
    static func escaped(_ text: String) -> String {
        text.replacing(bytesOf: "\\", with: "\\e").replacing(bytesOf: "-", with: "\\-").replacing(
            bytesOf: "'", with: "\\(aq"
        ).replacing(
            bytesOf: "`", with: "\\(ga"
        )
        .replacing(bytesOf: "^", with: "\\(ha").replacing(bytesOf: "~", with: "\\(ti")
        .linesAsWritten.map { $0.hasPrefix(".") ? "\\&" + $0 : String($0) }
        .joined(separator: "\n")
    }
}
