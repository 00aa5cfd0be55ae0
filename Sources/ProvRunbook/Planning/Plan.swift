/// What a run will do, decided before anything runs: which steps, where, in which order, with which inputs.
package struct Plan: Sendable {
    package var runbook: Runbook
    /// `local` where no environment was named.
    package var environment: String
    /// Resolved values of every parameter, by name.
    package var parameters: [String: String]
    /// Main steps in document order, then `finally` steps.
    package var steps: [PlannedStep]

    package init(runbook: Runbook, environment: String, parameters: [String: String], steps: [PlannedStep]) {
        self.runbook = runbook
        self.environment = environment
        self.parameters = parameters
        self.steps = steps
    }
}

/// A step with everything the planner decided about it.
package struct PlannedStep: Sendable {
    package var step: Step
    /// Host names; `local` is this machine. Never empty.
    package var hosts: [String]
    /// Steps that must have succeeded before this one starts.
    package var dependencies: [StepID]
    /// Why it is left out of this run (`--only`, `--tags`, `onlyWhenNamed`, a `when` that is false); `nil` where it is due.
    package var leftOut: String?

    package init(step: Step, hosts: [String], dependencies: [StepID], leftOut: String? = nil) {
        self.step = step
        self.hosts = hosts
        self.dependencies = dependencies
        self.leftOut = leftOut
    }
}
