import Testing

@testable import ProvDiagnostics
@testable import ProvRunbook
@testable import ProvText

@Suite("Steps for each item of a list")
struct ItemTests {
    private func plan(
        _ text: String, _ values: [String: String] = [:], _ change: (inout PlanRequest) -> Void = { _ in }
    )
        -> PlanResult
    {
        var request = PlanRequest()
        request.values = values
        request.hosts = PlanHosts(
            resolve: { .hosts($0 == "web" ? ["a", "b"] : [$0]) }, values: { _ in PlanHosts.Values() })
        change(&request)
        return Planner.plan(Reading(text).runbook, request: request)
    }

    /// What a plan does, but for the names of its steps.
    private struct Work: Equatable {
        var texts: [String]
        var hosts: [String]
        var needs: [Int]
        var path: String?
        var environment: [String]
        var isLeftOut: Bool
    }

    private func work(_ plan: Plan) -> [Work] {
        let places = Dictionary(uniqueKeysWithValues: plan.steps.enumerated().map { ($1.step.id, $0) })
        return plan.steps.map { planned in
            let step = planned.step
            let inputs = plan.inputs(of: step, on: planned.hosts[0])
            var path: String?
            if case .file(let file) = step.body { path = file.path }
            return Work(
                texts: step.scripts.map { $0.filled(with: inputs) }, hosts: planned.hosts,
                needs: planned.dependencies.compactMap { places[$0] }.sorted(), path: path,
                environment: step.options.environment.map { "\($0.name)=\($0.value)" },
                isLeftOut: planned.leftOut != nil)
        }
    }

    /// A runbook with loops, and the same written out by hand.
    private struct Written {
        var looped = "---\non: web\nparameters: {items: {type: list}}\n---\n"
        var literal = "---\non: web\nparameters: {items: {type: list}}\n---\n"

        init(_ items: [(name: String, port: String)], _ generator: inout SeededGenerator) {
            var number = 0
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let isLoop = Bool.random(using: &generator)
                let blocks = (0..<Int.random(in: 1...3, using: &generator)).map { _ -> (String, Int) in
                    number += 1
                    return (Written.block(number, &generator), number)
                }
                if isLoop {
                    for (text, own) in blocks {
                        looped += Written.text(text, "s\(own)", "i in items", "{{i}}", "{{i.port}}", "")
                    }
                    for (place, item) in items.enumerated() {
                        for (text, own) in blocks {
                            literal += Written.text(text, "s\(own)-\(place)", nil, item.name, item.port, "-\(place)")
                        }
                    }
                    // Two loops one below the other would be one.
                    number += 1
                    looped += "```bash {name=s\(number)}\ntrue\n```\n"
                    literal += "```bash {name=s\(number)}\ntrue\n```\n"
                } else {
                    for (text, own) in blocks {
                        looped += Written.text(text, "s\(own)", nil, "none", "0", nil)
                        literal += Written.text(text, "s\(own)", nil, "none", "0", nil)
                    }
                }
            }
        }

        /// With NAME, LOOP, ITEM and PORT for what differs.
        private static func block(_ number: Int, _ generator: inout SeededGenerator) -> String {
            let keys =
                ["", " on=local", " env=\"X=ITEM\"", " on=ITEM", " when='\"PORT\" != \"2\"'"]
                .randomElement(using: &generator) ?? ""
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: return "```bash {NAMELOOP\(keys)}\necho ITEM 'PORT' \"ITEM:PORT\"\n```\n"
            case 1: return "```ini {NAMELOOP\(keys) file=/etc/ITEM.d/\(number)}\n[ITEM]\nport = PORT\n```\n"
            default:
                return
                    "```bash {NAMELOOP\(keys)}\nrun ITEM\n```\n```bash {check}\ntest PORT\n```\n```bash {undo}\nstop ITEM\n```\n"
            }
        }

        private static func text(
            _ block: String, _ name: String, _ loop: String?, _ item: String, _ port: String, _ end: String?
        ) -> String {
            var text = block.replacing("NAME", with: "name=\(name)")
            text = text.replacing("LOOP", with: loop.map { " foreach=\"\($0)\"" } ?? "")
            // A condition has names, not holes.
            text = text.replacing("\"PORT\" !=", with: loop == nil ? "\"\(port)\" !=" : "i.port !=")
            return text.replacing("ITEM", with: item).replacing("PORT", with: port)
        }
    }

    @Test("a plan with loops does what the same text does that is written out", arguments: 0..<60)
    func writtenOut(_ seed: Int) throws {
        var generator = SeededGenerator(state: UInt64(seed))
        let count = Int.random(in: 1...4, using: &generator)
        let items = (1...count).map { (name: "n\($0)", port: "\($0)") }
        let value = "[" + items.map { "{name: \($0.name), port: \($0.port)}" }.joined(separator: ", ") + "]"
        let written = Written(items, &generator)
        let looped = plan(written.looped, ["items": value])
        let literal = plan(written.literal, ["items": value])
        #expect(looped.diagnostics.map(\.headline) == [])
        #expect(literal.diagnostics.map(\.headline) == [])
        #expect(
            work(try #require(looped.plan)) == work(try #require(literal.plan)),
            "\(written.looped)\n---\n\(written.literal)")
    }

    private static let text = """
        ---
        parameters: {items: {type: list, default: [a, b, c]}}
        ---

        ```bash {name=first}
        true
        ```

        ```bash {name=one foreach="i in items"}
        echo {{i}}
        ```

        ```bash {name=two foreach="i in items" needs=one}
        echo $i
        ```

        ```bash {name=last needs=two}
        true
        ```
        """

    @Test("another order of the list is another order of the same steps")
    func shuffled() throws {
        for order in [["a", "b", "c"], ["c", "a", "b"], ["b"], ["c", "b", "a"]] {
            let steps = try #require(plan(Self.text, ["items": order.joined(separator: ",")]).plan).steps
            #expect(
                steps.map(\.step.id.rawValue)
                    == ["first"] + order.flatMap { ["one[\($0)]", "two[\($0)]"] } + ["last"])
            #expect(steps.last?.dependencies.map(\.rawValue) == order.map { "two[\($0)]" })
            for step in steps where step.step.writtenID.rawValue == "two" {
                #expect(step.dependencies.map(\.rawValue) == ["one[\(step.step.item?.item.text ?? "")]"])
                #expect(
                    step.step.ownVariables.map { "\($0.name)=\($0.value)" } == ["i=\(step.step.item?.item.text ?? "")"])
            }
        }
    }

    @Test("a hole for the item asks nobody, also under a name that looks like a word of a template")
    func holes() throws {
        for name in ["i", "item", "pod_name", "YOUR_ITEM"] {
            let text =
                "---\nparameters: {items: {type: list, default: [a]}}\n---\n"
                + "```bash {foreach=\"\(name) in items\"}\necho {{\(name)}} '{{ \(name) }}'\n```\n"
            let reading = Reading(text)
            #expect(reading.diagnostics.map(\.headline) == [])
            #expect(reading.runbook.parameters.map(\.name) == ["items"])
            let plan = try #require(plan(text).plan)
            #expect(
                plan.steps[0].step.scripts[0].filled(with: plan.inputs(of: plan.steps[0].step, on: "local"))
                    == "echo a 'a'\n")
        }
    }

    @Test("a list that has no value yet leaves its steps as they are written")
    func open() throws {
        let text =
            "---\nparameters: {items: {type: list}}\n---\n```bash {name=x foreach=\"i in items\" on={{i}}}\necho {{i}}\n```\n"
        #expect(plan(text).diagnostics.map(\.rule) == ["unresolved-placeholder"])
        let open = plan(text) { $0.allowsOpenParameters = true }
        #expect(try #require(open.plan).steps.map(\.step.id.rawValue) == ["x"])
        let empty = try #require(plan(text, ["items": ""]).plan)
        #expect(empty.steps.map(\.leftOut) == [.emptyList("items")])
    }

    @Test("steps of items run on the hosts that the items name, and more than a plan can have are refused")
    func hostsAndLimits() throws {
        let text =
            "---\nparameters: {items: {type: list}}\n---\n```bash {name=x foreach=\"i in items\" on={{i}}}\necho\n```\n"
        let steps = try #require(plan(text, ["items": "web,c"]).plan).steps
        #expect(steps.map(\.hosts) == [["a", "b"], ["c"]])
        let many = (0...5_000).map(String.init).joined(separator: ",")
        let two = text + text.split(separator: "---\n")[1].replacing("name=x", with: "name=y")
        #expect(plan(two, ["items": many]).diagnostics.map(\.rule) == ["bad-parameter-value"])
    }

    @Test("ten times the items take ten times as long")
    func scaling() throws {
        func seconds(_ count: Int) throws -> Double {
            let value = (0..<count).map { "i\($0)" }.joined(separator: ",")
            let times = try (0..<3).map { _ in
                try ProcessorTime.seconds { _ = try #require(plan(Self.text, ["items": value]).plan) }
            }
            return times.min() ?? .infinity
        }
        let (few, many) = (try seconds(300), try seconds(3_000))
        #expect(many < few * 25, "\(few) s for 300 items, \(many) s for 3,000")
    }
}
