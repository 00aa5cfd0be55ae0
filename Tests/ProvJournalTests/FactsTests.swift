import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvText

/// Facts keep their words in journals, and words of other versions keep their facts.
@Suite struct FactsTests {
    static let leftOut: [LeftOut] = [
        .notAmongOnly, .beforeFrom("b c"), .noTag(["a", "b, c"]), .onlyWhenNamed,
        .conditionFalse("os == \"x\" does not hold"), .outsideLimit,
        .otherVariant(group: "install", own: "yarn", taken: "npm"),
        .otherVariant(group: "install", own: "macos", taken: nil),
        .other("because"),
    ]

    @Test(arguments: leftOut) func aReasonForLeavingOutIsRead(_ reason: LeftOut) throws {
        let event = Event.plan(PlanRecorded(entries: [.example("one", leftOut: reason)]))
        #expect(try Event(type: event.type, payload: JSON(parsing: event.payload.text())) == event)
    }

    @Test(
        "journals that have the sentence alone",
        arguments: [
            ("not among --only", LeftOut.notAmongOnly), ("before --from x", .beforeFrom("x")),
            ("has none of the tags a, b", .noTag(["a", "b"])),
            ("runs only when named with --only", .onlyWhenNamed),
            ("when a == 1 does not hold", .conditionFalse("a == 1")),
            ("no host of it is in --limit", .outsideLimit), ("of another time", .other("of another time")),
        ])
    func aSentenceIsRead(sentence: String, meaning: LeftOut) {
        #expect(LeftOut(sentence: sentence, word: nil, names: []) == meaning)
        #expect(meaning.storedSentence == sentence)
    }

    @Test(arguments: [
        ActionEnding.exit(0), .exit(nil), .signal(9), .timeout, .cancelled, .lost, .notStarted,
        .other("evaporated", code: 3),
    ])
    func anEndingIsRead(_ ending: ActionEnding) throws {
        let event = Event.stepExited(StepExited(key: .example(), ending: ending, detail: "d", seconds: 1))
        #expect(try Event(type: event.type, payload: JSON(parsing: event.payload.text())) == event)
    }

    @Test(arguments: [
        DeviationKind.skip, .manual, .settle, .retry, .edited, .fix(pattern: "a/ after: b", after: "exit code 1"),
        .lockBroken, .notLocked, .hostLost,
        .link, .backgroundEnded, .policyOverridden, .runbookChanged, .rulesChanged, .other("unheard-of"),
    ])
    func aDeviationIsRead(_ kind: DeviationKind) throws {
        let event = Event.deviation(Deviation(kind: kind, user: "ada", reason: "r"))
        #expect(try Event(type: event.type, payload: JSON(parsing: event.payload.text())) == event)
    }

    @Test("a fix of a journal that has the sentence alone")
    func anOldFixIsRead() {
        let kind = DeviationKind(
            word: "fix", pattern: nil, after: nil, reason: "applied the fix for /in use/ after: exit code 1")
        #expect(kind == .fix(pattern: "in use", after: "exit code 1"))
    }

    @Test("no closing line makes a run proven that did not reach a step", arguments: [RunVerdict.proven, .done])
    func theVerdictIsThatOfTheSteps(_ closing: RunVerdict) throws {
        let events: [Event] = [
            .runOpened(.example("01KAKF4WQ3V7M2ZJ5T9XHBN8CD")),
            .plan(PlanRecorded(entries: [.example("gate"), .example("act")])),
            .stepSettled(StepSettled(step: "act", host: "local", state: .proven)),
            .runClosed(
                RunClosed(verdict: closing, planned: 2, executed: 1, satisfied: 0, skipped: 0, failed: 0, seconds: 1)),
        ]
        let report = try #require(
            RunReport(events: events.enumerated().map { TimedEvent(seq: $0, wall: 1, mono: 0, event: $1) }))
        #expect(report.verdict == .interrupted)
        #expect(!report.problems.isEmpty)
    }
}
