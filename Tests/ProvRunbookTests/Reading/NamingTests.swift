import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint
@testable import ProvText

@Suite("Names, titles and variants")
struct NamingTests {
    @Test(
        "names come from headings and are numbered within their section",
        arguments: [
            ("Install HAProxy (LTS)", "install-haproxy-lts"), ("1. Install", "install"), ("2.1 Set up", "2.1-set-up"),
            ("3) Go", "go"),
            ("What's new?", "whats-new"), ("`npm ci`", "npm-ci"), ("Größe ändern", "größe-ändern"), ("🚀", "step"),
            ("...", "step"),
        ])
    func slugs(heading: String, name: String) {
        #expect(Reading("## \(heading)\n```sh\na\n```\n```sh\nb\n```\n").ids == [name, "\(name)-2"])
    }

    @Test("written names are never taken by made ones")
    func collisions() {
        #expect(
            Reading("## A\n```sh\n1\n```\n```sh\n2\n```\n```sh {name=a}\n3\n```\n## A\n```sh\n4\n```\n").ids == [
                "a-2", "a-3", "a", "a-4",
            ])
    }

    @Test("a step alone under its heading has its title, several have their first lines")
    func titles() {
        let reading = Reading(
            """
            ## A
            ```sh
            1
            ```
            ## B
            ```sh {run}
            #!/bin/sh
            set -e
            # Fetch it
            curl x
            ```
            ```console
            $ make
            ```
            ```ini {file=/etc/x}
            a
            ```

            """
        )
        #expect(reading.steps.map(\.title) == ["A", "Fetch it", "make", "Write /etc/x"])
    }

    @Test(
        "the comment that a script opens with says what it does",
        arguments: [
            ("# it answers\ncurl x", "it answers"), ("#!/bin/sh\n\n  ## it answers\n", "it answers"),
            ("curl x\n# it answers", nil), ("#\ncurl x", nil), ("", nil),
        ] as [(String, String?)])
    func openingComment(text: String, comment: String?) throws {
        let step = try #require(Reading("```sh {run}\n\(text)\ntrue\n```\n").steps.first)
        guard case .script(let script) = step.body else {
            Issue.record("it is no script")
            return
        }
        #expect(script.openingComment == comment)
    }

    @Test("neighbours that differ only in 'when' are variants; who needs one needs all")
    func variants() {
        let reading = Reading(
            """
            ## Install
            ```bash {name=install when='os == "debian"'}
            apt-get install -y x=1
            ```
            ```bash {name=install when='os == "fedora"'}
            dnf install -y x-1
            ```
            ```bash {when='os == "alpine"' timeout=5m}
            other
            ```
            ```bash {needs=install}
            x
            ```
            """)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.ids == ["install", "install-2", "install-3", "install-4"])
        #expect(reading.steps.map(\.variantGroup) == ["install", "install", nil, nil])
        #expect(reading.steps[3].options.needs?.map(\.value) == ["install", "install-2"])
    }

    @Test("the last variant may be for what none of the others is for")
    func otherwise() throws {
        let reading = Reading(
            """
            ## Install
            ```bash {name=install when='os == "debian"'}
            apt-get install -y x=1
            ```
            ```bash {name=install when='os == "fedora" || arch == "s390x"'}
            dnf install -y x-1
            ```
            ```bash {name=install when=else}
            false
            ```
            """)
        #expect(reading.diagnostics.isEmpty)
        let conditions = try reading.steps.map { try #require($0.options.when?.value) }
        for os in ["debian", "fedora", "alpine"] {
            for arch in ["x86_64", "s390x"] {
                let holds = try conditions.map { try $0.evaluate(["os": os, "arch": arch]) }
                #expect(holds[2] == !(holds[0] || holds[1]), "\(os) \(arch)")
            }
        }
    }

    @Test("'else' without a variant above it is an error")
    func otherwiseAlone() {
        let reading = Reading(
            """
            ## Install
            ```bash {name=install when=else}
            false
            ```
            """)
        #expect(reading.diagnostics.map(\.headline) == ["'else' has no variant above it"])
    }

    @Test("10,000 steps are read, named and ordered")
    func manySteps() {
        let text = (1...10_000).map { "## Section \($0 % 7)\n\n```bash\necho \($0)\n```\n\n" }.joined()
        let reading = Reading(text)
        #expect(reading.steps.count == 10_000)
        #expect(Set(reading.ids).count == 10_000)
        #expect(Linter.lint(reading.runbook).isEmpty)
    }
}
