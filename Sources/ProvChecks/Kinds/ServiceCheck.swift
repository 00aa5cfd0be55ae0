/// A service runs.
enum ServiceCheck: CheckKind {
    static let name = "service"
    static let about = "A service of systemd, OpenRC or SysV init runs and starts at boot, or does not."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the service or unit"),
        CheckKey("running", .boolean, "whether it runs (default: `true`)"),
        CheckKey("enabled", .boolean, "whether it starts at boot (default: not checked)"),
        CheckKey("user", .boolean, "`true`: a service of the user's own systemd"),
    ]
    static let examples = ["service: haproxy\n", "service:\n  name: postgresql\n  running: true\n  enabled: true\n"]

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let isRunning = values.boolean("running") ?? true
        let isEnabled = values.boolean("enabled")
        let words = [isRunning ? "running" : "stopped", isEnabled.map { $0 ? "enabled" : "disabled" }].compactMap { $0 }
        let summary = "service \(name.written) \(words.joined(separator: " and "))"
        let isUser = values.boolean("user") ?? false
        return CheckDefinition(
            summary: summary, probe: probe(name, isUser: isUser),
            look: look(name.typed, isUser: isUser, asksBoot: isEnabled != nil)
        ) {
            answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            let state = try answer.required("state")
            if state == "not-found" {
                return .of(!isRunning && isEnabled != true, wanted: wanted, found: "unknown service")
            }
            var findings = CheckFindings()
            let runs = ["active", "reloading", "refreshing"].contains(state)
            let detail = answer["detail"].map { $0.isEmpty || $0 == state ? "" : " (\($0))" } ?? ""
            findings.want(
                isRunning ? "running" : "stopped", isRunning ? runs : ["inactive", "failed"].contains(state),
                found: state + detail)
            if let isEnabled {
                let found = try answer.required("enabled")
                let starts = ["enabled", "alias", "enabled-runtime"].contains(found)
                findings.want(isEnabled ? "enabled" : "disabled", starts == isEnabled, found: found)
            }
            return findings.verdict("service \(answer.resolve(name))", joint: " ")
        }
    }

    private static func state(_ scope: String, _ word: String) -> String {
        "systemctl \(scope)show -p LoadState,ActiveState,SubState -- \(word)"
    }

    private static func boot(_ scope: String, _ word: String) -> String { "systemctl \(scope)is-enabled -- \(word)" }

    private static func look(_ word: String, isUser: Bool, asksBoot: Bool) -> String {
        let scope = isUser ? "--user " : ""
        return state(scope, word) + (asksBoot ? "\n" + boot(scope, word) : "")
    }

    private static func probe(_ name: CheckText, isUser: Bool) -> String {
        """
        n=\(name.word)
        scope=\(isUser ? "--user" : "")
        if has systemctl && { [ -d /run/systemd/system ] || [ -n "$scope" ]; }; then
          answer=$(\(state("$scope ", "\"$n\"")) 2>&1) || cannot "systemctl: $answer"
          load=; active=; sub=
          while IFS='=' read -r key value; do
            case $key in LoadState) load=$value;; ActiveState) active=$value;; SubState) sub=$value;; esac
          done <<EOF
        $answer
        EOF
          [ "$load" != not-found ] || active=not-found
          say state "$active"; say detail "$sub"
          say enabled "$(\(boot("$scope ", "\"$n\"")) 2>/dev/null | head -n 1)"
        elif has rc-service && [ -d /run/openrc ]; then
          if ! rc-service -e "$n" 2>/dev/null; then say state not-found; exit 0; fi
          rc-service -q "$n" status >/dev/null 2>&1
          case $? in 0) say state active;; 3) say state inactive;; 32) say state failed; say detail crashed;; *) say state "unknown";; esac
          if rc-update -q show 2>/dev/null | sed 's/ *|.*//; s/^ *//' | grep -qxF -e "$n"; then say enabled enabled; else say enabled disabled; fi
        elif [ -d /etc/init.d ] && has start-stop-daemon || [ -d /etc/rc.d/init.d ]; then
          script=/etc/init.d/$n
          [ -x "$script" ] || script=/etc/rc.d/init.d/$n
          if [ ! -x "$script" ]; then say state not-found; exit 0; fi
          "$script" status >/dev/null 2>&1 </dev/null
          case $? in 0) say state active;; 1|2) say state failed; say detail 'dead, but its pid file is there';; 3) say state inactive;; *) say state unknown;; esac
          boot=disabled
          for link in /etc/rc[2345].d/S[0-9][0-9]"$n" /etc/rc.d/rc[2345].d/S[0-9][0-9]"$n"; do [ ! -e "$link" ] || boot=enabled; done
          say enabled "$boot"
        else cannot 'the host has neither systemd, OpenRC nor SysV init; use a check of kind process or port'
        fi
        """
    }
}
