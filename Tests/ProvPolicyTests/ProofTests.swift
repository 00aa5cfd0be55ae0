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
}
