import ProvDiagnostics
import ProvText

/// Makes of each step with `foreach` one step for each item of its list.
///
/// Neighbouring steps with the same `foreach` go item by item: all of them for the first item, then for the next one.
struct ForeachExpansion {
    /// More steps than anybody reads the record of.
    static let stepLimit = 10_000
    /// How often steps may run on hosts in one plan.
    static let workLimit = 1_000_000

    private let runbook: Runbook
    private let request: PlanRequest
    private(set) var diagnostics: [Diagnostic] = []
    /// The lists that steps are made of, in their canonical spelling: what the rest of the plan uses.
    private(set) var values: [String: String] = [:]
    /// Steps that are not there because their list has no items, with its name.
    private(set) var empty: [StepID: String] = [:]
    private var lists: [String: ListValue] = [:]

    /// The runbook with the steps that a run of it has.
    static func expand(_ runbook: Runbook, _ request: PlanRequest) -> (runbook: Runbook, expansion: ForeachExpansion) {
        var expansion = ForeachExpansion(runbook, request)
        guard runbook.steps.contains(where: { $0.options.foreach != nil }) else { return (runbook, expansion) }
        expansion.resolveLists()
        return (expansion.expanded(), expansion)
    }

    private init(_ runbook: Runbook, _ request: PlanRequest) {
        self.runbook = runbook
        self.request = request
    }

    // MARK: Lists

    private mutating func resolveLists() {
        let wanted = Set(runbook.steps.compactMap { $0.options.foreach?.value.list })
        var hosts = PlanningHosts(runbook: runbook, request: request)
        let names = Set(runbook.steps.flatMap { hosts.resolve($0, reports: false).names })
        var values: [String: PlanHosts.Values] = [:]
        for name in names { values[name] = request.hosts.values(name) }
        for parameter in runbook.parameters where parameter.kind == .list && wanted.contains(parameter.name) {
            let resolution = ListResolution(
                runbook: runbook, parameter: parameter, hosts: request.hosts, values: values)
            switch resolution.value(given: request.values) {
            case .success(let list?):
                lists[parameter.name] = list
                self.values[parameter.name] = list.canonical
                refuseEqualNames(in: list, of: parameter)
            // The inputs of the plan report it.
            case .success(nil): break
            case .failure(let refusal): diagnostics.append(refusal.diagnostic)
            }
        }
    }

    private mutating func refuseEqualNames(in list: ListValue, of parameter: Parameter) {
        var known: [String: String] = [:]
        for item in list.items {
            let name = StepItem.name(of: item)
            if let other = known.updateValue(item.text, forKey: name) {
                diagnostics.append(
                    Diagnostic(
                        .badParameterValue,
                        "parameter \(parameter.name): '\(other)' and '\(item.text)' would both be '\(name)' in the names of steps",
                        file: parameter.file ?? runbook.path, range: parameter.range,
                        fix: "give the items texts that differ in letters, digits, '.', '_' or '-'"))
                return
            }
        }
    }

    // MARK: Steps

    private mutating func expanded() -> Runbook {
        let count = runbook.steps.reduce(0) { count, step in
            count + (step.options.foreach.map { lists[$0.value.list]?.items.count ?? 1 } ?? 1)
        }
        guard count <= ForeachExpansion.stepLimit || count == runbook.steps.count else {
            diagnostics.append(
                Diagnostic(
                    .badParameterValue, "the lists make \(count) steps, more than \(ForeachExpansion.stepLimit)",
                    file: runbook.path, range: runbook.start,
                    fix: "use the list in a file block or in a loop of the shell"))
            return runbook
        }
        var result = runbook
        result.steps = []
        var first = 0
        while first < runbook.steps.count {
            guard let foreach = runbook.steps[first].options.foreach, let list = lists[foreach.value.list] else {
                result.steps.append(runbook.steps[first])
                first += 1
                continue
            }
            let group = runbook.steps[first...].prefix { $0.options.foreach?.value == foreach.value }
            first = group.endIndex
            if list.items.isEmpty {
                for step in group { empty[step.id] = foreach.value.list }
                result.steps += group
            }
            for step in group { refuseUnknownMembers(of: step, foreach, list) }
            for item in list.items { result.steps += group.map { instance(of: $0, foreach.value, item) } }
        }
        return linked(result)
    }

    private mutating func refuseUnknownMembers(of step: Step, _ foreach: Located<ItemLoop>, _ list: ListValue) {
        guard !list.items.isEmpty else { return }
        let members = list.memberNames
        for name in step.itemMembers(of: foreach.value) where !members.contains(name) {
            let near = Suggestion.closest(to: name, in: members)
            diagnostics.append(
                Diagnostic(
                    .unknownMember,
                    "items of '\(foreach.value.list)' have no '\(name)', which step '\(step.id)' uses",
                    file: step.file, range: foreach.range,
                    fix: near.map { "write {{\(foreach.value.variable).\($0)}}" } ?? "add it to each item of the list"))
        }
    }

    private func instance(of step: Step, _ loop: ItemLoop, _ item: ListValue.Item) -> Step {
        var step = step
        let own = StepItem(template: step.id, loop: loop, item: item)
        let bound = { (text: String) in own.filled(text) }
        let title = bound(step.title)
        step.title = title == step.title ? "\(title) (\(item.text))" : title
        step.id = StepID("\(step.id)[\(StepItem.name(of: item))]")
        step.variantGroup = step.variantGroup.map { "\($0)[\(StepItem.name(of: item))]" }
        step.item = own
        step.options.on = step.options.on.map { Located(bound($0.value), at: $0.range) }
        step.options.user = step.options.user.map { Located(bound($0.value), at: $0.range) }
        step.options.cwd = step.options.cwd.map(bound)
        step.options.environment = step.options.environment.map { (name: $0.name, value: bound($0.value)) }
        switch step.body {
        case .file(var file):
            file.path = own.filledPath(file.path)
            file.owner = file.owner.map(bound)
            file.group = file.group.map(bound)
            step.body = .file(file)
        case .manual(let task): step.body = .manual(ManualTask(instruction: bound(task.instruction)))
        case .script, .console, .ensure, .gate, .checkOnly: break
        }
        return step
    }

    // MARK: Names

    /// The same with the names of steps replaced by those of the steps that they have become: a step for an item means
    /// the one for the same item, if there is one.
    private func linked(_ expanded: Runbook) -> Runbook {
        var made: [StepID: [StepID]] = [:]
        for step in expanded.steps {
            if let item = step.item { made[item.template, default: []].append(step.id) }
        }
        var loops: [StepID: ItemLoop] = [:]
        for step in expanded.steps { if let item = step.item { loops[item.template] = item.loop } }
        func ids(_ id: StepID, for step: Step) -> [StepID] {
            guard let all = made[id] else { return [id] }
            guard let item = step.item, loops[id]?.list == item.loop.list else { return all }
            return [StepID("\(id)[\(StepItem.name(of: item.item))]")]
        }
        func located(_ names: [Located<String>], for step: Step) -> [Located<String>] {
            names.flatMap { name in
                ids(StepID(name.value), for: step).map { Located($0.rawValue, at: name.range) }
            }
        }
        var result = expanded
        for index in result.steps.indices {
            let step = result.steps[index]
            result.steps[index].options.needs = step.options.needs.map { located($0, for: step) }
            result.steps[index].options.whenChanged = located(step.options.whenChanged, for: step)
            result.steps[index].outputOf = step.outputOf.flatMap { ids($0, for: step).first }
        }
        for group in result.alternatives.indices {
            for variant in result.alternatives[group].variants.indices {
                result.alternatives[group].variants[variant].steps.replace { made[$0] ?? [$0] }
            }
        }
        return result
    }
}

extension StepItem {
    /// A text with the holes for the item filled.
    func filled(_ text: String) -> String {
        replacingHoles(of: text) { variables[$0] }
    }

    /// The path of a file: a value that a shell would read differently is left to the shell, as a variable.
    func filledPath(_ path: String) -> String {
        replacingHoles(of: path) { name in
            variables[name].map { value in
                value.utf8.allSatisfy { $0.isNameByte || [ASCII.hyphen, ASCII.period, ASCII.slash].contains($0) }
                    ? value : "${\(name)}"
            }
        }
    }

    private func replacingHoles(of text: String, _ value: (String) -> String?) -> String {
        guard text.has("{{") else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        for hole in HoleReader.holes(in: text) {
            guard let value = loop.variable(of: hole).flatMap(value) else { continue }
            result += bytes[copied..<hole.bytes.lowerBound]
            result += value.utf8
            copied = hole.bytes.upperBound
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }
}

extension [StepID] {
    fileprivate mutating func replace(_ others: (StepID) -> [StepID]) { self = flatMap(others) }
}
