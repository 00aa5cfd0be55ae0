import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("A run: check, do, check")
struct RunTests {
    @Test("what holds already is satisfied, what did not is run and proven")
    func checkDoCheck() async throws {
        let fixture = try RunFixture()
        let text = "# Make\n```bash {name=make}\necho x >> made\n```\n```bash {check}\ntest -f made\n```\n"
        let first = try await fixture.run(text)
        #expect(first.state("make") == .proven)
        #expect(first.result.verdict == .proven)
        let second = try await fixture.run(text)
        #expect(second.state("make") == .satisfied)
        #expect(fixture.contents("made") == "x\n")
    }

    @Test("a step whose check does not hold afterwards has failed, and what follows is not reached")
    func checkFails() async throws {
        let ran = try await RunFixture().run(
            """
            # A
            ```bash {name=a}
            true
            ```
            ```bash {check}
            test -f nothing
            ```
            # B
            ```bash {name=b}
            true
            ```

            """
        )
        #expect(ran.state("a") == .failed)
        #expect(ran.reason("a")?.contains("expected `test -f nothing` to succeed") == true)
        #expect(ran.state("b") == .notReached)
        #expect(ran.result.verdict == .failed)
    }

    @Test("state carries from step to step, captures and parameters arrive as variables")
    func state() async throws {
        let fixture = try RunFixture()
        let text = """
            ---
            parameters:
              WHO: {default: world}
            ---
            ```bash {name=set}
            greet() { echo "hello $1"; }
            mkdir sub && cd sub
            ```
            ```bash {name=take capture=ANSWER}
            greet "$WHO"
            ```
            ```bash {name=use}
            echo "$ANSWER from ${PWD##*/}" > ../answer
            ```
            """
        #expect(try await fixture.run(text).result.verdict == .done)
        #expect(fixture.contents("answer") == "hello world from sub\n")
    }

    @Test("expected output is compared, and the difference is told")
    func expectation() async throws {
        let ran = try await RunFixture().run("```bash {name=a}\necho one; echo two\n```\n```output\none\nthree\n```\n")
        #expect(ran.state("a") == .failed)
        #expect(ran.reason("a") == "unexpected output: expected line 2 to be 'three', found 'two'")
    }

    @Test("exit 0 in the middle of a block is not success")
    func exitZero() async throws {
        let ran = try await RunFixture().run("```bash {name=a}\nexit 0\necho never\n```\n")
        #expect(ran.state("a") == .failed)
    }

    @Test("a failing step is repaired by its fix and run again")
    func fix() async throws {
        let fixture = try RunFixture()
        let text =
            """
            # Start
            ```bash {name=start}
            test ! -e lock || { echo 'lock is held' >&2; exit 1; }
            ```
            ## Lock is held
            ```bash {fix when="lock is held"}
            rm lock
            ```

            """
        try fixture.write("", to: "lock")
        let without = try await fixture.run(text)
        #expect(without.state("start") == .failed)
        var decisions = Decisions()
        decisions.appliesFixes = true
        let with = try await fixture.run(text, decisions: decisions)
        #expect(with.state("start") == .done)
        #expect(with.report.deviations.contains { $0.kind.isFix })
        #expect(fixture.contents("lock") == nil)
    }

    @Test("a fix is applied once, whatever retries the step has", arguments: [0, 1, 3], [true, false])
    func fixWithRetries(retries: Int, helps: Bool) async throws {
        let fixture = try RunFixture()
        let text = """
            ```bash {name=start retries=\(retries) backoff=1ms}
            echo try >> tries; test -e flag || { echo "Address already in use"; exit 1; }
            ```
            ```bash {fix when="Address already in use"}
            echo fix >> fixes; \(helps ? "touch flag" : "true")
            ```

            """
        var decisions = Decisions()
        decisions.appliesFixes = true
        let ran = try await fixture.run(text, decisions: decisions)
        #expect(ran.state("start") == (helps ? .done : .failed))
        #expect(fixture.contents("fixes") == "fix\n")
        let tries = (retries + 1) + (helps ? 1 : retries + 1)
        #expect(fixture.contents("tries") == String(repeating: "try\n", count: tries))
    }

    @Test("a check of a detached step is waited for and can fail")
    func detachedCheck() async throws {
        let ran = try await RunFixture().run("```bash {name=a detach}\ntrue\n```\n```bash {check}\n(exit 3)\n```\n")
        #expect(ran.state("a") == .failed)
    }

    @Test("retries try again, until polls")
    func retriesAndUntil() async throws {
        let fixture = try RunFixture()
        let retried = try await fixture.run(
            "```bash {name=a retries=3 backoff=10ms}\necho x >> tries\ntest $(wc -l < tries) -ge 3\n```\n")
        #expect(retried.state("a") == .done)
        #expect(fixture.contents("tries") == "x\nx\nx\n")
        let polled = try await fixture.run(
            "```bash {name=b until=\"test -f later\" every=50ms timeout=20s}\n(sleep 0.3; touch later) &\n```\n")
        #expect(polled.state("b") == .done)
    }

    @Test("finally runs after a failure, and when leaves a step out")
    func finallyAndWhen() async throws {
        let fixture = try RunFixture()
        let ran = try await fixture.run("```bash {name=a}\nfalse\n```\n```bash {name=end finally}\ntouch ended\n```\n")
        #expect(ran.state("a") == .failed)
        #expect(ran.state("end") == .done)
        #expect(fixture.contents("ended") != nil)
        let when = try await fixture.run(
            "```bash {name=a when=\"os == 'plan9'\"}\nfalse\n```\n```bash {name=b when=\"os != 'plan9'\"}\ntrue\n```\n")
        #expect(when.state("a") == .skipped)
        #expect(when.state("b") == .done)
    }

    @Test("steps that needs leaves unordered run side by side, each with its own shell")
    func lanes() async throws {
        let fixture = try RunFixture()
        let text = """
            ```bash {name=base}
            COMMON=yes
            ```
            ```bash {name=left needs=base}
            LEFT=1; touch left; for i in $(seq 200); do test -f right && break; sleep 0.05; done; test -f right
            ```
            ```bash {name=right needs=base}
            touch right; for i in $(seq 200); do test -f left && break; sleep 0.05; done; test -f left; echo "$COMMON ${LEFT-none}" > seen
            ```
            """
        #expect(try await fixture.run(text).result.verdict == .done)
        #expect(fixture.contents("seen") == "yes none\n")
    }

    @Test("a file step writes what differs and is satisfied the second time")
    func file() async throws {
        let fixture = try RunFixture()
        let text = "```ini {name=conf file=app.conf mode=0640}\nport=it's $1 `x`\n```\n"
        #expect(try await fixture.run(text).state("conf") == .proven)
        #expect(fixture.contents("app.conf") == "port=it's $1 `x`\n")
        #expect(try await fixture.run(text).state("conf") == .satisfied)
    }

    @Test("verify evaluates checks and changes nothing")
    func verify() async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a}\ntouch made\n```\n```bash {check}\ntest -f made\n```\n"
        let before = try await fixture.run(text, mode: .verify)
        #expect(before.result.verdict == .failed)
        #expect(fixture.contents("made") == nil)
        _ = try await fixture.run(text)
        #expect(try await fixture.run(text, mode: .verify).result.verdict == .proven)
    }

    @Test("a secret reaches the step and no file of the record")
    func secrets() async throws {
        let fixture = try RunFixture()
        let secret = "correct horse $battery"
        let ran = try await fixture.run(
            "```bash {name=a capture=OUT}\necho \"$TOKEN\"; echo \"$TOKEN\" > seen\n```\n", secrets: ["TOKEN": secret])
        #expect(ran.state("a") == .done)
        #expect(fixture.contents("seen") == secret + "\n")
        #expect(ran.report.captures["OUT"]?.contains("battery") == false)
    }
}
