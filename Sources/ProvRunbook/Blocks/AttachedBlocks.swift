import ProvChecks
import ProvDiagnostics
import ProvMarkdown
import ProvText

/// Blocks that belong to a step: checks, expected outputs, undos and fixes.
extension DocumentReader {
    // MARK: Check

    mutating func readCheck(_ fence: Fence) {
        let checks = self.checks(of: fence)
        if case .step = lastFence {} else { lastFence = .other }
        guard !checks.isEmpty else { return }
        let idle = { (role: String) in
            fence.keys.warnOfIdleKeys(
                besides: ["check", "of", "timeout", "title", "interpreter", "run"], role: role,
                fix: "remove it, or move it to the step; a check with a name and without 'of' is a step of its own")
        }
        if let of = fence.keys["of"] {
            idle("a check of another step")
            assembly.attach(.check(checks), to: of)
        } else if fence.keys["name"] == nil, let above = checkedStep() {
            idle("a check of the step above")
            assembly.drafts[above].step.check += checks
        } else {
            // An output below it is not that of the step above.
            lastFence = .nothing
            let step = Step(
                id: StepID(""), title: fence.keys.title ?? "", phase: fence.keys.isFinally ? .finally : .main,
                body: .checkOnly,
                options: fence.keys.options(), section: section.path, check: checks, range: fence.range, file: file)
            add(step, name: fence.keys.name, attributes: fence.attributes, hasTitle: fence.keys.title != nil)
        }
    }

    /// A YAML block whose checks prov makes true.
    mutating func readEnsure(_ fence: Fence) {
        guard case .yaml = fence.language else {
            lastFence = .other
            assembly.report(
                .badAttribute, "'ensure' is valid only on a YAML block", file: file,
                range: fence.keys["ensure"]?.range ?? fence.range, fix: "write ```yaml {ensure}")
            return
        }
        rejectForeignRoles(fence)
        let read = DeclarativeCheckReader.read(
            ensured: fence.code.literal, start: fence.code.contentStart, file: file)
        assembly.diagnostics += read.diagnostics
        guard !read.checks.isEmpty else {
            lastFence = .other
            return
        }
        var state = EnsuredState(remedies: read.remedies)
        state.checkCount = read.checks.count
        if read.checks.contains(where: { $0.ofList != nil }) {
            let (text, start, file) = (fence.code.literal, fence.code.contentStart, file)
            state.reread = { DeclarativeCheckReader.read(ensured: text, start: start, file: file, lists: $0) }
        }
        addStep(fence, body: .ensure(state), check: read.checks.map { .declarative($0) })
    }

    private mutating func checks(of fence: Fence) -> [Check] {
        let timeout = timeout(of: fence)
        if case .yaml = fence.language {
            let read = DeclarativeCheckReader.read(yaml: fence.code.literal, start: fence.code.contentStart, file: file)
            assembly.diagnostics += read.diagnostics
            return read.checks.map { check in
                var check = check
                check.timeout = check.timeout ?? timeout
                return .declarative(check)
            }
        }
        guard fence.code.literal.utf8.contains(where: { !$0.isBlankOrNewline }) else { return [] }
        return [.script(script(of: fence, interpreter: interpreter(of: fence)), timeout: timeout)]
    }

    /// The `timeout` of the block itself; that of its section is its step's.
    private func timeout(of fence: Fence) -> Duration? {
        guard let attribute = fence.keys["timeout"], let key = BlockKey.named("timeout") else { return nil }
        var options = StepOptions()
        OptionReader(assembly: assembly).apply(attribute, key: key, to: &options)
        return options.timeout
    }

    /// The step above in the section: under the same heading, or under one that this one is inside of.
    private func checkedStep() -> Int? {
        guard let last = assembly.drafts.indices.last,
            let index = assembly.drafts[last].isNamedCheck ? assembly.aboveNamedChecks : last
        else { return nil }
        let draft = assembly.drafts[index]
        guard draft.step.body.acts, draft.step.file == file else { return nil }
        if draft.section == section.serial { return index }
        guard let innermost = draft.step.section.last, innermost.level > 1,
            draft.step.section.count < section.path.count
        else { return nil }
        return section.path.starts(with: draft.step.section) ? index : nil
    }

    // MARK: Expected output

    mutating func readExpectation(_ fence: Fence) {
        var isExplicit = true
        if case .output = fence.language { isExplicit = fence.keys.has("expect") }
        fence.keys.warnOfIdleKeys(
            besides: ["expect", "match", "stream", "of", "name", "title"], role: "an expected output")
        guard let expectation = expectation(of: fence) else { return }
        if let of = fence.keys["of"] {
            assembly.attach(.expectation(expectation), to: of)
        } else if case .step(let index) = lastFence {
            assembly.drafts[index].step.expectations.append(expectation)
        } else if isExplicit {
            if let index = checkedStep() {
                assembly.drafts[index].step.expectations.append(expectation)
            } else {
                reportNothingAbove(fence, key: "expect", what: "an expected output")
            }
        }
    }

    private func expectation(of fence: Fence) -> Expectation? {
        let isJSON = fence.languageName.lowercased() == "json"
        guard let (match, stream) = comparison(of: fence, match: isJSON ? .json : .lines, stream: .stdout) else {
            return nil
        }
        let text = fence.code.literal
        if match == .regex,
            let complaint = ValueReading.regexComplaint(
                String(decoding: Array(text.utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self))
        {
            assembly.report(
                .badRegex, "invalid regular expression", file: file, range: fence.contentRange,
                fix: "\(complaint); fix it, or use match=contains for plain text")
            return nil
        }
        return Expectation(match: match, text: text, stream: stream, range: fence.contentRange)
    }

    /// What `match` and `stream` say, else the defaults; `nil` where one of them is reported.
    func comparison(of fence: Fence, match: Expectation.Match, stream: Expectation.Stream) -> (
        match: Expectation.Match, stream: Expectation.Stream
    )? {
        var scratch = StepOptions()
        for name in ["match", "stream"] {
            guard let attribute = fence.keys[name], let key = BlockKey.named(name) else { continue }
            OptionReader(assembly: assembly).apply(attribute, key: key, to: &scratch)
        }
        let matchName = fence.keys["match"].map { $0.value ?? "" } ?? match.rawValue
        let streamName = fence.keys["stream"].map { $0.value ?? "" } ?? stream.rawValue
        guard let match = Expectation.Match(rawValue: matchName), Expectation.Match.names.contains(matchName),
            let stream = Expectation.Stream(rawValue: streamName)
        else { return nil }
        return (match, stream)
    }

    /// Innovation Engine: the block after the comment is the output of the block before it.
    mutating func attachSimilarity(_ similarity: Located<String>, _ fence: Fence) {
        guard case .step(let index) = lastFence else { return }
        let expectation: Expectation
        if let threshold = Double(similarity.value), threshold >= 0, threshold <= 1 {
            expectation = Expectation(
                match: .similarity, text: fence.code.literal, threshold: threshold, range: fence.contentRange)
        } else if ValueReading.regexComplaint(similarity.value) == nil {
            expectation = Expectation(match: .regex, text: similarity.value, range: similarity.range)
        } else {
            assembly.report(
                .badRegex, "'\(similarity.value)' is not a number from 0 to 1 or a regular expression", file: file,
                range: similarity.range, fix: "write expected_similarity=0.8")
            return
        }
        assembly.drafts[index].step.expectations.append(expectation)
    }

    // MARK: Undo and fix

    mutating func readUndo(_ fence: Fence) {
        lastFence = .other
        fence.keys.warnOfIdleKeys(besides: ["undo", "of", "name", "title", "interpreter", "run"], role: "an undo")
        guard fence.code.literal.utf8.contains(where: { !$0.isBlankOrNewline }) else { return }
        let script = script(of: fence, interpreter: interpreter(of: fence))
        if let of = fence.keys["of"] {
            assembly.attach(.undo(script), to: of)
        } else if let index = actingStepAbove() {
            assembly.drafts[index].step.undo.append(script)
        } else {
            reportNothingAbove(fence, key: "undo", what: "an undo")
        }
    }

    mutating func readFix(_ fence: Fence) {
        lastFence = .other
        fence.keys.warnOfIdleKeys(
            besides: ["fix", "fix-when", "when", "of", "name", "title", "interpreter", "run"], role: "a fix")
        guard let when = failurePattern(of: fence) else { return }
        let script = script(of: fence, interpreter: interpreter(of: fence))
        let fix = Fix(
            when: when, script: script, symptom: section.path.last?.text, cause: prose(before: fence.range.start.line))
        if let of = fence.keys["of"] {
            assembly.attach(.fix(fix), to: of)
        } else if let index = actingStepAbove() {
            assembly.drafts[index].step.fixes.append(fix)
        } else {
            reportNothingAbove(fence, key: fence.keys["fix"] == nil ? "fix-when" : "fix", what: "a fix")
        }
    }

    private func failurePattern(of fence: Fence) -> Located<String>? {
        guard let attribute = fence.keys["fix-when"] ?? fence.keys["when"], let value = attribute.value, !value.isEmpty
        else {
            let place = fence.keys["fix"] ?? fence.keys["fix-when"]
            assembly.report(
                .fixWithoutWhen, "fix without 'when', the failure that it fixes", file: file,
                range: place?.keyRange ?? fence.code.infoRange, fix: "add when=\"words of the error message\"")
            return nil
        }
        if let complaint = ValueReading.regexComplaint(value) {
            assembly.report(
                .badRegex, "invalid regular expression '\(value)'", file: attribute.file, range: attribute.valueRange,
                fix: "\(complaint); escape special characters with a backslash")
            return nil
        }
        return Located(value, at: attribute.valueRange)
    }

    private func actingStepAbove() -> Int? { assembly.lastActing }

    private func reportNothingAbove(_ fence: Fence, key: String, what: String) {
        assembly.report(
            .nothingAbove, "\(what) without a step above it", file: file,
            range: fence.keys[key]?.keyRange ?? fence.code.infoRange,
            fix: "move it below its step, or name the step with of=…")
    }

    /// The text since the last heading or block of code, without comments.
    private func prose(before line: Int) -> String? {
        guard proseStart < line else { return nil }
        let text = document.source.text(
            in: TextRange(TextPosition(line: proseStart, column: 1), TextPosition(line: line, column: 1)))
        let trimmed = String(
            decoding: Array(InlineComments.removed(from: text).utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self)
        return trimmed.isEmpty ? nil : trimmed
    }
}

extension Step.Body {
    /// True for a body that changes something, which a check, undo or fix can belong to.
    var acts: Bool {
        switch self {
        case .script, .console, .file, .ensure, .manual: true
        case .gate, .checkOnly: false
        }
    }
}
