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
            "kubectl get -o jsonpath={.items}",
        ])
    func others(script: String) { #expect(Self.found(script).isEmpty) }
}
