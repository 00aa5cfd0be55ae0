import Testing

@testable import ProvDiagnostics
@testable import ProvRunbook
@testable import ProvText

@Suite("Files that are included under a name, with values")
struct PartTests {
    private func plan(
        _ text: String, _ files: [String: String], _ values: [String: String] = [:],
        hosts: [String: [String: String]] = [:], _ change: (inout PlanRequest) -> Void = { _ in }
    ) -> PlanResult {
        var request = PlanRequest()
        request.values = values
        request.hosts = PlanHosts(
            resolve: { .hosts($0 == "web" ? ["a", "b"] : [$0]) },
            values: { PlanHosts.Values(texts: hosts[$0] ?? [:]) })
        change(&request)
        return Planner.plan(Reading(text, files: files).runbook, request: request)
    }

    private static let service = """
        ---
        parameters:
          unit: {pattern: "[a-z]+"}
          port: {type: int, default: 80}
          tools: [one, two]
        secrets: {TOKEN: {env: SERVICE_TOKEN}}
        ---

        # Service

        ```bash {name=install}
        install {{unit}}
        ```

        ```ini {name=conf file=/etc/$unit.conf}
        port = {{port}}
        {% for tool in tools %}
        {{tool}} = {{TOKEN}} {{SEEN}}
        {% endfor %}
        ```

        ```bash {name=start needs=install when-changed=conf capture=SEEN when='port != "1"'}
        start $unit
        ```

        ```bash {undo of=install}
        remove {{unit}}
        ```

        ```bash {name=each foreach="tool in tools"}
        echo {{tool}}
        ```
        """

    @Test("steps, captures, parameters and secrets have names of their own")
    func names() throws {
        let text = """
            ---
            parameters: {web_port: {type: int, default: 8080}, more: {type: list, default: [git]}}
            secrets: {T: {env: T}}
            ---
            <!-- prov: include s.md name=web with unit=nginx port={{web_port}} tools={{more}} TOKEN={{T}} -->
            <!-- prov: include s.md name=db-1 with unit=postgres -->

            ```bash {name=last needs=web,db-1/start when='web__SEEN == "x"'}
            echo $web__SEEN
            ```
            """
        let reading = Reading(text, files: ["s.md": Self.service])
        #expect(reading.diagnostics.map(\.headline) == [])
        #expect(
            reading.ids == [
                "web/install", "web/conf", "web/start", "web/each", "db-1/install", "db-1/conf", "db-1/start",
                "db-1/each", "last",
            ])
        #expect(
            reading.runbook.parameters.map(\.name) == [
                "web_port", "more", "web__unit", "web__port", "web__tools", "db_1__unit", "db_1__port", "db_1__tools",
            ])
        #expect(reading.runbook.front.secrets.map(\.name) == ["T", "db_1__TOKEN"])
        #expect(reading.steps[2].options.captures.map(\.value) == ["web__SEEN"])
        #expect(reading.steps[2].scope?.names["TOKEN"] == "T")
        #expect(reading.steps[6].options.needs?.map(\.value) == ["db-1/install"])
        #expect(reading.steps[0].undo.map(\.text) == ["remove {{unit}}\n"])
        let plan = try #require(plan(text, ["s.md": Self.service], ["web_port": "1"]).plan)
        #expect(plan.parameters["web__port"] == "1")
        #expect(plan.parameters["web__tools"] == #"["git"]"#)
        #expect(plan.parameters["db_1__port"] == "80")
        #expect(plan.steps.first { $0.step.id.rawValue == "web/start" }?.leftOut == .conditionFalse("port != \"1\""))
        #expect(plan.steps.first { $0.step.id.rawValue == "db-1/start" }?.leftOut == nil)
        #expect(
            plan.steps.last?.dependencies.map(\.rawValue)
                == ["web/install", "web/conf", "web/start", "web/each[git]", "db-1/start"])
        let install = plan.steps[0].step
        #expect(install.undo[0].filled(with: plan.inputs(of: install, on: "local")) == "remove nginx\n")
        #expect(install.aliases.contains { $0.name == "unit" && $0.source == "web__unit" })
    }

    @Test("--only takes a part, a step of it, or the parts of a part")
    func only() throws {
        let files = ["s.md": Self.service, "two.md": "<!-- prov: include s.md name=in with unit=x -->\n"]
        let text = "<!-- prov: include two.md name=out -->\n<!-- prov: include s.md name=b with unit=y -->\n"
        for (only, count) in [("out", 5), ("out/in", 5), ("b", 5), ("b/each[one]", 1), ("b/each", 2)] {
            let plan = try #require(plan(text, files) { $0.only = [only] }.plan)
            #expect(plan.steps.count { $0.leftOut == nil } == count, "\(only)")
        }
    }

    @Test("a value follows the host that its parameter has a value of its own on")
    func byHost() throws {
        let text = """
            ---
            on: web
            parameters: {port: int}
            ---
            <!-- prov: include s.md name=s with unit=x port={{port}} -->
            """
        let hosts = ["a": ["port": "1", "s__port": "9"], "b": ["port": "2"]]
        let plan = try #require(plan(text, ["s.md": Self.service], hosts: hosts).plan)
        #expect(plan.inputs(of: plan.steps[0].step, on: "a")["port"] == "1")
        #expect(plan.inputs(of: plan.steps[0].step, on: "b")["port"] == "2")
        let bad = self.plan(text, ["s.md": Self.service], hosts: ["a": ["port": "1"], "b": ["port": "x"]])
        #expect(bad.diagnostics.contains { $0.headline == "parameter s__port on b: 'x' is not a whole number" })
        let given = self.plan(text, ["s.md": Self.service], ["port": "7"], hosts: hosts)
        #expect(try #require(given.plan).inputs(of: plan.steps[0].step, on: "a")["port"] == "7")
    }

    @Test("what an include gives follows the bytes that a host has, and no equivalent of them")
    func inAnotherForm() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let files = ["s.md": "---\nparameters: {unit: string}\n---\n```bash {name=use}\necho $unit\n```\n"]
        let text = """
            ---
            on: web
            parameters: {place: {default: \(composed)}}
            ---
            <!-- prov: include s.md name=s with unit={{place}} -->
            """
        let hosts = ["a": ["place": decomposed], "b": ["place": composed]]
        let plan = try #require(plan(text, files, hosts: hosts).plan)
        for (host, value) in [("a", decomposed), ("b", composed)] {
            let unit = plan.inputs(of: plan.steps[0].step, on: host)["unit"]
            #expect(unit?.utf8.elementsEqual(value.utf8) == true, "\(host)")
        }
        let passed = self.plan(
            "<!-- prov: include s.md name=s with unit=\(composed) -->\n", files, ["s__unit": decomposed])
        #expect(passed.diagnostics.map(\.rule) == ["bad-parameter-value"])
    }

    @Test("what an include gives cannot be passed otherwise, except as a run recorded it")
    func passed() throws {
        let text = "<!-- prov: include s.md name=s with unit=x -->\n"
        let files = ["s.md": Self.service]
        #expect(plan(text, files, ["s__unit": "y"]).diagnostics.map(\.rule) == ["bad-parameter-value"])
        #expect(plan(text, files, ["s__unit": "x", "s__port": "81"]).plan?.parameters["s__port"] == "81")
    }

    @Test("the include's conditions and needs hold for all of its steps, which keep their order")
    func handedDown() throws {
        let text = """
            ---
            parameters: {tls: yes, port: "1"}
            ---
            ```bash {name=first}
            true
            ```
            ```bash {name=second}
            true
            ```
            <!-- prov: include s.md name=s needs=first when-changed=second when='tls == "yes" && port == "1"' with unit=x -->
            """
        let plan = try #require(plan(text, ["s.md": Self.service]).plan)
        func step(_ name: String) -> PlannedStep? { plan.steps.first { $0.step.id.rawValue == name } }
        #expect(step("s/install")?.dependencies.map(\.rawValue) == ["first", "second"])
        #expect(step("s/conf")?.dependencies.map(\.rawValue) == ["s/install", "first"])
        #expect(step("s/start")?.dependencies.map(\.rawValue) == ["s/install", "first", "s/conf", "second"])
        #expect(step("s/start")?.step.options.whenChanged.map(\.value) == ["s/conf", "second"])
        #expect(step("s/conf")?.step.options.whenChanged.isEmpty == true)
        #expect(step("s/start")?.leftOut == nil)
        let off = try #require(self.plan(text, ["s.md": Self.service], ["tls": "no"]).plan)
        #expect(off.steps.count { $0.leftOut == nil } == 2)
    }

    @Test("cycles are found, and the depth is limited, under names too")
    func cycles() {
        let cycle = Reading(
            "<!-- prov: include a.md name=a -->\n", files: ["a.md": "<!-- prov: include a.md name=b -->\n"])
        #expect(cycle.errors.map(\.rule) == ["include-cycle"])
        let files = Dictionary(
            uniqueKeysWithValues: (1...20).map { ("\($0).md", "<!-- prov: include \($0 + 1).md name=n -->\n") })
        #expect(
            Reading("<!-- prov: include 1.md name=n -->\n", files: files).errors.map(\.rule) == ["include-too-deep"])
    }

    @Test("a capture stands for a parameter that nothing has to be checked of", arguments: [true, false])
    func captures(_ isPlain: Bool) throws {
        let text = """
            ```bash {name=read capture=SLOT}
            echo blue
            ```
            <!-- prov: include p.md name=p with slot={{SLOT}} -->
            """
        let part =
            "---\nparameters: {slot: \(isPlain ? "\"\"" : "int")}\n---\n"
            + "```bash {name=use when='slot == \"blue\"'}\necho $slot\n```\n"
        let reading = Reading(text, files: ["p.md": part])
        #expect(reading.errors.map(\.rule) == (isPlain ? [] : ["bad-include-value"]))
        guard isPlain else { return }
        #expect(reading.runbook.parameters.isEmpty)
        #expect(reading.steps[1].aliases.map { "\($0.name)=\($0.source)" } == ["slot=SLOT"])
        #expect(reading.steps[1].options.when?.value.names == ["SLOT"])
    }
}
