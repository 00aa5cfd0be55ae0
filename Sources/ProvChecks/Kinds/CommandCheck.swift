import ProvText

/// A command's exit code and output, or a tool's version.
enum CommandCheck: CheckKind {
    static let name = "command"
    static let about = "A command ends with this exit code and prints this, or a tool has this version."
    static let mainKey = "run"
    static let keys = [
        CheckKey("run", .script, "the command, for the host's shell; it must not change anything"),
        CheckKey("exit", .integer(0...255), "the exit code (default: 0)"),
        CheckKey("stdout", .list, "texts that its output must contain"),
        CheckKey("stderr", .list, "texts that its error output must contain"),
        CheckKey("lacks", .list, "texts that its output must not contain"),
        CheckKey("matches", .patterns, "regular expressions that must match in its output"),
        CheckKey("lines", .text, "its whole output, line by line, with `...`, ` (re)` and ` (glob)`"),
        CheckKey("tool", .text, "instead of `run`: a tool whose version is checked"),
        CheckKey("version", .version, "with `tool`: an exact version or a range"),
    ]
    static let examples = [
        "command: haproxy -c -f /etc/haproxy/haproxy.cfg\n",
        "command:\n  run: pg_isready -h 127.0.0.1\n  stdout: accepting connections\n",
        "command: {tool: node, version: 16.0.10}\n",
    ]
    static let notes = "In `run`, `$` is the shell's own; parameters are environment variables there."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        if values.has("tool") { return try toolDefinition(values) }
        guard let run = values.literal("run"), !run.isEmpty else {
            throw CheckReadingError(key: nil, "it needs 'run' or 'tool'")
        }
        if values.has("version") { throw CheckReadingError(key: "version", "'version' is valid only with 'tool'") }
        let exit = values.text("exit")
        let errors = values.list("stderr")
        let lines = values.text("lines")
        var output = TextWants(values)
        output.contains = values.list("stdout")
        let words =
            output.words + errors.map { "'\($0.written)' on stderr" } + (lines == nil ? [] : ["the expected lines"])
        let first =
            run.lines.first.map { $0.utf8.count < run.utf8.count - 1 ? "\($0) …" : String($0) } ?? run
        let summary =
            "`\(first)` to \(exit.map { "end with \($0.written)" } ?? "succeed")"
            + (words.isEmpty ? "" : " with \(words.joined(separator: ", "))")
        // What it prints is the answer's output, its exit code the probe's.
        let probe = ProbeScript(
            body: "echo output:\n( eval \(ShellText.quoted(run + "\n")) ) </dev/null\nexit $?", isPlain: false)
        return CheckDefinition(summary: summary, probe: probe, look: run) { [output] answer throws(CheckTrouble) in
            let subject = "`\(first)`"
            let wantedCode = try exit.map { text throws(CheckTrouble) in try answer.integer(text) } ?? 0
            let code = answer.exitCode ?? -1
            let wanted = subject + (exit == nil ? " to succeed" : " to end with \(wantedCode)")
            guard code == wantedCode else {
                let complaint =
                    OutputText.trimmed(answer.errors).isEmpty ? OutputText.excerpt(answer.output) : answer.complaint
                return .of(false, wanted: wanted, found: "exit code \(code), \(complaint)")
            }
            var findings = CheckFindings()
            let text = OutputText.plain(answer.output)
            try output.judge(text, "in its output", answer, into: &findings)
            for item in errors {
                let wanted = answer.resolve(item)
                let isThere = OutputText.contains(answer.errors, wanted)
                findings.want(
                    "'\(wanted)' on stderr", isThere, found: isThere ? "it" : OutputText.excerpt(answer.errors))
            }
            if let lines {
                let verdict = LineExpectation(answer.resolve(lines)).judge(Array(answer.output))
                findings.want(verdict.wanted, verdict.result == .pass, found: verdict.found)
            }
            let verdict = findings.verdict(subject)
            return words.isEmpty ? .of(true, wanted: wanted, found: "exit code \(code)") : verdict
        }
    }

    private static func toolDefinition(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        for key in ["run", "exit", "stdout", "stderr", "lacks", "matches", "lines"] where values.has(key) {
            throw CheckReadingError(key: key, "'\(key)' cannot be combined with 'tool'")
        }
        let tool = try values.required("tool")
        let version = values.text("version")
        let program = tool.written.split(separator: "/").last.map(String.init) ?? tool.written
        let summary = tool.written + (version.map { " \($0.written)" } ?? "")
        let script = "echo output:\n" + ToolVersion.script(word: tool.pathWord, name: program)
        let look = ToolVersion.command(word: tool.typedPath, name: program)
        return CheckDefinition(summary: summary, probe: script, look: look) { answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            if answer.exitCode == 127 {
                return .of(false, wanted: wanted, found: "no \(answer.resolve(tool)) on the PATH")
            }
            let text = ProbeAnswer(
                exitCode: answer.exitCode, output: String(decoding: answer.output, as: UTF8.self), errors: "")
            guard let found = ToolVersion.parse(text, tool: program) else {
                if version == nil { return .of(true, wanted: wanted, found: "it is installed") }
                throw CheckTrouble("\(program) does not print its version: \(OutputText.excerpt(answer.output))")
            }
            guard let version else { return .of(true, wanted: wanted, found: "version \(found)") }
            return .of(try answer.constraint(version).accepts(found), wanted: wanted, found: "version \(found)")
        }
    }
}
