import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

/// What stands in a shell's fence and is not a command: prompts, outputs, comments.
@Suite("What is not a command")
struct TranscriptTests {
    /// Forms of a prompt, each before a command.
    static let forms = [
        "$ ", "➜  ~ ", "➜  app git:(main) ✗ ", "➜ ~/src ", "❯ ", "~/app ❯ ", "[u@h dir]$ ", "[root@web1 ~]# ",
        "host:~ u$ ", "u@h:~$ ", "u@h:~/src$ ", "root@c0ffee:/# ", "(venv) $ ", "(container)/src$ ", "(base) u@h:~$ ",
        "/ # ", "~ $ ",
        "/srv/app $ ", "bash-5.2$ ", "sh-4.2# ", "u@h ~ % ", "% ", "db1$ ", "db1# ", "$> ", "└─$ ", "(venv) ➜  ~ ",
        "~ ",
    ]
    /// Commands with their output, and one that continues.
    private static let commands = [
        ("mkdir -p /tmp/x", ""), ("ls -l /tmp", "total 0\n"), ("echo 'a b' | wc -c", "4\n"), ("git status", "clean\n"),
    ]

    private static func session(_ prompt: String) -> String {
        commands.map { prompt + $0.0 + "\n" + $0.1 }.joined()
    }

    private static func exchanges(_ text: String, _ language: String) -> [[String]] {
        Reading("```\(language)\n\(text)```\n").steps.map { step in
            guard case .console(let exchanges) = step.body else { return [] }
            return exchanges.flatMap { [$0.command.text, $0.output] }
        }
    }

    @Test("every form of a prompt gives the steps that `$ ` gives", arguments: forms)
    func prompts(prompt: String) {
        let wanted = Self.exchanges(Self.session("$ "), "console")
        #expect(wanted.first?.count == 2 * Self.commands.count)
        for language in ["bash", "console"] {
            #expect(Self.exchanges(Self.session(prompt), language) == wanted, "\(language)")
        }
    }

    @Test(
        "prompts in a fence without a language",
        arguments: ["$ ", "➜  ~ ", "❯ ", "[u@h dir]$ ", "u@h:~$ ", "root@c0ffee:/# ", "(venv) $ ", "% ", "/ # "])
    func unlabelled(prompt: String) {
        #expect(Self.exchanges(Self.session(prompt), "") == Self.exchanges(Self.session("$ "), ""))
    }

    @Test("a comment that is a command is root's prompt where the document writes no plain commands")
    func rootPrompt() {
        let text = "```bash\n# radosgw set --infile=zone.json\n# radosgw period update --commit\n```\n"
        #expect(
            Reading(text).text(0) == "radosgw set --infile=zone.json\nradosgw period update --commit\n")
        let plain = Reading("```bash\nmake\n```\n\n" + text)
        #expect(plain.ids.count == 1)
        #expect(plain.runbook.shown.map(\.reason) == [.comments])
    }

    @Test(
        "comments are never a step",
        arguments: [
            "# Install the dependencies", "# make sure that it runs", "# find the pod", "# TODO", "# nginx",
            "# install\n# run it", "# rm -rf /srv", "#!comment", "# 1. Do this\n\n# 2. Do that",
        ])
    func comments(text: String) {
        let reading = Reading("```bash\n\(text)\n```\n")
        #expect(reading.steps.isEmpty || text.hasPrefix("#!"))
        #expect(reading.runbook.shown.map(\.reason) == (text.hasPrefix("#!") ? [] : [.comments]))
    }

    @Test(
        "sessions of other programs are not shell",
        arguments: [
            ("PS C:\\> Get-Item x", "PowerShell"), ("PS C:\\Users\\me> ls", "PowerShell"), ("C:\\> dir", "cmd"),
            ("mysql> SELECT 1;", "mysql"), ("postgres=# \\l", "psql"), ("app=> SELECT 1;", "psql"),
            (">>> print(1)", "Python"), ("sqlite> .tables", "sqlite"), ("127.0.0.1:6379> GET x", "redis-cli"),
        ], ["bash", "console", ""])
    func programs(session: (text: String, program: String), language: String) {
        let reading = Reading("```\(language)\n\(session.text)\n1\n```\n")
        #expect(reading.steps.isEmpty)
        #expect(reading.runbook.shown.map(\.reason) == [.otherPrompt(session.program)])
    }

    @Test(
        "output is not a step",
        arguments: [
            ("NAME    READY   STATUS\nweb-0   1/1     Running", OutputForm.table),
            ("CONTAINER ID   IMAGE   COMMAND\nabc   nginx   \"x\"", .table),
            (" id | name\n----+------\n  1 | a", .table), ("+----+\n| id |\n+----+", .table), ("| a | b |", .table),
            ("{\"a\": 1}", .json), ("{\n  \"a\": 1\n}", .json), ("[\n  {\"a\": 1}\n]", .json), ("[{\"a\": 1}]", .json),
            ("apiVersion: v1\nkind: Pod", .configuration), ("---\nkind: Pod", .configuration),
            ("[Unit]\nDescription=x", .configuration), ("- name: x\n  run: y", .configuration),
            ("<?xml version=\"1.0\"?>\n<a/>", .markup), ("<html>\n</html>", .markup), ("<a href=\"x\">", .markup),
            ("-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----", .keyMaterial),
            ("ssh-rsa AAAAB3NzaC1yc2E me@host", .keyMaterial),
            ("5f4dcc3b5aa765d61d8327deb882cf99", .keyMaterial),
            ("bash: foo: command not found", .message), ("Error response from daemon: no such container", .message),
            ("fatal: not a git repository (or any of the parent directories)", .message),
            ("npm ERR! code E404", .message), ("2024-01-02T03:04:05Z started", .message),
            ("[INFO] Building x", .message), ("Jan  2 03:04:05 host sshd[1]: x", .message),
            ("● nginx.service - nginx", .message), ("time=\"2024-01-02\" level=info msg=\"x\"", .message),
            ("I0102 03:04:05.000000 1 x.go:1] started", .message), ("HTTP/1.1 200 OK", .message),
            ("Listening on port 8080!", .message), ("Order received: { id: 1 }", .message),
            ("INFO[0005] Error processing", .message), ("API_KEY = \"x\"", .configuration),
            ("0 3 * * * /usr/bin/backup", .message), ("* * * * * /usr/bin/backup", .message),
            ("total 8\ndrwxr-xr-x 2 root root 4096 Jan 1 00:00 a", .listing),
            ("-rw-r--r-- 1 root root 12 Jan 1 00:00 a", .listing),
            ("...", .ellipsis), ("[...]\n…", .ellipsis), (".\n├── a\n└── b", .tree), ("app\n├── a", .tree),
            ("app/\n  src/\n  main.c", .tree), ("--- a/x\n+++ b/x\n@@ -1 +1 @@", .difference),
            ("--set image.tag=1", .options), ("http://localhost:8080", .address),
            ("region   = \"us-east-1\"\nami = \"a\"", .configuration),
            ("net.ipv6.conf.all.disable_ipv6 = 0", .configuration),
            ("_acme.example.com   IN   CNAME   _acme.example.org.", .configuration),
            ("a.b. 60 IN A 1.2.3.4", .configuration),
            ("******************** Domain: example.com\n2 corrections", .message), ("> '{\"level\":\"info\"}'", .json),
            ("I | pkg/netutil: resolving a", .message),
            ("tool zones [command options] key zone [...]", .usage), ("etcdctl watch $KEY [$END_KEY]", .usage),
            ("aws eks update --name <n> [--role-arn <arn>]", .usage), ("tool [flags]", .usage), ("tool [-v] x", .usage),
        ])
    func outputs(text: String, form: OutputForm) {
        for text in [text, "# Output:\n" + text] {
            let reading = Reading("```bash\n\(text)\n```\n")
            #expect(reading.steps.isEmpty)
            #expect(reading.runbook.shown.map(\.reason) == [.output(form)])
        }
        #expect(Reading("```bash {run}\n\(text)\n```\n").steps.count == 1)
        #expect(Reading("```bash {name=x}\n\(text)\n```\n").steps.count == 1)
    }

    @Test(
        "commands are a step, whatever they begin with",
        arguments: [
            "[ -f x ] && echo y", "[[ -f x ]] || exit 1", "{ echo a; echo b; }", "{\necho a\n}", ": \"${X:=1}\"",
            ": > x",
            "FOO=1 make", "LANG=C sort x", "R --version", "MAKEFLAGS=-j4 make", "./configure", "/bin/true", "~/bin/x",
            "! grep x y", "(cd x && make)", "((i++))", "<pod-name> --help", "<command>", "> out.txt", ">out.txt",
            "< in.txt sort", "2>&1 make", "7z x a.7z", "\"$HOME/bin/x\"", "'a b' c", "$EDITOR x", "`which make`",
            "if true; then\n  echo a\nfi", "for x in a b; do echo $x; done", "id | name", "@echo", "\\rm x",
            "cat > x <<EOF\n---\nkind: Pod\nEOF", "git commit -m \"title\n-----\n\"", "#!comment\nNAME READY",
            "/opt/app # starts it", "echo foo> x", "a=(\n1\n)\necho $a", "function f {\n:\n}", "YOUR_TOOL install x",
            "docker run -it a:b", "scp a:b c", "ssh-keygen -t rsa", "total", "diff --git", "http --body x",
            "%1", "echo $ x",
            "git clone git@github.com:a/b.git # or your own fork", "[sudo] make install",
            "ssh u@h # then type", "npm i a@1 # b", "1",
            "Rscript a.R", "Sudo apt install x", "Docker run -it a", "MyTool build in x --fast", "test = x",
            "R CMD BATCH x.R", "Xvfb :1", "x = y", "if [ -f x ]; then\n  true\nfi", "ls [a-z]*", "grep '[--x]' y",
            "echo hi # [options]", "dig x IN", "time = 5s", "> log.txt cmd -x",
        ])
    func commands(text: String) {
        let reading = Reading("```bash\n\(text)\n```\n")
        #expect(reading.runbook.shown.isEmpty)
        guard case .script = reading.steps.first?.body else {
            Issue.record("not a script: \(text)")
            return
        }
    }

    @Test("what a document has and does not run is named with its reason")
    func named() {
        let reading = Reading(
            """
            ```python
            print(1)
            ```

            ```
            make
            ```

                make install

            ```bash {ignore}
            make
            ```

            ```console
            make
            ```

            <details><summary>x</summary>
            ```bash
            make
            ```
            </details>

            ## Old

            <!-- prov: ignore -->

            ```sh
            make
            ```

            ## Reversed

            ```output
            x
            ```

            ```sh
            echo x
            ```

            ```json
            {}
            ```
            """)
        #expect(
            reading.runbook.shown.map(\.reason) == [
                .language("python"), .noLanguage, .indented, .ignored, .noPrompt, .insideHTML, .ignoredSection,
                .outputBeforeStep,
            ])
        #expect(reading.runbook.shown.map(\.range.start.line) == [1, 5, 9, 11, 15, 20, 29, 35])
        #expect(reading.diagnostics.map(\.rule) == ["console-without-prompt", "output-before-step"])
    }
}

@Suite("Commands with their output below them, without prompts")
struct OutputBelowCommandsTests {
    static let outputs: [(String, OutputForm)] = [
        ("NAME    READY   STATUS\nweb-0   1/1     Running\nnginx   1/1     Running\n", .table),
        ("NAME   READY\nweb-0  1/1\n\nNAME   SIZE\ndata   1Gi\n", .table), ("{\n  \"a\": 1\n}\n", .json),
        ("[\n  {\"a\": 1}\n]\n", .json), ("{\"a\": 1}\n", .json), ("| id |\n", .table),
        ("I | embed: ready to serve\nW | embed: slow\n", .message), ("Error: can't find it\n", .message),
        ("Endpoint:  http://10.0.0.1:9000\n\nBrowser Access:\n   http://10.0.0.1\n", .configuration),
        ("apiVersion: v1\nkind: Pod\n", .configuration), ("2024-01-02T03:04:05Z started\n", .message),
        ("-rw-r--r-- 1 root root 4096 Jan 1 00:00 a\n", .listing), ("...\n", .ellipsis),
    ]
    static let commands = [
        "kubectl get pods\n", "cd x\nmake \\\n  --all\n\n", "cat <<EOF\nNAME READY\nEOF\n", "a=$(b \\\n c)\nd\n",
        "for x in 1 2; do\n  echo $x\ndone\n",
    ]

    @Test("the commands are the step, the output is named and not run", arguments: outputs, commands)
    func cut(output: (text: String, form: OutputForm), commands: String) {
        let reading = Reading("# A\n\n1. x\n\n   ```bash\n" + indented(commands + output.text) + "   ```\n")
        #expect(reading.steps.count == 1)
        #expect(reading.text(0) == commands)
        #expect(reading.runbook.shown.map(\.reason) == [.outputBelow(output.form)])
        let line = 6 + commands.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(reading.runbook.shown.map(\.range.start) == [TextPosition(line: line, column: 4)])
    }

    @Test("an answer of one word below its command is output", arguments: ["644", "root:root", "etcd:etcd"])
    func answers(answer: String) {
        let reading = Reading("```bash\nstat -c %a /etc/x\n\(answer)\n```\n")
        #expect(reading.text(0) == "stat -c %a /etc/x\n")
        #expect(reading.runbook.shown.map(\.reason) == [.outputBelow(.message)])
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { ($0.isEmpty ? "" : "   " + $0) + "\n" }.joined()
    }

    @Test(
        "a block in which a command may follow is one script",
        arguments: [
            "kubectl get pods\nNAME READY\nkubectl delete pod x\n", "get x\nNAME READY\n\nget y\n",
            "a\n...\nb\n", "get x\nNAME READY\ngit pull\n", "get x\nNAME READY\n\nmytool up\n",
            "get x\nNAME READY\n# then\nmytool up\n", "get x\nNAME READY\nA=1\n", "get x\nNAME READY\n./run \\\n  a\n",
            "docker run a\n-v /x:/y b\n", "docker run a\n--rm b\n", "cat <<EOF\nNAME READY\n{\nkind: Pod\nEOF\n",
            "echo \"a\nNAME READY\n\"\n", "f() {\nNAME READY\n}\n", "a\n{\n  echo b\n}\n", "a\n[ -f x ] && b\n",
            "a\nFOO=1 b\n", "a\nMyTool build\n", "a \\\nNAME READY\n",
        ])
    func whole(text: String) {
        let reading = Reading("```bash\n\(text)```\n")
        #expect(reading.text(0) == text)
        #expect(reading.runbook.shown.isEmpty)
    }

    @Test("a key makes the whole block the step")
    func keys() {
        let text = "kubectl get pods\nNAME READY\n"
        for key in ["run", "name=x", "timeout=5s"] {
            let reading = Reading("```bash {\(key)}\n\(text)```\n")
            #expect(reading.text(0) == text)
            #expect(reading.runbook.shown.isEmpty)
        }
    }
}

@Suite("Files and prompts in a shell's fence")
struct ShellFenceTests {
    @Test(
        "what begins with #! is the text of a file", arguments: ["#!/bin/bash", "#! /bin/sh -e", "#!/usr/bin/env bash"])
    func scriptFile(line: String) {
        let text = line + "\n# MISE x\nmake\n"
        for language in ["bash", "sh", "zsh", "shell"] {
            let reading = Reading("```\(language)\n\(text)```\n")
            #expect(reading.steps.isEmpty)
            #expect(reading.runbook.shown.map(\.reason) == [.scriptFile])
        }
        for key in ["run", "name=x", "timeout=5s"] {
            #expect(Reading("```bash {\(key)}\n\(text)```\n").text(0) == text)
        }
        #expect(Reading("```bash {file=/tmp/x mode=0755}\n\(text)```\n").steps.count == 1)
    }

    @Test("a program of any name is typed behind '> ' where an option follows it")
    func greater() {
        let reading = Reading(
            "```bash\n> linkerd --context=west inject x | kubectl apply -f -\n> linkerd check\nok\n```\n")
        #expect(reading.text(0) == "linkerd --context=west inject x | kubectl apply -f -\nlinkerd check\n")
    }

    @Test("assignments above the first prompt were typed too")
    func assignments() {
        let reading = Reading(
            "```sh\nURL=x # from there\nB=2\n\n# one\n$ etcd --a \\\n  --b ${URL}\n\n# two\n$ etcd\n```\n")
        #expect(reading.text(0) == "URL=x # from there\nB=2\netcd --a \\\n  --b ${URL}\netcd\n")
        #expect(Reading("```sh\nA=1 b\n$ c\n```\n").text(0) == "A=1 b\n$ c\n")
    }

    @Test("an address behind '# ' is not root's command")
    func remarks() {
        let reading = Reading("```console\n# Version\na=1\n# https://example.com/x\n```\n")
        #expect(reading.steps.isEmpty)
        #expect(reading.runbook.shown.map(\.reason) == [.noPrompt])
    }

    @Test(
        "what tools print for a missing value is not a placeholder",
        arguments: ["<none>", "<None>", "<nil>", "<unknown>"])
    func printed(word: String) {
        #expect(Reading("```sh\ntest \"$x\" = \"\(word)\" || echo \(word)\n```\n").runbook.parameters.isEmpty)
    }

    @Test("a shell's block behind a block for PowerShell is for every variant")
    func variants() {
        let reading = Reading(
            """
            # Start

            ## Linux

            ```bash
            $ make up
            ```

            ## Windows PowerShell

            ```powershell
            make up
            ```

            When you are done:

            ```bash
            $ make down
            ```

            """)
        #expect(reading.runbook.alternatives.flatMap(\.variants).flatMap(\.steps).count == 1)
    }
}
