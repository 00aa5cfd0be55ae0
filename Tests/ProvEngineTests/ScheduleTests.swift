import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("Schedule: which steps may start now")
struct ScheduleTests {
    @Test("steps in document order become ready one after the other, in one lane")
    func chain() {
        var schedule = Schedule([planned("a"), planned("b", needs: "a"), planned("c", needs: "b")])
        #expect(schedule.takeReady() == [BatchedStep(StepID("a"))])
        #expect(schedule.takeReady() == [])
        #expect(schedule.finish(BatchedStep(StepID("a")), succeeded: true) == [])
        #expect(schedule.takeReady() == [BatchedStep(StepID("b"))])
        #expect(Set(schedule.lanes.values.map(\.number)) == [0])
    }

    @Test("steps that needs leaves unordered are ready together, each in a lane that starts from what it forks from")
    func fork() {
        var schedule = Schedule([
            planned("a"), planned("b", needs: "a"), planned("c", needs: "a"), planned("d", needs: "b", "c"),
        ])
        _ = schedule.takeReady()
        _ = schedule.finish(BatchedStep(StepID("a")), succeeded: true)
        #expect(schedule.takeReady() == [BatchedStep(StepID("b")), BatchedStep(StepID("c"))])
        #expect(schedule.lanes[StepID("b")] == .init(number: 0, startsFrom: nil))
        #expect(schedule.lanes[StepID("c")] == .init(number: 1, startsFrom: StepID("a")))
        #expect(schedule.lanes[StepID("d")] == .init(number: 0, startsFrom: nil))
        _ = schedule.finish(BatchedStep(StepID("c")), succeeded: true)
        #expect(schedule.takeReady() == [])
        _ = schedule.finish(BatchedStep(StepID("b")), succeeded: true)
        #expect(schedule.takeReady() == [BatchedStep(StepID("d"))])
    }

    @Test("a failure cuts off everything that depends on it, and nothing else")
    func failure() {
        var schedule = Schedule([
            planned("a"), planned("b", needs: "a"), planned("c"), planned("d", needs: "b"), planned("e", needs: "c"),
        ])
        #expect(schedule.takeReady() == [BatchedStep(StepID("a")), BatchedStep(StepID("c"))])
        #expect(
            schedule.finish(BatchedStep(StepID("a")), succeeded: false) == [
                BatchedStep(StepID("b")), BatchedStep(StepID("d")),
            ])
        _ = schedule.finish(BatchedStep(StepID("c")), succeeded: true)
        #expect(schedule.takeReady() == [BatchedStep(StepID("e"))])
        #expect(schedule.remaining == [BatchedStep(StepID("e"))])
    }

    @Test("a step is finished once, whoever says it again")
    func twice() {
        var schedule = Schedule([planned("a"), planned("b"), planned("c", needs: "a", "b")])
        _ = schedule.takeReady()
        _ = schedule.finish(BatchedStep(StepID("a")), succeeded: true)
        _ = schedule.finish(BatchedStep(StepID("a")), succeeded: true)
        #expect(schedule.takeReady() == [])
    }

    @Test("ten thousand steps with one need each are scheduled without a quadratic walk")
    func many() {
        let steps = (0..<10_000).map { index in
            index == 0 ? planned("s0") : planned("s\(index)", needs: "s\(index - 1)")
        }
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

    @Test("steps with the same serial roll together: one batch goes through all of them before the next begins")
    func rolling() {
        let hosts = ["web1", "web2", "web3"]
        let steps = [
            planned("a"), rolling("drain", "a", hosts), rolling("deploy", "drain", hosts),
            planned("end", needs: "deploy"),
        ]
        var schedule = Schedule(steps)
        var order: [String] = []
        var ready = schedule.takeReady()
        while !ready.isEmpty {
            let next = ready.removeFirst()
            order.append("\(next.step) \(schedule.batches.hosts(of: next).joined(separator: "+"))")
            _ = schedule.finish(next, succeeded: true)
            ready += schedule.takeReady()
        }
        #expect(order == ["a local", "drain web1+web2", "deploy web1+web2", "drain web3", "deploy web3", "end local"])
    }

    @Test("a batch that fails keeps the next one from starting")
    func rollingFailure() {
        let hosts = ["web1", "web2", "web3"]
        var schedule = Schedule([rolling("drain", nil, hosts), rolling("deploy", "drain", hosts)])
        #expect(schedule.takeReady() == [BatchedStep(StepID("drain"))])
        #expect(
            schedule.finish(BatchedStep(StepID("drain")), succeeded: false)
                == [
                    BatchedStep(StepID("drain"), batch: 1), BatchedStep(StepID("deploy")),
                    BatchedStep(StepID("deploy"), batch: 1),
                ])
    }

    @Test(
        "a percentage is rounded down, and is one host at least",
        arguments: [("50%", [5, 5]), ("33%", [3, 3, 3, 1]), ("1%", Array(repeating: 1, count: 10)), ("100%", [10])])
    func percentages(size: String, wanted: [Int]) throws {
        var step = makeStep("a")
        step.options.serial = [.percent(try #require(Int(size.dropLast())))]
        let batches = Batches([PlannedStep(step: step, hosts: (1...10).map { "web\($0)" }, dependencies: [])])
        #expect(batches.works(of: StepID("a")).map { batches.hosts(of: $0).count } == wanted)
    }

    @Test("batch sizes are taken in turn, and the last one repeats until every host had its turn, once and in order")
    func canaries() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let total = Int.random(in: 1...120, using: &random)
            let sizes = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? BatchSize.count(Int.random(in: 1...30, using: &random))
                    : .percent(Int.random(in: 1...100, using: &random))
            }
            let hosts = (0..<total).map { "web\($0)" }
            var step = makeStep("a")
            step.options.serial = sizes
            let batches = Batches([PlannedStep(step: step, hosts: hosts, dependencies: [])])
            let taken = batches.works(of: StepID("a")).map { batches.hosts(of: $0) }
            #expect(taken.flatMap(\.self) == hosts)
            for (number, batch) in taken.enumerated().dropLast() {
                #expect(batch.count == max(1, sizes[min(number, sizes.count - 1)].hosts(of: total)))
            }
        }
    }

    private func planned(_ name: String, needs: String...) -> PlannedStep {
        PlannedStep(step: makeStep(name), hosts: ["local"], dependencies: needs.map(StepID.init))
    }

    private func rolling(_ name: String, _ need: String?, _ hosts: [String]) -> PlannedStep {
        var step = makeStep(name)
        step.options.serial = [.count(2)]
        return PlannedStep(step: step, hosts: hosts, dependencies: need.map { [StepID($0)] } ?? [])
    }
}

/// A step of one line, for tests of what happens around it.
func makeStep(_ name: String, text: String = "true\n") -> Step {
    let place = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 3, column: 4))
    let script = Script(text: text, language: "bash", interpreter: .session, range: place)
    return Step(
        id: StepID(name), title: name, phase: .main, body: .script(script), options: StepOptions(), section: [],
        range: place, file: "test.md")
}
