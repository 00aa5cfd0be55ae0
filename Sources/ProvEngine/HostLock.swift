import ProvJournal
import ProvRunbook

/// The lock of an environment on a host: a folder, which only one controller can make, seen by every other one that works there.
///
/// It stands in /run/lock where every user may write, else in /tmp, so that all users of the host meet at the same place.
struct HostLock: Sendable {
    var environment: String
    var run: String
    var user: String
    var machine: String
    /// Whether another controller's lock is taken away.
    var breaks: Bool

    /// What became of asking for it.
    enum Answer: Sendable, Equatable {
        /// Ours now, or still.
        case taken
        case broken(holder: String)
        case held(holder: String)
        /// The host lets nobody lock; the text says why.
        case impossible(String)
    }

    private var name: String {
        let safe = environment.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            return byte < 0x80 && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte) || byte == 0x2D) ? String(scalar) : "_\(byte)"
        }
        return "prov-lock-\(safe.joined())"
    }

    private var opening: String {
        """
        prov_place=/tmp; if [ -k /run/lock ] && [ -w /run/lock ]; then prov_place=/run/lock; fi
        prov_lock=$prov_place/\(name); prov_run=\(ShellText.quoted(run))
        prov_of() {
          prov_value=
          { while IFS= read -r prov_line; do case $prov_line in "$1="*) prov_value=${prov_line#*=}; break;; esac; done <"$prov_lock/holder"; } 2>/dev/null
        }
        """
    }

    /// Prints `prov_lock=…` lines, of which the last of a name counts; POSIX sh.
    ///
    /// A lock without a holder is one that is being made or broken this very moment, perhaps by us under another name of the host.
    var take: String {
        """
        (
        \(opening)
        prov_write() {
          { printf 'run=%s\\n' "$prov_run"; printf 'user=%s\\n' \(ShellText.quoted(HostLock.line(user))); printf 'machine=%s\\n' \(ShellText.quoted(HostLock.line(machine)))
            printf 'since=%s\\n' "$(date +%s)"; } >"$prov_lock/holder" && { [ -n "$1" ] || echo prov_lock=taken; }
        }
        prov_told() { printf 'prov_lock=%s\\n' "$1"; for prov_key in run user machine since; do prov_of "$prov_key"; printf 'prov_lock_%s=%.200s\\n' "$prov_key" "$prov_value"; done
          printf 'prov_lock_now=%s\\n' "$(date +%s)"; }
        prov_try=0; prov_broke=
        while :; do
          if prov_why=$(mkdir "$prov_lock" 2>&1); then prov_write "$prov_broke"; break; fi
          prov_try=$((prov_try+1)); prov_of run; prov_holder=$prov_value
          if [ "$prov_holder" = "$prov_run" ]; then [ -n "$prov_broke" ] || echo prov_lock=taken; break; fi
          if [ $prov_try -lt 3 ] && [ -z "$prov_holder" ]; then sleep 1; continue; fi
          if [ ! -d "$prov_lock" ]; then printf 'prov_lock=impossible %s\\n' "$prov_why"; break; fi
          if [ \(breaks ? 1 : 0) = 0 ] || [ $prov_try -gt 3 ]; then prov_told held; break; fi
          prov_told broken; prov_broke=1
          mv "$prov_lock" "$prov_lock.broken.$$" 2>/dev/null && rm -rf "$prov_lock.broken.$$"
        done
        )
        """
    }

    /// Gives it back where it is still ours.
    var release: String {
        """
        (
        \(opening)
        prov_of run; if [ "$prov_value" = "$prov_run" ]; then rm -rf "$prov_lock"; fi
        )
        """
    }

    private static func line(_ text: String) -> String { text.filter { !$0.isNewline } }

    /// Reads what `take` printed.
    static func answer(_ values: [String: String]) -> Answer {
        let word = values["prov_lock"] ?? "impossible the host gave no answer"
        switch word {
        case "taken": return .taken
        case "held": return .held(holder: holder(values))
        case "broken": return .broken(holder: holder(values))
        default: return .impossible(word.hasPrefix("impossible ") ? String(word.dropFirst(11)) : word)
        }
    }

    /// `ada on deploy1 (run 01J9) for 12 m`: who, where, and how long by the host's own clock.
    private static func holder(_ values: [String: String]) -> String {
        func value(_ key: String) -> String? { values["prov_lock_\(key)"].flatMap { $0.isEmpty ? nil : $0 } }
        guard let run = value("run") else { return "somebody who has not said who" }
        var text = "\(value("user") ?? "somebody") on \(value("machine") ?? "another machine") (run \(run))"
        if let since = value("since").flatMap({ Int($0) }), let now = value("now").flatMap({ Int($0) }) {
            let age = max(0, now - since)
            text += " for \(age < 120 ? "\(age) s" : age < 7200 ? "\(age / 60) min" : age < 172_800 ? "\(age / 3600) h" : "\(age / 86_400) days")"
        }
        return text
    }
}

extension HostLock {
    /// `nil` for what only looks.
    init?(_ plan: Plan, _ mode: RunMode, _ context: RunContext) {
        guard mode != .verify else { return nil }
        self.init(environment: plan.environment, run: context.log.id, user: context.decider.name, machine: context.settings.machine,
                  breaks: context.settings.breaksLocks != nil)
    }
}

/// Another controller is at work on hosts that the run needs: nothing was run.
package struct HostsLocked: Error, Sendable {
    /// Who holds the lock, by host.
    package var holders: [(host: String, holder: String)]
}
