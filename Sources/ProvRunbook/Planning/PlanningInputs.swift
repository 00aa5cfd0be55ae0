import ProvDiagnostics
import ProvText

/// Gives every parameter its value: from `--set`, else from the inventory, else its default.
struct PlanningInputs {
    private let runbook: Runbook
    private let request: PlanRequest
    /// The steps that are due, each with its hosts.
    private let steps: [(step: Step, hosts: [String])]
    private var values: [String: PlanHosts.Values] = [:]
    /// Values that hold on every host.
    private(set) var shared: [String: String] = [:]
    /// The values of the parameters that are lists, which hold on every host.
    private(set) var lists: [String: ListValue] = [:]
    /// `shared` as the variables of the steps: lists one item a line, and their members.
    private(set) var variables: [String: String] = [:]
    /// What else the steps on a host get.
    private(set) var byHost: [String: [String: String]] = [:]
    /// Parameters without any value.
    private(set) var open: [Parameter] = []
    private(set) var diagnostics: [Diagnostic] = []

    init(runbook: Runbook, request: PlanRequest, steps: [(step: Step, hosts: [String])]) {
        self.runbook = runbook
        self.request = request
        self.steps = steps
        for host in Set(steps.flatMap(\.hosts)) { values[host] = request.hosts.values(host) }
    }

    mutating func resolve() {
        byHost = values.mapValues(\.texts)
        for parameter in runbook.parameters { resolve(parameter) }
        variables = ListValue.variables(shared, lists: lists)
        refuseUnknown()
        refuseUnreadable()
        // A secret's value comes from where it is declared, whatever an inventory says.
        let hidden = Set(runbook.front.secrets.map(\.name)).union(shared.keys.filter { request.values[$0] != nil })
        byHost = byHost.mapValues { own in
            own.filter { !hidden.contains($0.key) && shared[$0.key]?.bytes != $0.value.bytes }
        }
        .filter { !$0.value.isEmpty }
    }

    private mutating func resolve(_ parameter: Parameter) {
        guard !parameter.isBroken else { return }
        let name = parameter.name
        if parameter.kind == .list { return resolve(list: parameter) }
        if let given = parameter.given { return resolve(given, for: parameter) }
        byHost = byHost.mapValues { own in own[name].map { own.merging([name: parameter.canonical($0)]) { $1 } } ?? own
        }
        if let value = request.values[name] { return take(value, for: parameter) }
        if let reason = values.sorted(by: { $0.key < $1.key }).lazy.compactMap({ $0.value.unreadable[name] }).first {
            diagnostics.append(
                Diagnostic(
                    .unreadableVariable, "inventory value of \(kind(parameter)) cannot be read: \(reason)",
                    file: parameter.file ?? runbook.path,
                    range: parameter.range, fix: "pass --set \(name)=VALUE, or declare it under 'secrets'"))
            return
        }
        let known = values.compactMapValues { $0.texts[name] }
        let different = Set(known.values.map(\.bytes))
        if let value = known.values.first, different.count == 1, known.count == values.count {
            return take(value, for: parameter)
        }
        for (host, value) in known.sorted(by: { $0.key < $1.key }) { judge(value, of: parameter, on: host) }
        if let value = parameter.defaultValue { return take(value, for: parameter) }
        guard !known.isEmpty else {
            open.append(parameter)
            if !request.allowsOpenParameters {
                diagnostics.append(unresolved(parameter, "\(kind(parameter)) has no value"))
            }
            return
        }
        refuseLacking(parameter, known)
    }

    private mutating func resolve(list parameter: Parameter) {
        let resolution = ListResolution(runbook: runbook, parameter: parameter, hosts: request.hosts, values: values)
        switch resolution.value(given: request.values) {
        case .success(let list?):
            lists[parameter.name] = list
            if parameter.given != nil { refuseOther(than: list.canonical, for: parameter) }
            take(list.canonical, for: parameter)
            for name in list.longVariables(named: parameter.name) where steps.contains(where: { $0.step.uses(name) }) {
                diagnostics.append(
                    Diagnostic(
                        .badParameterValue, "parameter \(parameter.name): it is too long for the variable $\(name)",
                        file: parameter.file ?? runbook.path, range: parameter.range,
                        fix: "use the list in a file block"))
            }
        case .success(nil):
            open.append(parameter)
            guard !request.allowsOpenParameters else { return }
            diagnostics.append(unresolved(parameter, "\(kind(parameter)) has no value"))
        case .failure(let refusal): diagnostics.append(refusal.diagnostic)
        }
    }

    /// A value of an include, made of parameters before it: the same on all hosts, or on each what that one has.
    private mutating func resolve(_ given: GivenValue, for parameter: Parameter) {
        let name = parameter.name
        // The inventory has no say in it.
        byHost = byHost.mapValues { own in own.filter { $0.key != name } }
        if let value = given.filled(with: shared) {
            refuseOther(than: value, for: parameter)
            take(value, for: parameter)
        }
        let open = Set(given.names.filter { request.values[$0] == nil })
        var known: [String: String] = [:]
        for (host, own) in byHost
        where own.contains(where: { open.contains($0.key) && shared[$0.key]?.bytes != $0.value.bytes }) {
            guard let value = given.filled(with: shared.merging(own.filter { open.contains($0.key) }) { $1 }) else {
                continue
            }
            known[host] = parameter.canonical(value)
        }
        for (host, value) in known.sorted(by: { $0.key < $1.key }) {
            judge(value, of: parameter, on: host)
            byHost[host]?[name] = value
        }
        if shared[name] == nil, !known.isEmpty { refuseLacking(parameter, known) }
    }

    /// A value that is passed for what an include gives, which an earlier part of the run does with the same value.
    private mutating func refuseOther(than value: String, for parameter: Parameter) {
        guard let passed = request.values[parameter.name],
            !parameter.canonical(passed).isSame(as: parameter.canonical(value))
        else { return }
        diagnostics.append(
            Diagnostic(
                .badParameterValue, "parameter \(parameter.name) has its value from the include",
                file:
                    parameter.file ?? runbook.path, range: parameter.range,
                fix: "change it there, or give it a parameter of the runbook"))
    }

    private func kind(_ parameter: Parameter) -> String {
        "\(parameter.isPlaceholder ? "placeholder" : "parameter") \(parameter.name)"
    }

    private mutating func take(_ value: String, for parameter: Parameter) {
        judge(value, of: parameter, on: nil)
        shared[parameter.name] = parameter.canonical(value)
    }

    private mutating func judge(_ value: String, of parameter: Parameter, on host: String?) {
        guard let complaint = parameter.validate(value) else { return }
        let place = host.map { " on \($0)" } ?? ""
        diagnostics.append(
            Diagnostic(
                rule: "bad-parameter-value", severity: .error,
                headline: "parameter \(parameter.name)\(place): \(complaint)", file: parameter.file ?? runbook.path,
                range: parameter.range,
                fix: host.map { "change the variable of \($0) in the inventory" }
                    ?? "pass --set \(parameter.name)=VALUE with a value that fits"))
    }

    /// A host without the value matters where a step on it uses the parameter.
    private mutating func refuseLacking(_ parameter: Parameter, _ known: [String: String]) {
        guard !request.allowsOpenParameters else { return }
        for (step, hosts) in steps where step.uses(parameter.name) {
            guard let host = hosts.first(where: { known[$0] == nil }) else { continue }
            diagnostics.append(
                unresolved(parameter, "\(kind(parameter)) has no value on \(host), where step \(step.id) uses it"))
            return
        }
    }

    private func unresolved(_ parameter: Parameter, _ headline: String) -> Diagnostic {
        Diagnostic(
            rule: "unresolved-placeholder", severity: .error, headline: headline, file: parameter.file ?? runbook.path,
            range: parameter.range,
            why: "a command with an open placeholder must not run",
            fix: "pass --set \(parameter.name)=VALUE, or give it a default under 'parameters' in the front matter")
    }

    private mutating func refuseUnknown() {
        let names = runbook.parameters.map(\.name)
        for name in request.values.keys.sorted() where !names.contains(name) {
            let near = Suggestion.closest(to: name, in: names)
            diagnostics.append(
                Diagnostic(
                    rule: "unknown-parameter", severity: .error,
                    headline: "unknown parameter '\(name)'", file: runbook.path, range: runbook.start,
                    fix: near.map { "write --set \($0)=…" }
                        ?? "remove the option, or declare it under 'parameters' in the front matter"))
        }
    }

    private mutating func refuseUnreadable() {
        guard values.values.contains(where: { !$0.unreadable.isEmpty }) else { return }
        let given = Set(request.values.keys).union(runbook.front.secrets.map(\.name)).union(
            runbook.parameters.map(\.name))
        for (step, hosts) in steps {
            var asked: Set<String> = []
            for host in hosts {
                for (name, reason) in values[host]?.unreadable.sorted(by: { $0.key < $1.key }) ?? []
                where !given.contains(name) {
                    guard asked.insert(name).inserted, step.uses(name) else { continue }
                    diagnostics.append(
                        Diagnostic(
                            .unreadableVariable,
                            "step \(step.id) uses '\(name)' of \(host), which cannot be read: \(reason)",
                            file: step.file,
                            range: TextRange(
                                step.range.start,
                                TextPosition(line: step.range.start.line, column: step.range.start.column + 3)),
                            fix: "declare '\(name)' under 'secrets' in the front matter, or write it into the inventory"
                        ))
                }
            }
        }
    }
}

extension Step {
    /// Every script of the step: its own, those of its checks, undos and fixes.
    package var scripts: [Script] {
        var scripts: [Script] =
            switch body {
            case .script(let script): [script]
            case .console(let exchanges): exchanges.map(\.command)
            case .file(let file): [file.content]
            case .ensure, .manual, .gate, .checkOnly: []
            }
        for case .script(let script, _) in check { scripts.append(script) }
        return scripts + undo + fixes.map(\.script)
    }

    /// Whether a script of it holds the parameter's placeholder, `$NAME` or `${NAME`, or the loops and choices of its
    /// file name it.
    func uses(_ name: String) -> Bool {
        let names = names(for: name)
        if case .file(let file) = body, let template = file.template, names.contains(where: template.names.contains) {
            return true
        }
        return scripts.contains { script in
            script.placeholders.contains { names.contains($0.parameter) }
                || names.contains(where: script.text.mentions)
        }
    }
}

extension String {
    /// Whether `$name` or `${name` stands in the text.
    fileprivate func mentions(variable name: String) -> Bool {
        let bytes = Array(utf8)
        let wanted = Array(name.utf8)
        var index = 0
        while let dollar = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            index = dollar + 1
            var start = index
            if start < bytes.count, bytes[start] == UInt8(ascii: "{") { start += 1 }
            let end = start + wanted.count
            if end <= bytes.count, bytes[start..<end].elementsEqual(wanted),
                end == bytes.count || !bytes[end].isNameByte
            {
                return true
            }
        }
        return false
    }
}
