import ProvDiagnostics
import ProvLint
import ProvPolicy
import ProvRunbook
import ProvText
import Testing

/// Nothing of a runbook runs before its gate is passed: every gate, phase and way to narrow a run.
@Suite struct GateTests {
    private static let text = """
        # T

        ```bash {name=before}
        true
        ```

        <!-- prov: approve=oncall name=gate -->

        ```bash {name=act tags=t}
        true
        ```

        ```bash {name=later}
        true
        ```

        ```bash {name=end finally}
        true
        ```
        """

    private static func withPolicy(_ request: inout PlanRequest) {
        var policy = EnvironmentPolicy()
        policy.approvals = 1
        policy.approvers = "oncall"
        request.policy = policy
    }

    enum Narrowing: CaseIterable { case none, onlyAct, onlyLater, fromAct, fromLater, tag }

    private static func narrow(_ narrowing: Narrowing, _ request: inout PlanRequest) {
        switch narrowing {
        case .none: break
        case .onlyAct: request.only = ["act"]
        case .onlyLater: request.only = ["later"]
        case .fromAct: request.from = "act"
        case .fromLater: request.from = "later"
        case .tag: request.tags = ["t"]
        }
    }

    @Test("a narrowed run keeps each gate that a step of it is behind", arguments: Narrowing.allCases, [false, true])
    func gatesAreKept(_ narrowing: Narrowing, policy: Bool) throws {
        let made = try #require(
            plan(Self.text) {
                Self.narrow(narrowing, &$0)
                if policy { Self.withPolicy(&$0) }
            })
        let order = GateOrder(made)
        let gate = StepID("gate")
        let all = Set(made.steps.filter(\.step.body.isGate).map(\.step.id))
        for step in made.steps where step.leftOut == nil && ["act", "later"].contains(step.step.id.rawValue) {
            #expect(order.gates(before: step.step.id) == all, "\(step.step.id)")
        }
        #expect(made.steps.first { $0.step.id == gate }?.leftOut == nil)
        #expect((made.policyGate != nil) == policy)
    }

    @Test("a gate that nothing due is behind is left out with the rest")
    func anUnneededGate() throws {
        let made = try #require(plan(Self.text) { $0.only = ["before"] })
        #expect(made.steps.first { $0.step.id == StepID("gate") }?.leftOut == .notAmongOnly)
    }

    @Test("finally: policy gate, gate in the text, and whether anything ran", arguments: [false, true], [false, true])
    func finallyIsBehindGates(policyPassed: Bool, hasRun: Bool) throws {
        let made = try #require(plan(Self.text, Self.withPolicy))
        let policyGate = try #require(made.policyGate)
        let order = GateOrder(made)
        let passed: Set<StepID> = policyPassed ? [policyGate] : []
        #expect(order.mayRunFinally(passed: passed, hasRun: hasRun) == (policyPassed && hasRun))
        #expect(order.mayRunFinally(passed: passed.union([StepID("gate")]), hasRun: hasRun) == policyPassed)
    }

    @Test("a runbook without a gate always has its finally")
    func noGate() throws {
        let made = try #require(plan("```bash {name=a}\ntrue\n```\n```bash {name=end finally}\ntrue\n```\n"))
        #expect(GateOrder(made).mayRunFinally(passed: [], hasRun: false))
    }
}

/// What an approver is shown against what his approval lets run.
@Suite("The steps that a gate releases, and those that do not wait for it")
struct ReleasedStepsTests {
    private func released(_ gate: String, _ text: String) throws -> [String] {
        let made = try #require(plan(text))
        return GateOrder(made).released(by: StepID(gate)).map(\.step.id.rawValue)
    }

    private let gate = { (name: String, needs: String) in "<!-- prov: approve=ops name=\(name)\(needs) -->\n\n" }
    private let step = { (name: String, keys: String) in "```bash {name=\(name) \(keys)}\ntrue\n```\n" }

    @Test("what waits for it, wherever it stands, and for no gate behind it")
    func order() throws {
        let text =
            step("evil", "needs=go") + gate("go", " needs=\"\"") + step("two", "needs=go") + gate("go2", "")
            + step("late", "needs=go") + step("three", "needs=go2") + step("free", "needs=\"\"")
        #expect(try released("go", text) == ["evil", "two", "late"])
        #expect(try released("go2", text) == ["three"])
    }

    @Test("a step behind two gates that do not wait for each other is released by both")
    func both() throws {
        let text =
            gate("a", " needs=\"\"") + gate("b", " needs=\"\"") + step("act", "needs=a,b") + step("one", "needs=a")
        #expect(try released("a", text) == ["act", "one"])
        #expect(try released("b", text) == ["act"])
    }

    private func lint(_ text: String) -> [String] {
        Linter.lint(runbook(text)).filter { $0.rule == "gate-not-awaited" }
            .map { "\($0.range.start.line):\($0.range.start.column) \($0.headline)" }
    }

    @Test(
        "lint names each step below a gate whose own needs lead past it, with its place; what follows it is not named")
    func past() {
        let one = step("one", "")
        #expect(
            lint(one + gate("go", "") + step("two", "needs=one") + step("three", "needs=two"))
                == ["6:25 step 'two' is below the gate 'go' but does not wait for it"])
        #expect(
            lint(one + gate("go", "") + step("two", "needs=\"\"") + step("three", ""))
                == ["6:1 step 'two' is below the gate 'go' but does not wait for it"])
        #expect(
            lint(one + gate("go", "") + step("two", "") + gate("go2", "") + step("late", "needs=go"))
                == ["11:26 step 'late' is below the gate 'go2' but does not wait for it"])
    }

    @Test(
        "lint is silent where every step below a gate waits for it, or is for before, for the end, or for another lane")
    func right() {
        let one = step("one", "")
        for text in [
            one + gate("go", "") + step("two", "") + step("three", "needs=two"),
            one + gate("go", "") + step("two", "needs=go,one") + gate("go2", "") + step("three", ""),
            step("early", "needs=one") + one + gate("go", "") + step("two", ""),
            one + gate("go", "") + step("two", "") + step("end", "finally"),
            gate("a", " needs=\"\"") + step("a1", "needs=a") + gate("b", " needs=\"\"") + step("b1", "needs=b"),
            one + step("two", "needs=\"\""),
        ] { #expect(lint(text) == [], "\(text)") }
    }

    @Test("gates through a chain of any length that stands in the opposite order")
    func reversed() throws {
        let count = 5_000
        let steps = (0..<count).map {
            OrderedStep(id: StepID("s\($0)"), needs: [StepID("s\($0 + 1)")], isGate: $0 == count - 1)
        }
        let before = Planner.gatesBefore(steps)
        #expect(before[StepID("s0")] == [StepID("s\(count - 1)")])
        #expect(before[StepID("s\(count - 1)")] == [])
    }
}
