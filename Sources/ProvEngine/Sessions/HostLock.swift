import ProvHosts
import ProvJournal
import ProvRunbook
import ProvText

/// The lock of a host: a file, which only one run can make, seen by every other controller that works there, whatever
/// it calls the host.
///
/// It is in /run/lock where every user may write, else in /tmp, so that all users of the host meet at the same place;
/// PROV_LOCKS in the environment that the host gives its logins names another one. It is taken and given back by the
/// process that starts the shell, which start-up files and steps cannot change.
struct HostLock: Sendable {
    var run: String
    var user: String
    var machine: String
    var process: ProcessIdentity
    /// Whose lock is taken away.
    var breaks = Breaking.nobody

    enum Breaking: Sendable, Equatable {
        case nobody
        case everybody
        /// The lock of this run, whose process is gone.
        case only(run: String)
    }

    /// What became of asking for it.
    enum Answer: Sendable, Equatable {
        /// Ours now, or still.
        case taken
        case broken(Holder)
        case held(Holder)
        /// The host lets nobody lock; the text says why.
        case impossible(String)
    }

    /// Who has a lock, as the lock says.
    struct Holder: Sendable, Equatable {
        var run: String?
        /// `ada on deploy1 (run 01J9) for 12 min`: who, where, and how long by the host's own clock.
        var text: String
        var process: ProcessIdentity?
    }

    private var opening: String {
        #"""
        prov_place=${PROV_LOCKS:-/tmp}; if [ -z "$PROV_LOCKS" ] && [ -k /run/lock ] && [ -w /run/lock ]; then \#
        prov_place=/run/lock; fi; prov_lock=$prov_place/prov.lock; 
        """#
            + "prov_run=\(ShellText.quoted(run)); "
                + #"""
                prov_of() { prov_value=; { while IFS= read -r prov_line; do case $prov_line in "$1="*) \#
                prov_value=${prov_line#*=}; break;; esac; done <"$prov_lock"; } 2>/dev/null; }; 
                """#
    }

    private var functions: String {
        let fields = [
            ("run", run), ("user", user), ("machine", machine), ("boot", process.bootID), ("pid", String(process.pid)),
            ("start", String(process.started)),
        ]
        let lines = fields.map { "\($0.0)=\(HostLock.line($0.1))" }.map { ShellText.quoted($0) }.joined(separator: " ")
        return #"prov_up() { prov_now=; { IFS=" ." read -r prov_now prov_line </proc/uptime; } 2>/dev/null; }; "#
            + #"prov_write() { printf "%s\n" \#(lines) "since=$prov_now"; }; "#
                + #"""
                prov_told() { printf "prov_lock=%s\n" "$1"; for prov_key in run user machine boot pid start since; \#
                do prov_of "$prov_key"; 
                """#
                + #"""
                printf "prov_lock_%s=%.200s\n" "$prov_key" "$prov_value"; done; printf "prov_lock_now=%s\n" \#
                "$prov_now"; }; 
                """#
    }

    /// Prints `prov_lock=…` lines, of which the last of a name counts. One line of POSIX shell.
    ///
    /// A lock that says nothing is one that is being made this very moment, perhaps by us under another name of the
    /// host.
    var take: String {
        let mayBreak =
            switch breaks {
            case .nobody: "false"
            case .everybody: ":"
            case .only(let run): #"[ "$prov_value" = \#(ShellText.quoted(run)) ]"#
            }
        return opening + functions
            + #"prov_try=0; prov_broke=; prov_up; while :; do "#
                + #"""
                if (umask 022; set -C; prov_write >"$prov_lock") 2>/dev/null; then [ -n "$prov_broke" ] || echo \#
                prov_lock=taken; break; fi; 
                """#
            + #"prov_try=$((prov_try+1)); prov_of run; "#
                // The process of an earlier segment is gone: the lock names this one from now on.
                + #"""
                if [ "$prov_value" = "$prov_run" ]; then prov_of pid; [ "$prov_value" = \#(process.pid) ] || \#
                (prov_write >|"$prov_lock") 2>/dev/null; 
                """#
            + #"[ -n "$prov_broke" ] || echo prov_lock=taken; break; fi; "#
                + #"""
                if [ ! -e "$prov_lock" ]; then [ $prov_try -gt 2 ] || continue; echo "prov_lock=impossible cannot write \#
                in $prov_place"; break; fi; 
                """#
            + #"if [ $prov_try -lt 3 ] && [ -z "$prov_value" ]; then sleep 1; continue; fi; "#
            + #"if [ $prov_try -gt 5 ] || ! \#(mayBreak); then prov_told held; break; fi; "#
                + #"""
                prov_held=$prov_value; prov_told broken; prov_broke=1; if mv "$prov_lock" "$prov_lock.$$" \#
                2>/dev/null; then 
                """#
                // Somebody else broke it in between and has it now.
                + #"""
                prov_kept=$prov_lock; prov_lock=$prov_lock.$$; prov_of run; [ "$prov_value" = "$prov_held" ] || ln \#
                "$prov_lock" "$prov_kept" 2>/dev/null; rm -f "$prov_lock"; prov_lock=$prov_kept; fi; 
                """#
            + "done"
    }

    /// Adds the lock to what is removed, where it is still ours.
    var release: String {
        opening + #"prov_of run; if [ "$prov_value" = "$prov_run" ]; then set -- "$@" "$prov_lock"; fi"#
    }

    private static func line(_ text: String) -> String {
        text.replacing(bytesOf: "\n", with: "").replacing(bytesOf: "\r", with: "")
    }

    /// Reads what `take` printed.
    static func answer(_ values: [String: String]) -> Answer {
        let word = values["prov_lock"] ?? "impossible no answer from the host"
        switch word {
        case "taken": return .taken
        case "held": return .held(holder(values))
        case "broken": return .broken(holder(values))
        default: return .impossible(word.hasPrefix("impossible ") ? String(word.dropFirst(11)) : word)
        }
    }

    private static func holder(_ values: [String: String]) -> Holder {
        func value(_ key: String) -> String? { values["prov_lock_\(key)"].flatMap { $0.isEmpty ? nil : $0 } }
        guard let run = value("run") else { return Holder(text: "an unidentified run") }
        var text = "\(value("user") ?? "an unknown user") on \(value("machine") ?? "another machine") (run \(run))"
        if let since = value("since").flatMap({ Int($0) }), let now = value("now").flatMap({ Int($0) }), now >= since {
            let age = now - since
            text +=
                """
                 for \
                \(age < 120 ? "\(age) s" : age < 7200 ? "\(age / 60) min" : age < 172_800 ? "\(age / 3600) h" : "\(age / 86_400) days")
                """
        }
        var process: ProcessIdentity?
        if let boot = value("boot"), let pid = value("pid").flatMap({ Int($0) }),
            let start = value("start").flatMap({ Int($0) })
        {
            process = ProcessIdentity(bootID: boot, pid: pid, started: start)
        }
        return Holder(run: run, text: text, process: process)
    }
}

extension HostLock {
    /// `nil` for what only looks.
    init?(_ plan: Plan, _ mode: RunMode, _ context: RunContext) {
        guard mode != .verify else { return nil }
        self.init(
            run: context.lockOwner ?? context.log.id, user: context.decider.name, machine: context.settings.machine,
            process: .current,
            breaks: context.settings.breaksLocks == nil ? .nobody : .everybody)
    }

    /// What to do about a lock of somebody else.
    static func wayOut(_ run: String?) -> String {
        """
        wait until that run has ended; if it was killed, `prov resume \(run ?? "RUN")` on its controller takes the lock over; otherwise break the lock: --break-lock REASON
        """
    }
}

/// Another controller is at work on hosts that the run needs: nothing was run.
package struct HostsLocked: Error, Sendable {
    /// Who holds the lock, by host.
    package var holders: [(host: String, holder: String)]
    /// What to do next.
    package var advice: String
}
