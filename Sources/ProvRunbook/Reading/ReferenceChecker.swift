import ProvDiagnostics
import ProvText

/// Checks what one part of a runbook says about another: names, cycles, conditions, steps that nothing can reach.
struct ReferenceChecker {
    private let runbook: Runbook
    private let assembly: RunbookAssembly
    private let indices: [StepID: Int]
    private var suggestions = SuggestionBudget()

    static func check(_ runbook: Runbook, assembly: RunbookAssembly) {
        var checker = ReferenceChecker(runbook, assembly)
        checker.checkNeeds()
        checker.checkCycles()
        checker.checkConditions()
    }

    private init(_ runbook: Runbook, _ assembly: RunbookAssembly) {
        self.runbook = runbook
        self.assembly = assembly
        indices = Dictionary(runbook.steps.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    // MARK: needs

    private mutating func checkNeeds() {
        for step in runbook.steps {
            for need in step.waitsFor where indices[StepID(need.value)] == nil {
                if let place = assembly.leftOutNames[need.value] {
                    assembly.report(
                        .needsLeftOut,
                        "step '\(step.id)' can never start: it needs '\(need.value)', which does not run",
                        file: step.file,
                        range: need.range, notes: [(place.file, place.range, "'\(need.value)' is skipped here")],
                        fix: "remove the name from 'needs', or let the block run")
                } else {
                    let written = { (name: String) in step.scope?.written(name) ?? name }
                    let near = suggestions.closest(to: need.value) { [runbook] in runbook.steps.map(\.id.rawValue) }
                        .map(written)
                    let name = written(need.value)
                    assembly.report(
                        .unknownName, "unknown step '\(name)'", file: step.file, range: need.range,
                        fix: near.map { "write '\($0)'" } ?? "name a step with name=\(name)", replacement: near)
                }
            }
        }
    }

    private func checkCycles() {
        guard runbook.steps.contains(where: { !$0.waitsFor.isEmpty }) else { return }
        let dependencies = Planner.dependencies(of: runbook.steps).map { $0.compactMap { indices[$0] } }
        for (index, step) in runbook.steps.enumerated() {
            for need in step.waitsFor where need.value == step.id.rawValue { report([index], dependencies) }
        }
        var state = [UInt8](repeating: 0, count: dependencies.count)
        for start in dependencies.indices where state[start] == 0 {
            if let cycle = ReferenceChecker.cycle(from: start, dependencies, &state) {
                report(cycle, dependencies)
                return
            }
        }
    }

    /// Depth first with its own stack; `state` is 0 unseen, 1 open, 2 done.
    private static func cycle(from start: Int, _ dependencies: [[Int]], _ state: inout [UInt8]) -> [Int]? {
        var stack: [(step: Int, next: Int)] = [(start, 0)]
        state[start] = 1
        while let top = stack.last {
            guard top.next < dependencies[top.step].count else {
                state[top.step] = 2
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let need = dependencies[top.step][top.next]
            if state[need] == 1 {
                let first = stack.firstIndex { $0.step == need } ?? 0
                return stack[first...].map(\.step)
            }
            if state[need] == 0 {
                state[need] = 1
                stack.append((need, 0))
            }
        }
        return nil
    }

    private func report(_ cycle: [Int], _ dependencies: [[Int]]) {
        let members = Set(cycle.map { runbook.steps[$0].id.rawValue })
        // The place to show is a written need inside the cycle; the others follow from document order.
        for index in cycle {
            let step = runbook.steps[index]
            guard let need = step.waitsFor.first(where: { members.contains($0.value) }) else { continue }
            let names = cycle.prefix(8).map { runbook.steps[$0].id.rawValue } + (cycle.count > 8 ? ["…"] : [])
            let path = (names + [names.first ?? ""]).joined(separator: " → ")
            assembly.report(
                .needsCycle, "dependency cycle: \(path)", file: step.file, range: need.range,
                fix: "remove a name from 'needs'; a step without 'needs' waits for everything above it")
            return
        }
    }

    // MARK: when

    private mutating func checkChoices(of when: Located<Condition>, _ step: Step, _ choices: [String: [String]]) {
        for (name, text) in when.value.comparedTexts {
            guard let choices = choices[name], !choices.contains(text) else { continue }
            let near = suggestions.closest(to: text) { choices }
            assembly.report(
                .unknownChoice, "'\(text)' is not a choice of '\(name)'", file: step.file, range: when.range,
                fix: near.map { "write '\($0)'" } ?? "the choices are \(choices.joined(separator: ", "))")
        }
    }

    private mutating func checkConditions() {
        guard runbook.steps.contains(where: { $0.options.when != nil }) else { return }
        var known = Set(runbook.parameters.map(\.name)).union(Condition.facts).union(Condition.places)
        for step in runbook.steps { known.formUnion(step.options.captures.map(\.value)) }
        let choices = Dictionary(
            runbook.parameters.filter { !$0.choices.isEmpty }.map { ($0.name, $0.choices) },
            uniquingKeysWith: { first, _ in first })
        for secret in runbook.front.secrets { known.insert(secret.name) }
        for step in runbook.steps {
            guard let when = step.options.when else { continue }
            if when.value.text == Condition.otherwise {
                assembly.report(
                    .badCondition, "'else' has no variant above it", file: step.file, range: when.range,
                    fix: "put it behind the blocks of this section that differ only in 'when', or write its condition")
                continue
            }
            for name in when.value.names.sorted() where !known.contains(name) && !step.isOfItem(name) {
                if name.contains(".") {
                    assembly.report(
                        .badCondition, "invalid condition: '\(name)' is not a name; put text in quotes",
                        file: step.file, range: when.range, fix: "write \"\(name)\"")
                    continue
                }
                let near = suggestions.closest(to: name) { known.sorted() }
                assembly.report(
                    .undefinedParameter, "undefined name '\(name)' in the condition", file: step.file,
                    range: when.range,
                    fix: near.map { "write '\($0)'" } ?? "declare it under 'parameters' in the front matter")
            }
            checkChoices(of: when, step, choices)
            if when.value.names.isEmpty, when.value.optionalNames.isEmpty, (try? when.value.evaluate([:])) == false {
                assembly.report(
                    .unreachableStep, "step '\(step.id)' can never run: its condition is always false", file: step.file,
                    range: when.range, fix: "fix the condition, or mark the block with 'ignore'")
            }
        }
    }
}

extension Step {
    /// Whether a condition of the step means its item, or a member of it, by the name.
    fileprivate func isOfItem(_ name: String) -> Bool {
        guard let loop = options.foreach?.value else { return false }
        return name == loop.variable || name.hasPrefix("\(loop.variable)_") || name.hasPrefix("\(loop.variable).")
    }

    /// The steps that it names as those it waits for, with `needs` or `when-changed`.
    fileprivate var waitsFor: [Located<String>] { (options.needs ?? []) + options.whenChanged }
}
