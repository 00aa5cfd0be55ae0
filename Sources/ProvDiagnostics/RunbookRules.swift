/// Rules about front matter, includes and what one part of a runbook says about another.
extension DiagnosticRule {
    package static let badFrontMatter = DiagnosticRule(
        "bad-front-matter", .error, title: "Front matter that is no YAML",
        explanation: "nothing of it can be trusted where a part of it cannot be read",
        mend: "Mend the YAML at the place shown; quote values that hold ':' or '#'.",
        example: Example("---\nparameters: {a: int\n---\n\n# Title\n"))
    package static let unclosedFrontMatter = DiagnosticRule(
        "unclosed-front-matter", .error, title: "Front matter that is taken for text",
        explanation: "what it requires, its secrets and its parameters would be left out in silence",
        mend: "Write '---' on a line of its own after its last key, and no empty line after the first '---'.",
        example: Example("---\nsecrets: {API_TOKEN: {env: API_TOKEN}}\n\n# Title\n"))
    package static let badFrontMatterValue = DiagnosticRule(
        "bad-front-matter-value", .error, title: "A front matter value of the wrong kind",
        explanation: "a value that cannot be read would be left out in silence",
        mend: "Write the value as the message says.",
        example: Example("---\nobjectives:\n  rto: soon\n---\n"))
    package static let unknownFrontMatterKey = DiagnosticRule(
        "unknown-front-matter-key", .error, title: "An unknown key inside one of prov's",
        explanation: "a misspelt key would be left out in silence",
        mend: "Write one of the keys that the message names.",
        example: Example("---\nparameters:\n  replicas: {type: int, default: 2, defualt: 3}\n---\n"))
    package static let misspeltFrontMatterKey = DiagnosticRule(
        "misspelt-front-matter-key", .warning, title: "A front matter key that is nearly one of prov's",
        explanation: "unknown keys belong to other tools, so a misspelt one is no error",
        mend: "Write the key as the format reference has it, or rename it.",
        example: Example("---\nparamters:\n  replicas: int\n---\n"))
    package static let unknownKind = DiagnosticRule(
        "unknown-kind", .warning, title: "A kind that prov does not know",
        explanation: "reports and sites group runbooks by kind; other tools have a 'kind' of their own",
        mend: "Write setup, operation, deployment, rollback, disaster-recovery, incident or check.",
        example: Example("---\nkind: rolback\n---\n"))
    package static let badParameter = DiagnosticRule(
        "bad-parameter", .error, title: "A parameter that contradicts itself",
        explanation: "a run with the default value would be refused",
        mend: "Change the default, the type, the choices or the pattern.",
        example: Example("---\nparameters:\n  region: {type: text, default: eu}\n---\n"))
    package static let duplicateParameter = DiagnosticRule(
        "duplicate-parameter", .error, title: "Two parameters of one name",
        explanation: "names are compared without regard to case and '-'",
        mend: "Give one of them another name.",
        example: Example("---\nparameters:\n  pod-name: web\n  POD_NAME: web\n---\n"))
    package static let duplicateName = DiagnosticRule(
        "duplicate-name", .error, title: "Two steps of one name",
        explanation: "needs, --only and the record name steps, so a name must mean one step",
        mend: "Give one of them another name.",
        example: Example("```bash {name=a}\ntrue\n```\n\n```bash {name=a}\ntrue\n```\n"))
    package static let unknownName = DiagnosticRule(
        "unknown-name", .error, title: "A name that no step has",
        explanation: "the order of the run would not be the one that was meant",
        mend: "Write the name of a step; prov plan lists them.",
        example: Example("```bash {name=install}\ntrue\n```\n\n```bash {needs=instal}\ntrue\n```\n"))
    package static let needsLeftOut = DiagnosticRule(
        "needs-left-out", .error, title: "A step that needs a block that does not run",
        explanation: "what it waits for never happens",
        mend: "Remove the need, or let the block run.",
        example: Example("```bash {name=a ignore}\ntrue\n```\n\n```bash {needs=a}\ntrue\n```\n"))
    package static let needsCycle = DiagnosticRule(
        "needs-cycle", .error, title: "Steps that wait for one another",
        explanation: "none of them could ever start; a step without 'needs' waits for everything above it",
        mend: "Remove one of the needs.",
        example: Example("```bash {name=a needs=b}\ntrue\n```\n\n```bash {name=b needs=a}\ntrue\n```\n"))
    package static let undefinedParameter = DiagnosticRule(
        "undefined-parameter", .error, title: "A condition on something that nothing defines",
        explanation: "conditions are about parameters, captures, secrets and facts of the host",
        mend: "Declare the parameter in the front matter, or write the name as it is declared.",
        example: Example("```bash {when='WITH_TLS == \"yes\"'}\ntrue\n```\n"))
    package static let unreachableStep = DiagnosticRule(
        "unreachable-step", .error, title: "A step that can never run",
        explanation: "its condition does not depend on anything and is false",
        mend: "Mend the condition, or mark the block with 'ignore'.",
        example: Example("```bash {when='1 == 2'}\ntrue\n```\n"))
    package static let includeNotFound = DiagnosticRule(
        "include-not-found", .error, title: "An include that cannot be read",
        explanation: "the runbook is not whole without it",
        mend: "Name a file by its path relative to the file that includes it.",
        example: Example("<!-- prov: include ./users.md -->\n"))
    package static let includeOutside = DiagnosticRule(
        "include-outside", .error, title: "An include that leads out of the project",
        explanation: "a runbook could show any file that the machine which reads it can read; links are resolved first",
        mend: "Copy the file into the project, or allow its folder with --allow-outside.",
        example: Example("<!-- prov: include /etc/hostname -->\n", outside: ["/etc/hostname"]))
    package static let includeCycle = DiagnosticRule(
        "include-cycle", .error, title: "A file that includes itself",
        explanation: "it would never end",
        mend: "Remove one of the includes.",
        example: Example("<!-- prov: include a.md -->\n", files: ["a.md": "<!-- prov: include a.md -->\n"]))
    package static let includeTooDeep = DiagnosticRule(
        "include-too-deep", .error, title: "Too many includes, or too deep",
        explanation: "a reader could not follow them either",
        mend: "Include fewer files inside one another.",
        example: Example(
            "<!-- prov: include 1.md -->\n",
            files: Dictionary(
                uniqueKeysWithValues: (1...20).map {
                    ("\($0).md", "<!-- prov: include \($0 + 1).md -->\n")
                })))

    static let runbookRules: [DiagnosticRule] = [
        .badFrontMatter, .unclosedFrontMatter, .badFrontMatterValue, .unknownFrontMatterKey, .misspeltFrontMatterKey,
        .unknownKind, .badParameter,
        .duplicateParameter, .duplicateName, .unknownName, .needsLeftOut, .needsCycle, .undefinedParameter,
        .unreachableStep,
        .includeNotFound, .includeOutside, .includeCycle, .includeTooDeep,
    ]
}
