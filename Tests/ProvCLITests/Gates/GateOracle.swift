/// What each command of the product's runbook must have seen, by the rules of docs/howto/approvals.md and nothing else.
struct GateOracle {
    let gate: ProductGate
    let mode: GateCase.Mode
    let narrowing: GateCase.Narrowing

    init(_ combination: GateCase) {
        (gate, mode, narrowing) = (combination.gate, combination.mode, combination.narrowing)
    }

    /// `marks = exit code`.
    var expected: String { ((marks + ["="]).joined(separator: " ") + " \(code)") }

    /// A step that ran, was fixed and ran again.
    private static func ran(_ step: String) -> [String] {
        ["\(step).check", step, "\(step).fix", step, "\(step).check"]
    }

    /// Options that are no way to treat a gate.
    private var isRefusedOption: Bool {
        // A rule is no step, so there is none of that name.
        [.skipGate, .settleGate].contains(narrowing) || narrowing == .settleStep && !hasRun
    }

    /// Whether there is a run to go on with: one that a rule refused is one too, if it was recorded.
    private var hasRun: Bool { ![.needs, .undeclaredEnvironment].contains(gate) }

    // MARK: Marks

    private var marks: [String] {
        if gate == .undeclaredEnvironment || isRefusedOption { return [] }
        switch mode {
        case .plan, .approve: return []
        case .verify: return verified
        case .rollback, .rollbackFile:
            // What stands before the gate ran, and is undone: the check that did not hold before is asked whether it
            // holds no more.
            return gate == .text ? ["before.undo", "before.check"] : []
        case .run: return gate == .text ? started : []
        case .resume, .approved: return resumed
        }
    }

    private var verified: [String] {
        if gate == .policyOverVerify { return [] }
        return narrowing == .none || narrowing == .limit ? ["before.check", "act.check"] : ["act.check"]
    }

    /// A run that comes to a gate in the text, which nobody has approved yet.
    private var started: [String] {
        switch narrowing {
        case .onlyBefore: GateOracle.ran("before")
        // Nothing ran before the gate, so that there is nothing to clean up.
        case .onlyAct, .fromAct, .tag: []
        case .onlyEnd: ["end"]
        default: GateOracle.ran("before") + ["end"]
        }
    }

    private var resumed: [String] {
        if mode == .approved, narrowing == .none {
            return (gate == .text ? [] : GateOracle.ran("before")) + GateOracle.ran("act") + ["end"]
        }
        // Another machine than the one that was approved: nobody is there.
        if narrowing == .movedHost { return [] }
        // The gate is closed again; clean-up belongs to every segment of a run that did something.
        return gate == .text ? ["end"] : []
    }

    // MARK: Exit code

    private var code: Int {
        if gate == .undeclaredEnvironment { return 2 }
        if mode == .plan { return 0 }
        if mode == .verify { return gate == .policyOverVerify ? 4 : 1 }
        if isRefusedOption { return 2 }
        // A run that was never opened cannot be named.
        if !hasRun, [.resume, .approve, .rollback].contains(mode) { return 2 }
        switch mode {
        case .run:
            if !gate.isApproved { return 3 }
            return gate == .text && [.onlyBefore, .onlyEnd].contains(narrowing) ? 0 : 4
        case .resume, .approved:
            if !gate.isApproved { return 3 }
            // The clean-up of a run that did something finds its host gone.
            if gate == .text, narrowing == .movedHost { return 1 }
            return narrowing == .none && mode == .approved ? 0 : 4
        case .rollback, .rollbackFile: return gate == .text ? 0 : 3
        case .approve: return gate.isApproved ? 0 : 3
        case .verify, .plan: return 0
        }
    }
}
