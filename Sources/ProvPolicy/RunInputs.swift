package import ProvJournal
package import ProvRunbook
import ProvText

/// What a run was given, as promotion compares it: the values of its parameters and the variants that it takes.
///
/// Secrets are compared by name alone, hosts' own values as a set.
package struct RunInputs: Sendable, Equatable {
    /// By parameter; several where hosts have values of their own.
    private var values: [String: Set<[UInt8]>]
    /// By group of alternatives the variant that is taken, or why none is.
    private var variants: [String: String]

    /// One that is not as it was proven.
    package struct Difference: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            case parameter
            /// The name is that of a group of alternatives.
            case variant
        }

        package var name: String
        package var kind: Kind
        /// Empty where it was not set.
        package var here: [String]
        package var there: [String]

        package init(name: String, kind: Kind = .parameter, here: [String], there: [String]) {
            self.name = name
            self.kind = kind
            self.here = here
            self.there = there
        }
    }

    /// - Parameter mask: puts the name of a secret in the place of its value, as the record of the other run has it.
    package init(_ plan: Plan, mask: (String) -> String) {
        let names = Set(plan.runbook.parameters.map(\.name))
        values = RunInputs.values(
            plan.parameters, plan.hostVariables.values.map { own in own.filter { names.contains($0.key) } },
            mask: mask)
        variants = [:]
        for (number, (group, choice)) in zip(plan.runbook.alternatives, plan.choices).enumerated()
        where plan.comes(toGroup: number) {
            let taken = choice.variant.map { group.variants[$0].name }
            variants[group.name] = mask(RunInputs.word(taken, isByHost: choice.reason == .byHost))
        }
    }

    package init(_ report: RunReport) {
        values = RunInputs.values(report.opened.parameters, Array(report.opened.hostParameters.values))
        variants = Dictionary(
            report.alternatives.map { ($0.group, RunInputs.word($0.taken, isByHost: $0.reason == .byHost)) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func word(_ taken: String?, isByHost: Bool) -> String {
        taken ?? (isByHost ? "as each host decides" : "none")
    }

    private static func values(
        _ shared: [String: String], _ ofHosts: [[String: String]], mask: (String) -> String = { $0 }
    ) -> [String: Set<[UInt8]>] {
        ([shared] + ofHosts).reduce(into: [:]) { all, values in
            for (name, value) in values { all[name, default: []].insert(mask(value).bytes) }
        }
    }

    private func shown(_ values: Set<[UInt8]>) -> [String] {
        values.map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    /// What differs from the inputs of another run, by name; of variants those that the run here comes to.
    ///
    /// - Parameter free: parameters that may differ.
    package func differences(from other: RunInputs, free: Set<String>) -> [Difference] {
        let parameters = Set(values.keys).union(other.values.keys).subtracting(free).sorted()
        return parameters.compactMap { name -> Difference? in
            let (here, there) = (values[name] ?? [], other.values[name] ?? [])
            return here == there ? nil : Difference(name: name, here: shown(here), there: shown(there))
        }
            + variants.keys.sorted().compactMap { group in
                let (here, there) = (variants[group], other.variants[group])
                return here.map(\.bytes) == there.map(\.bytes)
                    ? nil
                    : Difference(
                        name: group, kind: .variant, here: here.map { [$0] } ?? [], there: there.map { [$0] } ?? [])
            }
    }
}

extension Plan {
    /// Whether a group of alternatives has a step that no outer group leaves out.
    fileprivate func comes(toGroup number: Int) -> Bool {
        runbook.steps.contains { step in
            guard let place = step.alternatives.firstIndex(where: { $0.group == number }) else { return false }
            return step.alternatives[..<place].allSatisfy {
                choices[$0.group].variant == $0.variant || choices[$0.group].reason == .byHost
            }
        }
    }
}

extension Runbook {
    /// The parameters whose values may differ from those that were proven elsewhere.
    package var freeParameters: Set<String> { Set(parameters.filter(\.isFree).map(\.name)) }

    /// What promotion compares beside the text, for a sentence: `the same inputs and variants`; `nil` where there is
    /// nothing.
    package var comparedInputs: String? {
        let kinds = (parameters.isEmpty ? [] : ["inputs"]) + (alternatives.isEmpty ? [] : ["variants"])
        return kinds.isEmpty ? nil : "the same \(kinds.joined(separator: " and "))"
    }
}
