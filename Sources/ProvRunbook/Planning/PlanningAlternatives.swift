import ProvDiagnostics
import ProvText

/// Which variants of the runbook's alternatives a plan takes.
struct PlanningAlternatives {
    private let runbook: Runbook
    private let request: PlanRequest
    /// For each group of the runbook.
    let choices: [AlternativeChoice]

    init(_ runbook: Runbook, _ request: PlanRequest) {
        self.runbook = runbook
        self.request = request
        guard !runbook.alternatives.isEmpty else {
            choices = []
            return
        }
        let steps = Dictionary(runbook.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let only = Set(request.only)
        choices = runbook.alternatives.map { group in
            if let wished = group.wished(request.variants) {
                return AlternativeChoice(variant: wished, reason: .chosen)
            }
            let named = group.variants.indices.filter { index in
                group.variants[index].steps.contains { steps[$0].map { $0.isNamed(only.contains) } ?? false }
            }
            if named.count == 1 { return AlternativeChoice(variant: named[0], reason: .named) }
            let isLocal = group.variants.contains { variant in
                variant.steps.contains { steps[$0].map { PlanningAlternatives.isLocal($0, runbook) } ?? false }
            }
            guard isLocal else { return AlternativeChoice(variant: nil, reason: .byHost) }
            return group.choice(facts: request.facts, isInstalled: request.isInstalled)
        }
    }

    /// Why a step is left out for another variant; `nil` for one that is due, or whose hosts decide.
    func leftOut(_ step: Step) -> LeftOut? {
        for membership in step.alternatives {
            let choice = choices[membership.group]
            if !choice.isForced, !PlanningAlternatives.isLocal(step, runbook) { continue }
            if let reason = runbook.alternatives[membership.group].leftOut(membership.variant, by: choice) {
                return reason
            }
        }
        return nil
    }

    /// Whether it runs on this machine, whose facts are known.
    private static func isLocal(_ step: Step, _ runbook: Runbook) -> Bool {
        PlanHosts.localNames.contains(step.options.on?.value ?? runbook.front.on ?? PlanHosts.localName)
    }

    /// What the operator asked for and no group has.
    var diagnostics: [Diagnostic] {
        request.variants.filter { wish in !runbook.alternatives.contains { $0.wished([wish]) != nil } }.map { wish in
            let names = runbook.alternatives.flatMap { group in
                group.variants.flatMap { [$0.name, "\(group.name)=\($0.name)"] }
            }
            let near = Suggestion.closest(to: wish, in: names)
            return Diagnostic(
                .unknownVariant, "unknown variant '\(wish)' in --variant", file: runbook.path, range: runbook.start,
                fix: near.map { "write --variant \($0)" }
                    ?? (names.isEmpty
                        ? "remove it: the runbook has no alternatives"
                        : "use one of \(names.filter { $0.contains("=") }.prefix(20).joined(separator: ", "))"))
        }
    }
}

extension AlternativeChoice {
    /// Whether the operator decided, for all hosts.
    package var isForced: Bool { reason == .chosen || reason == .named }
}

extension AlternativeGroup {
    /// The variant that `NAME` or `GROUP=NAME` means.
    fileprivate func wished(_ wishes: [String]) -> Int? {
        for wish in wishes {
            if let index = variants.firstIndex(where: { "\(name)=\($0.name)" == wish }) { return index }
        }
        return variants.firstIndex { wishes.contains($0.name) }
    }
}
