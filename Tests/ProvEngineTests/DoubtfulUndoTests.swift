import ProvJournal
import ProvRunbook
import Testing

@testable import ProvEngine

/// An undo that was started and not seen to end, as a killed prov leaves it.
@Suite("An undo in doubt")
struct DoubtfulUndoTests {
    private static let plain = """
        ```bash {name=one}
        echo one >> log
        ```
        ```bash {undo}
        echo unone >> log
        ```
        ```bash {name=pay}
        echo pay >> log; touch paid
        ```
        ```bash {undo}
        echo refund >> log; rm -f paid
        ```

        """
    private static let checked = plain + "```bash {check}\ntest -e paid\n```\n"

    /// Runs it all, and notes that the undo of its last step was begun.
    private func interrupted(_ fixture: RunFixture, _ text: String) async throws -> String {
        let first = try await fixture.run(text)
        #expect([.done, .proven].contains(first.result.verdict))
        let (_, log) = try fixture.store.resume(first.id, user: "tester", toolVersion: "test", mode: .rollback)
        let key = ActionKey(step: "pay", host: "local", action: .undo, attempt: 1)
        try await log.append([.stepIntended(StepIntended(key: key, command: "x", interpreter: "shell"))])
        return log.id
    }

    private func settling(_ answer: DoubtAnswer) -> Decisions {
        var decisions = Decisions()
        decisions.settlements = [Decisions.Target("pay"): answer]
        return decisions
    }

    @Test("it does not run a second time by itself, and nothing further back is undone")
    func stays() async throws {
        let fixture = try RunFixture()
        let id = try await interrupted(fixture, Self.plain)
        let again = try await fixture.run(Self.plain, mode: .rollback, continuing: id)
        #expect(again.state("pay") == .inDoubt && again.state("one") == .done)
        #expect(again.result.verdict == .inDoubt)
        #expect(fixture.contents("log") == "one\npay\n")
    }

    @Test("a resume neither runs its step nor calls it done")
    func resume() async throws {
        for decisions in [Decisions(), settling(.succeeded(reason: "seen")), settling(.runAgain(reason: "seen"))] {
            for text in [Self.plain, Self.checked] {
                let fixture = try RunFixture()
                let id = try await interrupted(fixture, text)
                let resumed = try await fixture.run(text, decisions: decisions, continuing: id)
                #expect(resumed.state("pay") == .inDoubt)
                #expect(resumed.result.verdict == .inDoubt)
                #expect(fixture.contents("log") == "one\npay\n")
            }
        }
    }

    @Test("a person settles it: done is undone, again runs it")
    func settled() async throws {
        let fixture = try RunFixture()
        let id = try await interrupted(fixture, Self.plain)
        let done = try await fixture.run(
            Self.plain, mode: .rollback, decisions: settling(.succeeded(reason: "the refund was seen")), continuing: id)
        #expect(done.state("pay") == .undone && done.state("one") == .undone)
        #expect(fixture.contents("log") == "one\npay\nunone\n")
        #expect(done.report.deviations.contains { $0.kind == .settle && $0.reason.contains("the refund was seen") })
        let other = try RunFixture()
        let second = try await interrupted(other, Self.plain)
        let again = try await other.run(
            Self.plain, mode: .rollback, decisions: settling(.runAgain(reason: "harmless")), continuing: second)
        #expect(again.state("pay") == .undone)
        #expect(other.contents("log") == "one\npay\nrefund\nunone\n")
    }

    @Test("the step's check settles it, either way")
    func checked() async throws {
        let undone = try RunFixture()
        let id = try await interrupted(undone, Self.checked)
        undone.remove("paid")
        let first = try await undone.run(Self.checked, mode: .rollback, continuing: id)
        #expect(first.state("pay") == .undone && first.state("one") == .undone)
        #expect(undone.contents("log") == "one\npay\nunone\n")
        let standing = try RunFixture()
        let other = try await interrupted(standing, Self.checked)
        let second = try await standing.run(Self.checked, mode: .rollback, continuing: other)
        #expect(second.state("pay") == .undone)
        #expect(standing.contents("log") == "one\npay\nrefund\nunone\n")
    }

    @Test("a file is restored again")
    func file() async throws {
        let fixture = try RunFixture()
        try fixture.write("before\n", to: "conf")
        let text = "```ini {name=pay file=conf}\nafter\n```\n"
        let id = try await interrupted(fixture, text)
        let undone = try await fixture.run(text, mode: .rollback, continuing: id)
        #expect(undone.state("pay") == .undone)
        #expect(fixture.contents("conf") == "before\n")
    }
}

/// `--undo-on-failure` and a policy of `on-failure: undo` are one rule, whatever it is that fails.
@Suite("Undo after a failure")
struct UndoOnFailureTests {
    private static let one = "```bash {name=one}\ntouch made\n```\n```bash {undo}\nrm made\n```\n"

    @Test(
        "every kind of failure is followed by the undo",
        arguments: [
            "```bash {name=two}\nfalse\n```\n",
            "```bash {name=two}\necho oops; false\n```\n```bash {fix when=oops}\nfalse\n```\n",
            "```bash {name=two}\ntrue\n```\n```bash {check}\nfalse\n```\n",
            "```bash {name=two capture=V}\nprintf ''; exit 3\n```\n",
            "```bash {name=two background}\nexit 7\n```\n```bash {name=three}\nsleep 1\n```\n",
            "```bash {name=two timeout=1s}\nsleep 30\n```\n",
        ])
    func undone(text: String) async throws {
        let fixture = try RunFixture()
        var decisions = Decisions()
        decisions.appliesFixes = true
        decisions.undoesOnFailure = true
        let ran = try await fixture.run(Self.one + text, decisions: decisions)
        #expect(ran.result.verdict != .done && ran.result.verdict != .proven)
        #expect(ran.state("one") == .undone)
        #expect(fixture.contents("made") == nil)
    }
}
