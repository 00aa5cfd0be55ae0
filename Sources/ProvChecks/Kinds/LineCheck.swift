import ProvText

/// A file has a line.
enum LineCheck: CheckKind {
    static let name = "line"
    static let about = "A text file has exactly this line, or does not have it."
    static let mainKey = "text"
    static let keys = [
        CheckKey("path", .text, isRequired: true, "the file; links are followed"),
        CheckKey("text", .text, "the whole line, without blanks added or removed"),
        CheckKey(
            "match", .patterns,
            "a regular expression for the lines that it stands for: the last line that matches must be `text`"),
        CheckKey(
            "present", .boolean, "`false`: the file does not have the line, or with `match` no line that matches"),
    ]
    static let examples = [
        "line:\n  path: /etc/ssh/sshd_config\n  text: PermitRootLogin no\n  match: \"^#?PermitRootLogin \"\n",
        "line: {path: /etc/hosts, text: 127.0.1.1 old.example.org, present: false}\n",
    ]
    static let notes = "The file is never shown. Its first 8 MiB are read."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let edit = try LineCheck.edit(values)
        let what =
            edit.text.written.isEmpty
            ? "line that matches /\(edit.match?.written ?? "")/" : "line '\(edit.text.written)'"
        let summary = "\(edit.isPresent ? "" : "no ")\(what) in \(edit.path.written)"
        let probe = """
            p=\(edit.path.pathWord)
            if [ ! -e "$p" ]; then say exists no; exit 0; fi
            [ -f "$p" ] || cannot "$p is not a regular file"
            [ -r "$p" ] || cannot "$(id -un) may not read $p"
            say exists yes
            echo output:
            head -c 8388608 <"$p"
            """
        let path = edit.path.typedPath
        let line = "grep -nxF -e \(edit.text.typed) -- \(path)"
        let look = edit.match.map { "grep -nE -e \($0.typed) -- \(path)" } ?? line
        return CheckDefinition(summary: summary, probe: probe, look: look) { answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            guard try answer.required("exists") == "yes" else {
                return .of(!edit.isPresent, wanted: wanted, found: "no such file")
            }
            let holds = try LineWish(edit, answer).holds(in: answer.output)
            return .of(
                holds, wanted: wanted, found: holds ? "it is" : edit.isPresent ? "no such line" : "such a line")
        }
    }

    static func edit(_ values: CheckValues) throws(CheckReadingError) -> LineEdit {
        let isPresent = values.boolean("present") ?? true
        let text = values.text("text")
        let matches = values.list("match")
        guard matches.count < 2 else { throw CheckReadingError(key: "match", "'match' must be one regular expression") }
        if isPresent || matches.isEmpty, text?.written.isEmpty != false {
            throw CheckReadingError(key: nil, "'text' is missing: the whole line")
        }
        if isPresent, let text = text?.literal, let match = matches.first?.literal, let pattern = try? Pattern(match),
            !pattern.isFound(in: text)
        {
            throw CheckReadingError(
                key: "match", "'text' does not match 'match', so that each run would change another line",
                fix: "write a pattern that the text matches too, as in match: \"^#?Port \" with text: Port 22")
        }
        return LineEdit(
            path: try values.required("path"), text: text ?? CheckText(""), match: matches.first, isPresent: isPresent)
    }
}

extension LineCheck: EnsurableKind {
    static let ensureNotes = """
        The last line that matches is replaced by `text`, else the line is added at the end; with `present: false` the lines are removed. The file must exist. \
        It is written as a file block writes: the difference is shown, mode and owner stay. The undo changes the step's own line back and leaves \
        what others changed since; it fails where the line is not as the step left it.
        """

    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work { .line(try edit(values)) }
}
