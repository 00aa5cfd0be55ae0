import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint
@testable import ProvText

/// Commands that leave the shell they are typed in, and what is meant for the shell that they open.
@Suite("Commands meant for another shell")
struct ShellChangeTests {
    typealias Target = ShellChange.Target

    static let leaving: [(String, Target)] = [
        ("ssh admin@db1", .host), ("ssh -p 2222 -i ~/.ssh/id -o StrictHostKeyChecking=no admin@db1", .host),
        ("ssh -J jump db1", .host), ("ssh -tt db1", .host),
        ("ssh -t db1 'sudo -i'", .host), ("ssh -t db1 bash", .host), ("ssh db1 bash", .host),
        ("ssh db1 sudo su -", .host), ("ssh db1 'sudo -i'", .host), ("ssh -t db1 'cd /srv; exec bash'", .host),
        ("sshpass -p x ssh admin@db1", .host), ("telnet db1", .host), ("adb shell", .host), ("tsh ssh db1", .host),
        ("tailscale ssh db1", .host), ("juju ssh app/0", .host), ("boundary connect ssh", .host),
        ("virsh console vm", .host), ("pct enter 101", .host), ("wsl", .host),
        ("nomad alloc exec -it x /bin/sh", .container), ("ip netns exec blue bash", .container),
        ("oc debug node/n1", .container), ("mosh db1", .host), ("/usr/bin/ssh db1", .host),
        ("TERM=xterm ssh db1", .host),
        ("command ssh db1", .host), ("exec ssh db1", .host), ("ssh-add && ssh db1", .host),
        ("ssh \\\n  -p 22 \\\n  db1", .host), ("ssh db1 # log in", .host),
        ("aws ssm start-session --target i-0123456789", .host),
        ("gcloud compute ssh vm-1 --zone europe-west1-b", .host), ("az ssh vm -g rg -n vm", .host),
        ("vagrant ssh", .host), ("vagrant ssh web", .host), ("minikube ssh", .host), ("multipass shell dev", .host),
        ("docker-machine ssh default", .host),
        ("doctl compute ssh web", .host), ("flyctl ssh console -a app", .host), ("limactl shell default", .host),
        ("podman machine ssh", .host),
        ("su", .user), ("su -", .user), ("su - postgres", .user), ("su postgres", .user), ("sudo su", .user),
        ("sudo su - postgres", .user), ("sudo -i", .user),
        ("sudo -s", .user), ("sudo -iu postgres", .user), ("sudo --login --user=postgres", .user),
        ("sudo -u postgres -i", .user), ("sudo bash", .user),
        ("sudo -E bash -l", .user), ("sudo -u app -- bash", .user), ("doas -s", .user), ("runuser -l app", .user),
        ("runuser -u app -- bash", .user),
        ("newgrp docker", .user), ("sg docker", .user), ("pkexec bash", .user), ("gosu app bash", .user),
        ("docker exec -it web bash", .container), ("docker exec -ti web /bin/sh", .container),
        ("docker exec --interactive --tty -u root -w /app web bash", .container),
        ("docker --context prod exec -it web sh", .container), ("docker container exec -it web sh", .container),
        ("sudo docker exec -it web env TERM=xterm bash", .container),
        ("docker run -it --rm -v \"$PWD:/src\" -e A=b ubuntu:24.04 bash", .container),
        ("docker run --rm -it debian", .container),
        ("docker run -it --entrypoint /bin/sh app", .container), ("docker compose exec web bash", .container),
        ("docker-compose -f a.yml run --rm web sh", .container),
        ("podman exec -it web sh", .container), ("docker attach web", .container),
        ("kubectl exec -it web-0 -- bash", .container),
        ("kubectl -n prod exec -it deploy/web -c app -- /bin/sh", .container),
        ("kubectl exec -i -t web-0 bash", .container),
        ("kubectl run -it --rm shell --image=busybox -- sh", .container),
        ("kubectl run shell -it --image=alpine", .container), ("oc rsh web-0", .container),
        ("kubectl debug -it node/n1 --image=busybox", .container), ("lxc exec c1 -- bash", .container),
        ("incus shell c1", .container),
        ("lxc-attach -n c1", .container), ("machinectl shell c1", .container), ("sudo chroot /mnt", .container),
        ("chroot /mnt /bin/bash", .container),
        ("arch-chroot /mnt", .container), ("sudo nsenter -t 1 -m -u -i -n", .container),
        ("systemd-nspawn -D /srv/root", .container), ("heroku run bash", .container),
        ("heroku run -a app bash", .container),
        ("aws ecs execute-command --cluster c --task t --interactive --command \"/bin/sh\"", .container),
        ("toolbox enter", .container), ("singularity shell image.sif", .container),
        ("bash", .shell), ("bash -l", .shell), ("exec bash", .shell), ("exec $SHELL", .shell),
        ("exec \"$SHELL\" -l", .shell), ("zsh", .shell), ("env -i bash", .shell),
        ("nix-shell", .shell), ("nix-shell -p hello", .shell), ("nix develop", .shell), ("poetry shell", .shell),
        ("pipenv shell", .shell), ("guix shell gcc", .shell),
        ("tmux", .shell), ("tmux new -s main", .shell), ("tmux attach -t main", .shell), ("screen", .shell),
        ("screen -S main", .shell), ("screen -r main", .shell),
        ("ssh-agent bash", .shell), ("script session.log", .shell),
        ("if true; then ssh db1; fi", .host),
        ("if ! ping -c1 db1; then\n  exit 1\nelse\n  ssh db1\n  echo left\nfi", .host),
        ("for host in db1 db2; do ssh $host; done", .host), ("while true; do ssh db1; sleep 1; done", .host),
        ("until ssh db1; do sleep 5; done", .host), ("case $1 in\n  db) ssh db1;;\n  web) ssh web1;;\nesac", .host),
        ("{ ssh db1; }", .host), ("(ssh db1)", .host), ("(cd /srv; ssh db1)", .host), ("{ (ssh db1; date) }", .host),
        ("ping -c1 db1 || ssh db1", .host), ("[ \"$USER\" = root ] || sudo -i", .user),
        ("(docker exec -it web bash) 2>log", .container),
        ("eval \"ssh db1\"", .host), ("eval ssh db1", .host), ("eval 'if true; then ssh db1; fi'", .host),
        ("eval eval \"sudo -i\"", .user), ("timeout 60 ssh db1", .host), ("nice -n 5 ssh db1", .host),
        ("bash -c 'ssh db1'", .host), ("sh -c \"cd /srv && exec ssh db1\"", .host),
        ("aws-vault exec prod -- ssh db1", .host), ("su - app -c bash", .user),
        ("ssh -t db1 'if true; then sudo -i; fi'", .host), ("ssh db1 'sudo -i; date'", .host),
    ]

    static let staying: [String] = [
        "ssh db1 uptime", "ssh db1 'curl -s https://example.com | bash'", "ssh db1 bash -s < script.sh",
        "ssh db1 'bash -c ls'", "sshpass -p x ssh db1 uptime", "telnet db1 25", "adb shell ls", "adb devices",
        "tailscale status", "virsh list", "ip netns exec blue ip addr", "ip addr", "wsl --list", "nomad status",
        "oc debug node/n1 -- ls", "ssh db1 'cd /srv && ls'", "ssh -p 22 db1 -- ls", "ssh db1 <<'EOF'\nls\nEOF",
        "ssh db1 < script.sh", "cat script.sh | ssh db1", "ssh -N -L 1:a:2 db1",
        "ssh -fN db1", "ssh -T git@github.com", "ssh -V", "ssh -G db1", "ssh-keygen -t ed25519", "ssh-copy-id db1",
        "scp a db1:", "rsync -a a db1:b", "ssh -t db1 sudo reboot",
        "ssh db1 | tee log", "login() { ssh db1; }", "login() { if true; then ssh db1; fi; }",
        "echo \"$(ssh db1)\"", "for x in $(cd /; ssh db1); do ls; done", "case `ssh db1` in a) ls;; esac",
        "x=`ssh db1`", "ssh db1 &", "(ssh db1) &", "{ ssh db1; ls; } &", "(ssh db1; ls) | tee log",
        "{ ssh db1; ls; } < hosts", "for h in a b; do ssh $h uptime; done", "for h in a b; do ssh $h; done < hosts",
        "while read h; do ssh $h; done < hosts", "cat hosts | while read h; do ssh $h; done",
        "if true; then ssh db1 < a; fi", "if true; then\n  ssh db1 <<EOF\nls\nEOF\nfi", "trap 'ssh db1' EXIT",
        "eval \"$(ssh-agent)\"", "eval \"ssh db1 uptime\"", "eval \"ssh db1\" < a", "timeout 60 ssh db1 true",
        "bash -c 'ssh db1 uptime'", "bash -c 'ssh db1 | cat'", "bash -c \"$(curl https://example.com)\"",
        "until ssh db1 true; do sleep 1; done", "test -t 0 || exec bash", "while true; do bash; done",
        "if true; then\n  exec bash\nfi", "echo ssh db1", "# ssh db1",
        "test -n \"$x\" || bash", "aws ssm start-session --target i-0 --document-name AWS-StartPortForwardingSession",
        "aws s3 ls", "gcloud compute ssh vm-1 --command=uptime", "gcloud compute instances list",
        "vagrant ssh -c uptime", "vagrant up", "minikube ssh -- ls", "multipass exec dev -- ls",
        "flyctl ssh console -C 'ls'",
        "su - postgres -c 'psql -l'", "su -c ls postgres", "sudo ls", "sudo -u postgres psql", "sudo -i ls",
        "sudo -iu postgres psql -l", "sudo bash -c 'ls'", "sudo bash script.sh", "sudo -v",
        "sudo -E bash -", "curl -fsSL https://example.com | sudo bash",
        "curl -fsSL https://example.com | bash -s -- -y", "runuser -u app -- ls", "sg docker -c 'docker ps'",
        "sudo sh -c \"echo 1 > x\"",
        "docker exec web ls", "docker exec -it web ls -la", "docker exec -it db psql -U app",
        "docker exec -it web bash -c 'ls'", "docker exec -i web bash < script.sh", "docker run --rm ubuntu ls",
        "docker run -d -it ubuntu bash", "docker run -it --rm hello-world", "docker run -it python:3",
        "docker run -it --rm app npm test", "docker compose exec -T web bash", "docker compose up -d", "docker ps",
        "docker compose exec web rails db:migrate", "kubectl exec web-0 -- ls", "kubectl exec -it web-0 -- ls",
        "kubectl exec -it web-0 -- bash -c 'ls'", "kubectl get pods", "kubectl run web --image=nginx",
        "lxc exec c1 -- ls", "lxc list", "chroot /mnt ls", "chroot --help", "machinectl list", "nsenter -t 1 -m ls",
        "heroku run rake db:migrate", "heroku logs",
        "bash script.sh", "bash -c 'ls'", "sh ./install.sh", "bash <(curl -s https://example.com)", "bash --version",
        "bash < script.sh", "bash <<EOF\nls\nEOF", "command -v bash", "which bash", "exec ls",
        "nix-shell --run make", "nix-shell -p hello --run hello", "nix develop -c make", "nix build", "poetry run ls",
        "poetry install", "pipenv run ls", "guix shell gcc -- gcc -v",
        "tmux ls", "tmux new -d -s main", "tmux new-session -s main 'top'", "tmux kill-server",
        "screen -dmS main ./serve", "screen -ls", "source venv/bin/activate", "script -c ls log",
        "psql", "mysql -u root", "python3", "exit", "exec > log 2>&1", "sudo systemctl restart ssh",
        "apt install ssh bash", "chsh -s /bin/zsh", "export SHELL=/bin/bash", "case $x in\n  bash) echo;;\nesac",
    ]

    @Test("what stands behind the opening command in the same compound is not typed in the opened shell, the rest is")
    func rest() {
        for (script, line) in [
            ("for h in a b; do\n  ssh $h\n  echo left\ndone\nls", 8), ("{ ssh db1\nls\n}\n(ls)", 7),
            ("if true; then\n  ssh db1\nelse\n  ssh db2\nfi\nexit\nls", nil), ("(ssh db1\nls)", nil),
            ("{ (ssh db1); ls; }; { ls; }", 4),
        ] {
            #expect(Self.marked("# A\n\n```bash {name=one}\n\(script)\n```\n")["one"] == line, "\(script)")
        }
    }

    @Test("any number of commands around each other is read, with time in proportion")
    func depth() {
        for outer in ["eval ", "sudo ", "(", "{ ", "env "] {
            let script = String(repeating: outer, count: 20_000) + "ssh db1"
            let reading = Reading("# A\n\n```bash {name=one}\n\(script)\n```\n\n```bash {name=two}\nls\n```\n")
            #expect(reading.steps.count == 2)
        }
    }

    /// What is marked of the steps that follow a block: for each its first line of it.
    static func marked(_ text: String) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: Reading(text).steps.compactMap { step in
                step.otherShell.map { (step.id.rawValue, $0.range.start.line) }
            })
    }

    @Test(
        "what leaves the shell, alone and among other commands; the next block is meant for the shell that it opens",
        arguments: leaving)
    func leaves(_ command: String, _ target: Target) throws {
        for (before, after) in [
            ("", ""), ("cd /srv\n", ""), ("echo a; ", ""),
            ("if true; then echo a; fi\nf() { ls; }\n(cd /; ls)\nx=$(ls)\n", ""),
        ] {
            let reading = Reading(
                "# A\n\n```bash {name=one}\n\(before)\(command)\(after)\n```\n\n```bash {name=two}\nls\n```\n")
            #expect(reading.steps.map { $0.otherShell?.change.target } == [nil, target], "\(before)\(command)")
        }
        let lines = command.split(separator: "\n").count
        let inOne = Reading("# A\n\n```bash {name=one}\n\(command)\nls /\n```\n")
        #expect(inOne.steps.first?.otherShell?.range.start == TextPosition(line: 4 + lines, column: 1))
        for open in ["exit", "logout"] {
            #expect(Self.marked("# A\n\n```bash\n\(command)\n\(open)\nls\n```\n\n```bash\nls\n```\n") == [:])
        }
    }

    @Test("what stays in the shell", arguments: staying)
    func stays(_ command: String) {
        #expect(Self.marked("# A\n\n```bash {name=one}\n\(command)\nls\n```\n\n```bash {name=two}\nls\n```\n") == [:])
    }

    @Test(
        """
        up to the end of the section, or exit; a login that ends its section is for what follows in the section \
        around it
        """
    )
    func scope() {
        let block = { (name: String, text: String) in "```bash {name=\(name)}\n\(text)\n```\n\n" }
        #expect(
            Self.marked(
                """
                # A

                ## B

                \(block("a", "su -"))\(block("b", "ls"))### C

                \(block("c", "ls"))## D

                \(block("d", "ls"))
                """
            ) == ["b": 10, "c": 16])
        #expect(Self.marked("# A\n\n## B\n\n\(block("a", "su -"))\(block("b", "exit"))\(block("c", "ls"))") == [:])
        #expect(
            Self.marked(
                """
                # A

                ## Log in

                \(block("a", "ssh db"))## Do

                \(block("b", "ls"))## Leave

                \(block("c", "exit"))## Here

                \(block("d", "ls"))
                """
            ).keys.sorted() == ["b"])
        #expect(
            Self.marked("# A\n\n## Log in\n\n\(block("a", "ssh db"))\(block("b", "ls"))## Here\n\n\(block("c", "ls"))")
                .keys.sorted() == ["b"])
        #expect(
            Self.marked(
                """
                # A

                \(block("a", "ssh db\nsudo -i"))\(block("b", "ls\nexit\nls"))\(block("c", "exit"))\(block("d", "ls"))
                """
            ).keys.sorted() == ["a", "b"])
    }

    @Test("what the author says counts: on, as, here, interactive, ignore; files and checks are meant as well")
    func answers() {
        func after(_ keys: String, _ more: String = "") -> [String] {
            Self.marked("# A\n\n```bash\nssh db\n```\n\n```bash {name=two \(keys)}\nls\n```\n\n\(more)").keys.sorted()
        }
        #expect(after("") == ["two"])
        for keys in ["on=db", "as=root", "here", "ignore"] { #expect(after(keys) == [], "\(keys)") }
        let third = "```bash {name=three}\nls\n```\n"
        #expect(after("here", third) == [])
        #expect(after("on=db", third) == ["three"])
        #expect(
            after(
                "",
                """
                ```ini {file=/etc/a.ini name=file}
                a=b
                ```

                ```bash {name=check check of=two}
                true
                ```

                - [ ] Look

                """
            ) == ["file", "two"])
        #expect(Self.marked("# A\n\n```bash {interactive}\nssh db\n```\n\n```bash\nls\n```\n") == [:])
        #expect(Self.marked("# A\n\n<!-- prov: here -->\n\n```bash\nssh db\n```\n\n```bash\nls\n```\n") == [:])
    }

    @Test("where the form of the prompt comes back, the shell has ended, in later blocks too")
    func promptForms() {
        func lines(_ blocks: String...) -> [Int] {
            Self.marked("# A\n\n" + blocks.map { "```console\n\($0)\n```\n\n" }.joined()).values.sorted()
        }
        #expect(lines("$ kubectl exec -it web -- sh\nsh-4.4# df -h\n$ kubectl get pvc\n$ ls") == [5])
        #expect(
            lines("$ kubectl exec -it web -- sh\nsh-4.4# df -h", "$ kubectl get pvc")
                == lines("$ kubectl exec -it web -- sh\nsh-4.4# df -h"))
        let script = "```bash\nkubectl edit pvc x\n```\n"
        #expect(
            Self.marked("# A\n\n```console\n$ kubectl exec -it web -- sh\nsh-4.4# df -h\n```\n\n" + script).values.count
                == 1)
        // The opened shell has the same prompt: nothing says that it has ended.
        #expect(lines("$ kubectl exec -it web -- sh", "$ df -h").count == 1)
    }

    @Test("in a recorded terminal the prompt says where a command was typed")
    func prompts() {
        func lines(_ block: String) -> [Int] { Self.marked("# A\n\n```console\n\(block)\n```\n").values.sorted() }
        #expect(lines("$ echo in\nin\nroot@c97c472db02e:/# hostname > inside.txt; echo in\nin") == [6])
        #expect(lines("me@here:~$ ls\nme@here:/srv$ ls\n(venv) me@here:~$ ls") == [])
        #expect(lines("me@here:~$ ssh db\nroot@db:~# ls\nroot@db:~# exit\nme@here:~$ ls") == [5])
        #expect(lines("me@here:~$ ssh db\nme@here:~$ ls") == [])
        #expect(lines("$ docker exec -it web bash\n[root@web /]# ls") == [5])
        #expect(lines("$ ssh db\n$ ls") == [5])
        let after = "\n\n```bash {name=next}\nls\n```\n"
        #expect(Self.marked("# A\n\n```console\n$ ls\nroot@db:~# ls\n```" + after).keys.contains("next"))
        #expect(
            !Self.marked("# A\n\n```console\n$ ls\nroot@db:~# ls\nroot@db:~# exit\n```" + after).keys.contains("next"))
    }

    @Test(
        """
        a run refuses what is meant for another shell, with its place and remedy; a plan that is looked at, and a \
        run without it, are made
        """
    )
    func refusal() throws {
        let runbook = Reading("# A\n\n```bash {name=one}\nssh db\n```\n\n```bash {name=two}\nls\n```\n").runbook
        let refused = Planner.plan(runbook, request: PlanRequest())
        #expect(refused.plan == nil)
        let diagnostic = try #require(refused.diagnostics.first)
        #expect(
            diagnostic.rule == "other-shell-refused" && diagnostic.severity == .error
                && diagnostic.range.start.line == 8)
        #expect(
            diagnostic.headline
                == "command meant for another shell: it follows 'ssh db' (line 4), which goes to another host")
        for change: (inout PlanRequest) -> Void in [
            { $0.allowsOpenParameters = true }, { $0.only = ["one"] }, { $0.skipped = ["two"] },
        ] {
            var request = PlanRequest()
            change(&request)
            #expect(Planner.plan(runbook, request: request).plan != nil)
        }
        #expect(Linter.lint(runbook).filter { $0.rule == "other-shell" }.map(\.severity) == [.warning])
    }
}
