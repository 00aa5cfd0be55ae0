import ProvText

/// The reference page of the runbook format: prose by `FormatText`, tables from the types that read a runbook.
package enum FormatReference {
    package static func markdown() -> String {
        var text = FormatText.introduction
        text += FormatText.blocks + languages + FormatText.keys + blockKeys + FormatText.sections
        text += FormatText.frontMatter + frontMatterKeys + FormatText.parameters
        text += variables
        text +=
            FormatText.placeholders + FormatText.checks + FormatText.expectations + FormatText.consoles
            + FormatText.remedies
        text +=
            FormatText.files + FormatText.waiting + FormatText.order + conditions + FormatText.changes
            + FormatText.items
            + FormatText.shells + FormatText.state + FormatText.people + notRun + FormatText.meaning
            + FormatText.compatibility
        return text
            + """

            <!-- Written by FormatReference from BlockKey, FrontMatterKey, Language, Condition and FormatText. -->

            """
    }

    /// The examples of the page, each a runbook.
    package static var examples: [String] {
        var examples: [String] = []
        var open: [Substring]?
        for line in markdown().linesAsWritten {
            if line == "`````markdown" {
                open = []
            } else if line == "`````", let lines = open {
                examples.append(lines.joined(separator: "\n") + "\n")
                open = nil
            } else {
                open?.append(line)
            }
        }
        return examples
    }

    private static var variables: String {
        var text = """
            ## Variables of prov

            Steps, their checks, undos and fixes, `until` and `validate` have these environment variables, in a run, a resume, a verification and a rollback alike, and
            on every host:

            | variable | value |
            | --- | --- |

            """
        for variable in ProvVariable.allCases where variable.isForSteps {
            text += "| `\(variable.name)` | \(variable.about) |\n"
        }
        text += """

            In a file block the host and the environment are `{{host}}` and `{{environment}}`, in a condition `host` and `environment`. Other variables of a step whose names
            begin with `PROV_` belong to prov. These it reads of its own environment:

            | variable | meaning |
            | --- | --- |

            """
        for variable in ProvVariable.allCases where !variable.isForSteps {
            text += "| `\(variable.name)` | \(variable.about) |\n"
        }
        return text + "\n"
    }

    private static var languages: String {
        var text = "| language after the fence | what happens |\n| --- | --- |\n"
        text +=
            """
            | \(list(Language.sessionNames)) | a step in the run's shell, which is bash; a block in which every \
            command has a prompt is a console session |

            """
        text += "| `zsh` | a step, as a separate process |\n"
        text += "| \(list(Language.consoleNames)) | a console session |\n"
        text += "| `output` | the expected output of the block before it |\n"
        text += "| `yaml`, `yml` | shown; with `{check}` declarative checks |\n"
        text += "| none | shown; if it starts with a prompt, a console session |\n"
        text += "| \(list(Language.interpreterNames)) | shown; with `{run}` a step by the interpreter of that name |\n"
        return text + "| any other | shown; with `{run interpreter=\"…\"}` a step |\n\n"
    }

    private static var blockKeys: String {
        var text = "| key | value | valid on | meaning | example |\n| --- | --- | --- | --- | --- |\n"
        for key in BlockKey.all {
            let names = list([key.name] + key.aliases)
            text +=
                """
                | \(names) | \(key.kind.rawValue) | \(place(key.place)) | \(cell(key.about)) | \
                `\(cell(key.example))` |

                """
        }
        return text + "\n"
    }

    private static func place(_ place: BlockKey.Place) -> String {
        switch place {
        case .block: "a block, or a section as its default"
        case .oneBlock: "a block"
        case .file: "a file block"
        case .expectation: "an expected output, a console session"
        case .fix: "a fix"
        case .comment: "a separate comment"
        }
    }

    private static var frontMatterKeys: String {
        var text = "| key | value | meaning | example |\n| --- | --- | --- | --- |\n"
        for key in FrontMatterKey.all {
            text += "| `\(key.name)` | \(cell(key.value)) | \(cell(key.about)) | `\(cell(key.example))` |\n"
        }
        text += "\n"
        for key in FrontMatterKey.all where !key.members.isEmpty {
            text +=
                "| in `\(key.name)` | meaning |\n| --- | --- |\n"
                + key.members.map { "| `\($0.name)` | \(cell($0.about)) |\n" }.joined() + "\n"
        }
        return text
    }

    private static var conditions: String {
        "Facts that a condition may use:\n\n| fact | its values |\n| --- | --- |\n"
            + Condition.factMeanings.map { "| `\($0.name)` | \(cell($0.about)) |\n" }.joined()
            + "\nParameters, secrets and captures are used by name.\n\n"
    }

    private static var notRun: String {
        let examples: [ShownBlock.Reason] = [
            .ignored, .ignoredSection, .language("python"), .noLanguage, .indented, .insideHTML, .output(.table),
            .outputBelow(.table), .scriptFile, .comments, .noPrompt, .otherPrompt("mysql"), .outputBeforeStep,
            .taskList(.heading("Roadmap")),
            .outsideSteps,
        ]
        return FormatText.notRun
            + "| reason | `reason` in JSON | to run it |\n| --- | --- | --- |\n"
            + examples.map {
                "| \(cell($0.sentence)) | `\($0.word)` | \(cell($0.remedy.replacing(bytesOf: "`", with: ""))) |\n"
            }
            .joined() + "\n"
            + "Forms of output: \(OutputForm.allCases.map(\.words).joined(separator: ", ")).\n\n"
    }

    private static func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

    private static func cell(_ text: String) -> String { text.replacing(bytesOf: "|", with: "\\|") }
}
