package import ProvJournal
package import ProvRunbook

/// The values of a run's parameters as promotion compares them: secrets by name alone, hosts' own values as a set.
package struct RunInputs: Sendable, Equatable {
    /// By parameter; several where hosts have values of their own.
    private var values: [String: Set<String>]

    /// One that does not have the value that was proven.
    package struct Difference: Sendable, Equatable {
        package var name: String
        /// Empty where the parameter had no value.
        package var here: [String]
        package var there: [String]

        package init(name: String, here: [String], there: [String]) {
            self.name = name
            self.here = here
            self.there = there
        }
    }

    /// - Parameter mask: puts the name of a secret in the place of its value, as the record of the other run has it.
    package init(_ plan: Plan, mask: (String) -> String) {
        let names = Set(plan.runbook.parameters.map(\.name))
        values = RunInputs.values(
            plan.parameters, plan.hostVariables.values.map { own in own.filter { names.contains($0.key) } }
        )
        .mapValues { Set($0.map(mask)) }
    }

    package init(_ opened: RunOpened) {
        values = RunInputs.values(opened.parameters, Array(opened.hostParameters.values))
    }

    private static func values(_ shared: [String: String], _ ofHosts: [[String: String]]) -> [String: Set<String>] {
        ([shared] + ofHosts).reduce(into: [:]) { all, values in
            for (name, value) in values { all[name, default: []].insert(value) }
        }
    }

    /// What differs from the inputs of another run, by name.
    ///
    /// - Parameter free: parameters that may differ.
    package func differences(from other: RunInputs, free: Set<String>) -> [Difference] {
        Set(values.keys).union(other.values.keys).subtracting(free).sorted().compactMap { name in
            let (here, there) = (values[name] ?? [], other.values[name] ?? [])
            return here == there ? nil : Difference(name: name, here: here.sorted(), there: there.sorted())
        }
    }
}

extension Runbook {
    /// The parameters whose values may differ from those that were proven elsewhere.
    package var freeParameters: Set<String> { Set(parameters.filter(\.isFree).map(\.name)) }
}
