import ProvDiagnostics
package import ProvText

/// Decides what a run will do, without touching anything; linear in the number of steps and dependencies.
package struct Planner {
    let runbook: Runbook
    let request: PlanRequest
    private let alternatives: PlanningAlternatives
    /// Steps whose list has no items, with its name.
    private let emptyLists: [StepID: String]
    private var diagnostics: [Diagnostic]

    private init(runbook written: Runbook, request: PlanRequest) {
        var request = request.spelling(like: written.parameters)
        let (runbook, expansion) = ForeachExpansion.expand(written, request)
        self.runbook = runbook
        diagnostics = expansion.diagnostics
        emptyLists = expansion.empty
        // A list is resolved once: what its steps are made of is what the plan has.
        request.values.merge(expansion.values) { _, resolved in resolved }
        self.request = request
        alternatives = PlanningAlternatives(runbook, request)
    }

    /// Makes the plan, or says everything that is in its way; asks no host and reads no file.
    package static func plan(_ runbook: Runbook, request: PlanRequest) -> PlanResult {
        var planner = Planner(runbook: runbook, request: request)
        let plan = planner.makePlan()
        let isBroken = planner.diagnostics.contains { $0.severity == .error }
        return PlanResult(plan: isBroken ? nil : plan, diagnostics: planner.diagnostics)
    }

    private mutating func makePlan() -> Plan {
        diagnostics += alternatives.diagnostics
        let selection = selectedSteps()
        let leftOut = keepingState(runbook.steps.enumerated().map { selection($0, $1) })
        let hosts = resolvedHosts(leftOut)
        let inputs = resolvedInputs(hosts: hosts, leftOut: leftOut)
        refuseTooMuchWork(hosts)
        diagnostics += otherShells(leftOut)
        let dependencies = Planner.dependencies(of: runbook.steps)
        let reasons = keptGates(
            runbook.steps.enumerated().map { index, step -> LeftOut? in
                if let decided = request.decidedLeftOut[step.id.rawValue] { return decided }
                return leftOut[index] ?? hosts[index].leftOut
                    ?? falseCondition(of: step, inputs: inputs, hosts: hosts[index].names)
            }, dependencies)
        let policy = request.policy ?? runbook.front.policy[request.environment] ?? EnvironmentPolicy()
        let gate =
            (request.changes || policy.gatesVerify) && reasons.contains(where: { $0 == nil })
            ? PolicyGate(policy, runbook, environment: request.environment) : nil
        let items = inputs.lists.mapValues { $0.items.map(\.text) }
        let expanded = runbook.steps.map { step in
            step.knowingMembers(of: inputs.lists).expanding(step.seen(items), &diagnostics)
        }
        let steps = expanded.enumerated().map { index, step in
            let names =
                step.body.isGate
                ? [PlanHosts.localName] : step.options.once ? Array(hosts[index].names.prefix(1)) : hosts[index].names
            let isFirst = step.phase == .main && dependencies[index].isEmpty
            return PlannedStep(
                step: step, hosts: names, dependencies: isFirst ? gate.map { [$0.step.id] } ?? [] : dependencies[index],
                leftOut: reasons[index])
        }
        let start =
            request.backTo.flatMap { name in
                steps.lastIndex { [$0.step.id.rawValue, $0.step.writtenID.rawValue].contains(name) }
            }.map { $0 + 1 } ?? 0
        let due = steps[start...]
        var ordered: [PlannedStep] = []
        if start == 0, let gate { ordered.append(gate.planned) }
        ordered += due.filter { $0.step.phase == .main }
        ordered += due.filter { $0.step.phase == .finally }
        return Plan(
            runbook: runbook, request: request, inputs: inputs, steps: ordered, choices: alternatives.choices,
            hostVariables: inputs.byHost.merging(request.decidedHostVariables) {
                $0.merging($1) { _, decided in decided }
            },
            policy: policy, policyGate: gate?.step.id)
    }

    /// A gate is no step that a narrowed run leaves out: where something behind it is due, so is the gate.
    private func keptGates(_ reasons: [LeftOut?], _ dependencies: [[StepID]]) -> [LeftOut?] {
        guard runbook.steps.contains(where: \.body.isGate) else { return reasons }
        let index = Dictionary(runbook.steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var needed: Set<Int> = []
        var queue = reasons.indices.filter { reasons[$0] == nil && !runbook.steps[$0].body.isGate }
        while let next = queue.popLast() {
            for need in dependencies[next].compactMap({ index[$0] }) where needed.insert(need).inserted {
                queue.append(need)
            }
        }
        return reasons.enumerated().map { position, reason in
            guard runbook.steps[position].body.isGate else { return reason }
            return reason?.isNarrowing == true && needed.contains(position) ? nil : reason
        }
    }

    // MARK: Hosts and inputs

    private mutating func resolvedHosts(_ leftOut: [LeftOut?]) -> [PlanningHosts.Resolved] {
        var hosts = PlanningHosts(runbook: runbook, request: request)
        let resolved = runbook.steps.enumerated().map { hosts.resolve($1, reports: leftOut[$0] == nil) }
        diagnostics += hosts.diagnostics
        return resolved
    }

    private mutating func resolvedInputs(hosts: [PlanningHosts.Resolved], leftOut: [LeftOut?]) -> PlanningInputs {
        let due = runbook.steps.indices.filter { leftOut[$0] == nil && hosts[$0].leftOut == nil }
        var inputs = PlanningInputs(
            runbook: runbook, request: request, steps: due.map { (runbook.steps[$0], hosts[$0].names) })
        inputs.resolve()
        // What is wrong with a list that steps are made of is known already.
        let known = diagnostics
        diagnostics += inputs.diagnostics.filter { one in
            !known.contains { $0.headline == one.headline && $0.range == one.range }
        }
        return inputs
    }

    private mutating func refuseTooMuchWork(_ hosts: [PlanningHosts.Resolved]) {
        guard runbook.steps.contains(where: { $0.item != nil }) else { return }
        let work = hosts.reduce(0) { $0 + $1.names.count }
        guard work > ForeachExpansion.workLimit else { return }
        diagnostics.append(
            Diagnostic(
                .badParameterValue, "steps of items would run \(work) times, more than \(ForeachExpansion.workLimit)",
                file: runbook.path, range: runbook.start, fix: "use shorter lists, or fewer hosts with --limit"))
    }

    /// The parameters that neither the request, nor the inventory, nor a default answers: those a person can be asked
    /// for.
    package static func openParameters(_ runbook: Runbook, request: PlanRequest) -> [Parameter] {
        var planner = Planner(runbook: runbook, request: request)
        let selection = planner.selectedSteps()
        let leftOut = planner.keepingState(runbook.steps.enumerated().map { selection($0, $1) })
        return planner.resolvedInputs(hosts: planner.resolvedHosts(leftOut), leftOut: leftOut).open
    }

    /// The groups of which several variants fit, with the one that is taken unless a person takes another.
    package static func openAlternatives(_ runbook: Runbook, request: PlanRequest) -> [(
        group: AlternativeGroup, usable: [Int], taken: Int
    )] {
        let planner = Planner(runbook: runbook, request: request)
        return zip(runbook.alternatives, planner.alternatives.choices).enumerated().compactMap { number, pair in
            let (group, choice) = pair
            guard !choice.isForced, choice.reason != .byHost, let taken = choice.variant else { return nil }
            let isDue = runbook.steps.contains { step in
                guard let place = step.alternatives.firstIndex(where: { $0.group == number }) else { return false }
                // A group inside of a variant that is not taken has nothing to choose.
                return step.alternatives[..<place].allSatisfy {
                    planner.alternatives.choices[$0.group].variant == $0.variant
                }
            }
            let usable = group.usable(facts: planner.request.facts)
            return isDue && usable.count > 1 && usable.contains(taken) ? (group, usable, taken) : nil
        }
    }

    // MARK: Selection

    /// Says for each step why it is left out, or `nil` where it is due.
    private mutating func selectedSteps() -> (Int, Step) -> LeftOut? {
        let only = Set(request.only)
        for name in request.only where !isKnown(name) { diagnostics.append(unknownStep(name, option: "--only")) }
        var first = 0
        if let from = request.from {
            if let index = runbook.steps.firstIndex(where: { matches($0, from) }) {
                first = index
            } else {
                diagnostics.append(unknownStep(from, option: "--from"))
            }
        }
        let tags = Set(request.tags)
        let fromName = request.from ?? ""
        let alternatives = alternatives
        let emptyLists = emptyLists
        return { index, step in
            let isNamed = step.isNamed(only.contains)
            if !only.isEmpty, !isNamed { return .notAmongOnly }
            if index < first, step.phase == .main { return .beforeFrom(fromName) }
            if !tags.isEmpty, tags.isDisjoint(with: step.options.tags) { return .noTag(tags.sorted()) }
            if step.options.onlyWhenNamed, !isNamed, ![step.id.rawValue, step.writtenID.rawValue].contains(fromName) {
                return .onlyWhenNamed
            }
            return alternatives.leftOut(step) ?? emptyLists[step.id].map { .emptyList($0) }
        }
    }

    private func matches(_ step: Step, _ name: String) -> Bool { step.isNamed { $0 == name } }

    private func isKnown(_ name: String) -> Bool { runbook.steps.contains { matches($0, name) } }

    private func unknownStep(_ name: String, option: String) -> Diagnostic {
        let near = Suggestion.closest(to: name, in: runbook.steps.flatMap { [$0.id.rawValue, $0.writtenID.rawValue] })
        return Diagnostic(
            rule: "unknown-step", severity: .error, headline: "unknown step '\(name)' in \(option)", file: runbook.path,
            range: runbook.start,
            fix: option == "--from" && name.contains(",")
                ? "write one step; --only takes several"
                : near.map { "write \(option) \($0)" } ?? "list the names with `prov plan \(runbook.path)`")
    }

    /// The reason where the step's condition is already known to be false on every host.
    private func falseCondition(of step: Step, inputs: PlanningInputs, hosts: [String]) -> LeftOut? {
        guard let condition = step.options.when?.value else { return nil }
        let isFalse = hosts.allSatisfy { host in
            let own = inputs.variables.merging(inputs.byHost[host] ?? [:]) { _, own in own }
                .merging(step.item?.names ?? [:]) { _, own in own }
            let known = own.merging(request.facts.merging(["host": host, "environment": request.environment]) { $1 }) {
                value, _ in value
            }
            guard condition.names.union(condition.optionalNames).allSatisfy({ known[$0] != nil }),
                let holds = try? condition.evaluate(known)
            else {
                return false
            }
            return !holds
        }
        return isFalse ? .conditionFalse(condition.text) : nil
    }

    // MARK: Order

    /// For each step the steps it waits for.
    ///
    /// A step with `needs` waits for those and for the steps that it follows with `when-changed`. One without waits for
    /// everything before it, which is said with the steps that nothing before it waits for yet.
    static func dependencies(of steps: [Step]) -> [[StepID]] {
        let known = Set(steps.map(\.id))
        var loose: [StepID: Int] = [:]
        var before: [StepID: Int] = [:]
        return steps.enumerated().map { index, step in
            guard step.phase == .main else { return [] }
            let followed = step.options.whenChanged.map { StepID($0.value) }.filter {
                known.contains($0) && $0 != step.id
            }
            var needs: [StepID]
            if let written = step.options.needs {
                needs = written.map { StepID($0.value) }.filter { known.contains($0) && $0 != step.id }
                needs += followed.filter { !needs.contains($0) }
                for need in needs { loose[need] = nil }
            } else {
                needs = loose.sorted { $0.value < $1.value }.map(\.key)
                loose.removeAll(keepingCapacity: true)
                // One that comes later is a cycle, which the reader reports.
                needs += followed.filter { before[$0] == nil }
            }
            before[step.id] = index
            loose[step.id] = index
            return needs
        }
    }
}

extension Runbook {
    /// The first character of the file, for messages about the runbook as a whole.
    package var start: TextRange {
        TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))
    }
}

extension Runbook {
    /// The bytes of the runbook and of everything it includes: what its digest is taken over.
    package var sourceBytes: [[UInt8]] { sources.map(\.bytes) }
}

extension Step {
    /// Whether its own name, that of the step in the text, or that of a section or a part around it, is meant.
    func isNamed(_ isMeant: (String) -> Bool) -> Bool {
        isMeant(id.rawValue) || isMeant(writtenID.rawValue) || section.contains { isMeant($0.anchor) }
            || scope?.parts.contains(where: isMeant) == true
    }

    /// The lines of its file that it stands on, counted from 1.
    package var lines: ClosedRange<Int> { range.start.line...max(range.start.line, range.end.line) }
}

extension Step.Body {
    /// Whether people decide here what goes on; approved once, wherever the steps around it run.
    package var isGate: Bool { if case .gate = self { true } else { false } }
}
