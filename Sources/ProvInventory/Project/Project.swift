package import ProvRunbook
package import ProvText

/// What a project's `prov.yml` says of its environments.
package struct Project: Sendable {
    /// One entry under `environments`.
    package struct Environment: Sendable {
        /// Inventories, by path from the project file's folder or as a list of names; empty where the usual places are
        /// looked at.
        package var inventory: [Located<String>] = []
        package var policy = EnvironmentPolicy()
        /// The `allowed_signers` file that approvals are checked against, by path from the project file's folder.
        package var signers: Located<String>?
        /// How many hosts at once.
        package var forks: Int?
        package var onFailure: FailurePolicy?
        package var notify: Notification?

        package init() {}
    }

    /// Whom to call when a run comes to one of these ends.
    package struct Notification: Sendable {
        /// The ways to end that `on` may list.
        package enum Occasion: String, Sendable, CaseIterable {
            case failed
            case inDoubt = "in-doubt"
            /// A gate or a manual step waits for a person.
            case waiting
            case interrupted, refused, proven, done
            case rolledBack = "rolled-back"
        }

        /// For a shell, in the folder of the project file.
        package var command: String
        package var occasions: [Occasion]
    }

    package var path: String
    package var environments: [String: Environment] = [:]

    package init(path: String) { self.path = path }

    /// The path of the `allowed_signers` file of an environment, where one is named.
    package func signers(of environment: String) -> String? {
        guard let named = environments[environment]?.signers?.value, !named.hasPrefix("/") else {
            return environments[environment]?.signers?.value
        }
        guard let slash = path.lastIndex(of: "/") else { return named }
        return path[...slash] + named
    }

    /// The rules of an environment: where a runbook has its own, those hold alone.
    package func policy(of environment: String, for runbook: Runbook) -> EnvironmentPolicy {
        runbook.front.policy[environment] ?? environments[environment]?.policy ?? EnvironmentPolicy()
    }
}
