import FoundationEssentials
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine

/// What every step sees of its shell, in a run that nothing interrupts and in runs that were killed at each of its
/// events and resumed.
@Suite("A step finds what its predecessor left")
struct StateOracleTests {
    /// Writes what the step sees of the shell to a file of its own.
    private static func look(_ name: String) -> String {
        """
        { echo "dir=$PWD q=${Q-unset} lang=${LANG-unset} ml=${ML-unset} list=${list[*]-unset} flags=${-//[!fuC]/} mask=$(umask)"; declare -f greet || :; declare -Fx; alias; } >| "$HOME/seen/\(name)"
        """
    }

    private static func step(_ name: String, _ keys: String = "", _ text: String = "") -> String {
        "```bash {name=\(name) \(keys)}\n\(look(name))\n\(text)\n```\n"
    }

    /// Every kind of predecessor that leaves no state of its own, between steps that do.
    private static let quiet = [
        step("quiet"),
        step("satisfied") + "```bash {check}\ntrue\n```\n",
        step("isolated", "isolated", "cd /; Q=other; unset list"),
        "```python {name=python run}\nprint(1)\n```\n",
        "```text {name=file file=made.txt}\ncontent\n```\n",
        step("left-out", "when='os == \"never\"'"),
        step("retried", "retries=1 backoff=1ms", "test -e \"$HOME/flag\" || { touch \"$HOME/flag\"; false; }"),
        "```console {name=console}\n$ true\n```\n",
    ]

    private static let setters = """
        cd "$HOME/sub"; export Q=7; ML='two
        lines "quoted" $x'; list=(a "b c" '[0]="d"'); greet() { cat <<END
        }
        hello () 
        END
        }; alias ll='ls -l'; unset LANG; set -f; umask 027; export -f greet
        given() { :; }; export -f given
        """

    private static let changers =
        "cd ..; Q=8; unset ML; list+=(new); unset -f greet; unalias ll; export LANG=C; set +f; set -C; umask 077; export -fn given"

    private static var text: String {
        step("set", "", setters) + quiet.joined() + step("between") + step("change", "", changers)
            + quiet.joined().replacing("name=", with: "name=second-").replacing("seen/", with: "seen/second-")
            .replacing("made.txt", with: "made2.txt")
            + step("fork") + step("left", "needs=fork", "Q=left") + step("right", "needs=fork", "Q=right; cd /")
            + step("left2", "needs=left")
            + step("right2", "needs=right") + step("third", "needs=fork") + step("after-right", "needs=right2")
            + step("end", "finally")
    }

    private func seen(_ fixture: RunFixture) throws -> [String: String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(fixture.folder)/seen")
        return Dictionary(uniqueKeysWithValues: names.map { ($0, fixture.contents("seen/\($0)") ?? "") })
    }

    private func clear(_ fixture: RunFixture) throws {
        try? FileManager.default.removeItem(atPath: "\(fixture.folder)/seen")
        try? FileManager.default.removeItem(atPath: "\(fixture.folder)/flag")
        for folder in ["seen", "sub"] {
            try FileManager.default.createDirectory(
                atPath: "\(fixture.folder)/\(folder)", withIntermediateDirectories: true)
        }
    }

    /// A run whose journal ends after the given events, as a killed prov leaves it.
    private func cut(_ fixture: RunFixture, _ text: String, after events: [Event]) throws -> String {
        let plan = try fixture.plan(text)
        let log = try fixture.store.createRun(
            RunOpened(
                run: fixture.store.newRunID(), mode: .run, runbook: plan.runbook.path, title: "t", runbookDigest: "d",
                environment: "local", user: "tester",
                machine: "here", toolVersion: "test"))
        try log.append(events)
        return log.id
    }

    @Test("whatever came between, and wherever it was killed", .timeLimit(.minutes(10)))
    func everyKill() async throws {
        let fixture = try RunFixture()
        try clear(fixture)
        let whole = try await fixture.run(Self.text)
        try #require(whole.result.verdict == .proven, "\(whole.report.steps.flatMap(\.hosts).compactMap(\.reason))")
        let expected = try seen(fixture)
        #expect(expected["between"]?.contains("/sub q=7 lang=unset") == true)
        #expect(expected["fork"]?.contains("q=8") == true)
        #expect(expected["third"] == expected["right"] && expected["left2"]?.contains("q=left") == true)
        let events = try fixture.store.load(whole.id).events.map(\.event).dropFirst()
        // Every third event, from another one on each time: each of them is cut after, over a few runs of the tests.
        for count in stride(from: Int.random(in: 1...3), to: events.count, by: 3) {
            try clear(fixture)
            var decisions = Decisions()
            for step in whole.report.steps {
                decisions.settlements[.init(step.planned.step)] = .runAgain(reason: "harmless")
            }
            let id = try cut(fixture, Self.text, after: Array(events.prefix(count)))
            let resumed = try await fixture.run(Self.text, decisions: decisions, continuing: id)
            #expect(resumed.result.verdict == .proven, "cut after event \(count)")
            for (step, view) in try seen(fixture) {
                #expect(
                    view == expected[step],
                    "step \(step), cut after event \(count): \(events[events.startIndex + count - 1])")
            }
        }
    }

    @Test(
        "nothing of the environment that prov was started with is kept",
        arguments: ["true", "export OWN=1; unset PLANTED_A; cd /", "false", "exit 3"])
    func environment(script: String) async throws {
        let planted = [
            "PLANTED_A": "planted-value", "PLANTED_B": "two\nplanted-value lines",
            "BASH_FUNC_planted%%": "() {  echo planted-value\n}", "AWS_SECRET_ACCESS_KEY": "planted-value",
        ]
        let fixture = try RunFixture(environment: planted)
        let ran = try await fixture.run(
            """
            ```bash {name=a}
            \(script)
            ```
            ```bash {name=b needs=a}
            true
            ```
            ```bash {name=c needs=a}
            true
            ```

            """
        )
        _ = try? await fixture.run("```bash {name=a}\n\(script)\n```\n", continuing: ran.id)
        for run in try fixture.store.runs() {
            for name in try FileManager.default.contentsOfDirectory(atPath: run.directory)
            where name.hasPrefix("journal") {
                let journal = try String(contentsOfFile: "\(run.directory)/\(name)", encoding: .utf8)
                #expect(!journal.contains("planted-value"))
            }
        }
    }

    @Test("a step that changes nothing leaves no state in the journal")
    func silence() async throws {
        let ran = try await RunFixture().run((0..<5).map { "```bash {name=s\($0)}\ntrue\n```\n" }.joined())
        #expect(ran.stateEvents == 0)
    }
}
