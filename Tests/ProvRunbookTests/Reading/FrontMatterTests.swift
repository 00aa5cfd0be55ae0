import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("Front matter")
struct FrontMatterTests {
    @Test("every key is read")
    func all() {
        let reading = Reading(
            """
            ---
            title: "Rollback: the API"
            summary: Puts the last release back
            owner: [platform, sre]
            tags: [api, release]
            kind: disaster-recovery
            on: web
            needs: [./setup.md, ../base.md]
            requires:
              node: "16.0.10"
              psql: ">= 15"
              git:
            parameters:
              region: {type: choice, choices: [eu, us], default: eu, description: Where}
              replicas: int
              host-name: {pattern: "[a-z]+[0-9]"}
              stage: staging
            secrets:
              DB_PASSWORD: {env: PGPASSWORD}
              TOKEN: "file: /run/token"
              KEY: {command: pass show key}
              AGE: {age: secrets.age}
              PLAIN:
            objectives: {rto: 15m, rpo: 1h}
            policy:
              production: {approvers: oncall, approvals: 2, after: staging, windows: ["Mon-Fri 09:00-17:00 UTC"]}
            layout: other tool's
            ---
            # Title
            """)
        #expect(reading.diagnostics.map(\.headline) == [])
        let front = reading.runbook.front
        #expect(reading.runbook.title == "Rollback: the API")
        #expect(front.summary == "Puts the last release back")
        #expect(front.owner == "platform, sre")
        #expect(front.tags == ["api", "release"])
        #expect(front.kind == .disasterRecovery)
        #expect(front.on == "web")
        #expect(front.needs.map(\.value) == ["./setup.md", "../base.md"])
        #expect(front.requires.map(\.tool) == ["node", "psql", "git"])
        #expect(front.requires.map(\.constraint.text) == ["16.0.10", ">= 15", "*"])
        #expect(
            front.secrets.map(\.source) == [
                .environment("PGPASSWORD"), .file("/run/token"), .command("pass show key"), .age(file: "secrets.age"),
                .environment("PLAIN"),
            ])
        #expect(front.objectives == Objectives(rto: .seconds(900), rpo: .seconds(3600)))
        #expect(front.policy["production"]?.approvals == 2)
        #expect(front.policy["production"]?.after == ["staging"])
        #expect(reading.runbook.parameters.map(\.name) == ["region", "replicas", "HOST_NAME", "stage"])
        #expect(reading.runbook.parameters.map(\.defaultValue) == ["eu", nil, nil, "staging"])
        #expect(reading.runbook.parameters.map(\.kind) == [.choice, .int, .string, .string])
    }

    @Test(
        """
        front matter without its end, or with an empty line before its first key, is an error and not taken for \
        text in silence
        """,
        arguments: [
            (
                "---\nrequires: {node: 16}\nsecrets: {A: {env: A}}\n\n# Title\n\n```bash\ntrue\n```\n",
                "is not closed", "line 3"
            ),
            ("\u{FEFF}---  \r\ntitle: Restore\r\n", "is not closed", "line 2"),
            (
                "---\n\nparameters:\n  replicas: int\n---\n# Title\n", "starts with an empty line",
                "remove the empty line"
            ),
        ])
    func unclosed(text: String, headline: String, fix: String) throws {
        let diagnostic = try #require(Reading(text).diagnostics.first)
        #expect(diagnostic.rule == "unclosed-front-matter")
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.headline.contains(headline))
        #expect(diagnostic.fix?.contains(fix) == true)
        #expect(diagnostic.range.start.line == 1)
    }

    @Test(
        "a document may begin with a thematic break",
        arguments: [
            "---\n\nJust prose.\n", "---\nWhat it needs: patience.\n\n# Title\n", "---\n# title: no key\n", "---",
            "---\n\n\n", "---\n\nneeds:patience\n",
            "----\ntitle: no front matter\n", "text\n---\ntitle: a heading above\n",
            "---\nlayout: another tool's\n\n# Title\n",
        ])
    func thematicBreak(text: String) {
        #expect(Reading(text).diagnostics.map(\.headline) == [])
    }

    @Test(
        "other tools' front matter is no error, whatever it holds",
        arguments: [
            "title: Page\ndate: {{ .Date }}\nlayout: [unclosed\n",
            "title: \"{{ x }}\"\nmenu:\n  main:\n    weight: 1\n", "---broken: [\n",
            "runme:\n  id: 01HF\n  version: v3\n", "title: x\ndescription: a: b: c\n", "%YAML\n", "- a\n- b\n",
            "title: It's here\nfoo: 'x\n",
        ])
    func foreign(yaml: String) {
        #expect(Reading("---\n\(yaml)---\n\n# T\n").errors.map(\.headline) == [])
    }

    @Test(
        "values that parameters take and refuse",
        arguments: [
            ("int", "3", true), ("int", "3.5", false), ("bool", "yes", true), ("bool", "maybe", false),
            ("duration", "5m", true), ("duration", "soon", false),
            ("timestamp", "2026-02-28T09:30:00Z", true), ("timestamp", "2026-02-30", false),
            ("timestamp", "2026-01-31", true),
            ("timestamp", "2026-01-31 09:30:00.5+02:00", true), ("timestamp", "noon", false), ("path", "", false),
            ("string", "two\nlines", false),
        ])
    func validation(kind: String, value: String, isValid: Bool) throws {
        let parameter = try #require(Reading("---\nparameters:\n  x: \(kind)\n---\n").runbook.parameters.first)
        #expect((parameter.validate(value) == nil) == isValid)
    }

    @Test("keys of other tools that prov has too are ignored with a warning, where no key shows prov")
    func foreignValues() {
        for value in ["[deg1, min1]", "\n  - deg1\n  - min1", "many"] {
            for key in ["parameters", "objectives", "policy"] {
                let reading = Reading("---\nname: LOC\ntitle: x\n\(key): \(value)\n---\n\n```sh\ntrue\n```\n")
                #expect(reading.diagnostics.map(\.rule) == ["misspelt-front-matter-key"])
                #expect(reading.steps.count == 1)
                let ours = Reading("---\nkind: operation\n\(key): \(value)\n---\n\n```sh\ntrue\n```\n")
                #expect(ours.diagnostics.map(\.severity).contains(.error))
            }
        }
    }

    @Test("patterns hold for the whole value, choices for one of theirs")
    func patterns() throws {
        let parameters = Reading("---\nparameters:\n  a: {pattern: '[a-z]+'}\n  b: {choices: [x, y]}\n---\n").runbook
            .parameters
        #expect(parameters.map { $0.validate("x") } == [nil, nil])
        #expect(parameters.map { $0.validate("x1") } == ["'x1' does not match [a-z]+", "'x1' is not one of x, y"])
    }

    @Test("what is wrong with a value whose name says secret is said without the value, of every type")
    func secretValues() {
        for kind in Parameter.Kind.allCases {
            for rule in ["choices: [a, b]", "pattern: '[a-b]'"] {
                for value in ["leak-1", "[leak-1, leak-1]", "[{x: leak-1}, {y: leak-1}]", "[leak-1"] {
                    for name in ["API_TOKEN", "dbPassword"] {
                        let text = "---\nparameters:\n  \(name): {type: \(kind.rawValue), \(rule)}\n---\n"
                        let complaint = Reading(text).runbook.parameters.first?.validate(value)
                        #expect(complaint?.contains("leak") != true, "\(kind) \(value)")
                        #expect(complaint != nil || kind == .path, "\(kind) \(value)")
                    }
                }
            }
        }
    }
}
