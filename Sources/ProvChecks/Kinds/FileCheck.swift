import ProvText

/// A file is there, with the properties that are wanted.
enum FileCheck: CheckKind {
    static let name = "file"
    static let about = "A file, folder or link exists with this mode, owner, content, or does not exist."
    static let mainKey = "path"
    static let keys =
        [
            CheckKey("path", .text, isRequired: true, "the path; links are followed"),
            CheckKey("exists", .boolean, "`false`: nothing exists at the path"),
            CheckKey(
                "type", .choice(["file", "directory", "link", "socket", "pipe", "block", "character"]),
                "what it is; `link` checks the link itself"),
            CheckKey("mode", .mode, "permission bits"),
            CheckKey("owner", .text, "the owner's name or number"),
            CheckKey("group", .text, "the group's name or number"),
            CheckKey("target", .text, "the target of the link, as written in the link"),
            CheckKey("sha256", .text, "the digest of its content, hexadecimal"),
        ] + TextWants.keys("the content")
    static let examples = [
        "file: /etc/haproxy/haproxy.cfg\n",
        """
        file:
          path: /etc/haproxy/haproxy.cfg
          mode: "0640"
          owner: root
          group: haproxy
          contains: timeout connect

        """,
        "file: {path: /etc/nginx/sites-enabled/default, exists: false}\n",
    ]
    static let notes = "Its content is never shown. Texts are searched for in the first 8 MiB."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let path = try values.required("path")
        let isWanted = values.boolean("exists") ?? true
        let wants = try Wants(values)
        if !isWanted, !wants.isEmpty {
            throw CheckReadingError(key: "exists", "'exists: false' cannot be combined with other keys")
        }
        let summary =
            isWanted
            ? path.written + (wants.isEmpty ? " to exist" : " with " + wants.words.joined(separator: ", "))
            : "no \(path.written)"
        return CheckDefinition(summary: summary, probe: probe(path, wants), look: wants.look(path.typedPath)) {
            answer throws(CheckTrouble) in
            let subject = answer.resolve(path)
            let exists = try answer.required("exists") == "yes"
            guard isWanted else {
                return .of(
                    !exists, wanted: "no \(subject)", found: exists ? "a \(answer["type"] ?? "file")" : "nothing there")
            }
            guard exists else { return .of(false, wanted: answer.resolve(summary), found: "no such file or directory") }
            guard !wants.isEmpty else {
                return .of(true, wanted: answer.resolve(summary), found: "a \(answer["type"] ?? "file")")
            }
            var findings = CheckFindings()
            try wants.judge(answer, into: &findings)
            return findings.verdict(subject)
        }
    }

    private struct Wants: Sendable {
        let type: String?
        let mode: CheckText?
        let owner: CheckText?, group: CheckText?, target: CheckText?, digest: CheckText?
        let content: TextWants

        init(_ values: CheckValues) throws(CheckReadingError) {
            type = values.literal("type")
            mode = values.text("mode")
            owner = values.text("owner")
            group = values.text("group")
            target = values.text("target")
            digest = values.text("sha256")
            content = TextWants(values)
            if let literal = digest?.literal, literal.utf8.count != 64 || !literal.allSatisfy(\.isHexDigit) {
                throw CheckReadingError(
                    key: "sha256", "invalid SHA-256 digest '\(literal)'",
                    fix: "write the 64 digits that sha256sum prints"
                )
            }
        }

        var isEmpty: Bool { words.isEmpty }

        /// Kind, mode, owner and group in words; then what is in it.
        func look(_ path: String) -> String {
            var commands = ["stat -c '%F, mode %a, owner %U, group %G' -- \(path)"]
            if target != nil { commands.append("readlink -- \(path)") }
            if digest != nil { commands.append("sha256sum -- \(path)") }
            commands += (content.contains + content.lacks).map { "grep -nF -e \($0.typed) -- \(path)" }
            commands += content.matches.map { "grep -nE -e \($0.typed) -- \(path)" }
            return commands.joined(separator: "\n")
        }

        var words: [String] {
            [
                type.map { "type \($0)" }, mode.map { "mode \(shown($0))" }, owner.map { "owner \($0.written)" },
                group.map { "group \($0.written)" },
                target.map { "target \($0.written)" }, digest.map { "sha256 \($0.written.prefix(12))…" },
            ].compactMap { $0 } + content.words.map { "\($0) in it" }
        }

        func judge(_ answer: CheckAnswer, into findings: inout CheckFindings) throws(CheckTrouble) {
            if let type { findings.want("type", type, found: type == "link" ? answer["link"] : answer["type"]) }
            if let mode {
                let mode = try answer.mode(mode)
                let found = answer["mode"].flatMap { Int($0, radix: 8) }
                findings.want(
                    "mode \(text(mode))", found == mode,
                    found: found.map { "mode \(text($0))" } ?? "an unreadable mode")
            }
            if let owner { findings.wantName("owner", answer.resolve(owner), answer["owner"], number: answer["uid"]) }
            if let group { findings.wantName("group", answer.resolve(group), answer["group"], number: answer["gid"]) }
            if let target { findings.want("target", answer.resolve(target), found: answer["target"]) }
            if let digest { findings.want("sha256", answer.resolve(digest).lowercased(), found: answer["sha256"]) }
            guard !content.isEmpty else { return }
            try content.judgeHidden(answer.output, answer, into: &findings)
        }

        private func shown(_ mode: CheckText) -> String {
            mode.literal.flatMap { ValueReading.octal($0) }.map { text($0) } ?? mode.written
        }

        private func text(_ mode: Int) -> String {
            let digits = String(mode, radix: 8)
            return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }

    private static func probe(_ path: CheckText, _ wants: Wants) -> String {
        var script = """
            p=\(path.pathWord)
            if [ ! -e "$p" ] && [ ! -L "$p" ]; then
              # A folder on the way that may not be entered hides what is in it.
              d=$p
              while [ -n "$d" ] && [ ! -e "$d" ]; do case $d in */*) d=${d%/*};; *) d=.;; esac; done
              if [ -d "${d:-/}" ] && [ ! -x "${d:-/}" ]; then cannot "$(id -un) may not look into ${d:-/}"; fi
              say exists no; exit 0
            fi
            say exists yes
            if [ -L "$p" ]; then say link link; say target "$(readlink -- "$p")"; else say link 'no link'; fi
            if [ -d "$p" ]; then say type directory; elif [ -f "$p" ]; then say type file; elif [ -S "$p" ]; then say type socket
            elif [ -p "$p" ]; then say type pipe; elif [ -b "$p" ]; then say type block; elif [ -c "$p" ]; then say type character
            else say type 'link that points nowhere'
            fi
            s=$(stat -L -c '%a %u %g %U %G' -- "$p" 2>/dev/null) || s=$(stat -L -f '%Mp%Lp %u %g %Su %Sg' -- "$p" 2>/dev/null) || s=
            if [ -n "$s" ]; then set -- $s; say mode "$1"; say uid "$2"; say gid "$3"; say owner "$4"; say group "$5"; fi

            """
        let reads = wants.digest != nil || !wants.content.isEmpty
        if reads { script += "[ -f \"$p\" ] || exit 0\n[ -r \"$p\" ] || cannot \"$(id -un) may not read $p\"\n" }
        if wants.digest != nil {
            script += """
                if has sha256sum; then d=$(sha256sum <"$p"); elif has shasum; then d=$(shasum -a 256 <"$p")
                elif has openssl; then d=$(openssl dgst -sha256 -r <"$p"); else cannot 'sha256sum is missing; install coreutils'; fi
                say sha256 "${d%% *}"

                """
        }
        if !wants.content.isEmpty { script += "echo output:\nhead -c 8388608 <\"$p\"\n" }
        return script
    }
}

extension CheckFindings {
    /// A name, or the number that stands for it.
    fileprivate mutating func wantName(_ what: String, _ wanted: String, _ found: String?, number: String?) {
        let holds = found?.isSame(as: wanted) == true || (number == wanted && Int(wanted) != nil)
        want("\(what) \(wanted)", holds, found: "\(what) \(holds ? wanted : found ?? number ?? "unknown")")
    }
}

extension TextWants {
    /// Judges without ever showing the text: configuration files hold passwords.
    fileprivate func judgeHidden(_ text: [UInt8], _ answer: CheckAnswer, into findings: inout CheckFindings)
        throws(CheckTrouble)
    {
        var shown = CheckFindings()
        try judge(text, "in it", answer, into: &shown)
        for want in shown.all {
            findings.want(want.wanted, want.holds, found: want.holds ? want.wanted : opposite(of: want.wanted))
        }
    }

    /// `no 'x' in it` of `'x' in it`, and the other way round.
    private func opposite(of wanted: String) -> String {
        if wanted.hasPrefix("no ") { return String(wanted.dropFirst(3)) }
        return "no " + (wanted.hasPrefix("a match") ? String(wanted.dropFirst(2)) : wanted)
    }
}
