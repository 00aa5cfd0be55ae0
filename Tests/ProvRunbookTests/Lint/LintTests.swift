import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint
@testable import ProvText

@Suite("Lint")
struct LintTests {
    /// The rules that a shell block provokes, without the note that every destructive one is told about its undo.
    private func rules(_ script: String, info: String = "bash", after: String = "") -> [String] {
        Linter.lint(Reading("```\(info)\n\(script)\n```\n\(after)").runbook).map(\.rule)
    }

    @Test func checkCannotFail() {
        expectDiagnostic(
            "check-cannot-fail", "this check cannot fail: it ends with '|| true'",
            fix: "check something that is true only after the step has succeeded",
            in: "```bash\nmake\n```\n```bash {check}\n1️⃣command -v x || true2️⃣\n```\n", lint: true)
        expectDiagnostic(
            "check-cannot-fail", "this check cannot fail: it only runs 'echo'",
            in: "```bash\nmake\n```\n```bash {check}\n1️⃣echo ok2️⃣\n```\n", lint: true)
        expectDiagnostic(
            "check-cannot-fail", "this check cannot fail: it ends with 'exit 0'",
            in: "```bash {check}\n1️⃣grep x y\nexit 02️⃣\n```\n", lint: true)
        expectDiagnostic(
            "check-cannot-fail", "this check cannot fail: it only runs 'true'",
            in: "```bash {check}\n1️⃣time env A=b true2️⃣\n```\n", lint: true)
    }

    @Test("what a reader does not see in a command is named, with its place")
    func hiddenCharacters() {
        expectDiagnostic(
            "hidden-character", "the command holds the invisible character ‹RLO›",
            fix: "remove it, or write it with an escape: $'\\u202E'",
            in: "```bash\nrm -f a.txt # 1️⃣\u{202E}2️⃣ txt.b\n```\n", lint: true)
        expectDiagnostic(
            "hidden-character", "a no-break space is part of the word, not a blank", fix: "replace it with a blank",
            in: "```bash\n1️⃣ls\u{A0}-l2️⃣ /tmp\n```\n", lint: true)
        for plain in ["echo 'a\u{A0}b'", "echo 👩‍👧 grün ⇒ 日本", "printf 'a\tb\n'", "echo a\r"] {
            #expect(!rules(plain).contains("hidden-character"), "\(plain.debugDescription)")
        }
        for control in ["\u{200B}", "\u{2066}", "\u{FEFF}", "\u{AD}", "\u{1B}", "\u{E0041}"] {
            #expect(rules("echo a\(control)b").contains("hidden-character"), "\(control.debugDescription)")
        }
    }

    @Test("a step that loads files on other hosts than those of the file does not have to follow it")
    func changeOnOtherHosts() {
        func rules(_ file: String, _ load: String) -> [String] {
            Linter.lint(
                Reading(
                    """
                    ```ini {name=conf file=/etc/a.ini\(file)}
                    a = 1
                    ```
                    ```bash {name=load\(load)}
                    systemctl reload a
                    ```
                    ```bash {check}
                    systemctl is-active a
                    ```
                    """
                ).runbook
            ).map(\.rule)
        }
        #expect(rules("", "") == ["change-not-followed"])
        #expect(rules(" on=web", " on=web") == ["change-not-followed"])
        #expect(rules(" on=web", " on=all") == ["change-not-followed"])
        #expect(rules(" on=web", " on='db:web'") == ["change-not-followed"])
        #expect(rules(" on=web", " on=db") == [])
        #expect(rules(" on=web", "") == [])
    }

    @Test(
        "checks that can fail",
        arguments: [
            "test -f x", "echo a | grep b", "curl -f http://localhost/", "cd /srv/app", "exit 1", "true && test -f x",
            "[ -n \"$A\" ]", "echo x > /etc/file", "podman run --rm image /bin/true", "docker exec web true",
            "ssh -n db1 true", "sudo -n true", "grep x y || ssh db1 echo none",
        ])
    func goodChecks(script: String) {
        #expect(rules("make", after: "```bash {check}\n\(script)\n```\n") == [])
    }

    @Test func expectationCannotFail() {
        expectDiagnostic(
            "expectation-cannot-fail", "this expectation cannot fail: '...' matches any lines",
            in: "```bash\nmake\n```\n```output\n1️⃣...\n2️⃣```\n", lint: true)
        expectDiagnostic(
            "expectation-cannot-fail", "this expectation cannot fail: the pattern matches everything",
            in: "```bash\nmake\n```\n```text {expect match=regex}\n1️⃣.*\n2️⃣```\n", lint: true)
    }

    @Test func acceptsOtherOutput() {
        expectDiagnostic(
            "accepts-other-output", "this expectation also accepts the output of 'a'",
            fix: "write the part of the output that only 'b' prints",
            in:
                """
                ```bash {name=a}
                make a
                ```
                ```output
                built a in 3 s
                ```
                ```bash {name=b}
                make b
                ```
                ```output
                1️⃣built * in * s (glob)
                2️⃣```

                """,
            lint: true)
    }

    @Test("an expectation that tells its step from the others is fine")
    func distinctOutput() {
        let text = "```console\n$ make a\nbuilt a in 3 s\n$ make b\nbuilt b in * s (glob)\n```\n"
        #expect(Linter.lint(Reading(text).runbook).isEmpty)
    }

    @Test func sleep() {
        expectDiagnostic(
            "sleep-instead-of-until", "fixed wait 'sleep 30'",
            in: "```bash\nsystemctl start db\n1️⃣sleep 302️⃣\n```\n", lint: true)
        expectDiagnostic(
            "sleep-instead-of-until", "fixed wait 'sleep 5'",
            in: "```console\n$ make && 1️⃣sleep 52️⃣\n```\n", lint: true)
    }

    @Test(
        "sleeps that are no waiting",
        arguments: [
            "while ! pg_isready; do sleep 1; done", "sleep 300 &", "echo sleep 5",
            "until curl -f x; do\n  sleep 2\ndone", "# sleep 5",
        ])
    func otherSleeps(script: String) { #expect(rules(script) == []) }

    @Test(
        "destructive commands",
        arguments: [
            ("rm -rf /srv/data", "rm -rf"), ("rm -r -f \"$DIR\"", "rm -rf"), ("sudo rm -Rf ~/.config", "rm -rf"),
            ("dropdb app", "dropdb"),
            ("psql -c 'DROP TABLE users'", "DROP TABLE"), ("psql <<SQL\ndrop database app;\nSQL", "DROP DATABASE"),
            ("mysql -e 'delete from t'", "DELETE FROM without WHERE"),
            ("psql -c 'TRUNCATE t'", "TRUNCATE"), ("mkfs.ext4 /dev/sdb1", "mkfs.ext4"),
            ("dd if=x of=/dev/sda", "dd of=/dev/…"), ("kubectl delete ns app", "kubectl delete"),
            ("terraform destroy -auto-approve", "terraform destroy"),
            ("git push --force origin main", "git push --force"), ("truncate -s 0 /var/log/x", "truncate"),
            ("systemctl disable --now x", "systemctl disable"), ("git reset --hard HEAD~1", "git reset --hard"),
            ("helm uninstall x", "helm uninstall"),
            ("docker volume rm data", "docker volume rm"), ("sudo -u postgres dropdb app", "dropdb"),
            ("aws s3 rm s3://b --recursive", "aws s3 rm --recursive"),
            ("userdel bob", "userdel"), ("redis-cli FLUSHALL", "redis-cli FLUSHALL"),
            ("PGPASSWORD=x dropdb app", "dropdb"), ("cd /x && rm -rf *", "rm -rf"),
        ])
    func destructive(script: String, what: String) throws {
        let found = Linter.lint(Reading("```bash\n\(script)\n```\n").runbook)
        #expect(
            found.map(\.headline) == [
                "'\(what)' cannot be rolled back: the step has no undo", "'\(what)' runs without a check",
            ])
    }

    @Test(
        "commands that destroy nothing worth keeping",
        arguments: [
            "rm -f x", "rm -rf node_modules dist", "rm -rf ./build/*", "rm -rf /tmp/x", "git push origin main",
            "echo 'rm -rf /'", "kubectl get pods",
            "psql -c 'DELETE FROM t WHERE id = 1'", "psql -c \"SELECT 'drop table'\"",
            "dd if=/dev/zero of=file bs=1M count=1", "docker compose down", "# rm -rf /srv",
            "truncate --help", "git reset HEAD x", "cat <<EOF\nrm -rf /\nEOF",
        ].filter { $0 != "psql -c \"SELECT 'drop table'\"" })
    func harmless(script: String) { #expect(rules(script) == []) }

    @Test("an undo and a check answer for a destructive step; its place is the command")
    func answered() {
        #expect(
            rules(
                "dropdb app",
                after: "```bash {undo}\ncreatedb app\n```\n```bash {check}\n! psql -lqt | grep -w app\n```\n") == [])
        expectDiagnostic(
            "unchecked-destruction", "'dropdb' runs without a check",
            in: """
                ```bash
                set -x
                1️⃣sudo dropdb app2️⃣ && echo gone
                ```
                ```bash {undo}
                createdb app
                ```

                """, lint: true)
        expectDiagnostic(
            "missing-undo", "'dropdb' cannot be rolled back: the step has no undo",
            in: "- x\n\n  ```console\n  $ 1️⃣dropdb app2️⃣\n  ```\n", lint: true)
    }

    @Test(
        "secrets by their shape or their name",
        arguments: [
            ("export GITHUB_TOKEN=1️⃣ghp_0123456789abcdefghijklmnopqrstuvwxyz2️⃣", "a GitHub token"),
            ("aws configure set k 1️⃣AKIAZ7Q2MNB4VXC6LKJH2️⃣", "an AWS access key"),
            ("curl -u x:1️⃣xoxb-123456789012-abcdefABCDEF2️⃣", "a Slack token"),
            ("export DB_PASSWORD=1️⃣hunter2!Xyzzy2️⃣", "the password"),
            ("mysql --password='1️⃣Tr0ub4dor&32️⃣'", "the password"),
        ].filter { !$0.0.contains("&") })
    func secrets(line: String, what: String) {
        expectDiagnostic("plain-secret", "\(what) in plain text", in: "```bash\n\(line)\n```\n", lint: true)
    }

    @Test(
        "what looks like a secret and is none",
        arguments: [
            "export DB_PASSWORD=$(pass show db)", "export DB_PASSWORD=\"$DB_PASSWORD\"", "export TOKEN=<your-token>",
            "export API_KEY=YOUR_API_KEY", "PASSWORD=changeme",
            "PASSWORD=password123", "curl -H \"Authorization: token $T\"", "export AWS_KEY=AKIAIOSFODNN7EXAMPLE",
            "TOKEN_FILE=/run/secrets/Token1", "ssh_key: ~/.ssh/id_ed25519",
            "password: \"{{ db_password }}\"", "read -s PASSWORD", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        ])
    func notSecrets(line: String) { #expect(!rules(line).contains("plain-secret")) }

    @Test("a private key in any block")
    func privateKey() {
        expectDiagnostic(
            "plain-secret", "a private key in plain text",
            in:
                """
                ```
                1️⃣-----BEGIN OPENSSH PRIVATE KEY-----2️⃣
                b3BlbnNzaC1rZXktdjEAAAAABG5vbmU
                -----END OPENSSH PRIVATE KEY-----
                ```

                """,
            lint: true)
    }

    @Test(
        "downloads that go straight into a shell",
        arguments: [
            "1️⃣curl -fsSL https://x.io/i.sh | sh2️⃣", "1️⃣curl -fsSL https://x.io/i.sh | sudo -E bash -2️⃣",
            "1️⃣wget -qO- https://x.io | tee log | bash -s -- --yes2️⃣",
            "1️⃣bash <(curl -s https://x.io/i.sh)2️⃣", "1️⃣sh -c \"$(curl -fsSL https://x.io)\"2️⃣",
            "1️⃣eval \"$(curl -s https://x.io)\"2️⃣",
        ])
    func piped(line: String) {
        let text = MarkedText("```bash\n\(line)\n```\n")
        let found = Linter.lint(Reading(text.text).runbook).filter { $0.rule == "piped-installer" }
        #expect(found.map(\.range) == [text.range("1️⃣", "2️⃣")])
    }

    @Test(
        "downloads that do not",
        arguments: [
            "curl -s https://x.io | jq .", "curl -o i.sh https://x.io && sha256sum -c x && sh i.sh",
            "curl x | python3 -m json.tool", "curl -s x | bash-completion", "bash script.sh; curl x",
        ])
    func notPiped(line: String) { #expect(!rules(line).contains("piped-installer")) }

    @Test(
        "tools without a version",
        arguments: [
            ("apt-get install -y 1️⃣nginx2️⃣ curl=7.1", "nginx=VERSION"), ("pip install 1️⃣ansible2️⃣", "ansible==VERSION"),
            ("sudo npm install -g 1️⃣pm22️⃣", "pm2@VERSION"),
            ("gem install 1️⃣rails2️⃣", "-v VERSION rails"), ("docker run --rm 1️⃣redis:latest2️⃣", "redis:VERSION"),
            ("go install 1️⃣x.io/y@latest2️⃣", "x.io/y@VERSION"), ("apk add 1️⃣git2️⃣", "git=VERSION"),
        ])
    func unpinned(line: String, pinned: String) {
        let text = MarkedText("```bash\n\(line)\n```\n")
        let found = Linter.lint(Reading(text.text).runbook).filter { $0.rule == "unpinned-version" }
        #expect(found.map(\.range) == [text.range("1️⃣", "2️⃣")])
        #expect(found.map(\.fix) == ["write \(pinned)"])
    }

    @Test(
        "tools with one",
        arguments: [
            "apt-get install -y nginx=1.2", "pip install -r requirements.txt", "pip install -e .",
            "pip install 'x>=1,<2'", "npm install", "npm install -g pm2@5.1.0",
            "npm install -g @scope/x@1", "docker run redis:7.2", "apt-get update", "pip install \"$PKG\"",
            "apt-get install ./x.deb", "go install x.io/y@v1.2.3", "pip install --upgrade pip",
        ])
    func pinned(line: String) { #expect(!rules(line).contains("unpinned-version")) }

    @Test(
        "commands that wait for a person",
        arguments: [
            "vim /etc/hosts", "top", "ssh web1", "ssh -p 22 user@host", "docker exec -it web bash",
            "kubectl edit deploy x", "crontab -e", "sudo -i", "su - postgres", "psql app", "mysql",
            "python3", "su postgres -c psql", "git rebase -i main", "oc exec x -i -t -- sh", "sudo visudo",
        ])
    func interactive(line: String) { #expect(rules(line).contains("interactive-command")) }

    @Test(
        "commands that do not",
        arguments: [
            "top -bn1", "ssh web1 uptime", "ssh -N -L 1:a:2 h", "docker exec web ls", "docker run -d redis:7",
            "psql -c 'select 1'", "psql < dump.sql", "mysql -e 'x'", "python3 x.py",
            "echo x | less", "crontab -l", "sudo -u x id", "cat x | mysql app", "passwd --stdin x < y",
            "ssh -T git@github.com < /dev/null", "su postgres -c 'psql -l'", "python3 - <<EOF\nx\nEOF",
        ])
    func notInteractive(line: String) { #expect(!rules(line).contains("interactive-command")) }

    @Test func interactiveIsMarked() { #expect(rules("vim x", info: "bash {interactive}") == []) }

    @Test func unfinished() {
        expectDiagnostic(
            "unfinished-script", "script ends inside a here-document",
            in: """
                ```bash
                read x <<EOF
                hell1️⃣o2️⃣
                ```

                """,
            lint: true)
        expectDiagnostic(
            "unfinished-script", "'EOF' does not end the here-document: it is indented",
            fix: "write 'EOF' at the start of the line",
            in: "```bash\ncat > a.txt <<EOF\none\n1️⃣  EOF2️⃣\necho after\n```\n", lint: true)
        expectDiagnostic(
            "unfinished-script", "'EOF' does not end the here-document: text follows it",
            in: "```bash\ncat << EOF\none\n1️⃣EOF > out.txt2️⃣\necho never\n```\n", lint: true)
        expectDiagnostic(
            "unfinished-script", "script ends inside a quote", in: "```bash\ncurl 'http://1️⃣x2️⃣\n```\n", lint: true)
    }

    @Test func promptInScript() {
        expectDiagnostic(
            "prompt-in-script", "this line has a prompt, but the first line of the block does not",
            in: "```bash\ncd app\n1️⃣$2️⃣ make\n```\n", lint: true)
    }

    @Test func fences() {
        expectDiagnostic("unclosed-fence", "unclosed fence", in: "Text.\n\n1️⃣```2️⃣bash\ntrue\n", lint: true)
        expectDiagnostic(
            "unclosed-fence", "unclosed fence", in: "- x\n\n  1️⃣```2️⃣\n  true\n\nafter\n", lint: true)
        expectDiagnostic(
            "backtick-in-info", "'`' after the language makes this line a paragraph: the block does not run",
            in: "```bash {title=\"1️⃣`2️⃣make`\"}\nmake\n```\n", lint: true)
        #expect(Linter.lint(Reading("```code``` on one line\n\n~~~bash `x`\ntrue\n~~~\n").runbook).isEmpty)
    }

    @Test("remarks come in the order of their places, and nothing is an error")
    func order() {
        let found = Linter.lint(
            Reading("```bash\nvim x\nsleep 5\npip install x\nrm -rf /srv\n```\n\n```\nopen\n").runbook)
        #expect(found.map(\.range.start.line) == found.map(\.range.start.line).sorted())
        #expect(found.count == 6)
        #expect(found.allSatisfy { $0.severity != .error })
    }
}
