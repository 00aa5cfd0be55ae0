import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint

@Suite("Steps that a check can leave out, and that set what later steps find in the shell")
struct StateLintTests {
    /// What of a step with a check is missing for the step after it; empty where nothing is.
    static func missing(_ script: String, later: String = "make", keys: String = "") -> [String] {
        Linter.lint(
            Reading(
                """
                # A

                ```bash {name=one \(keys)}
                \(script)
                ```

                ```bash {check}
                test -d st
                ```

                ```bash {name=two}
                \(later)
                ```

                """
            ).runbook
        )
        .filter { $0.rule == "state-behind-check" }.map(\.headline)
    }

    @Test(
        "what a later step sees",
        arguments: [
            ("mkdir -p st; cd st", "make"), ("pushd st", "make"), ("export MODE=prod", "echo $MODE"),
            ("MODE=prod", "echo \"${MODE:-unset}\""), ("list=(a b)", "echo ${#list[@]}"), ("n=1", "echo $((n + 1))"),
            ("export PATH=$PWD/bin:$PATH", "make"),
            ("python3 -m venv v && . v/bin/activate", "python x.py"), ("source v/bin/activate", "pip list"),
            ("greet() { echo hi; }", "greet"), ("alias ll='ls -l'", "ll"), ("set -o noclobber", "make"),
            ("shopt -s globstar", "ls **"), ("umask 077", "make"), ("declare -x MODE=prod", "echo $MODE"),
            ("if true; then cd st; fi", "make"),
        ])
    func seen(_ script: String, _ later: String) {
        #expect(Self.missing(script, later: later).count == 1)
        #expect(Self.missing(script, later: later, keys: "state").isEmpty)
        #expect(Self.missing(script, later: later, keys: "isolated").isEmpty)
    }

    @Test(
        "what none sees",
        arguments: [
            ("make install", "make"), ("(cd st && make)", "make"), ("cd st && make && cd -", "make"),
            ("pushd st; make; popd", "make"), ("MODE=prod make", "echo $MODE"), ("export OTHER=1", "echo $MODE"),
            ("cd st", "cd /srv && make"), ("cd st", "cd \"$HOME\"; make"), ("x=$(cd st; pwd)", "make"),
            ("set -e", "make"), ("set -euo pipefail", "make"), ("helper() { cd st; }; helper2() { :; }", "make"),
            ("echo cd st", "make"),
            ("mine=/srv/it; echo made >$mine", "awk '{ mine = ($0 == 1) } mine' file"),
        ])
    func unseen(_ script: String, _ later: String) { #expect(Self.missing(script, later: later) == []) }

    @Test("without a check, or without a later step, nothing is missing")
    func needless() {
        #expect(Linter.lint(Reading("# A\n\n```bash\ncd st\n```\n\n```bash\nmake\n```\n").runbook).isEmpty)
        #expect(
            !Linter.lint(Reading("# A\n\n```bash\ncd st\n```\n\n```bash {check}\ntest -d st\n```\n").runbook).contains {
                $0.rule == "state-behind-check"
            })
    }

    @Test("a block with 'state' stays where a later step is asked for alone")
    func selection() {
        let runbook = Reading(
            """
            # A

            ```bash {name=set state}
            A=1
            ```

            ```bash {name=one}
            a
            ```

            ```bash {name=two}
            b
            ```

            ```bash {name=last state}
            B=1
            ```

            """
        ).runbook
        func due(_ change: (inout PlanRequest) -> Void) -> [String] {
            var request = PlanRequest()
            change(&request)
            return Planner.plan(runbook, request: request).plan?.steps.filter { $0.leftOut == nil }.map(
                \.step.id.rawValue) ?? []
        }
        #expect(due { $0.only = ["two"] } == ["set", "two"])
        #expect(due { $0.from = "two" } == ["set", "two", "last"])
        #expect(due { $0.only = ["one"] } == ["set", "one"])
    }

    /// What a resume could not give to the second step.
    private func withheld(_ script: String, later: String, keys: String = "") -> [String] {
        Linter.lint(
            Reading(
                """
                ---
                secrets: {DECLARED: {env: DECLARED}}
                ---
                # A

                ```bash {name=one \(keys)}
                \(script)
                ```

                ```bash {name=two}
                \(later)
                ```

                """
            ).runbook
        )
        .filter { $0.rule == "secret-in-shell" }.map(\.headline)
    }

    @Test(
        "a variable that is named like a secret, made by one step and read by another",
        arguments: [
            "password=$(openssl rand -hex 8)", "export DB_PASSWORD=`cat file`", "declare -x token=\"$(vault read x)\"",
            "readonly api_key=$OTHER", "true; secret=\"Bearer $DECLARED\"",
        ])
    func secretRead(script: String) throws {
        let name = try #require(
            ["password", "DB_PASSWORD", "token", "api_key", "secret"].first { script.contains("\($0)=") })
        #expect(withheld(script, later: "use \"$\(name)\"").count == 1)
        #expect(withheld(script, later: "use \"${\(name):-none}\"").count == 1)
        #expect(withheld(script, later: "use \"$\(name)\"", keys: "state").isEmpty)
        #expect(withheld(script, later: "use \"$\(name)\"", keys: "isolated").isEmpty)
        #expect(withheld(script, later: "echo the \(name) is set").isEmpty)
        #expect(withheld(script, later: "\(name)=$(make one); use \"$\(name)\"").isEmpty)
    }

    @Test(
        "what a resume can give, or nobody reads",
        arguments: [
            "token=\"$DECLARED\"", "DECLARED=$(cat x)", "TOKEN_FILE=$(mktemp)", "pass=3", "(password=$(cat x))",
            "password=$(cat x) make", "echo password=$(cat x)",
        ])
    func secretKept(script: String) {
        #expect(withheld(script, later: "use $token $DECLARED $TOKEN_FILE $pass $password").isEmpty)
    }
}
