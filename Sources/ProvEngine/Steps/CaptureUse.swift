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
        let words = others.flatMap(texts) + own
        return captures.filter { name in
            words.contains { uses(name, $0) } || others.contains { $0.options.when?.value.names.contains(name) == true }
        }
    }

    /// Everything in which a step can use a variable.
    private static func texts(_ step: Step) -> [String] {
        var texts =
            step.check.flatMap(texts) + step.undo.map(\.text) + step.fixes.map(\.script.text)
            + step.options.environment.map(\.value)
        if let until = step.options.until { texts.append(until.value) }
        if let folder = step.options.cwd { texts.append(folder) }
        switch step.body {
        case .script(let script): texts.append(script.text)
        case .console(let exchanges): texts += exchanges.map(\.command.text)
        case .file(let file): texts += [file.path, file.content.text]
        case .manual(let task): texts.append(task.instruction)
        case .ensure, .gate, .checkOnly: break
        }
        return texts
    }

    private static func texts(_ check: Check) -> [String] {
        switch check {
        case .script(let script): [script.text]
        case .declarative(let check): [check.probe.script]
        }
    }

    /// Whether the name is a word of the text: `$NAME`, `${NAME%x}`, `{{NAME}}`, but not `NAMES`.
    static func uses(_ name: String, _ text: String) -> Bool {
        let isPart = { (character: Character?) in character.map { $0 == "_" || $0.isLetter || $0.isNumber } ?? false }
        var rest = Substring(text)
        while let found = rest.firstRange(of: name) {
            let before = found.lowerBound == text.startIndex ? nil : text[text.index(before: found.lowerBound)]
            let after = found.upperBound == text.endIndex ? nil : text[found.upperBound]
            if !isPart(before), !isPart(after) { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }
}
