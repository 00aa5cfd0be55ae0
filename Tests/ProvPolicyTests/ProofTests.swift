import ProvJournal
import ProvPolicy
import ProvRunbook
import Testing

/// A partial run proves nothing but its steps.
@Suite struct ProofTests {
    private static func report(
        leftOut: LeftOut? = nil, deviation: DeviationKind? = nil, limit: String? = nil, mode: RunMode = .run,
        state: StepState = .proven
    ) -> RunReport? {
        var opened = RunOpened(
            run: "01KAKF4WQ3V7M2ZJ5T9XHBN8CD", mode: mode, runbook: "a.md", title: "A", runbookDigest: "d",
            environment: "local", user: "ada", machine: "m", toolVersion: "1")
        opened.limit = limit
        func entry(_ name: String, _ leftOut: LeftOut?) -> PlanRecorded.Entry {
            .init(
                step: name, title: name, section: [], kind: .step, phase: .main, hosts: ["local"], needs: [],
                file: "a.md", line: 1,
                endLine: 2, digest: "", command: "true", proves: ["x"], leftOut: leftOut)
        }
        var events: [Event] = [
            .runOpened(opened), .plan(PlanRecorded(entries: [entry("one", nil), entry("two", leftOut)])),
            .stepSettled(StepSettled(step: "one", host: "local", state: state)),
        ]
        if leftOut == nil { events.append(.stepSettled(StepSettled(step: "two", host: "local", state: .proven))) }
        if let deviation { events.append(.deviation(Deviation(kind: deviation, user: "ada", reason: "r"))) }
        events.append(
            .runClosed(
                RunClosed(verdict: .proven, planned: 2, executed: 2, satisfied: 0, skipped: 0, failed: 0, seconds: 1)))
        return RunReport(events: events.enumerated().map { TimedEvent(seq: $0, wall: 1, mono: 0, event: $1) })
    }

    @Test func aWholeRunProves() throws {
        #expect(Proof(try #require(Self.report())) == .whole)
    }

    @Test(
        "every way to run a part", arguments: [LeftOut.notAmongOnly, .beforeFrom("two"), .noTag(["a"]), .outsideLimit])
    func aNarrowedRunIsAPart(_ leftOut: LeftOut) throws {
        let proof = Proof(try #require(Self.report(leftOut: leftOut)))
        #expect(proof == .part("step two was skipped: \(leftOut.sentence)"))
    }

    @Test("what the author left out is not missing", arguments: [LeftOut.onlyWhenNamed, .conditionFalse("a == 1")])
    func theAuthorsChoiceIsWhole(_ leftOut: LeftOut) throws {
        #expect(Proof(try #require(Self.report(leftOut: leftOut))) == .whole)
    }

    @Test(
        "every deviation that leaves something undone",
        arguments: [DeviationKind.skip, .hostLost, .runbookChanged, .edited])
    func aRunWithAGapIsAPart(_ kind: DeviationKind) throws {
        let proof = Proof(try #require(Self.report(deviation: kind)))
        if case .part = proof {} else { Issue.record("\(kind) is \(proof)") }
    }

    @Test func aLimitedRunIsAPart() throws {
        #expect(Proof(try #require(Self.report(limit: "web1"))) == .part("--limit web1"))
    }

    @Test(arguments: [StepState.failed, .pending, .notReached, .inDoubt])
    func noClosingLineProves(_ state: StepState) throws {
        #expect(Proof(try #require(Self.report(state: state))) == .none)
    }

    @Test func aVerificationProvesNoRun() throws { #expect(Proof(try #require(Self.report(mode: .verify))) == .none) }

    /// A run of one step that ends as told, and what a rollback then does at the time given.
    private static func later(
        _ actions: [(ActionKey.Action, ActionEnding, Double)], _ state: StepState, deviation: DeviationKind? = nil
    ) throws -> RunReport {
        let opened = RunOpened(
            run: "01KAKF4WQ3V7M2ZJ5T9XHBN8CD", mode: .run, runbook: "a.md", title: "A", runbookDigest: "d",
            environment: "local", user: "ada", machine: "m", toolVersion: "1")
        let entry = PlanRecorded.Entry(
            step: "pay", title: "pay", section: [], kind: .step, phase: .main, hosts: ["local"], needs: [],
            file: "a.md", line: 1, endLine: 2, digest: "", command: "true", proves: [], leftOut: nil)
        var events: [(Double, Event)] = [(1, .runOpened(opened)), (1, .plan(PlanRecorded(entries: [entry])))]
        for (number, (action, ending, moment)) in actions.enumerated() {
            let key = ActionKey(step: "pay", host: "local", action: action, attempt: number + 1)
            events.append((moment, .stepIntended(StepIntended(key: key, command: "true", interpreter: "shell"))))
            if ending != .lost {
                events.append((moment, .stepExited(StepExited(key: key, ending: ending, seconds: 0))))
            }
        }
        let end = actions.last?.2 ?? 2
        if let deviation {
            let word = Deviation(
                kind: deviation, step: "pay", host: "local", user: "ada", reason: "resolved as done: r")
            events.append((end, .deviation(word)))
        }
        events.append((end, .stepSettled(StepSettled(step: "pay", host: "local", state: state))))
        let verdict: RunVerdict = state == .undone ? .rolledBack : state.isSuccess ? .done : .failed
        events.append(
            (
                end,
                .runClosed(
                    RunClosed(
                        verdict: verdict, planned: 1, executed: 1, satisfied: 0, skipped: 0, failed: 0, seconds: 1))
            ))
        return try #require(
            RunReport(events: events.enumerated().map { TimedEvent(seq: $0, wall: $1.0, mono: 0, event: $1.1) }))
    }

    @Test("a step that counts as done by word alone is a gap; one that was run again is not")
    func word() throws {
        let byWord = Proof(try Self.later([(.run, .lost, 2)], .done, deviation: .settle))
        #expect(byWord == .part("step pay was resolved as done by a person, and nothing verified it"))
        #expect(Proof(try Self.later([(.run, .lost, 2), (.run, .exit(0), 3)], .done, deviation: .settle)) == .whole)
        #expect(Proof(try Self.later([(.run, .lost, 2)], .proven, deviation: .settle)) == .whole)
    }

    @Test("what a later run says against a proof")
    func setbacks() throws {
        let failed = try Self.later([(.run, .exit(1), 20)], .failed)
        #expect(Setback(failed, after: 10) == .failed(.failed))
        #expect(Setback(failed, after: 30) == nil)
        #expect(Setback(try Self.later([(.check, .exit(1), 20)], .failed), after: 10) == .failed(.failed))
        #expect(Setback(try Self.later([(.run, .exit(0), 20)], .done), after: 10) == nil)
        // Nothing was started: a host that cannot be reached has changed nothing.
        #expect(Setback(try Self.later([(.run, .notStarted, 20)], .failed), after: 10) == nil)
        // It did its work before the proof, and the proof was undone with it.
        let undone = try Self.later([(.run, .exit(0), 2), (.undo, .exit(0), 20)], .undone)
        #expect(Setback(undone, after: 10) == .undone)
        #expect(Setback(undone, after: 30) == nil)
    }
}
