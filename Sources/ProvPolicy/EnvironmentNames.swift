package import ProvRunbook
import ProvText

/// Which environments there are: those that a project file, an inventory or a policy knows, and this machine.
package struct EnvironmentNames: Sendable {
    /// The environment that always exists.
    package static let local = "local"

    private let known: Set<String>

    /// - Parameters:
    ///   - places: names of inventories and of the project file's environments.
    ///   - runbooks: their policies name environments too.
    package init(places: [String], runbooks: [Runbook]) {
        var known = Set(places)
        for runbook in runbooks {
            for (name, policy) in runbook.front.policy { known.formUnion([name] + policy.after) }
        }
        self.known = known.subtracting([EnvironmentNames.local])
    }

    /// Why an environment cannot be meant.
    package struct Unknown: Error, Sendable, Equatable {
        /// The name that was probably meant.
        package var near: String?
        /// Every other environment, by name.
        package var known: [String]

        package init(near: String?, known: [String]) {
            self.near = near
            self.known = known
        }

        /// What to do next.
        package var advice: String {
            if let near { return "did you mean \(near)?" }
            if known.isEmpty {
                return
                    """
                    declare it in prov.yml, in environments/, or under 'policy' in the front matter; without --env the run is local
                    """
            }
            return "known environments: \(known.joined(separator: ", "))"
        }
    }

    /// - Parameter hasInventory: whether inventories were named beside it, which say where its hosts are.
    package func check(_ name: String, hasInventory: Bool = false) throws(Unknown) {
        guard name != EnvironmentNames.local, !known.contains(name) else { return }
        // A name that nothing speaks of is a free label of an inventory that was named.
        if hasInventory, known.isEmpty { return }
        let near = Suggestion.closest(to: name, in: known.sorted() + [EnvironmentNames.local])
        if hasInventory, near == nil { return }
        throw Unknown(near: near, known: known.sorted())
    }
}
