import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

/// What a sentence above a block says about it, and what is not said.
@Suite("Sentences above blocks")
struct ProseTests {
    private func reading(_ sentence: String, _ block: String, before: String = "") -> Reading {
        Reading("# T\n\n\(before)\(sentence)\n\n```bash\n\(block)\n```\n")
    }

    // MARK: Output

    @Test(
        "what a sentence calls output does not run",
        arguments: [
            "You should see a message like this:", "You'll see the following output:", "you see the following message:",
            "The output should be similar to the following:", "Output similar to the following displays:",
            "Example output:", "This prints:", "It returns the following:", "The result looks like this:",
            "Run `ls`. You should see something like:", "The output of `buildx ls` should contain an entry like:",
            "If you see an entry like:", "After a while you should now have a prompt in the container:",
        ])
    func output(sentence: String) {
        #expect(reading(sentence, "cross0 running linux").runbook.shown.map(\.reason) == [.saidOutput])
        #expect(reading(sentence, "cross0 running linux").steps.isEmpty)
    }

    @Test(
        "a sentence about commands is not about output",
        arguments: [
            "To see the output, run:", "You should see the output by running:", "To see the logs:", "Then:",
            "The command looks like this:", "You can view the following with:", "Check the result with this command:",
            "Keep in mind that you will have to wait for the following domains.", "The output is written to a file:",
        ])
    func commands(sentence: String) {
        #expect(reading(sentence, "tool running linux").steps.count == 1)
    }

    @Test(
        "a block that begins like a command runs, whatever the sentence says",
        arguments: ["kubectl get pods", "tool --verbose list", "./run --all", "tool -v"])
    func commandsBelowOutput(block: String) {
        #expect(reading("You should see something like this:", block).steps.count == 1)
        let known = reading("You should see this output:", "tool ran", before: "```bash\ntool start\n```\n\n")
        #expect(known.steps.count == 2)
    }

    @Test("a fence that has the name of a file is that file, where nothing of the document is prov's")
    func titles() {
        let text = "```bash title=\".env\"\nHOST=a b\n```\n"
        #expect(Reading(text).runbook.shown.map(\.reason) == [.saidFile(".env")])
        #expect(Reading("```bash {title=\"Make it\"}\nmake\n```\n").steps.count == 1)
        #expect(Reading("```bash {title=\"a.sh\"}\nmake\n```\n\n```bash {timeout=5s}\nls\n```\n").steps.count == 2)
    }

    @Test("only the sentence directly above counts, and a block with keys runs")
    func reach() {
        let sentence = "You should see this output:"
        #expect(reading(sentence + "\n\nNow:", "cross0 running").steps.count == 1)
        #expect(reading(sentence + "\n\n## Next", "cross0 running").steps.count == 1)
        #expect(Reading("\(sentence)\n\n```bash {name=x}\ncross0 running\n```\n").steps.count == 1)
        let comment = reading(sentence + "\n\n<!-- a note -->", "cross0 running")
        #expect(comment.runbook.shown.map(\.reason) == [.saidOutput])
    }

    // MARK: Files

    @Test(
        "lines of a file do not run",
        arguments: [
            ("Add the following to your `~/.bashrc` file:", "eval \"$(tool init bash)\"", "~/.bashrc"),
            ("- For zsh, add this to your `~/.zshrc`:", "  source <(tool completion zsh)", "~/.zshrc"),
            ("The right way to configure `.profile` would be:", "eval $(brew shellenv)", ".profile"),
            ("Append these lines to your zshrc:", "plugins+=(git)", "zshrc"),
            ("Put the following lines in `deploy.sh`:", "make\nmake install", "deploy.sh"),
            ("Create a file `run.sh` with this content:", "make", "run.sh"),
            ("If the command works, you are done, otherwise add this to your `~/.bashrc`:", "source /x", "~/.bashrc"),
        ])
    func files(sentence: String, block: String, name: String) {
        let isItem = sentence.hasPrefix("-")
        let text =
            isItem
            ? "\(sentence)\n\n  ```bash\n\(block)\n  ```\n" : "\(sentence)\n\n```bash\n\(block)\n```\n"
        #expect(Reading(text).runbook.shown.map(\.reason) == [.saidFile(name)])
    }

    @Test(
        "commands that write the file run, and variables that later steps use",
        arguments: [
            ("Add the following to your `~/.bashrc`:", "echo 'eval x' >> ~/.bashrc"),
            ("Add the following to your `~/.bashrc`:", "export PATH=$PATH:/opt/bin"),
            ("Copy the file to `/etc/app.conf`:", "cp app.conf /etc/app.conf"),
            ("Put the file in `site.d` and run:", "nginx -t"), ("Create a file `x.sh`, then run it:", "sh x.sh"),
            ("Create the file `x.sh` with this content:", "cat > x.sh"), ("Open `.env`:", "nano .env"),
        ])
    func writing(sentence: String, block: String) {
        #expect(reading(sentence, block).steps.count == 1)
    }

    // MARK: Variables

    @Test("a block that only sets what nothing uses does not run")
    func variables() {
        #expect(reading("Set it:", "HOST=a\nPORT=1").runbook.shown.map(\.reason) == [.unusedVariable("HOST")])
        #expect(reading("Set it:", "ca=\"---\\nX\"").runbook.shown.map(\.reason) == [.unusedVariable("ca")])
    }

    @Test(
        "a variable is used by a later command, by programs, or because it is exported",
        arguments: [
            "HOST=a\n```\n\n```bash\necho $HOST", "HOST=a\n```\n\n```bash\necho ${HOST}:1", "PATH=$PATH:/opt",
            "export HOST=a", "HOST=a make", "HOST=$(hostname)\n```\n\n```bash\necho \"${HOST}\"",
            "HOST=a\n```\n\n```bash\nexport HOST",
        ])
    func usedVariables(block: String) {
        let reading = reading("Set it:", block)
        #expect(!reading.steps.isEmpty)
        #expect(reading.runbook.shown.isEmpty)
    }

    // MARK: Places

    @Test(
        "a sentence that names another machine or a container",
        arguments: [
            ("SSH into the monitoring box:", "host"), ("Log in to your web server:", "host"),
            ("On each worker node, run:", "host"), ("Then on the other machine:", "host"),
            ("Run the following on all nodes:", "host"), ("Set the variable on every web node:", "host"),
            ("On the client machine, install it:", "host"),
            ("On your instance, at the prompt, connect:", "host"), ("On the clients, install this:", "host"),
            ("In the web container, run:", "container"), ("Inside the container:", "container"),
            ("From inside the development container:", "container"), ("In a Docker container:", "container"),
            ("Execute these commands in the pod:", "container"),
            ("1. Connect to it: `docker exec -it web bash`", "container"), ("Log in: `ssh ops@db1`", "host"),
        ])
    func places(sentence: String, target: String) {
        let step = reading(sentence, "uptime").steps.first
        #expect(step?.otherShell?.change.target.rawValue == target)
    }

    @Test(
        "a sentence that names no other place",
        arguments: [
            "On your local host:", "On the same machine:", "On Debian:", "On the server side:",
            "In the container logs:",
            "Run the app in a container:", "Log in to the registry:", "Log in to the MySQL server:",
            "In the next step:",
            "On the bootstrap machine:", "In this case you can:", "Open a terminal on your local host.",
            "Build the container image:", "On success:", "Variables carry over on each host for itself:",
            "The agent runs on every node:",
        ])
    func noPlaces(sentence: String) {
        #expect(reading(sentence, "uptime").steps.first?.otherShell == nil)
    }

    @Test(
        "a block that goes there itself is for this machine",
        arguments: [
            "docker exec web ls", "ssh db1 uptime", "kubectl exec web -- ls", "ansible all -m ping", "ssh ops@db1",
            "for h in a b; do ssh $h uptime; done",
        ])
    func travellers(block: String) {
        let path = reading("Run the following on the master node:", "/var/lib/rke2/bin/kubectl get nodes").steps.first
        #expect(path?.otherShell != nil)
        #expect(reading("On each worker node, run:", block).steps.first?.otherShell == nil)
    }

    @Test("a login holds for its section, another place for the blocks below the sentence, a heading for its part")
    func extent() {
        let block = "```bash\nuptime\n```\n\n"
        func elsewhere(_ text: String) -> [Bool] { Reading(text).steps.map { $0.otherShell != nil } }
        #expect(
            elsewhere("# A\n\nSSH into the box.\n\n\(block)Then:\n\n\(block)# B\n\n\(block)") == [true, true, false])
        #expect(elsewhere("# A\n\nOn each node:\n\n\(block)\(block)Then:\n\n\(block)") == [true, true, false])
        #expect(
            elsewhere("# A\n\n## On the worker nodes\n\n\(block)Then:\n\n\(block)## B\n\n\(block)") == [
                true, true, false,
            ])
        let exit = "```bash\nuptime\nexit\n```\n\n"
        #expect(elsewhere("# A\n\nSSH into the box.\n\n\(exit)Then:\n\n\(block)") == [true, false])
        #expect(elsewhere("# A\n\n## Hub - Machine 1\n\n\(block)## Node - Machine 2\n\n\(block)") == [false, true])
        #expect(elsewhere("# A\n\n## Node 18\n\n\(block)## Node 20\n\n\(block)") == [false, false])
    }

    @Test("'on', 'as' and 'here' answer where a step runs")
    func answers() {
        for key in ["on=web", "as=root", "here"] {
            let text = "On each node:\n\n```bash {\(key)}\nuptime\n```\n"
            #expect(Reading(text).steps.first?.otherShell == nil)
        }
        #expect(Reading("---\non: web\n---\n\nOn each node:\n\n```bash\nuptime\n```\n").steps.first?.otherShell == nil)
    }
}

/// Forms of text in a shell's fence that no shell runs.
@Suite("Text that is not a command, by its form")
struct TextFormTests {
    @Test(
        "is shown, with its form",
        arguments: [
            ("{container=\"web\"} |= \"GET\"", OutputForm.configuration), ("hoist-pattern[]=*eslint*", .configuration),
            ("//registry.npmjs.org/:_authToken=abc", .configuration), ("postgres://u@127.0.0.1:5432/db", .address),
            ("deployment.apps/web created", .message), ("canary.flagger.app/web\ndeployment.apps/web", .listing),
            ("Migration successfully completed", .message), ("Live-replay will complete in 1 minute", .message),
            ("FROM node:20\nCOPY . .", .configuration), ("SELECT * FROM users;", .configuration),
            ("web-1   1/1   Running   0   3m\nweb-2   1/1   Running   0   3m", .table),
            ("tool create NAME OPTIONS...", .usage), ("tool add <NAME> \\\n  [--config <FILE>]", .usage),
            ("[ INFO ] Server starting on http://127.0.0.1:8080", .message), ("[  OK  ] Started it.", .message),
            ("{'event': 'price', 'symbol': 'X'}", .json), ("... (shortened)\nb 2", .message),
            ("top - 01:55:58 up 2:27,  1 user\nTasks: 1", .table),
        ])
    func shown(text: String, form: OutputForm) {
        let reading = Reading("```bash\n\(text)\n```\n")
        #expect(reading.runbook.shown.map(\.reason) == [.output(form)])
    }

    @Test(
        "commands that look a little like it run",
        arguments: [
            "{ echo a; echo b; }", "[ -f x ] && echo y", "[ AB ] && echo y", "/bin/true", "./a/b deleted",
            "make   all   install\nmake   some   thing", "git clone git://x/y", "cp a[1] b", "ls *.{a,b}",
            "npm  run  dev  # start\nnpm  run  test # test", "Rscript run all tests",
            "tool add x \\\n  --config [a-z]*",
            "echo Options...",
        ])
    func commands(text: String) {
        let reading = Reading("```bash\n\(text)\n```\n")
        #expect(reading.steps.count == 1)
        #expect(reading.runbook.shown.isEmpty)
    }
}
