import ProvJournal
import Testing

@testable import ProvCLI

@Suite("What many hosts did, folded")
struct HostFoldTests {
    private struct Fixed: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test("in whatever order they end, each host is shown once, with its own state and output", arguments: 0..<200)
    func once(seed: UInt64) throws {
        var generator = Fixed(state: seed)
        let hosts = (1...Int.random(in: 1...12, using: &generator)).map { "web\($0)" }
        var fold = HostFold()
        fold.begin("s", hosts)
        #expect(fold.announce("s") == hosts)
        #expect(fold.announce("s") == nil)
        var words: [String: (StepState, String?, [UInt8])] = [:]
        var told: [HostFold.Group] = []
        let order = hosts.shuffled(using: &generator)
        for (number, host) in order.enumerated() {
            let state: StepState = [.proven, .failed, .inDoubt, .satisfied].randomElement(using: &generator) ?? .proven
            let reason = state == .proven ? nil : ["a", "b"].randomElement(using: &generator)
            let output = Array(["x", "y"].randomElement(using: &generator)?.utf8 ?? "".utf8)
            fold.take(output[...], "s", host)
            words[host] = (state, reason, output)
            let groups = fold.settle(StepSettled(step: "s", host: host, state: state, reason: reason), Double(number))
            let isLast = number == order.count - 1
            if !isLast { #expect(groups.allSatisfy { [.failed, .inDoubt].contains($0.state) && $0.hosts == [host] }) }
            told += groups
        }
        #expect(told.flatMap(\.hosts).sorted() == hosts.sorted())
        for group in told {
            for host in group.hosts {
                let word = try #require(words[host])
                #expect(group.state == word.0 && group.reason == word.1 && group.output == word.2)
            }
        }
        #expect(fold.active.isEmpty)
    }

    @Test("a failure of a new kind is shown at once, one that is like it with the others")
    func failures() {
        var fold = HostFold()
        fold.begin("s", ["a", "b", "c", "d"])
        func settle(_ host: String, _ state: StepState, _ reason: String? = nil) -> [[String]] {
            fold.settle(StepSettled(step: "s", host: host, state: state, reason: reason), 1).map(\.hosts)
        }
        #expect(settle("b", .failed, "exit code 1") == [["b"]])
        #expect(settle("c", .failed, "exit code 1") == [])
        #expect(fold.active.map(\.hosts) == [["a", "d"]])
        #expect(settle("a", .failed, "exit code 2") == [["a"]])
        #expect(settle("d", .proven) == [["c"], ["d"]])
    }

    @Test("hosts with another output are another group, and the largest group comes first")
    func groups() {
        var fold = HostFold()
        fold.begin("s", ["a", "b", "c"])
        fold.take(Array("odd".utf8)[...], "s", "a")
        var groups: [HostFold.Group] = []
        for (host, seconds) in [("a", 1.0), ("c", 3.0), ("b", 2.0)] {
            groups = fold.settle(StepSettled(step: "s", host: host, state: .proven, reason: nil), seconds)
        }
        #expect(groups.map(\.hosts) == [["b", "c"], ["a"]])
        #expect(groups.map(\.seconds) == [3, 1])
    }

    @Test("of a long output a bounded part is kept")
    func bounded() {
        var fold = HostFold()
        fold.begin("s", ["a"])
        for _ in 0..<10 { fold.take([UInt8](repeating: 0x61, count: 30_000)[...], "s", "a") }
        let group = fold.settle(StepSettled(step: "s", host: "a", state: .done, reason: nil), 0).first
        #expect(group?.output.count == 64 << 10)
    }

    @Test(
        "hosts are in the order of their numbers",
        arguments: [
            ("web2", "web10", true), ("web10", "web2", false), ("a", "b", true), ("web", "web1", true),
            ("web1-2", "web1-10", true), ("10", "9", false), ("a1b", "a1c", true), ("web02", "web2", true),
        ])
    func natural(left: String, right: String, isFirst: Bool) {
        #expect(left.compareNaturally(to: right) == isFirst)
        #expect(right.compareNaturally(to: left) == !isFirst)
    }
}
