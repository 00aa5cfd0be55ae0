import FoundationEssentials
import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine

@Suite("Recovery: resume, in doubt, undo")
struct RecoveryTests {
    private let three = """
        ```bash {name=a}
        echo a >> log; WORD=kept; cd /usr
        ```
        ```bash {name=b}
        echo b >> "$HOME/log"; test -f "$HOME/go"
        ```
        ```bash {name=c}
        echo "$WORD $PWD" > "$HOME/end"
        ```
        """

    @Test("resume goes on after what succeeded, in the shell state it left")
    func resume() async throws {
        let fixture = try RunFixture()
        let first = try await fixture.run(three)
        #expect(first.result.verdict == .failed)
        try fixture.write("", to: "go")
        let second = try await fixture.run(three, continuing: first.id)
        #expect(second.result.verdict == .done)
        #expect(fixture.contents("log") == "a\nb\nb\n")
        #expect(fixture.contents("end") == "kept /usr\n")
    }

    /// A run that ended as a killed prov leaves it: an intent without an outcome.
    private func crashed(_ fixture: RunFixture, _ text: String, at step: String) throws -> String {
        let key = ActionKey(step: step, host: "local", action: .run, attempt: 1)
        return try crashed(
            fixture, text, after: [.stepIntended(StepIntended(key: key, command: "x", interpreter: "shell"))])
    }

    private func crashed(_ fixture: RunFixture, _ text: String, after events: [Event]) throws -> String {
        let plan = try fixture.plan(text)
        let log = try fixture.store.createRun(
            RunOpened(
                run: fixture.store.newRunID(), mode: .run, runbook: plan.runbook.path, title: "t", runbookDigest: "d",
                environment: "local", user: "tester",
                machine: "here", toolVersion: "test"))
        try log.append(.plan(PlanRecord.recorded(plan, hash: log.contentHash)))
        try log.append(events)
        return log.id
    }

    @Test("a step that ended as wanted before the run was killed does not run again, whatever its exit code")
    func endedAsWanted() async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a exit=3}\necho x >> ran\nfalse || (exit 3)\n```\n```bash {name=b}\ntrue\n```\n"
        let first = try await fixture.run(text)
        #expect(first.state("a") == .done)
        let attempt = try #require(first.report.steps[0].hosts[0].attempts.first)
        let id = try crashed(
            fixture, text, after: [.stepIntended(attempt.intended), .stepExited(try #require(attempt.exited))])
        let resumed = try await fixture.run(text, continuing: id)
        #expect(resumed.result.verdict == .done)
        #expect(fixture.contents("ran") == "x\n")
    }

    @Test(
        "a step that was killed between its exit and what else decides is in doubt",
        arguments: [
            "```console {name=a}\n$ true\n$ touch second\n```\n",
            "```bash {name=a until='touch second'}\ntrue\n```\n",
            "```bash {name=a capture=WORD}\ntouch second; echo x\n```\n",
        ])
    func endedButNotJudged(text: String) async throws {
        let fixture = try RunFixture()
        let first = try await fixture.run(text)
        #expect(first.result.verdict == .done)
        try FileManager.default.removeItem(atPath: "\(fixture.folder)/second")
        let attempt = try #require(first.report.steps[0].hosts[0].attempts.first)
        let id = try crashed(
            fixture, text, after: [.stepIntended(attempt.intended), .stepExited(try #require(attempt.exited))])
        #expect(try await fixture.run(text, continuing: id).result.verdict == .inDoubt)
        #expect(
            try await fixture.run(text, decisions: settling("a", .runAgain(reason: "harmless")), continuing: id).result
                .verdict == .done)
        #expect(fixture.contents("second") != nil)
    }

    @Test("a step in doubt does not run again by itself")
    func inDoubt() async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a}\ntouch ran\n```\n"
        let id = try crashed(fixture, text, at: "a")
        let resumed = try await fixture.run(text, continuing: id)
        #expect(resumed.result.verdict == .inDoubt)
        #expect(fixture.contents("ran") == nil)
        let settled = try await fixture.run(
            text, decisions: settling("a", .runAgain(reason: "harmless")), continuing: id)
        #expect(settled.result.verdict == .done)
        #expect(fixture.contents("ran") != nil)
        #expect(settled.report.deviations.contains { $0.kind == .settle && $0.reason.contains("harmless") })
    }

    @Test(
        "a step that sets what later steps find in the shell is not done by word",
        arguments: [
            ("export EX=1", "rm -rf ./$EX/*", false), ("cd sub", "touch here", false), ("f() { ls; }", "f", false),
            ("read -r TOK < file", "echo $TOK", false), ("source env", "ls", false),
            ("cd sub; make", "cd /tmp; ls", true), ("export EX=1", "ls /", true), ("touch x", "touch here", true),
            ("(cd sub; make)", "touch here", true),
        ])
    func doneByWord(sets: String, uses: String, isDone: Bool) async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a}\n\(sets)\n```\n```bash {name=b}\n\(uses)\ntouch \"$HOME/ran\"\n```\n"
        let id = try crashed(fixture, text, at: "a")
        let resumed = try await fixture.run(text, decisions: settling("a", .succeeded(reason: "seen")), continuing: id)
        #expect(resumed.state("a") == (isDone ? .done : .inDoubt), "\(resumed.reason("a") ?? "")")
        #expect((fixture.contents("ran") != nil) == isDone)
    }

    @Test("to skip a step in doubt does not say that it did not run")
    func skipInDoubt() async throws {
        let fixture = try RunFixture()
        for text in ["```bash {name=a}\ntouch ran\n```\n", "```bash {name=a idempotent}\ntouch ran\n```\n"] {
            let id = try crashed(fixture, text, at: "a")
            var decisions = Decisions()
            decisions.skips = [Decisions.Target("a"): "nope"]
            let resumed = try await fixture.run(text, decisions: decisions, continuing: id)
            #expect(resumed.state("a") == .inDoubt && resumed.result.verdict == .inDoubt)
            #expect(fixture.contents("ran") == nil)
        }
    }

    @Test("finally steps do not run before an approval where nothing has run")
    func finallyBeforeApproval() async throws {
        let fixture = try RunFixture()
        let gate = "<!-- prov: approve=ops name=go -->\n\n```bash {name=end finally}\ntouch ended\n```\n"
        let satisfied = "```bash {name=a}\nfalse\n```\n```bash {check}\ntrue\n```\n"
        let first = try await fixture.run(satisfied + gate)
        #expect(first.state("a") == .satisfied && first.state("go") == .pending)
        #expect(fixture.contents("ended") == nil)
        let ran = try await fixture.run("```bash {name=a}\ntrue\n```\n" + gate)
        #expect(ran.state("go") == .pending && fixture.contents("ended") != nil)
    }

    private func settling(_ step: String, _ answer: DoubtAnswer) -> Decisions {
        var decisions = Decisions()
        decisions.settlements = [Decisions.Target(step): answer]
        return decisions
    }

    @Test(
        "a step that counts as done by a person's word leaves the captures that later parts use, or does not count",
        arguments: [
            "```bash {name=b}\necho \"$DIR\" > seen\n```\n",
            "```bash {name=b when='DIR == \"/srv\"'}\necho \"$DIR\" > seen\n```\n",
            "```text {name=b file=seen}\n$DIR\n```\n```bash {name=c}\necho \"${DIR%/}\" > seen\n```\n",
        ])
    func settledCaptures(later: String) async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a capture=DIR}\necho /srv\n```\n" + later
        let id = try crashed(fixture, text, at: "a")
        let without = try await fixture.run(
            text, decisions: settling("a", .succeeded(reason: "saw it")), continuing: id)
        #expect(without.state("a") == .inDoubt)
        #expect(without.reason("a")?.contains("DIR") == true)
        #expect(fixture.contents("seen") == nil)
        var decisions = settling("a", .succeeded(reason: "saw it"))
        decisions.captures = [Decisions.Target("DIR"): "/srv"]
        let with = try await fixture.run(text, decisions: decisions, continuing: id)
        #expect(with.result.verdict != .inDoubt)
        #expect(fixture.contents("seen") == "/srv\n")
    }

    @Test("a capture that nothing uses is not asked for")
    func unusedCapture() async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a capture=DIR}\necho /srv\n```\n```bash {name=b}\necho \"$DIRECTORY\"\n```\n"
        let id = try crashed(fixture, text, at: "a")
        let ran = try await fixture.run(text, decisions: settling("a", .succeeded(reason: "saw it")), continuing: id)
        #expect(ran.result.verdict == .done)
    }

    @Test(
        "the check settles a step in doubt, and so does idempotent",
        arguments: [
            ("```bash {name=a}\necho x >> ran\n```\n```bash {check}\ntest -f already\n```\n", ""),
            ("```bash {name=a idempotent}\necho x >> ran\n```\n", "x\n"),
        ])
    func settledByItself(text: String, ran: String) async throws {
        let fixture = try RunFixture()
        try fixture.write("", to: "already")
        let id = try crashed(fixture, text, at: "a")
        let resumed = try await fixture.run(text, continuing: id)
        #expect([.proven, .done].contains(resumed.result.verdict))
        #expect(fixture.contents("ran") ?? "" == ran)
    }

    /// Says one thing at every gate.
    private struct Approver: Operator {
        var name: String
        var answer = ApprovalAnswer.granted(note: "")
        func confirm(_ step: PlannedStep, host: String) async -> ProvEngine.Confirmation { .run }
        func perform(_ task: ManualTask, step: PlannedStep) async -> ManualAnswer { .stop(reason: "") }
        func approve(_ gate: ApprovalGate, step: PlannedStep, digest: String) async -> ApprovalAnswer { answer }
        func waits(for question: ApprovalQuestion) async -> Duration? { nil }
        func failed(_ failure: StepFailure) async -> FailureChoice { .stop }
        func settle(_ doubt: Doubt) async -> DoubtAnswer { .stop }
    }

    @Test("a gate for two opens when two people have approved, not when one has done so twice")
    func twoApprovals() async throws {
        let fixture = try RunFixture()
        let text = "<!-- prov: approve=oncall count=2 -->\n```bash {name=go}\ntouch gone\n```\n"
        let first = try await fixture.run(text, decider: Approver(name: "ada"))
        #expect(first.result.verdict == .interrupted)
        let again = try await fixture.run(text, decider: Approver(name: "ada"), continuing: first.id)
        #expect(again.result.verdict == .interrupted)
        #expect(fixture.contents("gone") == nil)
        let denied = try await fixture.run(
            text, decider: Approver(name: "bob", answer: .denied(reason: "not today")), continuing: first.id)
        #expect(denied.result.verdict == .failed)
        #expect(
            try await fixture.run(text, decider: Approver(name: "bob"), continuing: first.id).result.verdict
                == .interrupted)
        #expect(fixture.contents("gone") == nil)
        let second = try await fixture.run(text, decider: Approver(name: "ada"), continuing: first.id)
        #expect(second.result.verdict == .done)
        #expect(fixture.contents("gone") != nil)
    }

    @Test("rollback undoes what ran, last first, and puts files back")
    func rollback() async throws {
        let fixture = try RunFixture()
        try fixture.write("old\n", to: "conf")
        let text = """
            ```bash {name=a}
            echo a >> did
            ```
            ```bash {undo}
            echo undo-a >> undone
            ```
            ```text {name=f file=conf}
            new
            ```
            ```bash {name=b}
            echo b >> did
            ```
            ```bash {undo}
            echo undo-b >> undone
            ```
            ```bash {name=c}
            false
            ```
            ```bash {undo}
            echo undo-c >> undone
            ```
            ```bash {name=d}
            true
            ```
            ```bash {undo}
            echo undo-d >> undone
            ```
            """
        let ran = try await fixture.run(text)
        #expect(ran.result.verdict == .failed)
        #expect(fixture.contents("conf") == "new\n")
        let back = try await fixture.run(text, mode: .rollback, continuing: ran.id)
        #expect(back.result.verdict == .rolledBack)
        #expect(fixture.contents("undone") == "undo-c\nundo-b\nundo-a\n")
        #expect(fixture.contents("conf") == "old\n")
        let again = try await fixture.run(text, mode: .rollback, continuing: ran.id)
        #expect(again.result.settled.isEmpty)
        #expect(fixture.contents("undone") == "undo-c\nundo-b\nundo-a\n")
    }

    @Test("an undo after which the check still holds has failed")
    func undoVerified() async throws {
        let fixture = try RunFixture()
        let text = "```bash {name=a}\ntouch made\n```\n```bash {check}\ntest -f made\n```\n```bash {undo}\ntrue\n```\n"
        let ran = try await fixture.run(text)
        let back = try await fixture.run(text, mode: .rollback, continuing: ran.id)
        #expect(back.result.verdict == .failed)
    }

    @Test("stopping ends the running step, runs finally, and can be resumed", .timeLimit(.minutes(2)))
    func stop() async throws {
        let fixture = try RunFixture()
        let text =
            """
            ```bash {name=a}
            touch running; test -f go || sleep 300
            ```
            ```bash {name=b}
            true
            ```
            ```bash {name=end finally}
            echo x >> ended
            ```

            """
        let ran = try await fixture.run(text) { engine in
            while fixture.contents("running") == nil { try? await Task.sleep(for: .milliseconds(20)) }
            engine.stop("stopped by the test")
        }
        #expect(ran.result.verdict == .interrupted)
        #expect(ran.state("a") == .failed)
        #expect(ran.state("b") == .notReached)
        #expect(fixture.contents("ended") == "x\n")
        try fixture.write("", to: "go")
        #expect(try await fixture.run(text, continuing: ran.id).result.verdict == .done)
    }
}
