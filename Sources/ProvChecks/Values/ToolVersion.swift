import ProvText

/// How to ask a tool for its version, and how to read what it says.
package enum ToolVersion {
    /// Tools that do not answer to `--version`, or print something better otherwise.
    private static let arguments: [String: String] = [
        "java": "-version", "javac": "-version", "go": "version", "kubectl": "version --client", "openssl": "version",
        "ssh": "-V", "sshd": "-V",
        "nginx": "-v", "haproxy": "-v", "terraform": "version", "tofu": "version", "helm": "version --short",
        "lua": "-v", "unzip": "-v", "zip": "-v",
        "tmux": "-V", "ffmpeg": "-version", "dig": "-v", "ip": "-V", "ss": "-V", "apachectl": "-v", "httpd": "-v",
        "apache2": "-v", "ant": "-version",
        "mawk": "-W version", "rabbitmqctl": "version", "minikube": "version", "kind": "version", "k3d": "version",
        "istioctl": "version --remote=false",
        "consul": "version", "packer": "version", "hugo": "version", "zig": "version", "iptables": "--version",
        "squid": "-v", "named": "-v", "exim": "--version",
        "erl": "-noshell -eval 'erlang:display(erlang:system_info(otp_release)), halt().'", "busybox": "--help",
        "mvn": "-B --version", "dapr": "--version",
    ]

    /// Where the version is not the first thing that looks like one.
    private static let markers: [String: String] = [
        "mysql": "Distrib ", "mysqldump": "Distrib ", "mariadb": "Distrib ", "go": "go", "erl": "\"",
    ]

    /// Asks the tool; it may be a path. The script ends with 127 where there is no such tool.
    package static func probe(tool: String) -> Probe {
        Probe(
            script: script(word: ShellText.quoted(tool), name: tool.split(separator: "/").last.map(String.init) ?? tool)
        )
    }

    /// - Parameters:
    ///   - word: the tool as a word of the shell.
    ///   - name: what it is called, without folders.
    static func script(word: String, name: String) -> String {
        """
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        command -v \(word) >/dev/null 2>&1 || exit 127
        NO_COLOR=1 LC_ALL=C \(command(word: word, name: name)) 2>&1 </dev/null
        """
    }

    /// What a person types for the same.
    static func command(word: String, name: String) -> String { "\(word) \(arguments[name] ?? "--version")" }

    /// The version in a tool's answer; `nil` where it did not tell one.
    package static func parse(_ answer: ProbeAnswer, tool: String) -> String? {
        guard answer.exitCode == 0 else { return nil }
        let text = String(OutputText.plain(String(answer.output.prefix(8000))))
        let name = tool.split(separator: "/").last.map(String.init) ?? tool
        if let marker = markers[name],
            let version = text.ranges(of: marker).lazy.compactMap({ leading(text[$0.upperBound...]) }).first
        {
            return version
        }
        // What stands in brackets tells who packaged it, unless nothing else does.
        return dotted(withoutBrackets(text)) ?? dotted(text) ?? bare(text)
    }

    private static func withoutBrackets(_ text: String) -> String {
        var depth = 0
        // A blank stays in their place: `5.2.15(1)-release` is 5.2.15.
        return String(
            text.map { character in
                if character == "(" { depth += 1 }
                defer { if character == ")" { depth = max(0, depth - 1) } }
                return depth == 0 ? character : " "
            })
    }

    private static func leading(_ text: Substring) -> String? {
        text.prefixMatch(of: /[0-9]+(?:\.[0-9]+)*[0-9A-Za-z.+~_-]*/).flatMap { trimmed(String($0.output)) }
    }

    private static func dotted(_ text: String) -> String? {
        text.firstMatch(of: /(?:^|[^0-9A-Za-z.])[vV]?([0-9]+(?:\.[0-9]+)+[0-9A-Za-z.+~_-]*)/).flatMap {
            trimmed(String($0.output.1))
        }
    }

    /// A number of its own: `less 590`.
    private static func bare(_ text: String) -> String? {
        text.firstMatch(of: /(?:^|[ \t])[vV]?([0-9]+(?:(?:alpha|beta|rc)[0-9]+)?)(?:[ \t\r\n]|$)/).map {
            String($0.output.1)
        }
    }

    private static func trimmed(_ version: String) -> String? {
        var text = Substring(version)
        while let last = text.last, ".,-+_~".contains(last) { text.removeLast() }
        return text.isEmpty ? nil : String(text)
    }
}
