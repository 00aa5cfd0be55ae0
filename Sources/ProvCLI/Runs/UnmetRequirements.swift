import ProvEngine
import ProvPolicy
import ProvReport
import ProvRunbook
import ProvText

/// Why a run is refused before its first step: tools and hosts that it requires and does not have.
struct UnmetRequirements {
    let refusals: [Preflight.Refusal]
    let plan: Plan

    var failure: CommandFailure {
        let areTools = refusals.allSatisfy { refusal in
            plan.runbook.front.requires.contains { $0.tool == refusal.requirement }
        }
        return CommandFailure(
            .refused, "nothing was run: \(refusals.map(words).joined(separator: "; "))",
            advice: areTools
                ? "install the expected version, or change 'requires' in \(plan.runbook.path)"
                : "change these steps in \(plan.runbook.path)")
    }

    private func words(_ refusal: Preflight.Refusal) -> String {
        let isThere = !refusal.hosts.isEmpty && refusal.hosts != [PlanHosts.localName]
        return "expected \(refusal.wanted), found \(refusal.found)"
            + (isThere ? " on \(TerminalText.safeLine(HostNames.folded(refusal.hosts)))" : "")
    }
}
