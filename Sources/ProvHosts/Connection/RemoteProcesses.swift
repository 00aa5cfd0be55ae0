/// The processes of a session on another host, or of another user here, who alone may end them.
struct RemoteProcesses: ProcessControl {
    let launcher: Launcher

    func members(_ scope: ProcessScope) -> [Survivor]? {
        guard let answer = try? launcher.ask(RemoteProcesses.listing(scope)), answer.outcome.ending == .exited(0) else {
            return nil
        }
        return RemoteProcesses.survivors(in: answer.stdout)
    }

    func living(_ pids: Set<Int>) -> [Survivor] {
        let marked = ProcessScope(sessions: [], marker: "PROV_SESSION=")
        return (members(marked) ?? []).filter { pids.contains($0.pid) }
    }

    func look(_ scope: ProcessScope, since begun: ContinuousClock.Instant, besides earlier: Set<Int>) -> CommandLook? {
        guard let answer = try? launcher.ask(ProcessFinder.looking(scope)), answer.outcome.ending == .exited(0) else {
            return nil
        }
        return CommandLook(answer.stdout, age: ContinuousClock.now - begun, besides: earlier)
    }

    func signal(_ scope: ProcessScope, _ signals: Int32...) -> Bool {
        let kills = signals.map { "kill -\($0) $f 2>/dev/null; " }.joined()
        return isReached("\(ProcessFinder.script(scope))f=$(found); [ -z \"$f\" ] || { \(kills)}; :")
    }

    func endAll(_ scope: ProcessScope) -> Bool {
        let round = "for n in $f; do kill -19 $n; done 2>/dev/null; for n in $f; do kill -9 $n; done 2>/dev/null"
        return isReached(
            ProcessFinder.script(scope)
                + "i=0; while [ $i -lt 50 ]; do f=$(found); [ -n \"$f\" ] || exit 0; \(round); i=$((i+1)); done; :")
    }

    private func isReached(_ script: String) -> Bool {
        guard let answer = try? launcher.ask(script) else { return false }
        return answer.outcome.ending == .exited(0)
    }

    /// One line for each process: its number, a blank, its command line, or its name in brackets where it has none.
    static func listing(_ scope: ProcessScope) -> String {
        ProcessFinder.script(scope)
            + #"for n in $(found); do c=$(tr "\000\n" "  " </proc/$n/cmdline 2>/dev/null); case $c in *[!\ ]*) ;; "#
                + #"""
                *) IFS= read -r c 2>/dev/null </proc/$n/comm && c="[$c]" || continue;; esac; printf "%s %s\n" "$n" \#
                "$c"; done; :
                """#
    }

    static func survivors(in text: [UInt8]) -> [Survivor] {
        var seen: Set<Int> = []
        return text.split(separator: 0x0A).compactMap { line in
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
            guard let first = words.first, let pid = Int(first), seen.insert(pid).inserted else { return nil }
            return Survivor(pid: pid, command: words.count > 1 ? words[1].trimmingSpaces() : "")
        }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
