/// One key of the front matter: the reader, its messages and the reference page come from this list.
package struct FrontMatterKey: Sendable {
    package var name: String
    /// What its value looks like, in words.
    package var value: String
    /// One sentence for the reference.
    package var about: String
    /// YAML that uses it.
    package var example: String
    /// The keys inside its value, where it is a mapping of fixed ones.
    package var members: [(name: String, about: String)] = []

    package init(
        _ name: String, _ value: String, _ about: String, example: String, members: [(name: String, about: String)] = []
    ) {
        self.name = name
        self.value = value
        self.about = about
        self.example = example
        self.members = members
    }

    /// In the order of the reference page.
    package static let all = [
        FrontMatterKey(
            "title", "text", "The runbook's title, where it is not the first heading.",
            example: "title: Restore the database"),
        FrontMatterKey(
            "summary", "text", "One sentence for readers and overviews.",
            example: "summary: From the last backup to a verified database"),
        FrontMatterKey("owner", "text or list", "Who answers for it.", example: "owner: platform-team"),
        FrontMatterKey("tags", "list", "Words to find it by.", example: "tags: [database, restore]"),
        FrontMatterKey("kind", kinds.joined(separator: ", "), "What it is for.", example: "kind: disaster-recovery"),
        FrontMatterKey(
            "on", "host pattern",
            """
            Where its steps run: hosts and groups of the inventory, with `:` and `,` for more, `:&` for those \
            that are in both, `:!` for all but those; this machine, where left out.
            """,
            example: "on: web:!web3"),
        FrontMatterKey(
            "needs", "paths",
            """
            Runbooks, by path from this one, that must have been proven on the environment first, with the text \
            they have now.
            """,
            example: "needs: [base-system.md]"),
        FrontMatterKey(
            "requires", "tools with versions",
            """
            Tools with exact versions or ranges; nothing runs where one does not fit. A list wants them in any \
            version.
            """,
            example: "requires: {node: \"16.0.10\", psql: \">= 15\"}"),
        FrontMatterKey(
            "parameters", "names with their declarations", "Inputs: `NAME: type`, `NAME: default value`, or a mapping.",
            example: "parameters: {replicas: {type: int, default: 2}}",
            members: [
                (
                    "type",
                    Parameter.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
                        + "; `string`, where left out"
                ),
                ("default", "the value where none is given; without one the run asks, or refuses to start"),
                ("description", "what people are told when they are asked"),
                ("pattern", "a regular expression that the whole value matches"),
                ("choices", "the values that are allowed"),
                ("free", "`true`: its value may differ from the one proven on the environments of `after`"),
            ]),
        FrontMatterKey(
            "secrets", "names with their sources",
            "Values that are never shown or stored: masked in every output and record.",
            example: "secrets: {DB_PASSWORD: {env: PGPASSWORD}}",
            members: [
                ("env", "an environment variable of prov"),
                ("file", "a file; its last newline does not count"),
                ("env-file", "a `.env` file; the line of the secret's name, or of `name`"),
                ("name", "with `env-file`: the name there"),
                ("command", "a command that prints it"),
                ("age", "a file encrypted with age"),
            ]),
        FrontMatterKey(
            "objectives", "durations", "What the report measures the run against.",
            example: "objectives: {rto: 15m, rpo: 5m}",
            members: [
                ("rto", "how long the recovery may take, from the start of the step with `outage`, else of the run"),
                ("rpo", "how much work may be lost"),
            ]),
        FrontMatterKey(
            "policy", "environments with rules",
            "Rules of an environment; they go before those of `prov.yml`, as a whole.",
            example: "policy: {production: {approvers: oncall, approvals: 2}}",
            members: [
                ("approvers", "who must approve before the first step; `anyone` whose key is listed, where left out"),
                ("approvals", "how many of them"),
                ("after", "environments that must have passed this same text first, with the same inputs"),
                ("windows", "when it may run, as in `\(TimeWindow.form)`"),
                ("on-failure", "`stop`, `continue` or `undo` when a step fails on a host"),
                ("verify", "`true`: `prov verify` needs the approvals too"),
                ("committed", "`true`: `allowed_signers` counts only as it is committed in git"),
                (
                    "proven-within",
                    "how old the last run that proved it there may be, such as `90d`, for `prov site check`"
                ),
            ]),
    ]

    private static let kinds = RunbookHeader.Kind.allCases.map { "`\($0.rawValue)`" }

    static let names = all.map(\.name)

    /// The names of the keys inside the value of another.
    static func members(of name: String) -> [String] { all.first { $0.name == name }?.members.map(\.name) ?? [] }
}
