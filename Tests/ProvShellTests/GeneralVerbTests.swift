import ProvMarkdown
import ProvRunbook
import ProvText
import Testing

@testable import ProvDiagnostics
@testable import ProvLint

/// What a verb says of a command, whatever the program.
@Suite("Verbs of programs that no table knows")
struct GeneralVerbTests {
    private static func findings(_ script: String, info: String = "bash", below: String = "") -> [String] {
        let source = SourceText(path: "a.md", text: "# A\n\nText.\n\n```\(info)\n\(script)\n```\n\n\(below)\n")
        let runbook = RunbookReader.read(source) { _, _ in .missing("") }.runbook
        return Linter.lint(runbook).map(\.rule).filter {
            ["unchecked-destruction", "interactive-command", "endless-command", "prints-secret"].contains($0)
        }
    }

    @Test(
        "a verb that destroys", arguments: ["acmectl", "acme-cli --zone x", "sudo acme"],
        [
            "delete x", "volumes delete x", "project x-1 delete", "destroy", "db:drop", "delete-cluster x",
            "volume rm x",
            "sandbox kill x", "purge",
        ])
    func destroys(tool: String, verb: String) {
        // The operand of an unknown option may be a verb, and the one in front of a verb ends the verbs.
        guard !verb.hasPrefix("project"), !tool.contains("--") else { return }
        #expect(Self.findings("\(tool) \(verb)") == ["unchecked-destruction"])
    }

    @Test(
        "known tools without a row",
        arguments: [
            "minikube delete", "kind delete cluster", "k3d cluster delete x",
            "deno sandbox volumes delete x", "deno sandbox kill x", "rake activerecord:db:drop",
            "git push --force-with-lease",
            "git push a b --force-with-lease", "npm run db:reset",
        ])
    func known(command: String) { #expect(Self.findings(command) == ["unchecked-destruction"]) }

    @Test(
        "what only resembles them",
        arguments: [
            "acme help", "acme list delete-me.txt", "man delete", "which purge", "acme --dry-run delete x",
            "brew remove x", "git remote rm x", "helm repo remove x", "ip link delete x", "pihole allow remove x",
            "acme delete-context x", "echo delete", "acme pin rm x", "acme create 'delete x'", "acme ssh config",
            "acme ssh key add", "hdiutil attach x.dmg", "acme shell ls", "acme login --token x", "acme login -u a -p b",
            "acme set node shell x", "kustomize edit set image a", "EDITOR=true acme edit-x", "export EDITOR=vim",
            "acme server list", "acme watcher", "gh run watch 1", "git log --follow x", "wget --follow-tags x",
            "argo submit --watch x", "acme logs x", "acme serve --help", "acme serve -d", "acme <login",
            "deno run a.ts",
        ])
    func others(command: String) { #expect(Self.findings(command).isEmpty) }

    @Test(
        "a verb that opens a shell, an editor or a login",
        arguments: [
            "acme ssh x", "acme box ssh", "acme shell", "acme console", "acme attach x", "acme exec --folder . bash",
            "acme login", "acme auth login", "acme login https://x.org", "acme secret:edit", "acme config edit",
            "sudo ./edit-config a.conf", "EDITOR=nano acme run", "acme x EDITOR=vim", "./exec_into_env.sh",
            "gcloud compute ssh x", "vagrant ssh", "minikube ssh", "aws ssm start-session --target x", "poetry shell",
            "docker compose exec web bash", "nix-shell -p x", "chroot /host", "deno sandbox create --copy a",
            "heroku run 'A=1 iex -S mix'", "az init", "cosign generate-key-pair", "sudo gdb /usr/bin/x",
            "cockroach demo x", "laravel new x",
        ])
    func asks(command: String) { #expect(Self.findings(command) == ["interactive-command"]) }

    @Test("a step that is interactive has answered", arguments: ["acme login", "vagrant ssh", "edit-config x"])
    func interactive(command: String) { #expect(Self.findings(command, info: "bash {interactive}").isEmpty) }

    @Test(
        "a verb or an option that never ends",
        arguments: [
            "acme serve", "acme watch x", "acme dev", "acme server", "acme server --x y", "acme get x --watch",
            "acme logs --follow", "acme logs -f x", "velero server --x y", "deno serve a.ts",
            "deno run --allow-net server.ts",
            "deno task dev", "flux get kustomizations --watch", "linkerd -n a viz tap b", "bin/jobs start",
            "cockroach start --insecure", "bun server.ts", "ruby server.rb", "./scripts/watch_objects.sh",
            "deno sandbox create --copy a 'npm i && npm start'", "npm test -- --watch",
        ])
    func endless(command: String) { #expect(Self.findings(command) == ["endless-command"]) }

    @Test(
        "a question in the output that is shown",
        arguments: [
            "Enter password for private key:", "Continue? [y/N]", "Do you want to create it? [Yn]  y", "Password:",
            "Are you sure (yes/no)?", "Write a message and press Enter", "Enter New CA Key Passphrase: ",
        ])
    func shownQuestions(line: String) {
        #expect(Self.findings("$ acme x\nstarting\n\(line)", info: "console") == ["interactive-command"])
        #expect(
            Self.findings("acme x", below: "```output\nstarting\n\(line)\n```") == ["interactive-command"])
    }

    @Test(
        "output that asks nothing",
        arguments: ["password: hunter2", "Enter the matrix", "Passwords: 3 changed", "y/n", "Types: a, b:", "[y]"])
    func shownAnswers(line: String) {
        #expect(Self.findings("$ acme x\nstarting\n\(line)", info: "console").isEmpty)
    }

    @Test("the text above a block says what to answer")
    func textAbove() {
        let source = SourceText(
            path: "a.md", text: "# A\n\nRun it. If it asks about policies, select `None`.\n\n```bash\n./x.sh\n```\n")
        let runbook = RunbookReader.read(source) { _, _ in .missing("") }.runbook
        #expect(Linter.lint(runbook).map(\.rule) == ["interactive-command"])
    }

    @Test(
        "a command that prints a secret",
        arguments: [
            "aws secretsmanager get-secret-value --secret-id x", "kubectl get secret x -o yaml",
            "kubectl get secret x -o jsonpath='{.data.password}' | base64 -d", "vault kv get a/b", "cat ~/.ssh/id_rsa",
            "gh auth token", "kubectl -n a create token b", "sudo cat /a/secrets/initialAdminPassword",
            "aws secretsmanager get-secret-value --secret-id x | jq -r .SecretString | tr a b",
        ])
    func printed(command: String) { #expect(Self.findings(command) == ["prints-secret"]) }

    @Test(
        "a secret that goes somewhere else, and what is none",
        arguments: [
            "A=$(gh auth token)", "gh auth token > f", "aws ecr get-login-password | docker login --password-stdin x",
            "kubectl get secret x", "kubectl get secret x -o name",
            "kubectl get secret x -o jsonpath='{.data.tls\\.crt}'",
            "vault kv get a/b | acme import", "cat key.pub", "kubectl get secret x -o yaml | kubectl apply -f -",
        ])
    func notPrinted(command: String) { #expect(Self.findings(command).filter { $0 == "prints-secret" }.isEmpty) }

    @Test("the name of an object that holds a secret is not a secret")
    func secretNames() {
        func rules(_ script: String) -> [String] {
            let source = SourceText(path: "a.md", text: "# A\n\n```bash\n\(script)\n```\n")
            return Linter.lint(RunbookReader.read(source) { _, _ in .missing("") }.runbook).map(\.rule)
        }
        #expect(!rules("kubectl create secret generic <aws-secret> --from-file=a").contains("secret-parameter"))
        #expect(rules("acme --client <aws-secret>").contains("secret-parameter"))
    }
}
