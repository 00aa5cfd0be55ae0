import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

@Suite("Plans over many hosts")
struct PlanningTests {
    /// Three hosts of a group `web`, each with the variables given.
    private func request(
        _ values: [String: [String: String]], unreadable: [String: String] = [:], limit: Set<String>? = nil
    ) -> PlanRequest {
        var request = PlanRequest()
        request.hosts = PlanHosts(
            resolve: { pattern in
                switch pattern {
                case "web": .hosts(["a", "b", "c"])
                case "a", "b", "c", "local": .hosts([pattern])
                default:
                    .trouble(
                        .init(
                            message: "unknown host or group '\(pattern)'", bytes: 0..<pattern.utf8.count,
                            fix: "look"))
                }
            },
            isWithinLimit: { limit?.contains($0) ?? true },
            values: { host in
                host == "local" ? nil : PlanHosts.Values(texts: values[host] ?? [:], unreadable: unreadable)
            })
        return request
    }

    private func plan(_ text: String, _ request: PlanRequest) -> PlanResult {
        Planner.plan(Reading(text).runbook, request: request)
    }

    @Test("a value that all hosts share is the parameter's; others are each host's own")
    func values() throws {
        let values = ["a": ["port": "1", "zone": "x"], "b": ["port": "1", "zone": "y"], "c": ["port": "1"]]
        let text = "---\non: web\nparameters: {port: int, zone: {default: none}}\n---\n```bash\necho $port $zone\n```\n"
        let plan = try #require(plan(text, request(values)).plan)
        #expect(plan.parameters == ["port": "1", "zone": "none"])
        #expect(plan.hostVariables == ["a": ["zone": "x"], "b": ["zone": "y"]])
        #expect(plan.inputs(on: "a") == ["port": "1", "zone": "x"])
        #expect(plan.inputs(on: "c") == ["port": "1", "zone": "none"])
    }

    @Test("hosts keep values that only Unicode calls equal: each has the bytes of its own")
    func valuesInOtherForms() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let text = "---\non: web\nparameters: {place: {default: \(composed)}}\n---\n```bash\necho $place\n```\n"
        for values in [[composed, decomposed, composed], [decomposed, composed, composed]] {
            let hosts = Dictionary(uniqueKeysWithValues: zip(["a", "b", "c"], values.map { ["place": $0] }))
            let plan = try #require(plan(text, request(hosts)).plan)
            for (host, value) in zip(["a", "b", "c"], values) {
                #expect(plan.inputs(on: host)["place"]?.utf8.elementsEqual(value.utf8) == true, "\(host)")
            }
        }
    }

    @Test("a choice is its bytes")
    func choiceInAnotherForm() {
        let text = "---\nparameters: {place: {choices: [\"caf\u{E9}\"]}}\n---\n```bash\necho $place\n```\n"
        for (value, rules) in [("caf\u{E9}", []), ("cafe\u{301}", ["bad-parameter-value"])] {
            var request = request([:])
            request.values["place"] = value
            #expect(plan(text, request).diagnostics.map(\.rule) == rules)
        }
    }

    @Test("what is set on the command line goes before the inventory")
    func setFirst() throws {
        var request = request(["a": ["port": "1"], "b": ["port": "2"]])
        request.values["port"] = "9"
        let plan = try #require(
            plan("---\non: web\nparameters: {port: int}\n---\n```bash\necho $port\n```\n", request).plan)
        #expect(plan.parameters == ["port": "9"])
        #expect(plan.hostVariables == [:])
    }

    @Test(
        "a list of hosts is the group's hosts in its order, each with what is mentioned, whatever --limit says"
    )
    func hostLists() throws {
        var request = request(["a": ["zone": "x", "port": "1"], "b": ["zone": "y"], "c": ["zone": "z"]], limit: ["a"])
        request.hosts.address = { "10.0.0.\($0)" }
        let text = "---\nparameters: {t: {hosts: web}}\n---\n```bash\necho \"$t_zone $t_address $t_port\"\n```\n"
        let plan = try #require(plan(text, request).plan)
        let inputs = plan.inputs(on: "local")
        #expect(inputs == ["t": "a\nb\nc", "t_zone": "x\ny\nz", "t_address": "10.0.0.a\n10.0.0.b\n10.0.0.c"])
        // What the record has is read back as the same value, whatever the inventory says by then.
        var again = self.request([:])
        again.values = plan.parameters
        #expect(try #require(self.plan(text, again).plan).inputs(on: "local") == inputs)
    }

    @Test("a list of hosts that the inventory does not have is an error, or its default")
    func unknownHostLists() throws {
        let text = { (more: String) in "---\nparameters: {t: {hosts: wbe\(more)}}\n---\n```bash\necho \"$t\"\n```\n" }
        #expect(plan(text(""), request([:])).diagnostics.map(\.rule) == ["unknown-host"])
        let planned = try #require(plan(text(", default: [x]"), request([:])).plan)
        #expect(planned.inputs(on: "local") == ["t": "x", "t_address": "x"])
    }

    @Test(
        "a list of the inventory counts where every host has the same",
        arguments: [
            (["a": "[1,2]", "b": "[1,2]", "c": "[1, 2]"], "1\n2", [String]()),
            (["a": "[1]", "b": "[2]", "c": "[1]"], nil, ["list-differs"]),
            (["a": "[1]", "b": "[1]"], nil, ["list-differs"]), ([:], "9", []),
        ])
    func inventoryLists(_ lists: [String: String], _ text: String?, _ rules: [String]) {
        var request = request([:])
        request.hosts.values = { PlanHosts.Values(lists: lists[$0].map { ["p": $0] } ?? [:]) }
        let result = plan("---\non: web\nparameters: {p: [9]}\n---\n```bash\necho \"$p\"\n```\n", request)
        #expect(result.plan?.inputs(on: "a")["p"] == text)
        #expect(result.diagnostics.map(\.rule) == rules)
    }

    @Test("a parameter that only the tags of a file name is used there: a host without its value is an error")
    func parameterOfTags() {
        let text =
            "---\non: web\nparameters: {tls: string}\n---\n"
            + "```ini {file=/a}\n{% if tls == \"on\" %}\nx\n{% endif %}\n```\n"
        let values = ["a": ["tls": "on"], "b": ["tls": "off"]]
        #expect(plan(text, request(values)).diagnostics.map(\.rule) == ["unresolved-placeholder"])
        #expect(plan(text, request(values.merging(["c": ["tls": ""]]) { $1 })).diagnostics.map(\.rule) == [])
    }

    @Test("a condition asks whether an item is in a list")
    func itemInList() throws {
        let text =
            "---\nparameters: {p: [a, b]}\n---\n```bash {when='\"b\" in p'}\ntrue\n```\n\n"
            + "```bash {when='\"c\" in p'}\ntrue\n```\n"
        let plan = try #require(plan(text, request([:])).plan)
        #expect(plan.steps.map { $0.leftOut == nil } == [true, false])
    }

    @Test(
        "a host without a value is an error only where a step uses it there",
        arguments: [("echo $zone", 1), ("echo ${zone}", 1), ("echo <zone>", 1), ("echo zone $zones", 0)])
    func lacking(script: String, count: Int) {
        let name = script.contains("<") ? "ZONE" : "zone"
        let result = plan(
            "---\non: web\nparameters: {\(name): string}\n---\n```bash {name=s}\n\(script)\n```\n",
            request(["a": [name: "x"], "b": [name: "y"]]))
        #expect(
            result.diagnostics.filter { $0.rule == "unresolved-placeholder" }.map(\.headline).count == count,
            "\(result.diagnostics.map(\.headline))")
    }

    @Test("a bad value of one host names the host")
    func badValue() {
        let result = plan(
            "---\non: web\nparameters: {port: {type: int, default: 1}}\n---\n```bash\ntrue\n```\n",
            request(["a": ["port": "1"], "b": ["port": "http"]]))
        #expect(result.diagnostics.map(\.headline) == ["parameter port on b: 'http' is not a whole number"])
    }

    @Test("secrets that the runbook declares are not taken from the inventory")
    func secrets() throws {
        let plan = try #require(
            plan(
                "---\non: web\nsecrets: {token: {env: TOKEN}}\n---\n```bash\necho $token\n```\n",
                request(["a": ["token": "plain"]])
            ).plan)
        #expect(plan.hostVariables == [:])
    }

    @Test("a variable that cannot be read matters where a step uses it")
    func unreadable() {
        let unreadable = ["password": "it is encrypted"]
        #expect(
            plan("---\non: web\n---\n```bash {name=s}\necho $password\n```\n", request([:], unreadable: unreadable))
                .diagnostics.map(\.headline)
                == ["step s uses 'password' of a, which cannot be read: it is encrypted"])
        #expect(
            plan("---\non: web\n---\n```bash\necho $passwords\n```\n", request([:], unreadable: unreadable)).diagnostics
                .isEmpty)
        #expect(
            plan(
                "---\non: web\nsecrets: {password: {env: P}}\n---\n```bash\necho $password\n```\n",
                request([:], unreadable: unreadable)
            ).diagnostics.isEmpty)
        #expect(
            plan(
                "---\non: web\nparameters: {password: {default: x}}\n---\n```bash\ntrue\n```\n",
                request([:], unreadable: unreadable)
            ).diagnostics.map(\.headline)
                == ["inventory value of parameter password cannot be read: it is encrypted"])
    }

    @Test("--limit takes hosts out, leaves steps out that have none left, and this machine's alone")
    func limit() throws {
        let text = "```bash {on=web}\ntrue\n```\n\n```bash {on=c}\ntrue\n```\n\n```bash\ntrue\n```\n"
        let plan = try #require(plan(text, request([:], limit: ["a", "b"])).plan)
        #expect(plan.steps.map(\.hosts) == [["a", "b"], ["c"], ["local"]])
        #expect(plan.steps.map(\.leftOut) == [nil, .outsideLimit, nil])
    }

    @Test("unknown hosts are reported once for each place, and not for steps that are left out")
    func unknown() {
        let text =
            """
            ---
            on: wbe
            ---
            ```bash {name=x}
            true
            ```

            ```bash
            true
            ```

            ```bash {name=y on=bd}
            true
            ```

            """
        let all = plan(text, request([:])).diagnostics
        #expect(all.map(\.headline) == ["unknown host or group 'wbe'", "unknown host or group 'bd'"])
        #expect(all.map { "\($0.range.start.line):\($0.range.start.column)" } == ["2:5", "12:20"])
        var only = request([:])
        only.only = ["y"]
        #expect(plan(text, only).diagnostics.map(\.headline) == ["unknown host or group 'bd'"])
    }

    @Test("hosts that were decided before are not resolved again")
    func decided() throws {
        var request = request([:], limit: [])
        request.decidedHosts = ["s": ["gone", "a"]]
        let plan = try #require(plan("```bash {name=s on=nowhere}\ntrue\n```\n", request).plan)
        #expect(plan.steps.first?.hosts == ["gone", "a"])
        #expect(plan.steps.first?.leftOut == nil)
    }

    @Test("a condition that is false on every host leaves the step out; one that differs is decided there")
    func conditions() throws {
        let text =
            """
            ---
            on: web
            parameters: {zone: {default: z}}
            ---
            ```bash {when='zone == "x"'}
            true
            ```

            ```bash {when='zone == "q"'}
            true
            ```

            """
        let plan = try #require(plan(text, request(["a": ["zone": "x"], "b": ["zone": "y"]])).plan)
        #expect(plan.steps.map(\.leftOut) == [nil, .conditionFalse("zone == \"q\"")])
    }

    @Test("only what nobody answers is asked for")
    func open() {
        let (runbook, _) = RunbookReader.read(
            SourceText(
                path: "r.md",
                text:
                    """
                    ---
                    on: web
                    parameters: {a: string, b: string, c: {default: x}, d: string}
                    ---
                    ```bash
                    true
                    ```

                    """
            )
        ) { _, _ in .missing("") }
        var request = request(["a": ["b": "1"], "b": ["b": "2"]])
        request.values["d"] = "set"
        #expect(Planner.openParameters(runbook, request: request).map(\.name) == ["a"])
    }
}
