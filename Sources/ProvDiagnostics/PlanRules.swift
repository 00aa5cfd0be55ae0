/// Rules about what a run is asked to do; they speak when a plan is made.
extension DiagnosticRule {
    package static let unresolvedPlaceholder = DiagnosticRule(
        "unresolved-placeholder", .error, title: "A parameter or placeholder without a value",
        explanation: "a command with a hole in it must not run",
        mend: "Pass --set NAME=VALUE, or give it a default under 'parameters' in the front matter.",
        example: Example("```bash\nkubectl logs <pod-name>\n```\n"))
    package static let badParameterValue = DiagnosticRule(
        "bad-parameter-value", .error, title: "A value that its parameter does not take",
        explanation: "types, choices and patterns are there to stop a wrong value before anything runs",
        mend: "Pass a value that fits the parameter's declaration.",
        example: Example("---\nparameters:\n  replicas: int\n---\n\n```bash\ntrue\n```\n", set: ["replicas": "many"]))
    package static let unknownParameter = DiagnosticRule(
        "unknown-parameter", .error, title: "A value for a parameter that the runbook does not have",
        explanation: "a misspelt name would leave the real parameter at its default",
        mend: "Write the name as the runbook declares it, or leave it out.",
        example: Example("```bash\ntrue\n```\n", set: ["replicas": "3"]))
    package static let unknownStep = DiagnosticRule(
        "unknown-step", .error, title: "--only or --from with a name that no step has",
        explanation: "a run that leaves out what was meant looks like one that did it",
        mend: "Write a name that prov plan lists.",
        example: Example("```bash {name=install}\ntrue\n```\n", only: ["instal"]))

    package static let unknownHost = DiagnosticRule(
        "unknown-host", .error, title: "A host pattern that means no host",
        explanation: "a misspelt host would be left out, or one that was to be left out would not",
        mend:
            """
            Write a host or group of the inventory, and name the inventory with --env or --inventory; prov hosts \
            lists them.
            """,
        example: Example("```bash {on=web1}\ntrue\n```\n"))
    package static let unreadableVariable = DiagnosticRule(
        "unreadable-variable", .error, title: "A step that uses a variable of the inventory that cannot be read",
        explanation: "the command would run with nothing in its place",
        mend:
            """
            Pass --set NAME=VALUE, declare it under 'secrets' in the front matter, or write the value into the \
            inventory.
            """,
        example: Example(
            "```bash\necho \"$db_password\"\n```\n", unreadable: ["db_password": "it is encrypted by Ansible's vault"]))

    package static let otherShellRefused = DiagnosticRule(
        "other-shell-refused", .error, title: "A run of commands that are meant for another shell",
        explanation:
            """
            they would run on this machine, as this user: a shell that an earlier command opened has ended with \
            its step
            """,
        mend:
            """
            Say where the step runs with 'on' or 'as', write 'here' on it where this machine is meant, or leave \
            it out with --only or --skip.
            """,
        example: Example("# Restart\n\n```bash\nkubectl exec -it web-0 -- bash\n```\n\n```bash\nkill -HUP 1\n```\n"))

    static let planRules: [DiagnosticRule] = [
        .unresolvedPlaceholder, .badParameterValue, .unknownParameter, .unknownStep, .unknownHost, .unreadableVariable,
        .otherShellRefused,
    ]
}

extension DiagnosticRule {
    /// Every rule there is, in the order of the reference page.
    package static let all: [DiagnosticRule] = blockRules + runbookRules + checkRules + planRules + lintRules
}
