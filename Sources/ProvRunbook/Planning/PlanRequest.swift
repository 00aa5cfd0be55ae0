package import ProvDiagnostics

/// What the user asked for: which steps, with which inputs, on which environment.
package struct PlanRequest: Sendable {
    package var environment = "local"
    /// Values for parameters and placeholders, by name.
    package var values: [String: String] = [:]
    /// Names of steps; empty is all of them. A section's anchor names every step under it.
    package var only: [String] = []
    /// Variants that the operator takes, as `NAME` or `GROUP=NAME`.
    package var variants: [String] = []
    /// Whether this machine has a program; `nil` if that is not known.
    package var isInstalled: @Sendable (String) -> Bool? = { _ in nil }
    /// The first step that is due; those before it are left out.
    package var from: String?
    /// Steps that carry none of these tags are left out; empty is all of them.
    package var tags: [String] = []
    /// What is known of the host before the run (`os`, `arch`, …); conditions on anything else are decided during the
    /// run.
    package var facts: [String: String] = [:]
    /// Which hosts there are; only this machine, where no inventory is given.
    package var hosts = PlanHosts.local
    /// Hosts by step that an earlier plan decided on; they are not resolved again.
    package var decidedHosts: [String: [String]] = [:]
    /// The inventories that the hosts come from, as they were named or found, and what `--limit` said.
    package var inventory: [String] = []
    package var limit: String?
    /// How many hosts at once; `nil` leaves it to the engine.
    package var forks: Int?
    /// What happens to the other hosts where a step fails on one, unless the environment's rules say so.
    package var onFailure: FailurePolicy?
    /// The `allowed_signers` file that approvals are checked against, where the project file names one.
    package var signers: String?
    /// The rules of the environment; `nil` takes the runbook's own.
    package var policy: EnvironmentPolicy?
    /// False for what only looks, which nobody has to approve unless the rules say so.
    package var changes = true
    /// Why steps were left out, as an earlier segment of the run decided it, by step; `.some(nil)` is due.
    package var decidedLeftOut: [String: LeftOut?] = [:]
    /// What hosts have for themselves beside the inventory's variables, by host and name.
    package var decidedHostVariables: [String: [String: String]] = [:]
    /// For a rollback: the step that stays as it is, with all before it.
    package var backTo: String?
    /// A drill: steps run although their check holds, and a missed objective makes the run fail.
    package var isDrill = false
    /// True where an unanswered parameter is no error yet, as in `prov plan`.
    package var allowsOpenParameters = false
    /// Steps that the operator leaves out with a reason.
    package var skipped: Set<String> = []

    package init() {}

    /// The same with the values under the parameters' own names: `pod-name` answers `POD_NAME`, as `<pod-name>` asks
    /// for it.
    ///
    /// A value under the very name of a parameter comes before one under another spelling.
    func spelling(like parameters: [Parameter]) -> PlanRequest {
        let names = Dictionary(
            parameters.map { (PlaceholderFinder.parameterName($0.name), $0.name) },
            uniquingKeysWith: { first, _ in first })
        let exact = Set(parameters.map(\.name))
        var request = self
        for (written, value) in values.sorted(by: { $0.key < $1.key }) where !exact.contains(written) {
            guard let name = names[PlaceholderFinder.parameterName(written)] else { continue }
            request.values[written] = nil
            if request.values[name] == nil { request.values[name] = value }
        }
        return request
    }
}

/// A plan, or everything that stands in its way.
package struct PlanResult: Sendable {
    /// `nil` where a diagnostic is an error.
    package var plan: Plan?
    package var diagnostics: [Diagnostic]

    package init(plan: Plan?, diagnostics: [Diagnostic]) {
        self.plan = plan
        self.diagnostics = diagnostics
    }
}
