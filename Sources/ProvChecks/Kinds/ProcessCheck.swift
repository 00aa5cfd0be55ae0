import ProvText

/// A program runs.
enum ProcessCheck: CheckKind {
    static let name = "process"
    static let about = "Processes of this name or command line run, in this number, as this user, or none runs."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, "the program's name, as in `ps -o comm`"),
        CheckKey("matches", .patterns, "regular expressions that must match in its command line"),
        CheckKey("user", .text, "the user it runs as"),
        CheckKey("count", .text, "how many, or a bound such as `>= 2`"),
        CheckKey("running", .boolean, "`false`: no such process runs"),
    ]
    static let examples = [
        "process: haproxy\n", "process:\n  name: postgres\n  user: postgres\n  count: \">= 5\"\n",
        "process: {matches: \"java .*-jar app[.]jar\", running: false}\n",
    ]
    static let notes =
        "Command lines are searched but not shown: they may contain passwords. The shell of the check is not counted."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = values.text("name")
        let patterns = values.list("matches")
        let user = values.text("user")
        guard name != nil || !patterns.isEmpty else {
            throw CheckReadingError(key: nil, "'name' or 'matches' is required")
        }
        let count = try values.numberWant("count")
        let isWanted = values.boolean("running") ?? true
        if !isWanted, count != nil {
            throw CheckReadingError(key: "count", "'running: false' cannot be combined with a count")
        }
        let what = ([name?.written] + patterns.map { "/\($0.written)/" }).compactMap { $0 }.joined(separator: " ")
        let owner = user.map { " of user \($0.written)" } ?? ""
        let number = count.map { "\($0.written) " } ?? ""
        let isPlural = count.map { $0.written != "1" } ?? false
        let summary =
            isWanted ? "\(number)process\(isPlural ? "es" : "") \(what)\(owner)" : "no process \(what)\(owner)"
        let look = "ps -axo pid,ppid,user,ucomm,args | grep -E -e \((patterns.first ?? name ?? CheckText("")).typed)"
        return CheckDefinition(summary: summary, probe: probe(name), look: look) { answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            var searchers: [PatternSearcher] = []
            for pattern in patterns { searchers.append(try answer.pattern(pattern).searcher()) }
            let program = name.map { answer.resolve($0) }
            let running = candidates(answer).filter { process in
                guard program.map({ process.isNamed($0) }) ?? true else { return false }
                return searchers.indices.allSatisfy { searchers[$0].isFound(in: Array(process.arguments.utf8)[...]) }
            }
            let own = user.map { text in running.filter { $0.user.isSame(as: answer.resolve(text)) } } ?? running
            guard isWanted else { return .of(own.isEmpty, wanted: wanted, found: shown(own, running)) }
            let bound = try count.map { text throws(CheckTrouble) in try answer.number(text) }
            return .of(bound?.accepts(Double(own.count)) ?? !own.isEmpty, wanted: wanted, found: shown(own, running))
        }
    }

    private static func shown(_ own: [Candidate], _ all: [Candidate]) -> String {
        if own.isEmpty, let other = all.first { return "only as user \(other.user)" }
        let ids = own.prefix(5).map { String($0.id) }.joined(separator: ", ") + (own.count > 5 ? ", …" : "")
        return own.isEmpty
            ? "no such process" : own.count == 1 ? "1 process (pid \(ids))" : "\(own.count) processes (pids \(ids))"
    }

    private struct Candidate {
        var id: Int
        var parent: Int
        var user: String
        var program: String
        var arguments: String

        /// The kernel cuts names after 15 bytes.
        func isNamed(_ name: String) -> Bool {
            if program.isSame(as: name) || program.utf8.count == 15 && name.utf8.starts(with: program.utf8) {
                return true
            }
            let first = arguments.split(separator: " ").first ?? ""
            return first.split(separator: "/").last.map { $0.isSame(as: name) } ?? false
        }
    }

    /// All but the asking shell, its copies and what they have started to ask.
    private static func candidates(_ answer: CheckAnswer) -> [Candidate] {
        let all = answer.lines("process").compactMap { line -> Candidate? in
            let fields = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
            guard fields.count == 5, let id = Int(fields[0]), let parent = Int(fields[1]) else { return nil }
            return Candidate(
                id: id, parent: parent, user: String(fields[2]), program: String(fields[3]),
                arguments: String(fields[4]))
        }
        guard let own = answer["self"].flatMap({ Int($0) }) else { return all }
        let line = all.first { $0.id == own }?.arguments
        var copies: Set<Int> = []
        var isGrowing = true
        while isGrowing {
            let more = all.filter {
                !copies.contains($0.id) && (copies.contains($0.parent) || $0.parent == own && $0.arguments == line)
            }
            isGrowing = !more.isEmpty
            copies.formUnion(more.map(\.id))
        }
        return all.filter { $0.id != own && !copies.contains($0.id) }
    }

    /// /proc is read where there is one: minimal images have no ps. Only the likely ones are looked at closely.
    private static func probe(_ name: CheckText?) -> String {
        """
        n=\(name?.word ?? "")
        say self "$$"
        tab=$(printf '\\t')
        if [ -r /proc/self/stat ]; then
          short=$(printf %s "$n" | cut -c 1-15)
          for d in /proc/[0-9]*; do
            id=${d#/proc/}
            { IFS= read -r comm <"$d/comm"; } 2>/dev/null || continue
            stat=; { IFS= read -r stat <"$d/stat"; } 2>/dev/null
            rest=${stat##*) }; rest=${rest#? }; parent=${rest%% *}
            if [ -z "$n" ] || [ "$comm" = "$short" ] || [ "$id" = "$$" ] || [ "$parent" = "$$" ]; then :
            else
              first=; { IFS= read -r first <"$d/cmdline"; } 2>/dev/null
              case $first in *"$n"*) ;; *) continue;; esac
            fi
            args=$(tr '\\0\\n\\t' '   ' 2>/dev/null <"$d/cmdline") || continue
            user=$(stat -c %U "$d" 2>/dev/null) || continue
            printf 'process=%s\\t%s\\t%s\\t%s\\t%s\\n' "$id" "${parent:-0}" "$user" "$comm" "$args"
          done 2>/dev/null
        elif has ps; then
          ps -axo pid=,ppid=,user=,ucomm=,args= | sed "s/^ *\\([0-9]*\\) *\\([0-9]*\\) *\\([^ ]*\\) *\\([^ ]*\\) */process=\\1$tab\\2$tab\\3$tab\\4$tab/"
        else cannot '/proc and ps are missing; install procps'
        fi
        """
    }
}
