import ProvDiagnostics
import ProvInventory
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvText

@Suite("The project file")
struct ProjectTests {
    @Test("environments with everything that can be said of one")
    func whole() {
        let (project, diagnostics) = ProjectReader.read(
            SourceText(
                path: "prov.yml",
                text: """
                    environments:
                      staging:
                      production:
                        inventory: [inventories/prod, extra.ini]
                        approvals: {by: [alice, bob], count: 2, signers: allowed_signers}
                        after: staging
                        windows: ["Mon-Fri 09:00-17:00 UTC"]
                        forks: 20
                        on-failure: undo
                        proven-within: 90d
                      canary: {approvals: 1}
                    """))
        #expect(said(diagnostics) == [])
        let production = project.environments["production"]
        #expect(production?.inventory.map(\.value) == ["inventories/prod", "extra.ini"])
        #expect(production?.policy.approvers == "alice, bob")
        #expect(production?.policy.approvals == 2)
        #expect(production?.policy.after == ["staging"])
        #expect(production?.policy.windows == ["Mon-Fri 09:00-17:00 UTC"])
        #expect(production?.signers?.value == "allowed_signers")
        #expect(production?.forks == 20)
        #expect(production?.onFailure == .undo)
        #expect(production?.policy.provenWithin == .seconds(90 * 86_400))
        #expect(project.environments["canary"]?.policy.approvals == 1)
        #expect(project.environments.keys.sorted() == ["canary", "production", "staging"])
    }

    @Test(
        "mistakes, with their places",
        arguments: [
            (
                "enviroments: {}",
                "1:1-12 unknown-project-key: unknown key 'enviroments' in prov.yml (write 'environments')"
            ),
            (
                "environments:\n  a: {frks: 2}",
                "2:7-11 unknown-project-key: unknown key 'frks' in an environment (write 'forks')"
            ),
            (
                "environments:\n  a: {forks: many}",
                "2:14-18 bad-project-file: 'forks' must be a whole number of at least 1 (write for example 'forks: 2')"
            ),
            (
                "environments:\n  a: {on-failure: undoo}",
                "2:19-24 bad-project-file: 'on-failure' must be stop, continue or undo, not 'undoo' (write 'undo')"
            ),
            (
                "environments:\n  a: {proven-within: soon}",
                """
                2:22-26 bad-project-file: 'proven-within' must be a duration, not 'soon' (write for example \
                'proven-within: 90d')
                """
            ),
            (
                "environments: [a]",
                """
                1:15-16 bad-project-file: 'environments' must map names to rules, not be a list (write for \
                example 'staging: {forks: 5}')
                """
            ),
            (
                "environments:\n  a: {approvals: {bye: x}}",
                "2:19-22 unknown-project-key: unknown key 'bye' in approvals (write 'by')"
            ),
        ])
    func mistakes(text: String, expected: String) {
        #expect(said(ProjectReader.read(SourceText(path: "prov.yml", text: text)).diagnostics) == [expected])
    }

    @Test("a runbook's own policy holds alone")
    func precedence() {
        let (project, _) = ProjectReader.read(
            SourceText(path: "prov.yml", text: "environments: {production: {approvals: 2}, staging: {approvals: 1}}"))
        let text = "---\npolicy: {production: {approvals: 3}}\n---\n"
        let (runbook, _) = RunbookReader.read(SourceText(path: "a.md", text: text)) { _, _ in .missing("") }
        #expect(project.policy(of: "production", for: runbook).approvals == 3)
        #expect(project.policy(of: "staging", for: runbook).approvals == 1)
        #expect(project.policy(of: "other", for: runbook).approvals == 0)
    }

    @Test(
        "approvals are written alike in a project file and in a runbook",
        arguments: [
            ("approvals: 2", nil, 2), ("approvers: oncall", "oncall", 1),
            ("approvers: oncall, approvals: 3", "oncall", 3),
            ("approvals: 3, approvers: [ada, bob]", "ada, bob", 3), ("approvals: {by: oncall}", "oncall", 1),
            ("approvals: {by: [ada, bob], count: 2}", "ada, bob", 2), ("approvals: {count: 2}", nil, 2),
        ] as [(String, String?, Int)])
    func bothForms(rules: String, approvers: String?, count: Int) {
        let (project, inFile) = ProjectReader.read(
            SourceText(path: "prov.yml", text: "environments: {production: {\(rules)}}"))
        let (runbook, inRunbook) = RunbookReader.read(
            SourceText(path: "a.md", text: "---\npolicy: {production: {\(rules)}}\n---\n")
        ) { _, _ in .missing("") }
        #expect(inFile.isEmpty && inRunbook.allSatisfy { $0.severity != .error })
        for policy in [project.environments["production"]?.policy, runbook.front.policy["production"]] {
            #expect(policy?.approvers == approvers && policy?.approvals == count)
        }
    }
}
