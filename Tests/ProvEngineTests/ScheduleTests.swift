import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvEngine

@Suite("Schedule: which steps may start now")
struct ScheduleTests {
    @Test("steps in document order become ready one after the other, in one lane")
    func chain() {
        var schedule = Schedule([planned("a"), planned("b", needs: "a"), planned("c", needs: "b")])
        #expect(schedule.takeReady() == [StepID("a")])
        #expect(schedule.takeReady() == [])
        #expect(schedule.finish(StepID("a"), succeeded: true) == [])
        #expect(schedule.takeReady() == [StepID("b")])
        #expect(Set(schedule.lanes.values.map(\.number)) == [0])
    }

    @Test("steps that needs leaves unordered are ready together, each in a lane that starts from what it forks from")
    func fork() {
        var schedule = Schedule([planned("a"), planned("b", needs: "a"), planned("c", needs: "a"), planned("d", needs: "b", "c")])
        _ = schedule.takeReady()
        _ = schedule.finish(StepID("a"), succeeded: true)
        #expect(schedule.takeReady() == [StepID("b"), StepID("c")])
        #expect(schedule.lanes[StepID("b")] == .init(number: 0, startsFrom: nil))
        #expect(schedule.lanes[StepID("c")] == .init(number: 1, startsFrom: StepID("a")))
        #expect(schedule.lanes[StepID("d")] == .init(number: 0, startsFrom: nil))
        _ = schedule.finish(StepID("c"), succeeded: true)
        #expect(schedule.takeReady() == [])
        _ = schedule.finish(StepID("b"), succeeded: true)
        #expect(schedule.takeReady() == [StepID("d")])
    }

    @Test("a failure cuts off everything that depends on it, and nothing else")
    func failure() {
        var schedule = Schedule([planned("a"), planned("b", needs: "a"), planned("c"), planned("d", needs: "b"), planned("e", needs: "c")])
        #expect(schedule.takeReady() == [StepID("a"), StepID("c")])
        #expect(schedule.finish(StepID("a"), succeeded: false) == [StepID("b"), StepID("d")])
        _ = schedule.finish(StepID("c"), succeeded: true)
        #expect(schedule.takeReady() == [StepID("e")])
        #expect(schedule.remaining == [StepID("e")])
    }

    @Test("a step is finished once, whoever says it again")
    func twice() {
        var schedule = Schedule([planned("a"), planned("b"), planned("c", needs: "a", "b")])
        _ = schedule.takeReady()
        _ = schedule.finish(StepID("a"), succeeded: true)
        _ = schedule.finish(StepID("a"), succeeded: true)
        #expect(schedule.takeReady() == [])
    }

    @Test("ten thousand steps with one need each are scheduled without a quadratic walk")
    func many() {
        let steps = (0..<10_000).map { index in index == 0 ? planned("s0") : planned("s\(index)", needs: "s\(index - 1)") }
        var schedule = Schedule(steps)
        var count = 0
        var ready = schedule.takeReady()
        while let next = ready.popLast() {
            count += 1
            _ = schedule.finish(next, succeeded: true)
            ready += schedule.takeReady()
        }
        #expect(count == 10_000)
    }

    private func planned(_ name: String, needs: String...) -> PlannedStep {
        PlannedStep(step: makeStep(name), hosts: ["local"], dependencies: needs.map(StepID.init))
    }
}

/// A step of one line, for tests of what happens around it.
func makeStep(_ name: String, text: String = "true\n") -> Step {
    let place = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 3, column: 4))
    let script = Script(text: text, language: "bash", interpreter: .session, range: place)
    return Step(id: StepID(name), title: name, phase: .main, body: .script(script), options: StepOptions(), section: [], range: place, file: "test.md")
}
