/// Rules about front matter, includes and what one part of a runbook says about another.
extension DiagnosticRule {
    package static let badFrontMatter = DiagnosticRule(
        "bad-front-matter", .error, title: "Invalid YAML in the front matter",
        explanation: "if a part of it cannot be read, the rest cannot be trusted",
        fix: "Fix the YAML syntax at the place shown; quote values that contain ':' or '#'.",
        example: Example("---\nparameters: {a: int\n---\n\n# Title\n"))
    package static let unclosedFrontMatter = DiagnosticRule(
        "unclosed-front-matter", .error, title: "Front matter that is read as text",
        explanation: "its requirements, secrets and parameters would be ignored without a message",
        fix: "Write '---' on a separate line after the last key, and remove an empty line after the first '---'.",
        example: Example("---\nsecrets: {API_TOKEN: {env: API_TOKEN}}\n\n# Title\n"))
    package static let badFrontMatterValue = DiagnosticRule(
        "bad-front-matter-value", .error, title: "Invalid value in the front matter",
        explanation: "a value that cannot be read would be ignored without a message",
        fix: "Write the value as the message describes.",
        example: Example("---\nobjectives:\n  rto: soon\n---\n"))
    package static let unknownFrontMatterKey = DiagnosticRule(
        "unknown-front-matter-key", .error, title: "Unknown nested key",
        explanation: "a misspelt key would be ignored without a message",
        fix: "Use one of the keys that the message lists.",
        example: Example("---\nparameters:\n  replicas: {type: int, default: 2, defualt: 3}\n---\n"))
    package static let unknownChoice = DiagnosticRule(
        "unknown-choice", .error, title: "Condition on a value that the parameter cannot have",
        explanation: "the comparison never holds, so the step would never run",
        fix: "Use one of the parameter's choices, or add the value to them.",
        example: Example(
            "---\nparameters:\n  env: {type: choice, choices: [dev, prod], default: dev}\n---\n\n```bash {when='env == \"staging\"'}\ntrue\n```\n"
        ))
    package static let misspeltFrontMatterKey = DiagnosticRule(
        "misspelt-front-matter-key", .warning, title: "Front matter key that resembles one of prov's",
        explanation: "unknown keys belong to other tools, so a misspelt one is not an error",
        fix: "Use a key that `prov reference format` lists, or rename it.",
        example: Example("---\nparamters:\n  replicas: int\n---\n"))
    package static let unknownKind = DiagnosticRule(
        "unknown-kind", .warning, title: "Unknown kind of runbook",
        explanation: "reports and sites group runbooks by kind; other tools use 'kind' for other values",
        fix: "Use setup, operation, deployment, rollback, disaster-recovery, incident or check.",
        example: Example("---\nkind: rolback\n---\n"))
    package static let badParameter = DiagnosticRule(
        "bad-parameter", .error, title: "Contradictory parameter",
        explanation: "a run with the default value would be refused",
        fix: "Change the default, the type, the choices or the pattern.",
        example: Example("---\nparameters:\n  region: {type: text, default: eu}\n---\n"))
    package static let duplicateParameter = DiagnosticRule(
        "duplicate-parameter", .error, title: "Duplicate parameter",
        explanation: "names are compared without case, and '-' equals '_'",
        fix: "Rename one of them.",
        example: Example("---\nparameters:\n  pod-name: web\n  POD_NAME: web\n---\n"))
    package static let duplicateName = DiagnosticRule(
        "duplicate-name", .error, title: "Duplicate step name",
        explanation: "needs, --only and the record refer to steps by name",
        fix: "Rename one of them.",
        example: Example("```bash {name=a}\ntrue\n```\n\n```bash {name=a}\ntrue\n```\n"))
    package static let unknownName = DiagnosticRule(
        "unknown-name", .error, title: "Unknown step name",
        explanation: "the steps would run in another order than intended",
        fix: "Use the name of a step; `prov plan` lists them.",
        example: Example("```bash {name=install}\ntrue\n```\n\n```bash {needs=instal}\ntrue\n```\n"))
    package static let needsLeftOut = DiagnosticRule(
        "needs-left-out", .error, title: "Dependency on a block that does not run",
        explanation: "the step would wait forever",
        fix: "Remove the name from 'needs', or let the block run.",
        example: Example("```bash {name=a ignore}\ntrue\n```\n\n```bash {needs=a}\ntrue\n```\n"))
    package static let needsCycle = DiagnosticRule(
        "needs-cycle", .error, title: "Dependency cycle",
        explanation: "none of the steps could start; a step without 'needs' waits for everything above it",
        fix: "Remove a name from 'needs'.",
        example: Example("```bash {name=a needs=b}\ntrue\n```\n\n```bash {name=b needs=a}\ntrue\n```\n"))
    package static let undefinedParameter = DiagnosticRule(
        "undefined-parameter", .error, title: "Undefined name in a condition",
        explanation: "conditions use parameters, captures, secrets and facts of the host",
        fix: "Declare the parameter in the front matter, or correct the name.",
        example: Example("```bash {when='WITH_TLS == \"yes\"'}\ntrue\n```\n"))
    package static let undeclaredHole = DiagnosticRule(
        "undeclared-hole", .error, title: "Placeholder in a file that nothing declares",
        explanation: "the file would be written with the braces in it",
        fix:
            "Declare the parameter in the front matter, or write template=false on a block that is meant as it stands.",
        example: Example("```ini {file=app.ini}\npassword = {{password}}\n```\n"))
    package static let templateSyntax = DiagnosticRule(
        "template-syntax", .error, title: "Invalid tag in a file",
        explanation: "the file would be written with the tag in it",
        fix:
            "Write {% for NAME in LIST %}, {% if CONDITION %}, {% elif CONDITION %}, {% else %}, {% endfor %}, {% endif %}.",
        example: Example("```ini {file=app.ini}\n{% if os == \"debian\" %}\na = 1\n```\n"))
    package static let listInHole = DiagnosticRule(
        "list-in-hole", .error, title: "List in the place of a single value",
        explanation: "a list has no text of its own that fits everywhere",
        fix: "In a file write {% for NAME in LIST %}; in a shell use the variable $LIST, which has one item a line.",
        example: Example(
            "---\nparameters:\n  hosts: {type: list, default: [a, b]}\n---\n\n```bash\nping {{hosts}}\n```\n"))
    package static let unknownMember = DiagnosticRule(
        "unknown-member", .error, title: "Key that the items of a list do not have",
        explanation: "the file cannot be written without it",
        fix: "Use a key of the items, or add it to each.",
        example: Example(
            """
            ---
            parameters:
              services: {type: list, default: [{name: a, port: 1}]}
            ---

            ```ini {file=app.ini}
            {% for s in services %}
            {{s.prot}}
            {% endfor %}
            ```

            """))
    package static let unreachableStep = DiagnosticRule(
        "unreachable-step", .error, title: "Step that can never run",
        explanation: "its condition is always false",
        fix: "Fix the condition, or mark the block with 'ignore'.",
        example: Example("```bash {when='1 == 2'}\ntrue\n```\n"))
    package static let includeNotFound = DiagnosticRule(
        "include-not-found", .error, title: "Include that cannot be read",
        explanation: "the runbook is incomplete without it",
        fix: "Use a path relative to the including file.",
        example: Example("<!-- prov: include ./users.md -->\n"))
    package static let includeOutside = DiagnosticRule(
        "include-outside", .error, title: "Include outside of the project",
        explanation: "a runbook could show any file that this machine can read; symbolic links are resolved first",
        fix: "Copy the file into the project, or allow its folder with --allow-outside.",
        example: Example("<!-- prov: include /etc/hostname -->\n", outside: ["/etc/hostname"]))
    package static let includeCycle = DiagnosticRule(
        "include-cycle", .error, title: "File that includes itself",
        explanation: "the include would never end",
        fix: "Remove one of the includes.",
        example: Example("<!-- prov: include a.md -->\n", files: ["a.md": "<!-- prov: include a.md -->\n"]))
    package static let includeTooDeep = DiagnosticRule(
        "include-too-deep", .error, title: "Too many includes, or nested too deeply",
        explanation: "readers could not follow them either",
        fix: "Nest fewer includes.",
        example: Example(
            "<!-- prov: include 1.md -->\n",
            files: Dictionary(
                uniqueKeysWithValues: (1...20).map {
                    ("\($0).md", "<!-- prov: include \($0 + 1).md -->\n")
                })))

    package static let rulesOfInclude = DiagnosticRule(
        "rules-of-include", .error, title: "Rules of an included file that the runbook does not have",
        explanation:
            """
            'on', 'needs' and 'policy' belong to the whole run; those of an included file alone would be ignored, \
            and its steps would run unapproved, too early or on another machine
            """,
        fix: "Write them in the front matter of the runbook; 'on' is also a key of the include.",
        example: Example(
            "<!-- prov: include part.md -->\n",
            files: [
                "part.md":
                    "---\npolicy: {production: {approvers: oncall}}\n---\n\n```bash {name=restart}\ntrue\n```\n"
            ]))
    package static let unknownIncludeValue = DiagnosticRule(
        "unknown-include-value", .error, title: "Value for a parameter that the included file does not have",
        explanation: "the steps would run with the default of the parameter that was meant",
        fix: "Use the name of a parameter or a secret in the front matter of the included file.",
        example: Example(
            "<!-- prov: include ./service.md name=web with prot=80 -->\n",
            files: ["./service.md": "---\nparameters: {port: 8080}\n---\n\n# Service\n"]))
    package static let missingIncludeValue = DiagnosticRule(
        "missing-include-value", .error, title: "Include without the value of a parameter",
        explanation: "a parameter of a file that is included under a name is never asked for",
        fix: "Give the value behind 'with', or the parameter a default.",
        example: Example(
            "<!-- prov: include ./service.md name=web -->\n",
            files: ["./service.md": "---\nparameters: {port: int}\n---\n\n# Service\n"]))
    package static let badIncludeValue = DiagnosticRule(
        "bad-include-value", .error, title: "Value that an included file cannot have",
        explanation: "the included file declares what it works with",
        fix: "Give a value of the declared type: a literal, or {{NAME}} of a parameter, secret or capture.",
        example: Example(
            "<!-- prov: include ./service.md name=web with port=http -->\n",
            files: ["./service.md": "---\nparameters: {port: int}\n---\n\n# Service\n"]))

    static let runbookRules: [DiagnosticRule] = [
        .badFrontMatter, .unclosedFrontMatter, .badFrontMatterValue, .unknownFrontMatterKey, .misspeltFrontMatterKey,
        .unknownKind, .badParameter,
        .duplicateParameter, .duplicateName, .unknownChoice, .unknownName, .needsLeftOut, .needsCycle,
        .undefinedParameter, .undeclaredHole, .templateSyntax, .listInHole, .unknownMember, .unreachableStep,
        .includeNotFound, .includeOutside, .includeCycle, .includeTooDeep, .rulesOfInclude, .unknownIncludeValue,
        .missingIncludeValue, .badIncludeValue,
    ]
}
