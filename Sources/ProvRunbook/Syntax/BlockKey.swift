import ProvText

/// One key that a block or comment may carry: the parser, "did you mean" and the reference page come from this list.
package struct BlockKey: Sendable {
    /// What a value looks like; decides how it is read and what its error message says.
    package enum Kind: String, Sendable {
        case flag, text, name, names, duration, integer, batch, batches, condition, command, regex, assignments, octal,
            match,
            path, stream, variant, loop
    }

    /// What the key is written on.
    package enum Place: String, Sendable {
        /// Blocks that run, and sections as a default for theirs.
        case block
        /// One block alone.
        case oneBlock
        case file, fix
        /// An expected output, or a console session, whose outputs are expected.
        case expectation
        /// A comment that stands for itself.
        case comment
    }

    package var name: String
    package var aliases: [String]
    package var kind: Kind
    package var place: Place
    /// One sentence for the reference.
    package var about: String
    package var example: String

    package init(
        _ name: String, _ kind: Kind, _ place: Place = .block, aliases: [String] = [], _ about: String, example: String
    ) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.place = place
        self.about = about
        self.example = example
    }

    /// In the order of the reference page.
    package static let all: [BlockKey] = roles + identity + order + repetition + surroundings + parts + comments + runme

    private static let index: [String: BlockKey] = {
        var index: [String: BlockKey] = [:]
        for key in all {
            index[key.name] = key
            for alias in key.aliases { index[alias] = key }
        }
        return index
    }()

    /// The key of that name or alias.
    package static func named(_ name: String) -> BlockKey? { index[name] }

    package static let names: [String] = all.map(\.name)
}

extension BlockKey {
    private static let roles: [BlockKey] = [
        BlockKey(
            "run", .flag, .oneBlock, "Runs a block of a language that is otherwise only shown.", example: "python {run}"
        ),
        BlockKey(
            "check", .flag, .oneBlock,
            "Verifies the step above it in the section; with a `name`, or without a step above, it is a step. On YAML: declarative checks.",
            example: "bash {check}"),
        BlockKey(
            "ensure", .flag, .oneBlock,
            "On YAML: a step that makes these declarative checks true, and undoes what it changed.",
            example: "yaml {ensure}"),
        BlockKey("expect", .flag, .oneBlock, "The output that the step above must print.", example: "text {expect}"),
        BlockKey(
            "undo", .flag, .oneBlock, "Undoes the step above it when a run is rolled back.", example: "bash {undo}"
        ),
        BlockKey(
            "fix", .flag, .oneBlock, "Fixes a failure of the step above whose output matches `when`.",
            example: "bash {fix when=\"Address already in use\"}"),
        BlockKey(
            "fix-when", .regex, .oneBlock, "`fix` and its `when` in one key.",
            example: "fix-when=\"Address already in use\""),
        BlockKey(
            "file", .path, .oneBlock, "Writes the block to this path if the content differs.",
            example: "ini {file=/etc/haproxy/haproxy.cfg}"),
        BlockKey(
            "finally", .flag, .block, "Cleanup step: runs at the end of every run, also after a failure.",
            example: "bash {finally}"),
        BlockKey(
            "ignore", .flag, .block, "Shown only. In a comment under a heading: skips the section.",
            example: "bash {ignore}"),
    ]

    private static let identity: [BlockKey] = [
        BlockKey(
            "name", .name, .oneBlock,
            "The step's name: unique in the runbook, used by `needs`, `--only` and the record.",
            example: "name=install-haproxy"),
        BlockKey(
            "title", .text, .oneBlock, "The title that is shown instead of the heading.",
            example: "title=\"Install HAProxy\""),
        BlockKey(
            "tags", .names, .block, aliases: ["tag"], "Tags for `--tags`.", example: "tags=slow,network"),
    ]

    private static let order: [BlockKey] = [
        BlockKey(
            "needs", .names, .block,
            "Steps that must succeed first (default: all steps above). `needs=\"\"` means none.",
            example: "needs=install,configure"),
        BlockKey(
            "alternative", .variant, .block,
            "The variant that the step belongs to: a run takes one variant of each group. `none`: the step runs whichever is taken.",
            example: "alternative=database/postgres"),
        BlockKey(
            "when-changed", .names, .block,
            """
            Runs if one of these steps changed something since this one last succeeded, in this run or an earlier one; waits for them like `needs`.
            """,
            example: "when-changed=configuration"),
        BlockKey(
            "when", .condition, .block,
            """
            Runs only if the condition on facts, parameters and captures is true; on a fix, the regular expression that the output of the failed step must match.
            """,
            example: "when='os == \"debian\"'"),
        BlockKey(
            "foreach", .loop, .block,
            "Runs once for each item of a list, with `$NAME`, `$NAME_member`, `{{NAME}}` and `{{NAME.member}}`.",
            example: "foreach=\"service in services\""),
        BlockKey("once", .flag, .block, "Runs on only one of the hosts.", example: "bash {once}"),
        BlockKey(
            "serial", .batches, .block,
            "Batch sizes in turn, each a number or a percentage of all hosts; the last one repeats.",
            example: "serial=\"1, 25%\""),
        BlockKey(
            "soak", .duration, .block,
            """
            After each batch but the last: how long the checks of the batch's steps are asked, with `every` between (default: 10 s), before the next batch begins.
            """,
            example: "soak=2m"),
        BlockKey(
            "max-fail", .batch, .block, "Tolerated failed hosts: a number or a percentage.",
            example: "max-fail=1"),
        BlockKey(
            "of", .names, .oneBlock,
            "The steps that a check, undo or fix belongs to, or the one step of an expectation (default: the one above).",
            example: "bash {undo of=create-user}"),
    ]

    private static let repetition: [BlockKey] = [
        BlockKey(
            "timeout", .duration, .block,
            "Ends the step and its process group after this time; on a check, each evaluation of it.",
            example: "timeout=5m"),
        BlockKey(
            "until", .command, .block,
            "A shell command that is repeated until it succeeds; instead of `sleep`.",
            example: "until=\"pg_isready -q\""),
        BlockKey("every", .duration, .block, "Time between two attempts of `until`.", example: "every=2s"),
        BlockKey("retries", .integer, .block, "Number of retries of a failing step.", example: "retries=3"),
        BlockKey(
            "backoff", .duration, .block,
            "Delay before the first retry; it doubles before each further one.",
            example: "backoff=10s"),
        BlockKey(
            "state", .flag, .oneBlock,
            """
            Only sets shell state for later steps: runs in every run, is never satisfied, and is kept with `--only`.
            """,
            example: "bash {state}"),
        BlockKey(
            "reads", .flag, .oneBlock,
            """
            Changes nothing: runs in `prov verify` too, so that checks can use its captures. It is never satisfied, and has no undo.
            """,
            example: "bash {reads capture=ROLE}"),
        BlockKey(
            "outage", .flag, .oneBlock,
            "The outage begins when this step starts: the RTO is measured from there, not from the start of the run.",
            example: "bash {outage}"),
        BlockKey(
            "idempotent", .flag, .block, "May run again if its outcome is unknown.",
            example: "bash {idempotent}"),
        BlockKey(
            "reboots", .flag, .block,
            "Restarts its host: waits until the host is up again with a new boot, then its check must pass.",
            example: "bash {reboots timeout=15m}"),
    ]

    private static let surroundings: [BlockKey] = [
        BlockKey("on", .text, .block, "The hosts that it runs on.", example: "on=web"),
        BlockKey("as", .name, .block, "The user it runs as.", example: "as=root"),
        BlockKey(
            "here", .flag, .block,
            "Runs on the local machine as the current user, although it follows a command such as `ssh HOST`.",
            example: "bash {here}"),
        BlockKey("cwd", .path, .block, "The directory that it starts in.", example: "cwd=/srv/app"),
        BlockKey("env", .assignments, .block, "Environment variables of the step.", example: "env=\"LANG=C DEBUG=1\""),
        BlockKey(
            "interpreter", .command, .block, "The command that runs the block as a file.",
            example: "interpreter=\"python3 -u\""),
        BlockKey(
            "interactive", .flag, .block, "Connects the step to the user's terminal.", example: "bash {interactive}"),
        BlockKey(
            "isolated", .flag, .block, "Runs in a subshell: what it sets is discarded.", example: "bash {isolated}"),
        BlockKey("strict", .flag, .block, "`strict=false` disables `set -e -o pipefail`.", example: "strict=false"),
        BlockKey(
            "background", .flag, .block, "Starts it and continues; it is ended when the run ends.",
            example: "bash {background}"),
        BlockKey(
            "detach", .flag, .block, "Background processes of the step keep running after the run.",
            example: "bash {detach}"),
        BlockKey(
            "capture", .names, .oneBlock,
            "Stores its output under these names, one line each, as variables for later steps.",
            example: "capture=VERSION"),
        BlockKey("exit", .integer, .oneBlock, "The exit code that means success (default: 0).", example: "exit=3"),
    ]

    private static let parts: [BlockKey] = [
        BlockKey("mode", .octal, .file, "Permission bits of the file.", example: "mode=0640"),
        BlockKey("owner", .name, .file, "Owner of the file.", example: "owner=root"),
        BlockKey("group", .name, .file, "Group of the file.", example: "group=www-data"),
        BlockKey(
            "validate", .text, .file,
            "A command that must succeed before the file is replaced; `$FILE` is the new file, beside the old one.",
            example: "validate=\"haproxy -c -q -f $FILE\""),
        BlockKey(
            "template", .flag, .file,
            "`template=false` writes the content as it stands: no placeholders, loops or conditions.",
            example: "template=false"),
        BlockKey(
            "match", .match, .expectation, "How the output is compared: lines, glob, contains, json, regex or exact.",
            example: "match=contains"),
        BlockKey(
            "stream", .stream, .expectation,
            """
            Which output is compared: stdout, stderr or both (default: stdout for an expected output, both for a console session).
            """,
            example: "output {stream=stderr}"),
    ]

    private static let comments: [BlockKey] = [
        BlockKey(
            "approve", .text, .comment, "A gate: who must approve before the run continues.",
            example: "<!-- prov: approve=oncall -->"),
        BlockKey(
            "count", .integer, .comment, "Number of approvals.",
            example: "<!-- prov: approve=oncall count=2 -->"),
        BlockKey(
            "include", .path, .comment, "Includes another file here.", example: "<!-- prov: include ./users.md -->"),
        BlockKey(
            "with", .assignments, .comment,
            "On an include with a `name`: the values of the included file's parameters.",
            example: "<!-- prov: include ./service.md name=web with port=80 -->"),
    ]

    private static let runme: [BlockKey] = [
        BlockKey(
            "excludeFromRunAll", .flag, .block, "Runme: runs only if `--only` or `--from` names it; with `--tags` too.",
            example: "sh {excludeFromRunAll=true}"),
        BlockKey(
            "promptEnv", .text, .block, "Runme: prompts for the variables that the block exports.",
            example: "sh {promptEnv=true}"),
    ]
}

/// Keys that other tools write after a language, and that mean nothing to prov.
enum ForeignKey {
    /// Compared without regard to case, `-` and `_`.
    private static let names: Set<String> = [
        // Runme
        "id", "mimetype", "closeterminalonsuccess", "openterminalonsuccess", "terminalrows", "category", "transform",
        "promptenvironment", "skipprompts", "outputtype", "languageid", "ulid", "uuid", "executionsummary", "program",
        "ignorecomments", "sequential", "session", "shebang", "textrendered",
        // Site generators and highlighters
        "linenums", "linenos", "linenostart", "linenumbers", "showlinenumbers", "startline", "linestart", "firstline",
        "numberlines",
        "startfrom", "hllines", "highlight", "highlightlines", "highlightlinenumbers", "emphasizelines", "mark", "ins",
        "del", "diff",
        "filename", "filepath", "path", "label", "caption", "copy", "copyable", "nocopy", "live", "nolive", "editable",
        "runnable",
        "playground", "sandpack", "wrap", "nowrap", "nolinenos", "nolinenumbers", "noline", "class", "theme", "frame",
        "icon",
        "collapse", "collapsible", "expandable", "fold", "anchorlinenos", "anchor", "tabwidth", "dedent", "twoslash",
        "meta", "render",
        "preview", "hidecopy", "output", "eval", "echo", "include", "message", "warning", "engine", "cache", "results",
        "fig", "comment",
        "script", "session", "prompt", "prompts", "dark", "light", "static", "async", "tab", "tabs", "group", "sync",
        "language", "lang",
        "noexec", "norun", "skip", "test", "notest", "shouldfail", "compilefail", "shouldpanic", "donttest", "doctest",
        "cloudshell",
        "posterous", "linkify", "url", "project", "user", "host", "noplaygroundbutton", "nohighlight", "nocode",
    ]

    static func isKnown(_ key: String) -> Bool {
        names.contains(key.lowercased().filter { $0 != "-" && $0 != "_" })
    }

    /// Whether it says that nobody runs the block: `norun`, `eval=FALSE` of knitr.
    static func forbidsRunning(_ attribute: Attribute) -> Bool {
        let key = attribute.key.lowercased().filter { $0 != "-" && $0 != "_" }
        let value = attribute.value?.lowercased()
        switch key {
        case "norun", "noexec", "noeval", "dontrun", "donttest", "notest", "skip", "skiptest":
            return value == nil || ValueReading.bool(value) == true
        case "eval", "exec", "execute": return value == "f" || (value != nil && ValueReading.bool(value) == false)
        default: return false
        }
    }

    /// `.class`, `#id`, `1,3-4`, `/word/`, `"words"`: no key at all, but what highlighters read.
    static func hasForeignShape(_ key: String) -> Bool {
        guard let first = key.utf8.first else { return true }
        // `runme.dev/id`
        if key.utf8.contains(ASCII.slash) { return true }
        return first == ASCII.period || first == ASCII.numberSign || first.isDigit || first == ASCII.slash
            || first == ASCII.quotationMark
            || first == ASCII.apostrophe || first == ASCII.exclamation || first == ASCII.colon || first == ASCII.percent
            || key.utf8.allSatisfy { !$0.isLetter && $0 < 0x80 }
    }
}
