/// Rules about what a run is asked to do; they speak when a plan is made.
extension DiagnosticRule {
    package static let unresolvedPlaceholder = DiagnosticRule(
        "unresolved-placeholder", .error, title: "Parameter or placeholder without a value",
        explanation: "a command with an open placeholder must not run",
        fix: "Pass --set NAME=VALUE, or give it a default under 'parameters' in the front matter.",
        example: Example("```bash\nkubectl logs <pod-name>\n```\n"))
    package static let badParameterValue = DiagnosticRule(
        "bad-parameter-value", .error, title: "Invalid value of a parameter",
        explanation: "types, choices and patterns stop a wrong value before anything runs",
        fix: "Pass a value that the parameter's declaration allows.",
        example: Example("---\nparameters:\n  replicas: int\n---\n\n```bash\ntrue\n```\n", set: ["replicas": "many"]))
    package static let unknownParameter = DiagnosticRule(
        "unknown-parameter", .error, title: "Value for an unknown parameter",
        explanation: "with a misspelt name the real parameter would keep its default",
        fix: "Use a name that the runbook declares, or remove the option.",
        example: Example("```bash\ntrue\n```\n", set: ["replicas": "3"]))
    package static let unknownStep = DiagnosticRule(
        "unknown-step", .error, title: "unknown step in --only or --from",
        explanation: "a run that skips the intended steps looks like one that ran them",
        fix: "Use a name that `prov plan` lists.",
        example: Example("```bash {name=install}\ntrue\n```\n", only: ["instal"]))
    package static let unknownVariant = DiagnosticRule(
        "unknown-variant", .error, title: "Unknown variant in --variant",
        explanation: "a misspelt variant would leave the choice to what fits the machine",
        fix: "Use a variant that `prov plan` lists, as NAME or GROUP=NAME.",
        example: Example(
            "# Install\n\n## With npm\n\n```bash\nnpm install\n```\n\n## With yarn\n\n```bash\nyarn install\n```\n",
            variants: ["yarm"]))

    package static let unknownHost = DiagnosticRule(
        "unknown-host", .error, title: "Host pattern that matches no host",
        explanation: "a misspelt host would be skipped, or one to be excluded would not be",
        fix:
            """
            Use a host or group of the inventory, and choose the inventory with --env or --inventory; `prov hosts` lists them.
            """,
        example: Example("```bash {on=web1}\ntrue\n```\n"))
    package static let unreadableVariable = DiagnosticRule(
        "unreadable-variable", .error, title: "Inventory variable that cannot be read",
        explanation: "the command would run with an empty value",
        fix:
            """
            Pass --set NAME=VALUE, declare it under 'secrets' in the front matter, or write the value into the \
            inventory.
            """,
        example: Example(
            "```bash\necho \"$db_password\"\n```\n", unreadable: ["db_password": "it is encrypted by Ansible's vault"]))

    package static let otherShellRefused = DiagnosticRule(
        "other-shell-refused", .error, title: "Run of commands meant for another shell",
        explanation:
            """
            they would run on the local machine as the current user: a shell that an earlier command opened has ended with its step
            """,
        fix:
            """
            Set where the step runs with 'on' or 'as', mark it 'here' if the local machine is meant, or skip it with --only or --skip.
            """,
        example: Example("# Restart\n\n```bash\nkubectl exec -it web-0 -- bash\n```\n\n```bash\nkill -HUP 1\n```\n"))

    package static let listDiffers = DiagnosticRule(
        "list-differs", .error, title: "List that is not the same on all hosts",
        explanation: "a list decides what runs, which is one plan for all hosts",
        fix: "Give all hosts of the runbook the same list in the inventory, or pass it with --set.",
        example: Example(
            "---\non: web\nparameters: {ports: {type: list}}\n---\n\n```bash\necho \"$ports\"\n```\n",
            lists: ["web1": "[1]", "web2": "[2]"]))

    static let planRules: [DiagnosticRule] = [
        .unresolvedPlaceholder, .badParameterValue, .listDiffers, .unknownParameter, .unknownStep, .unknownVariant,
        .unknownHost,
        .unreadableVariable,
        .otherShellRefused,
    ]
}

extension DiagnosticRule {
    /// Every rule there is, in the order of the reference page.
    package static let all: [DiagnosticRule] = blockRules + runbookRules + checkRules + planRules + lintRules
}
