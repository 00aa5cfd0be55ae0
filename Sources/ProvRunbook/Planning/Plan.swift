/// What a run will do, decided before anything runs: which steps, where, in which order, with which inputs.
package struct Plan: Sendable {
    package let runbook: Runbook
    /// `local` where no environment was named.
    package let environment: String
    /// Resolved values of every parameter, by name; of a list its canonical spelling.
    package let parameters: [String: String]
    /// The same of the parameters that are lists.
    package let lists: [String: ListValue]
    /// `parameters` as the variables of the steps: lists one item a line, and their members.
    private let variables: [String: String]
    /// Main steps in document order, then `finally` steps.
    package let steps: [PlannedStep]
    /// For each group of the runbook's alternatives the variant that is taken.
    package let choices: [AlternativeChoice]
    /// What else the steps on a host get as environment variables, by host and name; it goes before `parameters`.
    package let hostVariables: [String: [String: String]]
    /// The rules of the environment: the runbook's own, else those of the project file.
    package let policy: EnvironmentPolicy
    /// The `allowed_signers` file that approvals are checked against, where the project file names one.
    package let signers: String?
    /// The gate that the environment's rules put before the first step.
    package let policyGate: StepID?
    /// The inventories that the hosts come from, as they were named or found, and what `--limit` said.
    package let inventory: [String]
    package let limit: String?
    /// A drill: steps run although their check holds, and a missed objective makes the run fail.
    package let isDrill: Bool
    /// How many hosts at once; `nil` leaves it to the engine.
    package let forks: Int?
    /// What happens to the other hosts where a step fails on one; `nil` where nobody said.
    package let onFailure: FailurePolicy?

    init(
        runbook: Runbook, request: PlanRequest, inputs: PlanningInputs, steps: [PlannedStep],
        choices: [AlternativeChoice], hostVariables: [String: [String: String]],
        policy: EnvironmentPolicy, policyGate: StepID?
    ) {
        self.runbook = runbook
        environment = request.environment
        parameters = inputs.shared
        lists = inputs.lists
        variables = inputs.variables
        self.steps = steps
        self.choices = choices
        self.hostVariables = hostVariables
        self.policy = policy
        signers = request.signers
        self.policyGate = policyGate
        inventory = request.inventory
        limit = request.limit
        isDrill = request.isDrill
        forks = request.forks
        onFailure = policy.onFailure ?? request.onFailure
    }

    /// The same plan with other titles of its steps.
    package init(_ plan: Plan, title: (Step) -> String) {
        runbook = plan.runbook
        environment = plan.environment
        parameters = plan.parameters
        lists = plan.lists
        variables = plan.variables
        steps = plan.steps.map { planned in
            PlannedStep(
                step: planned.step.titled(title(planned.step)), hosts: planned.hosts,
                dependencies: planned.dependencies, leftOut: planned.leftOut)
        }
        choices = plan.choices
        hostVariables = plan.hostVariables
        policy = plan.policy
        signers = plan.signers
        policyGate = plan.policyGate
        inventory = plan.inventory
        limit = plan.limit
        isDrill = plan.isDrill
        forks = plan.forks
        onFailure = plan.onFailure
    }
}

extension Plan {
    /// The inputs of the steps on a host: its own values over those that all hosts share.
    package func inputs(on host: String) -> [String: String] {
        guard let own = hostVariables[host], !own.isEmpty else { return variables }
        return variables.merging(own) { _, own in own }
    }
}

extension Plan {
    /// The inputs of one step on a host: what it has for itself over what all steps there share.
    package func inputs(of step: Step, on host: String) -> [String: String] {
        step.inputs(from: inputs(on: host))
    }

    /// What conditions and files of a step know of a host before the run asks it: its inputs, the host's name and the
    /// environment's.
    package func places(of step: Step, on host: String) -> [String: String] {
        inputs(on: host).merging(["host": host, "environment": environment]) { input, _ in input }
            .merging(step.item?.names ?? [:]) { _, own in own }
    }
}

/// A step with everything the planner decided about it.
package struct PlannedStep: Sendable {
    package let step: Step
    /// Host names; `local` is this machine. Never empty.
    package let hosts: [String]
    /// Steps that must have succeeded before this one starts.
    package let dependencies: [StepID]
    /// Why it is left out of this run; `nil` where it is due.
    package let leftOut: LeftOut?

    /// True if it changes something and has nothing that a look at the host could tell about it.
    package var isUnverifiable: Bool {
        guard leftOut == nil, step.phase == .main, step.check.isEmpty, !step.options.isReadOnly else { return false }
        return switch step.body {
        case .script, .console: true
        case .file, .ensure, .manual, .gate, .checkOnly: false
        }
    }

    package init(step: Step, hosts: [String], dependencies: [StepID], leftOut: LeftOut? = nil) {
        self.step = step
        self.hosts = hosts
        self.dependencies = dependencies
        self.leftOut = leftOut
    }
}
