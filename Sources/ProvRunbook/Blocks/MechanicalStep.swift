import ProvChecks
import ProvDiagnostics
import ProvMarkdown
import ProvText
import ProvYAML

/// A step of mechanical-markdown: the blocks between `<!-- STEP … -->` and `<!-- END_STEP -->`.
struct MechanicalStep {
    var name: String?
    /// Lines that its standard output must hold.
    var expectedLines: [String] = []
    /// True where the lines must be whole lines; false where they may be parts of one.
    var matchesWholeLines = true
    /// True where the lines must come in this order.
    var isOrdered = true
    var options = StepOptions()
    /// Seconds to wait after it.
    var pause = 0
    var manualMessage: String?
    var yamlRange: TextRange
    var scripts: [(script: Script, fence: Fence)] = []

    /// Only such a document leaves its other blocks alone.
    static func isMentioned(in document: Document) -> Bool {
        document.blocks.contains { block in
            guard case .html(let text) = block.kind, text.utf8.starts(with: "<!--".utf8) else { return false }
            return Array(text.utf8.dropFirst(4).prefix(64))[...].trimmingBlanksAndNewlines().starts(with: "STEP".utf8)
                && !text.utf8.contains(0)
                && isStep(text)
        }
    }

    private static func isStep(_ text: String) -> Bool {
        let rest = Array(text.utf8.dropFirst(4))[...].trimmingBlanksAndNewlines().dropFirst(4)
        return rest.first.map { $0.isBlankOrNewline } ?? false
    }

    /// The text that proves the step, in the words of expectations.
    var expectations: [Expectation] {
        let patterns = expectedLines.map { matchesWholeLines ? $0 : "*\(MechanicalStep.escapedGlob($0))* (glob)" }
        if patterns.isEmpty { return [] }
        let groups = isOrdered ? [patterns] : patterns.map { [$0] }
        return groups.map { group in
            Expectation(match: .lines, text: "...\n" + group.map { "\($0)\n...\n" }.joined(), range: yamlRange)
        }
    }

    private static func escapedGlob(_ text: String) -> String {
        text.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}

extension DocumentReader {
    mutating func beginMechanicalStep(yaml: String, firstLine: Int, range: TextRange) {
        endMechanicalStep()
        var step = MechanicalStep(yamlRange: range)
        mechanicalStep = step
        let node: YAMLNode?
        do {
            node = try YAML.compose(yaml)
        } catch {
            assembly.report(
                .badStepComment, "invalid YAML in the STEP comment", file: file, range: range,
                fix: "write 'key: value' lines, as in mechanical-markdown")
            return
        }
        guard let mapping = node?.mapping else { return }
        for (key, value) in mapping {
            guard let key = key.text else { continue }
            read(key, value, into: &step, range: range)
        }
        mechanicalStep = step
    }

    private func read(_ key: String, _ value: YAMLNode, into step: inout MechanicalStep, range: TextRange) {
        switch key {
        case "name": step.name = value.text
        case "expected_stdout_lines": step.expectedLines = value.sequence?.compactMap(\.text) ?? []
        case "output_match_mode": step.matchesWholeLines = value.text != "substring"
        case "match_order": step.isOrdered = value.text != "none"
        case "expected_return_code": if let code = value.scalar?.integer { step.options.expectedExit = code }
        case "background": step.options.isBackground = value.scalar?.boolean ?? false
        case "sleep": step.pause = value.scalar?.integer ?? 0
        case "timeout_seconds": step.options.timeout = value.scalar?.integer.map { .seconds($0) }
        case "working_dir": step.options.cwd = value.text
        case "env":
            step.options.environment =
                value.mapping?.compactMap { name, value in
                    name.text.flatMap { name in value.text.map { (name, $0) } }
                } ?? []
        case "tags": step.options.tags = value.sequence?.compactMap(\.text) ?? []
        case "manual_pause_message": step.manualMessage = value.text
        case "expected_stderr_lines":
            if value.sequence?.isEmpty == false {
                assembly.report(
                    .idleStepKey, "'expected_stderr_lines' is ignored: only standard output is compared", file: file,
                    range: range)
            }
        default: assembly.report(.idleStepKey, "key '\(key)' of the STEP comment is ignored", file: file, range: range)
        }
    }

    mutating func addToMechanicalStep(_ fence: Fence, interpreter: Interpreter) {
        let script = script(of: fence, interpreter: interpreter)
        mechanicalStep?.scripts.append((script, fence))
    }

    /// Makes one step of everything the comment encloses.
    mutating func endMechanicalStep() {
        guard let step = mechanicalStep else { return }
        mechanicalStep = nil
        guard !section.isLeftOut, let first = step.scripts.first, let last = step.scripts.last else { return }
        if let message = step.manualMessage { addManual(message, step, at: first.fence) }
        let script = joined(step.scripts.map(\.script), first.script)
        let range = first.fence.range.union(last.fence.range)
        let made = Step(
            id: StepID(""), title: step.name ?? "", phase: .main, body: .script(script), options: step.options,
            section: section.path, expectations: step.expectations, range: range, file: file)
        lastFence = .step(assembly.drafts.count)
        add(made, name: nameAttribute(step), attributes: [], hasTitle: step.name != nil)
        if step.pause > 0 { addPause(step, after: last.fence) }
    }

    /// The texts one after the other, as one script with the language and place of the first.
    private func joined(_ scripts: [Script], _ first: Script) -> Script {
        guard scripts.count > 1 else { return first }
        var text = ""
        var placeholders: [Placeholder] = []
        for script in scripts {
            let shift = text.utf8.count
            text += script.text
            placeholders += script.placeholders.map {
                Placeholder(
                    text: $0.text, parameter: $0.parameter,
                    bytes: ($0.bytes.lowerBound + shift)..<($0.bytes.upperBound + shift))
            }
        }
        return Script(
            text: text, language: first.language, interpreter: first.interpreter, range: first.range,
            placeholders: placeholders)
    }

    /// The step's name as a name is written: `Deploy app` is `deploy-app`.
    private func nameAttribute(_ step: MechanicalStep) -> Attribute? {
        guard let name = step.name else { return nil }
        let slug = StepNaming.slug(of: name)
        let isTaken = !assembly.mechanicalNames.insert(slug).inserted
        guard !slug.isEmpty, !isTaken else { return nil }
        return Attribute(
            key: "name", keyRange: step.yamlRange, value: slug, valueRange: step.yamlRange, origin: .comment, file: file
        )
    }

    private func addPause(_ step: MechanicalStep, after fence: Fence) {
        let script = Script(
            text: "sleep \(step.pause)\n", language: "bash", interpreter: .session, range: fence.contentRange)
        let made = Step(
            id: StepID(""), title: "Wait \(step.pause) s", phase: .main, body: .script(script), options: StepOptions(),
            section: section.path, range: fence.range, file: file)
        assembly.drafts.append(.init(step: made, name: nil, attributes: [], section: section.serial, hasTitle: true))
    }

    private func addManual(_ message: String, _ step: MechanicalStep, at fence: Fence) {
        let made = Step(
            id: StepID(""), title: message, phase: .main, body: .manual(ManualTask(instruction: message)),
            options: StepOptions(), section: section.path, range: fence.range, file: file)
        assembly.drafts.append(.init(step: made, name: nil, attributes: [], section: section.serial, hasTitle: true))
    }
}
