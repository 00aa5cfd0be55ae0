import ProvPolicy
import ProvRunbook
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
