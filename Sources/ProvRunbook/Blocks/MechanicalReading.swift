import ProvChecks
import ProvDiagnostics
import ProvMarkdown
import ProvText
import ProvYAML

/// Comments of mechanical-markdown, read into steps.
extension DocumentReader {
    mutating func beginMechanicalStep(yaml: String, firstLine: Int, range: TextRange) {
        if mechanicalStep != nil {
            reportStep("STEP inside of another STEP", range, fix: "end the one before with '<!-- END_STEP -->'")
            endMechanicalStep()
        }
        var step = MechanicalStep(range: range)
        mechanicalStep = step
        let node: YAMLNode?
        do {
            node = try YAML.compose(yaml)
        } catch {
            reportStep(
                "invalid YAML in the STEP comment", range, fix: "write 'key: value' lines, as in mechanical-markdown")
            return
        }
        guard let mapping = node?.mapping else { return }
        for (key, value) in mapping {
            guard let key = key.text else { continue }
            read(key, value, into: &step, range: range)
        }
        mechanicalStep = step
    }

    private func reportStep(_ headline: String, _ range: TextRange, fix: String) {
        assembly.report(.badStepComment, headline, file: file, range: range, fix: fix)
    }

    private func read(_ key: String, _ value: YAMLNode, into step: inout MechanicalStep, range: TextRange) {
        switch key {
        case "name": step.name = value.text
        case "expected_stdout_lines":
            step.expectedLines.append((.stdout, value.sequence?.compactMap(\.text) ?? []))
        case "expected_stderr_lines":
            step.expectedLines.append((.stderr, value.sequence?.compactMap(\.text) ?? []))
        case "output_match_mode":
            if let word = word(value, of: key, ["exact", "substring"], range) {
                step.matchesWholeLines = word == "exact"
            }
        case "match_order":
            if let word = word(value, of: key, ["sequential", "none"], range) { step.isOrdered = word == "sequential" }
        // Without a value any code will do.
        case "expected_return_code": step.options.expectedExit = value.scalar?.integer
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
        default: assembly.report(.idleStepKey, "key '\(key)' of the STEP comment is ignored", file: file, range: range)
        }
    }

    private func word(_ value: YAMLNode, of key: String, _ words: [String], _ range: TextRange) -> String? {
        if let text = value.text, words.contains(text) { return text }
        reportStep(
            "'\(key)' must be \(words.joined(separator: " or ")), not '\(value.text ?? "")'", range,
            fix: "write '\(key): \(words[0])'")
        return nil
    }

    mutating func addToMechanicalStep(_ fence: Fence, interpreter: Interpreter) {
        let script = script(of: fence, interpreter: interpreter)
        mechanicalStep?.scripts.append((script, fence))
    }

    /// `<!-- END_STEP -->`.
    mutating func readEndOfStep(range: TextRange) {
        guard mechanicalStep != nil else {
            return reportStep(
                "END_STEP without a STEP", range, fix: "write '<!-- STEP' with its keys above it, or remove it")
        }
        endMechanicalStep()
    }

    /// Makes one step of everything the comment encloses.
    mutating func endMechanicalStep() {
        guard let step = mechanicalStep else { return }
        mechanicalStep = nil
        guard !section.isLeftOut else { return }
        guard let first = step.scripts.first, let last = step.scripts.last else {
            guard !step.expectations.isEmpty else { return }
            return reportStep(
                "STEP with expected lines, and without a block that runs", step.range,
                fix: "put a bash block between STEP and END_STEP")
        }
        if step.scripts.count > 1, step.options.isBackground {
            reportStep(
                "STEP in the background with \(step.scripts.count) blocks", step.range,
                fix: "give each block a STEP of its own")
        }
        if let message = step.manualMessage { addManual(message, step, at: first.fence) }
        let range = first.fence.range.union(last.fence.range)
        let body: Step.Body =
            step.scripts.count == 1
            ? .script(first.script)
            : .console(
                step.scripts.map {
                    ConsoleExchange(command: $0.script, expectation: nil, exitCode: step.options.expectedExit)
                })
        // What a process in the background prints may come with a later step.
        let isLater = step.options.isBackground
        let made = Step(
            id: StepID(""), title: step.name ?? "", phase: .main, body: body, options: step.options,
            section: section.path, expectations: isLater ? [] : step.expectations, range: range, file: file)
        lastFence = .step(assembly.drafts.count)
        add(made, name: nameAttribute(step), attributes: [], hasTitle: step.name != nil)
        if isLater, !step.expectations.isEmpty { laterOutputs.append((assembly.drafts.count - 1, step)) }
        if step.pause > 0 { addPause(step, after: last.fence) }
    }

    /// At the end of the document: what STEPs in the background have printed by now.
    mutating func addLaterOutputs() {
        for (index, step) in laterOutputs {
            var options = StepOptions()
            options.timeout = step.options.timeout
            let made = Step(
                id: StepID(""), title: "Output of \(step.name ?? "the background step")", phase: .main,
                body: .checkOnly, options: options, section: section.path, expectations: step.expectations,
                range: step.range, file: file)
            assembly.drafts.append(
                .init(
                    step: made, name: nameAttribute(step, suffix: "-output"), attributes: [],
                    section: section.serial, hasTitle: true, outputOf: index, scope: assembly.scope))
        }
        laterOutputs = []
    }

    /// The step's name as a name is written: `Deploy app` is `deploy-app`.
    private func nameAttribute(_ step: MechanicalStep, suffix: String = "") -> Attribute? {
        guard let name = step.name, !StepNaming.slug(of: name).isEmpty else { return nil }
        let slug = StepNaming.slug(of: name) + suffix
        guard assembly.takeForeignName(slug) else { return nil }
        return Attribute(
            key: "name", keyRange: step.range, value: slug, valueRange: step.range, origin: .comment, file: file)
    }

    private func addPause(_ step: MechanicalStep, after fence: Fence) {
        let script = Script(
            text: "sleep \(step.pause)\n", language: "bash", interpreter: .session, range: fence.contentRange)
        let made = Step(
            id: StepID(""), title: "Wait \(step.pause) s", phase: .main, body: .script(script), options: StepOptions(),
            section: section.path, range: fence.range, file: file)
        assembly.drafts.append(
            .init(
                step: made, name: nil, attributes: [], section: section.serial, hasTitle: true, scope: assembly.scope))
    }

    private func addManual(_ message: String, _ step: MechanicalStep, at fence: Fence) {
        let made = Step(
            id: StepID(""), title: message, phase: .main, body: .manual(ManualTask(instruction: message)),
            options: StepOptions(), section: section.path, range: fence.range, file: file)
        assembly.drafts.append(
            .init(
                step: made, name: nil, attributes: [], section: section.serial, hasTitle: true, scope: assembly.scope))
    }
}
