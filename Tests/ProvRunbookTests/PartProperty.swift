import Testing

@testable import ProvDiagnostics
@testable import ProvRunbook
@testable import ProvText

@Suite("A file with values is the same text written out by hand")
struct PartProperty {
    /// What a plan does.
    private struct Work: Equatable {
        var id: String
        var texts: [String]
        var needs: [String]
        var follows: [String]
        var hosts: [String]
        var path: String?
        var variables: [String]
        var isLeftOut: Bool
    }

    /// A file with parameters, and the same with values in their place and prefixes before its names.
    private struct Written {
        var part = "---\nparameters: {unit: string, port: int, extra: {default: none}}\n---\n"
        var literals: [String] = []
        private let names: [String]

        init(_ parts: [(name: String, unit: String, port: String)], _ generator: inout SeededGenerator) {
            literals = Array(repeating: "", count: parts.count)
            names = (0..<Int.random(in: 1...5, using: &generator)).map { "s\($0)" }
            for number in names.indices {
                let block = block(number, &generator)
                part += block.replacing("UNIT", with: "{{unit}}").replacing("PORT", with: "{{port}}")
                    .replacing("PATH", with: "$unit").replacing("WHEN", with: "port").replacing("PREFIX/", with: "")
                for (index, values) in parts.enumerated() {
                    literals[index] += block.replacing("UNIT", with: values.unit).replacing("PORT", with: values.port)
                        .replacing("PATH", with: "\(values.unit)").replacing("WHEN", with: "\"\(values.port)\"")
                        .replacing("PREFIX/", with: "\(values.name)-")
                }
            }
        }

        private func block(_ number: Int, _ generator: inout SeededGenerator) -> String {
            var keys = "name=PREFIX/s\(number)"
            let earlier = number == 0 ? nil : "PREFIX/s\(Int.random(in: 0..<number, using: &generator))"
            if let earlier, Bool.random(using: &generator) { keys += " needs=\(earlier)" }
            if let earlier, Int.random(in: 0..<4, using: &generator) == 0 { keys += " when-changed=\(earlier)" }
            keys += [" when='WHEN != \"2\"'", " on=web", " as=root", ""].randomElement(using: &generator) ?? ""
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: return "```ini {\(keys) file=/etc/PATH.conf}\nport = PORT\nname = UNIT\n```\n"
            case 1:
                return
                    "```bash {\(keys)}\nrun UNIT 'PORT'\n```\n```bash {check}\ntest UNIT\n```\n"
                    + "```bash {undo}\nstop UNIT\n```\n"
            case 2: return "```bash {\(keys)}\nrun \"UNIT:PORT\"\n```\n```bash {fix when=\"x\"}\nmend UNIT\n```\n"
            default: return "```bash {\(keys)}\necho UNIT\n```\n"
            }
        }
    }

    private func plan(_ text: String, _ files: [String: String] = [:]) -> PlanResult {
        var request = PlanRequest()
        request.hosts = PlanHosts(
            resolve: { .hosts($0 == "web" ? ["a", "b"] : [$0]) }, values: { _ in PlanHosts.Values() })
        return Planner.plan(Reading(text, files: files).runbook, request: request)
    }

    private func work(_ plan: Plan) -> [Work] {
        let id = { (name: StepID) in name.rawValue.replacing("/", with: "-") }
        return plan.steps.map { planned in
            let step = planned.step
            let inputs = plan.inputs(of: step, on: planned.hosts[0])
            var path: String?
            // What the shell makes of it with the step's own variables.
            if case .file(let file) = step.body { path = file.path.replacing("$unit", with: inputs["unit"] ?? "") }
            return Work(
                id: id(step.id), texts: step.scripts.map { $0.filled(with: inputs) },
                needs: planned.dependencies.map(id), follows: step.options.whenChanged.map { id(StepID($0.value)) },
                hosts: planned.hosts, path: path,
                variables: step.aliases.compactMap { inputs[$0.source] == inputs[$0.name] ? nil : $0.name },
                isLeftOut: planned.leftOut != nil)
        }
    }

    @Test("a runbook that includes a file with values does the same as its text written out", arguments: 0..<80)
    func writtenOut(_ seed: Int) throws {
        var generator = SeededGenerator(state: UInt64(seed))
        let parts = (0..<Int.random(in: 1...3, using: &generator)).map { number in
            (name: "p\(number)", unit: "u\(number)", port: "\(Int.random(in: 1...3, using: &generator))")
        }
        let written = Written(parts, &generator)
        let head = "---\nparameters: {outer: \"2\", host_: \"u\"}\n---\n```bash {name=first}\ntrue\n```\n"
        var included = head
        var literal = head
        for (index, part) in parts.enumerated() {
            // A value is written out, or comes from a parameter of the runbook, whole or in part.
            let port = part.port == "2" ? "{{outer}}" : part.port
            let unit = Bool.random(using: &generator) ? part.unit : "{{host_}}\(index)"
            included += "<!-- prov: include part.md name=\(part.name) with unit=\(unit) port=\(port) -->\n\n"
            literal += written.literals[index]
            let between = "```bash {name=between\(index) needs=\(part.name)SLASHs0}\ntrue\n```\n"
            included += between.replacing("SLASH", with: "/")
            literal += between.replacing("SLASH", with: "-")
        }
        let one = plan(included, ["part.md": written.part])
        let other = plan(literal)
        #expect(one.diagnostics.map(\.headline) == [])
        #expect(other.diagnostics.map(\.headline) == [])
        let text = "\(included)\n--- part.md\n\(written.part)\n--- by hand\n\(literal)"
        #expect(work(try #require(one.plan)) == work(try #require(other.plan)), "\(text)")
    }
}
