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
        ])
    func others(script: String) { #expect(Self.found(script).isEmpty) }
}
