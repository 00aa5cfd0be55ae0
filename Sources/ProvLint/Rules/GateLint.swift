import ProvDiagnostics
import ProvRunbook
import ProvText

/// Steps below a gate that its approvals do not hold back.
enum GateLint {
    static func check(_ context: inout LintContext) {
        for (step, gate) in Planner.stepsPastGates(context.runbook) {
            let needs = (step.options.needs ?? []).map(\.value) + [gate.id.rawValue]
            context.report(
                .gateNotAwaited, "step '\(step.id)' is below the gate '\(gate.id)' but does not wait for it",
                file: step.file, range: step.options.needs?.first?.range ?? step.range,
                fix: "write needs=\(needs.joined(separator: ",")), or move the step above the gate",
                notes: [(gate.file, gate.range, "the gate is here")])
        }
    }
}
