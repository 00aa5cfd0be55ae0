import ProvChecks
package import ProvRunbook
import ProvText

/// Who uses what a step captures.
package enum CaptureUse {
    /// The captures of a step that something else of the plan uses, in the order they are declared.
    package static func needed(of step: Step, in plan: Plan) -> [String] {
        let captures = step.options.captures.map(\.value)
        guard !captures.isEmpty else { return [] }
        let others = plan.steps.map(\.step).filter { $0.id != step.id }
        let own = step.check.flatMap(texts) + step.undo.map(\.text)
        return captures.filter { name in
            let isUsed = { (step: Step, texts: [String]) in
                step.names(for: name).contains { name in texts.contains { VariableUse.isWord(name, of: $0) } }
            }
            return isUsed(step, own) || others.contains { isUsed($0, texts($0)) }
                || others.contains { $0.options.when?.value.names.contains(name) == true }
        }
    }

    /// Everything in which a step can use a variable.
    static func texts(_ step: Step) -> [String] {
        var texts =
            step.check.flatMap(texts) + step.undo.map(\.text) + step.fixes.map(\.script.text)
            + step.options.environment.map(\.value)
        if let until = step.options.until { texts.append(until.value) }
        if let folder = step.options.cwd { texts.append(folder) }
        switch step.body {
        case .script(let script): texts.append(script.text)
        case .console(let exchanges): texts += exchanges.map(\.command.text)
        case .file(let file): texts += [file.path, file.content.text, file.validate?.value ?? ""]
        case .manual(let task): texts.append(task.instruction)
        case .ensure, .gate, .checkOnly: break
        }
        return texts
    }

    static func texts(_ check: Check) -> [String] {
        switch check {
        case .script(let script, _): [script.text]
        case .declarative(let check): [check.probe.script]
        }
    }

    /// The first of these captures that a check cannot do without.
    static func required(by check: Check, of names: [String]) -> String? {
        switch check {
        case .script(let script, _): names.first { VariableUse.requires($0, script.text) }
        case .declarative(let check): names.first { name in check.parameters.contains { $0.value == name } }
        }
    }
}
