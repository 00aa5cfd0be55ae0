import ProvMarkdown
import ProvRunbook
import ProvShell
import ProvText
import Testing

@testable import ProvDiagnostics
@testable import ProvLint

/// What holds for every rule about commands, whatever the command.
@Suite("Every rule is asked about every command")
struct CommandRuleTests {
    /// A command line that one row of a table is about.
    struct Sample: Sendable, CustomTestStringConvertible {
        var program: String
        var verbs: [String]
        var options: [String]
        var operands: [String]

        var text: String { ([program] + verbs + options + operands).joined(separator: " ") }
        var testDescription: String { text }
    }

    /// Operands without which a row says nothing of its command.
    private static let operands: [String: [String]] = [
        "dd": ["of=/dev/sda"], "python": [], "python3": [], "node": [], "sudo": [], "su": [],
        "nginx": ["-g", "'daemon off;'"], "socat": ["TCP-LISTEN:80", "zz"], "vmstat": ["1"],
        "docker": ["redis"], "cat": ["id_rsa"], "kubectl": ["yaml"], "mongosh": ["'db.dropDatabase()'"],
    ]

    static let samples: [Sample] = LintTables.all.flatMap { table in
        table.rows.map { row in
            let words = row.pattern.sample
            func sample(_ operands: [String]) -> Sample {
                Sample(program: words.program, verbs: words.verbs, options: words.options, operands: operands)
            }
            // Some rows are about a program without operands.
            let tries = [operands[words.program], ["zz"], []].compactMap { $0 }.map(sample)
            return tries.first { !findings($0.text).isEmpty } ?? tries[0]
        }
    }

    /// The options that the rows about a program mention.
    private static func mentioned(_ program: String) -> Set<String> {
        Set(LintTables.all.flatMap(\.rows).filter { $0.pattern.programs.contains(program) }.flatMap(\.pattern.options))
    }

    /// Rules and headlines; a version is asked of a name, and so never of a placeholder.
    static func findings(_ script: String) -> [String] {
        let source = SourceText(path: "a.md", text: "# A\n\n```bash\n\(script)\n```\n")
        let runbook = RunbookReader.read(source) { _, _ in .missing("") }.runbook
        return Linter.lint(runbook).filter { $0.rule != "unpinned-version" }.map { "\($0.rule): \($0.headline)" }
            .sorted()
    }

    @Test("every row of a table finds its command, alone in its block", arguments: samples)
    func rows(sample: Sample) {
        #expect(!Self.findings(sample.text).isEmpty)
    }

    @Test("a placeholder in front of the telling words and behind them changes nothing", arguments: samples)
    func placeholders(sample: Sample) {
        guard !sample.operands.isEmpty else { return }
        func line(_ before: [String], _ after: [String]) -> String {
            ([sample.program] + sample.verbs + before + sample.options + after).joined(separator: " ")
        }
        for hole in ["<zz>", "<pod-name>", "{{ zz }}", "YOUR_ZZ"] {
            #expect(Self.findings(line([], ["zz"])) == Self.findings(line([], [hole])), "\(hole)")
            #expect(Self.findings(line(["zz"], [])) == Self.findings(line([hole], [])), "\(hole)")
        }
    }

    @Test("a global option with a value in front of the verb changes nothing", arguments: samples)
    func globals(sample: Sample) throws {
        guard let tool = ToolTable.tool(sample.program), !sample.verbs.isEmpty else { return }
        let plain = Self.findings(sample.text)
        let rest = (sample.verbs + sample.options + sample.operands).joined(separator: " ")
        for option in tool.globals.sorted() {
            // An option that a rule itself asks for says more than its value.
            if Self.mentioned(sample.program).contains(option) { continue }
            for value in ["zz", "<zz>", "\"a b\""] {
                let found = Self.findings("\(sample.program) \(option) \(value) \(rest)")
                #expect(found == plain, "\(sample.program) \(option) \(value) \(rest)")
            }
        }
    }

    @Test("a command has the findings that it has beside one that each filter would let through", arguments: samples)
    func alone(sample: Sample) {
        let alone = Self.findings(sample.text)
        let beside = Self.findings("\(sample.text)\nrm -rf zz")
        for finding in alone { #expect(beside.contains(finding)) }
    }

    @Test(
        "what runs a command does not hide it",
        arguments: [
            "sudo", "sudo -u app", "sudo -E -u app --", "env A=b", "env -u A B=c", "nice -n 5", "timeout 5",
            "timeout -k 5 10s", "time", "time -p", "nohup", "command", "A=b", "ionice -c 2 -n 7", "stdbuf -oL", "xargs",
            "xargs -n 1 -I {}", "ssh zz", "ssh -p 22 -i key zz", "ssh zz --", "chroot /mnt", "docker exec zz",
            "docker exec -e A=b zz", "docker compose -f a.yml exec -T zz", "docker run --rm -v a:b zz:1",
            "kubectl exec zz --", "kubectl -n zz exec zz -c zz --", "kubectl exec <pod> --", "sudo -u app env A=b nice",
            "flock /tmp/l", "watch -n 5", "setsid", "gosu app", "poetry run", "find . -exec", "eval", "if", "! ", "{",
            "while true; do", "for i in 1 2; do", "(", "echo a |", "true &&", "false ||", "x=$(",
        ])
    func wrappers(wrapper: String) {
        let close = ["if": "; then :; fi", "{": "; }", "(": ")", "x=$(": ")"][wrapper] ?? ""
        let end = wrapper.hasSuffix("do") ? "; done" : wrapper.hasPrefix("find") ? " \\;" : close
        for command in ["rm -rf /srv/x", "kubectl -n y delete pod y", "dropdb y", "git push --force"] {
            let found = Self.findings("\(wrapper) \(command)\(end)")
            #expect(found.isSuperset(of: Self.findings(command)), "\(wrapper) \(command): \(found)")
        }
    }

    @Test(
        "a text that a shell is given is read too",
        arguments: [
            "bash -c 'cd / && rm -rf /srv/x'", "sh -ec \"rm -rf /srv/x\"", "su - app -c 'rm -rf /srv/x'",
            "ssh zz 'cd /; rm -rf /srv/x'", "ssh zz \"sudo rm -rf /srv/x\"", "sudo bash -c 'rm -rf /srv/x'",
            "docker exec zz sh -c 'rm -rf /srv/x'", "kubectl exec zz -- bash -c \"rm -rf /srv/x\"",
            "bash -euo pipefail -c 'rm -rf /srv/x'", "vagrant ssh -c 'rm -rf /srv/x'",
        ])
    func texts(script: String) {
        #expect(Self.findings(script).contains("unchecked-destruction: 'rm -rf' runs without a check"))
    }

    @Test("messages name the verb, never the value of an option")
    func names() {
        #expect(Self.findings("kubectl -n x delete pod y").contains { $0.contains("'kubectl delete' runs") })
        #expect(Self.findings("git -C x push --force").contains { $0.contains("'git push --force' runs") })
        #expect(Self.findings("docker --context x exec -it y z").contains { $0.contains("'docker exec' waits") })
        #expect(Self.findings("git -C x commit").contains { $0.contains("'git commit' asks") })
    }

    @Test(
        "servers and watchers of programs that no table knows are found by their words",
        arguments: [
            ("mydocs serve", "mydocs serve"), ("mydocs serve --port 8000 site", "mydocs serve"),
            ("make serve", "make serve"), ("./bin/app server", "app server"), ("ctl watch key", "ctl watch"),
            ("ctl port-forward a 1:1", "ctl port-forward"), ("app start --port 80", "app start --port"),
            ("./app --listen-address :80", "app --listen-address"), ("oauth2-proxy --alpha-config ./a", "oauth2-proxy"),
            ("linkerd viz tap deploy/web", "linkerd viz tap"), ("docker run --name a redis:7", "docker run"),
        ])
    func endless(script: String, name: String) {
        #expect(Self.findings(script).contains { $0.hasPrefix("endless-command: '\(name)' does not end") })
    }

    @Test(
        "names, files and questions about servers end",
        arguments: [
            "cd server", "mkdir serve", "hcloud server list", "x server create", "x serve &", "x serve --help",
            "systemctl start server", "timeout 5 x serve", "make server", "npm install serve", "git checkout watch",
            "x serve -d", "mount --bind a b", "docker run --rm redis:7 redis-cli ping", "$ --listen-peer-urls x",
        ])
    func endings(script: String) {
        #expect(Self.findings(script).allSatisfy { !$0.hasPrefix("endless-command") })
    }

    @Test("a terminal for a command that ends is asked for nothing; docker fails without one")
    func terminals() {
        func found(_ script: String) -> [String] { Self.findings(script).filter { $0.hasPrefix("interactive") } }
        for command in ["ls", "df -h", "sh -c 'df -h'", "cat /etc/hosts"] {
            #expect(found("kubectl exec -it web -- \(command)").isEmpty)
            #expect(found("docker exec -it web \(command)").map { $0.contains("needs a terminal") } == [true])
        }
        for command in ["sh", "bash -l", "psql -U app", "mytool"] {
            #expect(found("kubectl exec -it web -- \(command)").map { $0.contains("waits for input") } == [true])
        }
    }

    @Test(
        "questions of commands by their options",
        arguments: [
            ("terraform apply -var-file a.tfvars ../infra/", true), ("terraform apply plan.out", false),
            ("npm create vite@latest app -- --template vue", false), ("npm create vite@latest app", true),
            ("yarn create react-app x", false), ("npx sv create", true), ("openssl ca -config a -batch", false),
            ("$EDITOR a", true), ("npx create-next-app --example x y", false),
        ])
    func questions(script: String, asks: Bool) {
        #expect(Self.findings(script).contains { $0.contains("asks for an answer") } == asks)
    }

    @Test("a secret behind any program's name is found, an option or an address is not an assignment")
    func assignedSecrets() {
        func found(_ script: String) -> Bool { Self.findings(script).contains { $0.hasPrefix("plain-secret") } }
        #expect(found("heroku config:set SECRET_KEY_BASE=\"xvafzY4y01jYuzLm3ecJqo008dVnU3CN4f\""))
        #expect(!found("heroku config:set SECRET_KEY_BASE=\"$(mix phx.gen.secret)\""))
        #expect(!found("heroku config:set LANG_NAME=xvafzY4y01jYuzLm3ecJqo008dVnU3CN4f"))
    }
}

/// The tables of commands that the rules ask.
private enum LintTables {
    static let all = [
        DestructiveCommands.table, InteractiveCommands.table, AskingCommands.table, EndlessCommands.table,
        RebootCommands.table, SecretPrinters.table,
    ]
}

extension [String] {
    fileprivate func isSuperset(of other: [String]) -> Bool { Set(self).isSuperset(of: other) }
}
