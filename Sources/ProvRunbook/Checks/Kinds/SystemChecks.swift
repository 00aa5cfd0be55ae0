/// A file system is mounted.
enum MountCheck: CheckKind {
    static let name = "mount"
    static let about = "Something is mounted at a path, of this type, with these options, with room left."
    static let mainKey = "path"
    static let keys = [
        CheckKey("path", .text, isRequired: true, "the mount point"),
        CheckKey("type", .text, "the file system's type"),
        CheckKey("options", .list, "mount options that must be set"),
        CheckKey("mounted", .boolean, "`false` wants nothing mounted there"),
    ]
    static let example = "mount:\n  path: /proc\n  type: proc\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let path = try values.required("path")
        let mounted = try values.boolean("mounted") ?? true
        let type = values.text("type"), options = values.list("options")
        let wanted = mounted ? "\(path) mounted" + (type.map { " as \($0)" } ?? "") + (options.isEmpty ? "" : " with \(options.joined(separator: ","))") : "nothing mounted at \(path)"
        let probe = """
            p=\(values.word("path"))
            while read -r _ m t o _; do [ "$m" = "$p" ] && { echo "type=$t"; echo "options=,$o,"; }; done < /proc/mounts
            echo done=1
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard answer["done"] != nil else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            guard let found = answer["type"] else { return .of(!mounted, wanted: wanted, found: "nothing is mounted there") }
            guard mounted, type == nil || type == found else { return .of(false, wanted: wanted, found: "a mount of type \(found)") }
            let missing = options.first { answer["options"]?.contains(",\($0),") != true }
            return .of(missing == nil, wanted: wanted, found: missing.map { "option \($0) is not set" } ?? "it is so")
        }
    }
}

/// A kernel parameter has a value.
enum KernelParameterCheck: CheckKind {
    static let name = "kernel-param"
    static let about = "A kernel parameter (sysctl) has this value."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "for example `net.ipv4.ip_forward`"),
        CheckKey("value", .text, isRequired: true, "the value; runs of spaces count as one"),
    ]
    static let example = "kernel-param:\n  name: kernel.ostype\n  value: Linux\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let value = try values.required("value")
        let wanted = "\(name) = \(value)"
        let probe = """
            n=\(values.word("name")); f=/proc/sys/$(printf %s "$n" | tr . /)
            [ -r "$f" ] && echo "value=$(tr -s '[:space:]' ' ' < "$f")" || echo none=1
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard let found = answer["value"].map({ OutputText.trimmed($0) }) else { return .of(false, wanted: wanted, found: "no such parameter") }
            return .of(found == value, wanted: wanted, found: found)
        }
    }
}

/// A command's exit code and output.
enum CommandCheck: CheckKind {
    static let name = "command"
    static let about = "A command ends with this exit code and prints this, or a tool has this version."
    static let mainKey = "run"
    static let keys = [
        CheckKey("run", .text, "the command, for a shell"),
        CheckKey("exit", .integer, "the exit code; 0, where left out"),
        CheckKey("stdout", .text, "a text its output contains"),
        CheckKey("matches", .text, "a regular expression found in its output"),
        CheckKey("tool", .text, "instead of `run`: a tool whose version is asked"),
        CheckKey("version", .text, "with `tool`: a version or range"),
    ]
    static let example = "command:\n  run: echo hello\n  stdout: hello\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        if let tool = values.text("tool") { return try toolDefinition(tool, values) }
        let run = try values.required("run")
        let exit = try values.integer("exit") ?? 0
        let contains = values.text("stdout"), pattern = values.text("matches")
        if let pattern, (try? Regex(pattern)) == nil { throw CheckReadingError(key: "matches", message: "'\(pattern)' is no regular expression") }
        let wanted = "`\(run)` to end with \(exit)" + (contains.map { " and print '\($0)'" } ?? "") + (pattern.map { " and print /\($0)/" } ?? "")
        let probe = "o=$( { \(run)\n} </dev/null 2>&1 ); echo \"code=$?\"; echo text:; printf '%s\\n' \"$o\" | head -c 1000000"
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard let code = answer["code"].flatMap({ Int($0) }) else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            guard code == exit else { return .of(false, wanted: wanted, found: "exit code \(code): \(OutputText.excerpt(answer.text))") }
            if let contains, !OutputText.contains(answer.text, contains) { return .of(false, wanted: wanted, found: OutputText.excerpt(answer.text)) }
            if let pattern, !FixMatcher.matches(pattern, in: answer.text) { return .of(false, wanted: wanted, found: OutputText.excerpt(answer.text)) }
            return .of(true, wanted: wanted, found: "it did")
        }
    }

    private static func toolDefinition(_ tool: String, _ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let text = values.text("version") ?? "*"
        let constraint: VersionConstraint
        do { constraint = try VersionConstraint(parsing: text) } catch { throw CheckReadingError(key: "version", message: error.message) }
        let wanted = text == "*" ? tool : "\(tool) \(text)"
        let inner = ToolVersion.probe(tool: tool).script
        return CheckDefinition(summary: wanted, probe: "o=$(\(inner)\n); echo \"code=$?\"; echo text:; printf '%s\\n' \"$o\"") { answer in
            let code = answer["code"].flatMap { Int($0) }
            let version = ToolVersion.parse(ProbeAnswer(exitCode: code, output: answer.text, errors: ""), tool: tool)
            guard let version else { return .of(false, wanted: wanted, found: code == 127 ? "no \(tool) on the PATH" : "it does not tell its version") }
            return .of(constraint.accepts(version), wanted: wanted, found: "\(tool) \(version)")
        }
    }
}
