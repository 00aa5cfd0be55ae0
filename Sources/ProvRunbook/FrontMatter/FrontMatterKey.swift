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
            "title", "text", "The runbook's title (default: the first heading).",
            example: "title: Restore the database"),
        FrontMatterKey(
            "summary", "text", "One sentence for readers and overviews.",
            example: "summary: From the last backup to a verified database"),
        FrontMatterKey("owner", "text or list", "Who is responsible for it.", example: "owner: platform-team"),
        FrontMatterKey("tags", "list", "Keywords for search.", example: "tags: [database, restore]"),
        FrontMatterKey("kind", kinds.joined(separator: ", "), "Its purpose.", example: "kind: disaster-recovery"),
        FrontMatterKey(
            "on", "host pattern",
            """
            Where its steps run: hosts and groups of the inventory, combined with `:` and `,` (union), `:&` (intersection) and `:!` (exclusion); default: `local`.
            """,
            example: "on: web:!web3"),
        FrontMatterKey(
            "needs", "paths",
            """
            Runbooks, by path from this one, that must have been proven on the environment first, in their current version.
            """,
            example: "needs: [base-system.md]"),
        FrontMatterKey(
            "requires", "tools with versions",
            """
            Tools with exact versions or ranges; nothing runs if one does not match. A list requires them in any version. They are required on \
            every host of `on`; a host that cannot be reached refuses nothing before its first step.
            """,
            example: "requires: {node: \"16.0.10\", psql: \">= 15\"}",
            members: [
                ("version", "the version or range, where a tool has more than that (default: any)"),
                ("here", "`true`: the tool is required on this machine, not on the hosts of `on`"),
            ]),
        FrontMatterKey(
            "parameters", "names with their declarations", "Inputs: `NAME: type`, `NAME: default value`, or a mapping.",
            example: "parameters: {replicas: {type: int, default: 2}}",
            members: [
                (
                    "type",
                    Parameter.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
                        + " (default: `string`); with `choices` it is a choice without one"
                ),
                ("default", "the value if none is given; without a default the run prompts, or refuses to start"),
                ("description", "the text of the prompt"),
                (
                    "hosts",
                    "a host pattern: the value is the list of its hosts, each with `address` and its inventory variables"
                ),
                ("pattern", "a regular expression that the whole value, or each item of a list, must match"),
                ("choices", "the allowed values"),
                ("free", "`true`: its value may differ from the one that was proven on the environments of `after`"),
            ]),
        FrontMatterKey(
            "secrets", "names with their sources",
            "Values that are never shown or stored: they are masked in every output and record.",
            example: "secrets: {DB_PASSWORD: {env: PGPASSWORD}}",
            members: [
                ("env", "an environment variable of prov"),
                ("file", "a file, without its last newline"),
                ("env-file", "a `.env` file: the line with the secret's name, or with `name`"),
                ("name", "with `env-file`: the name in that file"),
                ("command", "a command that prints it"),
                ("age", "a file encrypted with age"),
            ]),
        FrontMatterKey(
            "objectives", "durations", "Objectives that the report compares the run with.",
            example: "objectives: {rto: 15m, rpo: 5m}",
            members: [
                ("rto", "the maximum recovery time, from the start of the step with `outage`, else of the run"),
                ("rpo", "the maximum loss of work, as a time"),
            ]),
        FrontMatterKey(
            "policy", "environments with rules",
            "Rules of an environment; they replace all of those in `prov.yml`.",
            example: "policy: {production: {approvers: oncall, approvals: 2}}",
            members: [
                ("approvers", "who must approve before the first step (default: `anyone` whose key is listed)"),
                ("approvals", "the number of approvals, or as `prov.yml` has it: `{by: oncall, count: 2}`"),
                (
                    "after",
                    "environments on which this version must have been proven first, with the same inputs and variants"
                ),
                ("windows", "change windows, such as `\(TimeWindow.form)`"),
                ("on-failure", "`stop`, `continue` or `undo` if a step fails on a host"),
                ("verify", "`true`: `prov verify` requires the approvals too"),
                ("committed", "`true`: only the committed version of `allowed_signers` counts"),
                (
                    "proven-within",
                    "the maximum age of the last run that proved it there, such as `90d`, for `prov site check`"
                ),
            ]),
    ]

    private static let kinds = RunbookHeader.Kind.allCases.map { "`\($0.rawValue)`" }

    static let names = all.map(\.name)

    /// The names of the keys inside the value of another.
    static func members(of name: String) -> [String] { all.first { $0.name == name }?.members.map(\.name) ?? [] }
}
