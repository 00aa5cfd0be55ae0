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

    @Test("an objective is met by what takes as long as it allows, and missed by anything longer")
    func boundary() {
        func isMet(_ measured: Double?) -> Bool? {
            Objective(kind: .recoveryTime, wanted: 60, measured: measured).isMet
        }
        #expect(isMet(60) == true && isMet(0) == true)
        #expect(isMet(60.001) == false)
        #expect(isMet(nil) == nil)
    }

    @Test("a step that failed is why a drill failed")
    func failedStep() throws {
        let report = try Self.report(rto: 1, failed: true)
        #expect(report.verdict == .failed)
        #expect(!report.failedByObjectives)
    }

    /// What steps on some hosts captured, in order.
    private static func point(
        _ values: [(String, String, String)], skipped: [String] = [], rpo: Double = 300
    ) throws -> Objective {
        var opened = RunOpened.example("01KAKF4WQ3V7M2ZJ5T9XHBN8CD")
        opened.rpoSeconds = rpo
        var events: [Event] = [
            .runOpened(opened),
            .plan(PlanRecorded(entries: [.example("age", hosts: ["h1", "h2", "h3"]), .example("other")])),
        ]
        for (step, host, value) in values {
            events.append(.captured(Captured(name: "RPO_SECONDS", value: value, step: step, host: host)))
        }
        for host in ["h1", "h2", "h3"] {
            events.append(
                .stepSettled(
                    StepSettled(step: "age", host: host, state: skipped.contains(host) ? .skipped : .done, of: .run)))
        }
        let report = try #require(
            RunReport(events: events.enumerated().map { TimedEvent(seq: $0, wall: 1, mono: 1, event: $1) }))
        return try #require(report.objectives(isReached: true).first)
    }

    @Test("of several hosts the worst recovery point counts, whichever came last")
    func worstPoint() throws {
        let all = [("age", "h1", "2"), ("age", "h2", "600"), ("age", "h3", "1")]
        #expect(try Self.point(all) == Objective(kind: .recoveryPoint, wanted: 300, measured: 600))
        #expect(try Self.point(all + [("other", "local", "2h")]).measured == 7200)
        // A host that is asked again, by a resume, corrects itself.
        #expect(try Self.point(all + [("age", "h2", "3")]).measured == 3)
    }

    @Test(
        "a value that cannot be read is not measured, and says so", arguments: ["abc", "-5", "inf", "", "2 hours ago"])
    func unreadablePoint(_ value: String) throws {
        let found = try Self.point([("age", "h1", "2"), ("age", "h2", value), ("age", "h3", "1")])
        #expect(found.isMet == nil)
        #expect(found.trouble == "RPO_SECONDS cannot be read on h2: '\(value)' is not a duration")
        // What is worse than allowed decides all the same.
        #expect(try Self.point([("age", "h1", "900"), ("age", "h2", value), ("age", "h3", "1")]).isMet == false)
    }

    @Test("a host that captured nothing is not measured, unless the step was skipped there")
    func missingPoint() throws {
        let two = [("age", "h1", "2"), ("age", "h3", "1")]
        #expect(try Self.point(two).trouble == "step age did not capture RPO_SECONDS on h2")
        #expect(try Self.point(two, skipped: ["h2"]) == Objective(kind: .recoveryPoint, wanted: 300, measured: 2))
        #expect(try Self.point([]) == Objective(kind: .recoveryPoint, wanted: 300, measured: nil))
    }

    /// A run of three steps of which some are left out.
    private static func time(leftOut: [String: LeftOut], skipped: [String] = []) throws -> Objective {
        var opened = RunOpened.example("01KAKF4WQ3V7M2ZJ5T9XHBN8CD")
        (opened.isDrill, opened.rtoSeconds) = (true, 60)
        var entries = ["seed", "cut", "back"].map { PlanRecorded.Entry.example($0, leftOut: leftOut[$0]) }
        entries[1].beginsOutage = true
        var events: [(Double, Event)] = [(0, .runOpened(opened)), (0, .plan(PlanRecorded(entries: entries)))]
        for (number, entry) in entries.enumerated() where entry.leftOut == nil {
            let state: StepState = skipped.contains(entry.step) ? .skipped : .done
            if state == .skipped {
                events.append((0, .deviation(Deviation(kind: .skip, step: entry.step, user: "ada", reason: "r"))))
            }
            events.append(
                (Double(number + 1), .stepSettled(StepSettled(step: entry.step, host: "local", state: state, of: .run)))
            )
        }
        let report = try #require(
            RunReport(events: events.enumerated().map { TimedEvent(seq: $0, wall: $1.0, mono: 1, event: $1.1) }))
        return try #require(report.objectives(isReached: true).first)
    }

    @Test("a part of a recovery has no time; what the author leaves out does not matter")
    func partialTime() throws {
        #expect(try Self.time(leftOut: [:]).measured == 1)
        let cut = "the step that marks the outage, cut, did not run"
        #expect(try Self.time(leftOut: ["seed": .notAmongOnly, "cut": .notAmongOnly]).trouble == cut)
        #expect(try Self.time(leftOut: ["seed": .beforeFrom("back"), "cut": .beforeFrom("back")]).trouble == cut)
        #expect(try Self.time(leftOut: [:], skipped: ["cut"]).trouble == cut)
        #expect(
            try Self.time(leftOut: ["back": .notAmongOnly]).trouble == "step back was skipped: not among --only")
        #expect(try Self.time(leftOut: ["seed": .notAmongOnly]).measured == 1)
        #expect(try Self.time(leftOut: ["cut": .conditionFalse("drill == yes")]).measured == 3)
    }
}
