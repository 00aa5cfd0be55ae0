/// A process runs on the host.
enum ProcessCheck: CheckKind {
    static let name = "process"
    static let about = "A process with this name runs, perhaps as this user, or does not."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the name of its program, as `ps -o comm` shows it"),
        CheckKey("running", .boolean, "`false` wants none"),
        CheckKey("user", .text, "the user it runs as"),
        CheckKey("count", .integer, "exactly that many"),
    ]
    static let example = "process:\n  name: bash\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let running = try values.boolean("running") ?? true
        let count = try values.integer("count")
        let user = values.text("user")
        let wanted = (running ? count.map { "\($0) processes \(name)" } ?? "a process \(name)" : "no process \(name)") + (user.map { " of \($0)" } ?? "")
        let probe = """
            n=\(values.word("name")); u=\(ShellWord.expandable(user ?? "")); c=0; o=
            for d in /proc/[0-9]*; do
              read -r comm 2>/dev/null < "$d/comm" || continue
              [ "$comm" = "$(printf %.15s "$n")" ] || continue
              w=$(stat -c %U "$d" 2>/dev/null) || continue
              if [ -z "$u" ] || [ "$u" = "$w" ]; then c=$((c+1)); else o="$o $w"; fi
            done
            echo "count=$c"; echo "others=$o"
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            guard let text = answer["count"], let number = Int(text) else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            let others = answer["others"].flatMap { $0.isEmpty ? nil : " (others run as\($0))" } ?? ""
            let holds = running ? (count.map { $0 == number } ?? (number > 0)) : number == 0
            return .of(holds, wanted: wanted, found: (number == 0 ? "none" : "\(number)") + others)
        }
    }
}
