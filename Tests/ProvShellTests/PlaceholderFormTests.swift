import ProvMarkdown
import ProvRunbook
import ProvText
import Testing

@testable import ProvDiagnostics
@testable import ProvLint

@Suite("Words that look like placeholders")
struct PlaceholderFormTests {
    private static func read(_ script: String) -> Runbook {
        let source = SourceText(path: "a.md", text: "# A\n\n```bash\n\(script)\n```\n")
        return RunbookReader.read(source) { _, _ in .missing("") }.runbook
    }

    private static func found(_ script: String) -> [Diagnostic] {
        Linter.lint(read(script)).filter { $0.rule == "possible-placeholder" }
    }

    @Test(
        "forms that prov does not fill, and what to write, which is asked for",
        arguments: [
            ("az group show -n your-resource-group", "your-resource-group", "<resource-group>"),
            ("git clone https://x/your_name/y.git", "your_name", "<name>"),
            ("install {{< current-version >}}", "{{< current-version >}}", "<current-version>"),
            ("docker pull %%IMAGE%%", "%%IMAGE%%", "<image>"),
            ("gcloud config set project [PROJECT_ID]", "[PROJECT_ID]", "<project-id>"),
            ("docker pull x/y:{image_tag}", "{image_tag}", "<image-tag>"), ("export A=CHANGEME", "CHANGEME", "<value>"),
            ("curl http://x/users/{user-id}", "{user-id}", "<user-id>"),
            ("cf target -o ORGNAME", "ORGNAME", "<orgname>"), ("cf push APPNAME", "APPNAME", "<appname>"),
            ("ssh -i key user@PUBLIC_IP", "PUBLIC_IP", "<public-ip>"),
            ("openssl rsa -passout pass:PASSWORD -in a", "PASSWORD", "<password>"),
            ("gcloud container clusters get-credentials CLUSTER_NAME", "CLUSTER_NAME", "<cluster-name>"),
            ("curl https://x/runs/RUN_ID/artifacts", "RUN_ID", "<run-id>"),
            ("etcd --cert-file=/path/to/server.crt", "/path/to/server.crt", "<path-to-server.crt>"),
            ("x --config ./path/to/a.yaml", "./path/to/a.yaml", "<path-to-a.yaml>"),
            ("cp full_path_to_consul.hclic x", "full_path_to_consul.hclic", "<path-to-consul.hclic>"),
            ("curl https://x/[CLIENT-URL]", "[CLIENT-URL]", "<client-url>"),
            ("kubectl logs [instance name] x", "[instance name]", "<instance-name>"),
            ("mytool list [regex]", "[regex]", "<regex>"),
            ("curl -F 'client_id=your_client_id_here' x", "your_client_id_here", "<client-id-here>"),
            ("export TAG=vX.Y.Z", "vX.Y.Z", "<version>"),
            ("docker exec container-name ls", "container-name", "<container-name>"),
            ("x install owner/repo", "owner/repo", "<owner-repo>"), ("x u=username", "username", "<username>"),
            ("chown username:group x", "username:group", "<username:group>"),
            ("docker push ghcr.io/yourusername/x", "yourusername", "<username>"),
            ("dig yourDomain.org", "yourDomain", "<domain>"),
            ("dpkg -i gitlab-xxx.deb", "xxx", "<value>"), ("export A_ID=XXXXXXXX", "XXXXXXXX", "<value>"),
            ("box exec box_abc123def456 ls", "box_abc123def456", "<id>"),
            ("aws x --role arn:aws:iam::123456789012:role/a", "123456789012", "<account-id>"),
            ("curl 'https://x/api?sid=vFA4MQ5JJvJg3Q2Jnw'", "vFA4MQ5JJvJg3Q2Jnw", "<sid>"),
            (
                "curl -d '{\"branch\": \"<<pipeline.git.branch>>\"}' x", "<<pipeline.git.branch>>",
                "<pipeline-git-branch>"
            ),
            ("curl -O https://x/{% link a.md %}", "{% link a.md %}", "<value>"),
            ("helm install a --version [[VAR::a_version]]", "[[VAR::a_version]]", "<a-version>"),
            ("curl -u \"[username]:b\" x", "[username]", "<username>"),
            ("curl https://[host]:80/", "[host]", "<host>"), ("nmap -p PORT x", "PORT", "<port>"),
            ("curl http://127.0.0.1:PORT/metrics", "PORT", "<port>"), ("ssh ubuntu@IP", "IP", "<ip>"),
            ("ssh user@host", "user@host", "<user-host>"), ("git cherry-pick MERGE_SHA", "MERGE_SHA", "<merge-sha>"),
            ("uv run --locked ...", "...", "<value>"), ("x set a=b,c...", "a=b,c...", "<value>"),
            ("SERVER='HOST:PORT'\nuse $SERVER", "HOST:PORT", "<server>"), ("export CERT=\"...\"", "...", "<cert>"),
            ("export A_USER=username", "username", "<a-user>"), ("DB_HOST=myhost x", "myhost", "<db-host>"),
            ("curl http://auth.example.com/x", "auth.example.com", "<auth.example.com>"),
            ("export https_proxy=socks5://p.example.com:1080", "socks5://p.example.com:1080", "<https-proxy>"),
            ("certbot certonly -d a.example.org", "a.example.org", "<a.example.org>"),
            ("DOMAIN=a.org # replace this with your own domain\nuse $DOMAIN", "a.org", "<domain>"),
            ("docker exec -it my-container-name ls", "my-container-name", "<my-container-name>"),
            ("mise use aqua:owner/repo", "aqua:owner/repo", "<aqua:owner-repo>"),
        ])
    func forms(script: String, word: String, replacement: String) {
        let found = Self.found(script)
        #expect(found.map(\.headline) == ["'\(word)' looks like a placeholder"])
        #expect(found.map(\.replacement) == [replacement])
        let fixed = script.replacing(word, with: replacement)
        #expect(Self.found(fixed).isEmpty)
        #expect(Self.read(fixed).parameters.count == 1, "\(fixed)")
    }

    @Test(
        "words that only resemble them",
        arguments: [
            "echo your", "grep '[A-Z_]' x", "ls [ABC]*", "echo ${image_tag}", "curl -w '%{http_code}' x",
            "git log HEAD@{upstream}", "echo {a,b}", "find . -exec ls {} ;", "a[FOO_BAR]=1", "[ \"$A\" = b ]",
            "date +%%Y", "# your-name", "cat <<EOF\nyour-name\nEOF", "awk '{print_it}' x", "your_fn() { :; }",
            "your_name=x", "az x -l <your-region>", "grep REPLACEME x", "sed -i s/REPLACEME/x/ f",
            "kubectl get -o jsonpath={.items}", "ls [A-Z]* [A-Z0-9]", "ls [abcd]*", "pip install x[extras]",
            "unset DB_NAME", "export DB_NAME", "docker run -e DB_PASSWORD x", "docker build --build-arg API_TOKEN .",
            "gh secret set API_TOKEN", "heroku config:get DB_NAME", "DB_NAME=a\nx --database DB_NAME",
            "x \"$APP_NAME\"", "kubectl get pods -o custom-columns=POD_NAME:.metadata.name", "echo APPNAME",
            "grep HOST_NAME x", "aws dynamodb create-table --key-schema AttributeName=ID,KeyType=HASH",
            "x --auth-type USER_PASSWORD", "cat README LICENSE", "NAME READY AGE_ID", "host -t CNAME x",
            "uv pip install --strategy index-by-name x", "sed s/path/to/ x", "echo $path_to_x", "path_to_x=1",
            "awk '{your_sum = 1}' x", "x --name app-names", "ssh db-name-1",
            "mktemp /tmp/a.XXXXXX", "grep 'a|xxx|b' x", "chmod u+xxx f", "echo yourself", "x --yourname=a",
            "curl -w '%{http_code}' x", "ls [[:alpha:]]*", "[[ $a == b ]]", "grep \"[error]\" x", "ls \"[abc]\"",
            "go test ./...", "git diff main...x", "echo ...", "pnpm --filter foo... test", "HOST=a; nmap HOST",
            "dnssec-keygen -n HOST x", "curl http://example.com",
            "curl --resolve a.example.com:80:1.2.3.4 http://a.example.com",
            "curl -H 'Host: a.example.com' localhost", "kubectl label node a a.example.com/b=c",
            "dig @localhost a.example.org", "echo 1.2.3.4 a.example.com >> /etc/hosts\ncurl a.example.com",
            "rm a # the cache", "x --force # also replace files", "curl 'https://x?sid=$SID'", "git commit --amend",
            "export PASSWORD=password", "curl 'https://x?token=abc'", "aws x --account 1234567890123",
        ])
    func others(script: String) { #expect(Self.found(script).isEmpty) }

    private static func found(prose: String, _ script: String, below: String = "") -> [String] {
        let source = SourceText(path: "a.md", text: "# A\n\n\(prose)\n\n```bash\n\(script)\n```\n\n\(below)\n")
        let runbook = RunbookReader.read(source) { _, _ in .missing("") }.runbook
        return Linter.lint(runbook).filter { $0.rule == "possible-placeholder" }.map(\.headline)
    }

    @Test(
        "a word that the text asks the reader to replace is one in every step",
        arguments: [
            "Replace `app.acme.dev` with your own domain.", "Create it (replace `app.acme.dev` with your own domain):",
            "replacing `a` and `app.acme.dev` by the names", "Substitute `app.acme.dev` with the actual host.",
        ])
    func replacedWords(prose: String) {
        #expect(
            Self.found(prose: prose, "x push app.acme.dev") == ["'app.acme.dev' looks like a placeholder"])
        #expect(Self.found(prose: prose, "x push other.acme.dev").isEmpty)
    }

    @Test(
        "what may be replaced, or is what something is replaced by, is left alone",
        arguments: [
            "If you use another one, replace `app.acme.dev` with the name.", "Replace it with `app.acme.dev`.",
            "Replace `old` with `app.acme.dev`.", "It is possible to replace `app.acme.dev` with a file.",
            "Replace the file, edit `app.acme.dev` with your editor.",
        ])
    func keptWords(prose: String) { #expect(Self.found(prose: prose, "x push app.acme.dev").isEmpty) }

    @Test("an ordinary word counts near the text that asks for it, and never as the name of a program")
    func ordinaryWords() {
        let prose = "Replace `mysql` with the name of the service."
        #expect(Self.found(prose: prose, "brew services start mysql").count == 1)
        #expect(Self.found(prose: prose + String(repeating: "\n\nText.", count: 10), "brew start mysql").isEmpty)
        #expect(Self.found(prose: prose, "mysql -e 'SELECT 1'").isEmpty)
    }

    @Test("values that the text below calls the writer's own")
    func ownValues() {
        let text = "Don't forget to change the values with your own details!"
        let headline = "the text beside the block says that its values are to be replaced"
        #expect(Self.found(prose: "Text.", "export A=b", below: text) == [headline])
        #expect(Self.found(prose: "Text.", "export A=<name>", below: text).isEmpty)
    }
}
