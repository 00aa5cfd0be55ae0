/// What is learned of a host in one round trip, for `when` and for the record.
package enum Facts {
    /// Prints `key=value` lines; POSIX sh.
    package static let probe = Probe(script: """
        o=; v=; l=
        if [ -r /etc/os-release ]; then . /etc/os-release; o=${ID:-}; v=${VERSION_ID:-}; l=${ID_LIKE:-$o}; fi
        [ -n "$o" ] || o=$(uname -s | tr A-Z a-z)
        echo "os=$o"; echo "os_version=$v"; echo "os_family=${l%% *}"
        echo "kernel=$(uname -r)"; echo "arch=$(uname -m)"; echo "hostname=$(uname -n)"; echo "user=$(id -un 2>/dev/null)"
        [ ! -r /proc/sys/kernel/random/boot_id ] || echo "boot_id=$(cat /proc/sys/kernel/random/boot_id)"
        [ ! -r /etc/machine-id ] || echo "machine_id=$(cat /etc/machine-id)"
        """)

    package static func parse(_ output: String) -> [String: String] {
        var facts: [String: String] = [:]
        for line in output.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            facts[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        return facts
    }
}

/// How to ask a tool for its version, and how to read what it says.
package enum ToolVersion {
    /// Tools that do not answer to `--version`, or not first.
    private static let arguments: [String: String] = [
        "java": "-version", "javac": "-version", "go": "version", "kubectl": "version --client", "openssl": "version", "ssh": "-V",
        "nginx": "-v", "haproxy": "-v", "terraform": "version", "helm": "version --short", "lua": "-v", "zsh": "--version", "unzip": "-v",
        "tmux": "-V", "ffmpeg": "-version", "erl": "-version", "redis-server": "--version", "sqlite3": "--version",
    ]

    package static func probe(tool: String) -> Probe {
        let word = "'" + tool.replacing("'", with: "'\\''") + "'"
        return Probe(script: "command -v \(word) >/dev/null 2>&1 || exit 127\n\(word) \(arguments[tool] ?? "--version") 2>&1 </dev/null")
    }

    /// The first thing in the answer that looks like a version; `nil` where there is none.
    package static func parse(_ answer: ProbeAnswer, tool: String) -> String? {
        guard let code = answer.exitCode, code != 127 else { return nil }
        let text = answer.output.prefix(4000)
        let dotted = text.firstMatch(of: /(?:^|[^0-9A-Za-z.])[vV]?([0-9]+(?:\.[0-9]+)+[0-9A-Za-z.+~_-]*)/)
            ?? text.firstMatch(of: /(?:go|tmux |jq-|openssh_)([0-9]+(?:\.[0-9]+)+[0-9A-Za-z]*)/.ignoresCase())
        if let dotted { return String(dotted.output.1).trimmingVersionEnd() }
        return text.firstMatch(of: /(?:^|[ \t])[vV]?([0-9]+)(?:[ \t\n]|$)/).map { String($0.output.1) }
    }
}

extension String {
    fileprivate func trimmingVersionEnd() -> String {
        var text = self
        while let last = text.last, ".,-+_~".contains(last) { text.removeLast() }
        return text
    }
}
