import ProvRunbook
import Testing

@testable import ProvJournal

/// What a run is measured against: from the outage to the end of the recovery, and what a drill makes of it.
@Suite("Objectives and drills")
struct ObjectiveTests {
    /// A run that seeds for 100 s, has its outage, recovers within 50 s and tidies up for 1000 s.
    private static func report(
        drill: Bool = true, marked: Bool = true, outage: StepState = .done, rto: Double? = 60, rpo: Double? = nil,
        lost: String? = nil, failed: Bool = false
    ) throws -> RunReport {
        var opened = RunOpened.example("01KAKF4WQ3V7M2ZJ5T9XHBN8CD")
        (opened.isDrill, opened.rtoSeconds, opened.rpoSeconds) = (drill, rto, rpo)
        var entries = ["seed", "cut", "restore", "tidy"].map { PlanRecorded.Entry.example($0) }
        entries[1].beginsOutage = marked
        entries[3].phase = .finally
        var events: [(Double, Event)] = [(0, .runOpened(opened)), (0, .plan(PlanRecorded(entries: entries)))]
        func step(_ name: String, _ begin: Double, _ end: Double, _ state: StepState = .done) {
            let key = ActionKey(step: name, host: "local", action: .run, attempt: 1)
            if state != .skipped, state != .satisfied {
                events.append((begin, .stepIntended(StepIntended(key: key, command: "true", interpreter: "shell"))))
                events.append((end, .stepExited(StepExited(key: key, ending: .exit(0), seconds: end - begin))))
            }
            events.append((end, .stepSettled(StepSettled(step: name, host: "local", state: state, of: .run))))
        }
        step("seed", 0, 100)
        step("cut", 100, 101, outage)
        step("restore", 101, 150, failed ? .failed : .done)
        if let lost {
            events.append((150, .captured(Captured(name: "RPO_SECONDS", value: lost, step: "restore", host: "local"))))
        }
        step("tidy", 150, 1150)
        events.append(
            (
                1151,
                .runClosed(
                    RunClosed(
                        verdict: failed ? .failed : .done, planned: 4, executed: 4, satisfied: 0, skipped: 0, failed: 0,
                        seconds: 1151))
            ))
        return try #require(
            RunReport(events: events.enumerated().map { TimedEvent(seq: $0, wall: $1.0, mono: 1, event: $1.1) }))
    }

    @Test("the recovery time begins with the outage and ends before the clean-up")
    func recoveryTime() throws {
        #expect(
            try Self.report().objectives(isReached: true) == [Objective(kind: .recoveryTime, wanted: 60, measured: 50)])
        #expect(try Self.report(marked: false).objectives(isReached: true).first?.measured == 150)
    }

    @Test("an outage that a person confirms has its moment, one that was left out has none")
    func outageWithoutACommand() throws {
        #expect(try Self.report(outage: .satisfied).outageBeganAt == 101)
        #expect(try Self.report(outage: .skipped).outageBeganAt == nil)
        #expect(try Self.report(outage: .skipped).objectives(isReached: true).first?.measured == 150)
    }

    enum Outcome: CaseIterable { case met, missedTime, missedPoint, notMeasured, nothingToMeet }

    @Test(
        "a drill fails for what it misses or does not measure, a run does not", arguments: [true, false],
        Outcome.allCases)
    func verdict(drill: Bool, outcome: Outcome) throws {
        let report =
            switch outcome {
            case .met: try Self.report(drill: drill, rpo: 300, lost: "42")
            case .missedTime: try Self.report(drill: drill, rto: 49, rpo: 300, lost: "42")
            case .missedPoint: try Self.report(drill: drill, rpo: 300, lost: "10m")
            case .notMeasured: try Self.report(drill: drill, rpo: 300)
            case .nothingToMeet: try Self.report(drill: drill, rto: nil)
            }
        let isMissed = drill && ![.met, .nothingToMeet].contains(outcome)
        // Whatever the closing line says.
        #expect(report.verdict == (isMissed ? .failed : .done))
        #expect(report.failedByObjectives == isMissed)
        #expect(report.objectivesMissedInDrill(isReached: true).count == (isMissed ? 1 : 0))
    }

    @Test("a step that failed is why a drill failed")
    func failedStep() throws {
        let report = try Self.report(rto: 1, failed: true)
        #expect(report.verdict == .failed)
        #expect(!report.failedByObjectives)
    }
}
