import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvJournal

/// A story told in events, numbered and timed.
private func timed(_ events: [Event]) -> [TimedEvent] {
    events.enumerated().map { TimedEvent(seq: $0 + 1, wall: 1000 + Double($0), mono: $0, event: $1) }
}

private func intended(_ key: ActionKey) -> Event {
    .stepIntended(StepIntended(key: key, command: "true", interpreter: "shell"))
}
private func exited(_ key: ActionKey, _ ending: ActionEnding = .exit(0)) -> Event {
    .stepExited(StepExited(key: key, ending: ending, seconds: 0.5))
}
private func settled(_ step: String, _ state: StepState, host: String = "local") -> Event {
    .stepSettled(StepSettled(step: step, host: host, state: state))
}
private func resumed(_ mode: RunMode = .run) -> Event {
    .runResumed(RunResumed(lastHash: "", tornBytes: 0, user: "ada", toolVersion: "1", inDoubt: [], mode: mode))
}
private func closed(_ verdict: RunVerdict) -> Event {
    .runClosed(RunClosed(verdict: verdict, planned: 2, executed: 2, satisfied: 0, skipped: 0, failed: 0, seconds: 9))
}
private let start: [Event] = [
    .runOpened(.example("01JD0000000000000000000000")),
    .plan(
        PlanRecorded(entries: [
            .example("one"), .example("two", proves: ["port 1"]), .example("three", leftOut: .other("--only one,two")),
        ])),
]
private let one = ActionKey.example("one")
private let two = ActionKey.example("two")

@Suite struct RunReportTests {
    private func report(_ events: [Event], isRunning: Bool = false) throws -> RunReport {
        try #require(RunReport(events: timed(start + events), isRunning: isRunning))
    }

    private func states(_ events: [Event], isRunning: Bool = false) throws -> [StepState] {
        try report(events, isRunning: isRunning).steps.flatMap(\.hosts).map(\.state)
    }

    @Test func aRunThatWasNeverOpenedHasNoReport() {
        #expect(RunReport(events: []) == nil)
        #expect(RunReport(events: timed([settled("one", .done)])) == nil)
    }

    @Test func aClosedRunIsNotRunningWhoeverHoldsItsFolder() throws {
        #expect(
            try report([settled("one", .done), settled("two", .proven), closed(.proven)], isRunning: true).verdict
                == .proven)
        #expect(try report([closed(.failed), resumed()], isRunning: true).verdict == .running)
    }

    @Test func whatWasPlannedIsPendingUntilTheRunIsClosed() throws {
        #expect(try states([]) == [.pending, .pending, .skipped])
        #expect(try states([closed(.interrupted)]) == [.notReached, .notReached, .skipped])
        #expect(try states([closed(.interrupted), resumed()]) == [.pending, .pending, .skipped])
    }

    @Test func anIntentWithoutAnOutcomeIsInDoubt() throws {
        let doubtful = try report([intended(one)])
        #expect(doubtful.steps[0].hosts[0].state == .inDoubt)
        #expect(doubtful.steps[0].hosts[0].reason == "it was started, and its end was not recorded")
        #expect(doubtful.inDoubtKeys == [one])
        #expect(doubtful.verdict == .inDoubt)
        #expect(doubtful.interruptions == ["ended without a reason"])
        #expect(try states([intended(one)], isRunning: true)[0] == .running)
        #expect(try report([intended(one)], isRunning: true).verdict == .running)
        // A resumed run does not make it run again by itself.
        #expect(try states([intended(one), resumed()], isRunning: true)[0] == .inDoubt)
        #expect(try states([intended(one), exited(one, .lost)])[0] == .inDoubt)
    }

    @Test func aSettlingEndsTheDoubt() throws {
        #expect(try states([intended(one), resumed(), settled("one", .done)])[0] == .done)
        let again = ActionKey.example("one", .run, 2)
        #expect(try states([intended(one), resumed(), intended(again)], isRunning: true)[0] == .running)
        #expect(
            try states([intended(one), resumed(), intended(again), exited(again), settled("one", .proven)])[0]
                == .proven)
    }

    @Test func anOutcomeWithoutASettlingIsWhatItCanBe() throws {
        #expect(try states([intended(one), exited(one)])[0] == .done)
        #expect(try states([intended(two), exited(two)])[1] == .inDoubt)
        #expect(try states([intended(one), exited(one, .exit(2))])[0] == .failed)
        #expect(try states([intended(one), exited(one, .timeout)])[0] == .failed)
        #expect(try states([intended(one), exited(one, .notStarted)])[0] == .pending)
        let undo = ActionKey.example("one", .undo)
        #expect(try states([settled("one", .done), intended(undo)])[0] == .inDoubt)
        #expect(
            try states([settled("one", .done), intended(undo), exited(undo), settled("one", .undone)])[0] == .undone)
    }

    @Test func anUnsettledStepIsMeasuredByTheExitCodeItShouldEndWith() throws {
        func ended(_ key: ActionKey, _ code: Int) -> [Event] {
            [
                .stepIntended(StepIntended(key: key, command: "exit 3", interpreter: "shell", wantedExit: 3)),
                exited(key, .exit(code)),
            ]
        }
        #expect(try states(ended(one, 3))[0] == .done)
        #expect(try states(ended(two, 3))[1] == .inDoubt)
        let host = try report(ended(one, 0)).steps[0].hosts[0]
        #expect(host.state == .failed)
        #expect(host.reason == "it ended with exit code 0, expected exit code 3")
    }

    @Test(
        "a rollback does not make a step that ended well a failure", arguments: [StepState.done, .proven, .satisfied])
    func endedWell(_ state: StepState) throws {
        func rolledBack(_ of: StepSettled.Settled, _ state: StepState, _ more: [Event] = []) throws -> HostReport {
            let word = StepSettled(step: "one", host: "local", state: state, reason: "r", of: of)
            return try report(
                [intended(one), exited(one, .exit(1)), settled("one", .failed), resumed()] + more + [
                    resumed(.rollback), .stepSettled(word),
                ]
            ).steps[0].hosts[0]
        }
        let again = [intended(.example("one", .run, 2)), exited(.example("one", .run, 2)), settled("one", state)]
        let kept = try rolledBack(.noUndo, state, again)
        #expect(kept.shown == state)
        #expect(!kept.didFail)
        #expect(kept.aftermath == .succeeded(failures: 1, isFixed: false))
        let left = try rolledBack(.left, state, again)
        #expect(left.shown == state)
        #expect(left.reason == "r")
        #expect(try rolledBack(.undo, .undone, again).shown == .undone)
        // Its undo failed, and not what it failed with before.
        let undoFailed = try rolledBack(.undo, .failed, again)
        #expect(undoFailed.shown == .failed)
        #expect(undoFailed.failure == nil)
        #expect(undoFailed.reason == "r")
        #expect(try rolledBack(.noUndo, .failed).aftermath == .kept)
        #expect(try rolledBack(.undo, .undone).shown == .failed)
    }

    @Test func checksAreNeverInDoubt() throws {
        let check = ActionKey.example("one", .check)
        #expect(try states([intended(check)])[0] == .pending)
        #expect(try states([settled("one", .done), intended(check)])[0] == .done)
    }

    @Test func verdictsFollowFromTheSteps() throws {
        #expect(try report([settled("one", .done), settled("two", .proven), closed(.proven)]).verdict == .proven)
        #expect(try report([settled("one", .done), settled("two", .done), closed(.done)]).verdict == .done)
        #expect(try report([settled("one", .failed)]).verdict == .failed)
        #expect(
            try report([settled("one", .done), .runInterrupted(RunInterrupted(cause: "signal"))]).verdict
                == .interrupted)
        #expect(
            try report([settled("one", .undone), settled("two", .undone), closed(.rolledBack)]).verdict == .rolledBack)
        let lie = try report([settled("one", .failed), settled("two", .proven), closed(.proven)])
        #expect(lie.verdict == .failed)
        #expect(lie.problems == ["the run was closed as 'proven', but its steps contradict this"])
    }

    @Test func countsAreStepsTimesHosts() throws {
        let events =
            start.dropLast() + [
                .plan(
                    PlanRecorded(entries: [
                        .example("one", hosts: ["a", "b"]), .example("two"), .example("three", leftOut: .other("no")),
                    ])),
                intended(.example("one", host: "a")), settled("one", .done, host: "a"),
                settled("one", .failed, host: "b"), settled("two", .satisfied),
            ]
        let report = try #require(RunReport(events: timed(Array(events))))
        #expect(report.counts.planned == 3)
        #expect(report.counts.executed == 1)
        #expect(
            (report.counts.done, report.counts.failed, report.counts.satisfied, report.counts.skipped) == (1, 1, 1, 0))
        #expect(
            report.closing(verdict: .failed, seconds: 2)
                == RunClosed(verdict: .failed, planned: 3, executed: 1, satisfied: 1, skipped: 0, failed: 1, seconds: 2)
        )
    }

    @Test func attemptsCollectWhatIsSaidOfThem() throws {
        let retry = ActionKey.example("one", .run, 2)
        let output = OutputStored(key: retry, stream: "stdout", length: 1, hash: "", maskHits: 0, lines: 1, inline: "x")
        let report = try report([
            intended(one), exited(one, .exit(1)), intended(retry), .stepStarted(StepStarted(key: retry, pid: 9)),
            .output(output), exited(retry),
            .checkEvaluated(
                CheckEvaluated(
                    step: "one", host: "local", moment: .after, summary: "s", result: .pass, wanted: "", found: "")),
            settled("one", .proven), .captured(Captured(name: "A", value: "1", step: "one", host: "local")),
            .captured(Captured(name: "A", value: "2", step: "one", host: "local")),
        ])
        let host = report.steps[0].hosts[0]
        #expect(host.attempts.count == 2)
        #expect(host.attempts[0].exited?.code == 1)
        #expect(host.attempts[1].started?.pid == 9)
        #expect(host.attempts[1].outputs == [output])
        #expect(host.checks.count == 1)
        #expect(report.captures == ["A": "2"])
        #expect(report.startedAt == 1000)
        #expect(report.lastEventAt == 1011)
    }

    @Test func stepsOutsideThePlanAreNotLost() throws {
        let report = try report([intended(.example("extra")), exited(.example("extra"))])
        #expect(report.steps.map(\.planned.step) == ["one", "two", "three", "extra"])
        #expect(
            try self.report([exited(.example("ghost"))]).problems == [
                "ghost on local, run 1 is recorded, but was never started"
            ])
    }

    @Test func aSecondPlanReplacesTheFirst() throws {
        let report = try report([
            settled("one", .done), settled("three", .done),
            .plan(PlanRecorded(entries: [.example("two"), .example("one")])),
        ])
        #expect(report.steps.map(\.planned.step) == ["two", "one", "three"])
        #expect(report.steps.map { $0.hosts[0].state } == [.pending, .done, .done])
    }

    @Test func anyEventsInAnyOrderFoldWithoutATrap() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let events =
                start.prefix(1)
                + (0..<40).map { _ in EventCodingTests.events.randomElement(using: &generator) ?? start[1] }
            for length in 0...events.count {
                let report = RunReport(
                    events: timed(Array(events.prefix(length))), isRunning: Bool.random(using: &generator))
                #expect((report == nil) == (length == 0))
                _ = report?.verdict
                _ = report?.inDoubtKeys
            }
        }
    }

    @Test func tenThousandStepsFoldInLinearTime() throws {
        let entries = (0..<10_000).map { PlanRecorded.Entry.example("s\($0)") }
        let events = entries.flatMap { entry in
            [intended(.example(entry.step)), exited(.example(entry.step)), settled(entry.step, .done)]
        }
        let report = try #require(RunReport(events: timed([start[0], .plan(PlanRecorded(entries: entries))] + events)))
        #expect(report.counts.done == 10_000)
    }
}
