import ProvChecks
import ProvDiagnostics
import ProvText

/// Settles what needs the whole runbook: names, titles, variants, and blocks that name their step.
struct StepResolver {
    private let assembly: RunbookAssembly
    var drafts: [RunbookAssembly.Draft]
    /// Steps by the name people write; a variant group's name is that of its first member.
    private var indices: [String: Int] = [:]
    /// The slug of a section's heading, made once for all its steps.
    private var slugs: [Int: String] = [:]
    /// Known once the steps are resolved.
    private(set) var alternatives: [AlternativeGroup] = []

    init(_ assembly: RunbookAssembly) {
        self.assembly = assembly
        drafts = assembly.drafts
    }

    mutating func resolve() -> [Step] {
        findVariants()
        takeWrittenNames()
        makeNames()
        makeTitles()
        for index in drafts.indices {
            drafts[index].step.outputOf = drafts[index].outputOf.map { drafts[$0].step.id }
        }
        alternatives = AlternativeResolver.resolve(
            AlternativeResolver.declared(drafts, assembly.alternatives), &drafts)
        attach()
        reportMixedStreams()
        reportReadersThatChange()
        reportBackgroundThatEnds()
        finishParts()
        expandNeeds()
        return drafts.map(\.step)
    }

    // MARK: Variants

    /// Neighbours that differ only in `when` are variants of one step.
    private mutating func findVariants() {
        var first = 0
        while first < drafts.count {
            var end = first + 1
            while end < drafts.count, isVariant(drafts[first], drafts[end]) { end += 1 }
            if end - first > 1 {
                for index in first..<end { drafts[index].step.variantGroup = "" }
                replaceOtherwise(in: first..<end)
            }
            first = end
        }
    }

    /// Gives the last of some variants the condition that `else` stands for.
    private mutating func replaceOtherwise(in variants: Range<Int>) {
        guard let last = variants.last, let when = drafts[last].step.options.when,
            when.value.text == Condition.otherwise
        else { return }
        let others = variants.dropLast().compactMap { drafts[$0].step.options.when?.value }
        do { drafts[last].step.options.when = Located(try Condition(noneOf: others), at: when.range) } catch {
            assembly.report(
                .badCondition, "'else' cannot be used here: \(error.message)", file: drafts[last].step.file,
                range: when.range, fix: "write its condition")
        }
    }

    private func isVariant(_ left: RunbookAssembly.Draft, _ right: RunbookAssembly.Draft) -> Bool {
        guard left.section == right.section, let leftWhen = left.step.options.when,
            let rightWhen = right.step.options.when,
            leftWhen.value.text != rightWhen.value.text
        else { return false }
        return keys(of: left) == keys(of: right)
    }

    private func keys(of draft: RunbookAssembly.Draft) -> [String: String] {
        var keys: [String: String] = [:]
        for attribute in draft.attributes {
            let name = BlockKey.named(attribute.key)?.name ?? attribute.key
            if name != "when", name != "title" { keys[name] = attribute.value ?? "" }
        }
        return keys
    }

    // MARK: Names

    private mutating func takeWrittenNames() {
        for index in drafts.indices {
            guard let attribute = drafts[index].name, let written = attribute.value else { continue }
            let name = drafts[index].scope.qualified(written)
            guard let first = indices[name] else {
                indices[name] = index
                drafts[index].step.id = StepID(name)
                continue
            }
            // Variants of one step may share its name.
            if drafts[index].step.variantGroup != nil, drafts[first].step.variantGroup != nil,
                drafts[first].section == drafts[index].section
            {
                continue
            }
            let notes =
                drafts[first].name.map { [(file: $0.file, range: $0.valueRange, text: "the first one is here")] } ?? []
            assembly.report(
                .duplicateName, "duplicate step name '\(name)'", file: attribute.file,
                range: attribute.valueRange,
                notes: notes, fix: "rename one of them")
        }
    }

    private mutating func makeNames() {
        var counters: [String: Int] = [:]
        var group: String?
        for index in drafts.indices {
            if drafts[index].step.id.rawValue.isEmpty {
                drafts[index].step.id = StepID(freshName(for: drafts[index], &counters))
            }
            let name = drafts[index].step.id.rawValue
            indices[name] = indices[name] ?? index
            guard drafts[index].step.variantGroup != nil else {
                group = nil
                continue
            }
            if let open = group, index > 0, isVariant(drafts[index - 1], drafts[index]) {
                drafts[index].step.variantGroup = open
            } else {
                group = name
                drafts[index].step.variantGroup = name
            }
        }
    }

    private mutating func freshName(for draft: RunbookAssembly.Draft, _ counters: inout [String: Int]) -> String {
        var base = draft.name?.value ?? ""
        if base.isEmpty, case .manual(let task) = draft.step.body {
            base = StepNaming.slug(of: String(task.instruction.prefix(60)))
        }
        if base.isEmpty { base = sectionSlug(draft) }
        if base.isEmpty { base = "step" }
        if case .gate = draft.step.body, draft.name == nil { base += "-approval" }
        while true {
            let qualified = draft.scope.qualified(base)
            let number = counters[qualified, default: 0] + 1
            counters[qualified] = number
            let name = number == 1 ? qualified : "\(qualified)-\(number)"
            if indices[name] == nil { return name }
        }
    }

    private mutating func sectionSlug(_ draft: RunbookAssembly.Draft) -> String {
        if let slug = slugs[draft.section] { return slug }
        let slug = draft.step.section.last.map { StepNaming.slug(of: $0.text) } ?? ""
        slugs[draft.section] = slug
        return slug
    }

    // MARK: Titles

    private mutating func makeTitles() {
        var stepsOfSection: [Int: Int] = [:]
        for draft in drafts { stepsOfSection[draft.section, default: 0] += 1 }
        for index in drafts.indices where !drafts[index].hasTitle {
            let heading = drafts[index].step.section.last?.text
            if let heading, stepsOfSection[drafts[index].section] == 1 {
                drafts[index].step.title = heading
                continue
            }
            let line = StepNaming.firstLine(of: drafts[index].step.body) ?? checkSummary(of: drafts[index].step)
            drafts[index].step.title = line ?? heading ?? drafts[index].step.id.rawValue
            drafts[index].step.isTitledByItsText = line != nil
        }
    }

    private func checkSummary(of step: Step) -> String? {
        switch step.check.first {
        case .declarative(let check): check.summary
        case .script(let script, _): StepNaming.firstLine(of: .script(script))
        case nil: nil
        }
    }

    // MARK: References

    private mutating func attach() {
        for attachment in assembly.attachments {
            let names = (attachment.target.value ?? "").split(separator: ",", omittingEmptySubsequences: false).map {
                String(decoding: Array($0.utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self)
            }
            if case .expectation = attachment.part, names.count > 1 {
                assembly.report(
                    .badValue, "an expected output belongs to one step", file: attachment.target.file,
                    range: attachment.target.valueRange, fix: "write an output block for each step")
                continue
            }
            for name in names { attach(attachment, to: attachment.scope.qualified(name)) }
        }
    }

    private mutating func attach(_ attachment: RunbookAssembly.Attachment, to name: String) {
        guard let index = indices[name] else {
            let scope = attachment.scope.ofSteps
            let near = Suggestion.closest(to: name, in: Array(indices.keys)).map { scope?.written($0) ?? $0 }
            assembly.report(
                .unknownName, "unknown step '\(scope?.written(name) ?? name)'", file: attachment.target.file,
                range: attachment.target.valueRange, fix: near.map { "write '\($0)'" }, replacement: near)
            return
        }
        guard drafts[index].scope === attachment.scope else {
            assembly.report(
                .misplacedKey, "'\(name)' is a step of an included part, which has names of its own",
                file: attachment.target.file, range: attachment.target.range,
                fix: "move the block to the included file; a check can be a step of its own: {check name=…}")
            return
        }
        switch attachment.part {
        case .check(let checks): drafts[index].step.check += checks
        case .expectation(let expectation): drafts[index].step.expectations.append(expectation)
        case .undo(let script): drafts[index].step.undo.append(script)
        case .fix(let fix): drafts[index].step.fixes.append(fix)
        }
    }

    /// What only reads has nothing to undo or to fix.
    private func reportReadersThatChange() {
        for draft in drafts where draft.step.options.isReadOnly {
            let step = draft.step
            var wrong: String?
            if case .script = step.body {} else { wrong = "is valid only on a block of commands" }
            if !step.undo.isEmpty || !step.fixes.isEmpty { wrong = "has an undo or a fix, although it changes nothing" }
            if step.options.isBackground || step.options.isDetached {
                wrong = "does not end, so that nothing can be read"
            }
            guard let wrong else { continue }
            assembly.report(
                .misplacedKey, "the step '\(step.id)' with 'reads' \(wrong)", file: step.file, range: step.range,
                fix: "remove 'reads', or the other one")
        }
    }

    /// What runs beside the other steps has no end that a capture could wait for, and is not both kept and awaited.
    private func reportBackgroundThatEnds() {
        for draft in drafts where draft.step.options.isBackground {
            let step = draft.step
            if let capture = step.options.captures.first {
                assembly.report(
                    .misplacedKey, "the background step '\(step.id)' has not ended when 'capture' takes its output",
                    file: step.file, range: capture.range,
                    fix: "let it write to a file, and capture that in a step of its own")
            }
            if step.options.isDetached {
                assembly.report(
                    .conflictingKey, "'\(step.id)' has 'background' and 'detach'", file: step.file, range: step.range,
                    fix:
                        "remove 'background' and end the command with '&' for what runs on after the run; else remove 'detach'"
                )
            }
        }
    }

    /// Streams that are compared as one text cannot be told apart again.
    private func reportMixedStreams() {
        for draft in drafts {
            let expectations = draft.step.expectations
            guard let joined = expectations.first(where: { $0.stream == .both }),
                let other = expectations.first(where: { $0.stream != .both })
            else { continue }
            assembly.report(
                .conflictingKey, "'\(draft.step.id)' is compared with 'stream=both' and with one stream alone",
                file: draft.step.file, range: other.range,
                notes: [(draft.step.file, joined.range, "both are compared here")],
                fix: "compare stdout and stderr each with an output block of its own")
        }
    }

    /// Whoever needs a step of several variants needs all of them: which one runs is decided later.
    private mutating func expandNeeds() {
        var members = stepsOfParts
        for draft in drafts {
            if let group = draft.step.variantGroup { members[group, default: []].append(draft.step.id) }
        }
        guard !members.isEmpty else { return }
        func expanded(_ names: [Located<String>]) -> [Located<String>] {
            names.flatMap { name in
                (members[name.value] ?? [StepID(name.value)]).map { Located($0.rawValue, at: name.range) }
            }
        }
        for index in drafts.indices {
            drafts[index].step.options.needs = drafts[index].step.options.needs.map(expanded)
            drafts[index].step.options.whenChanged = expanded(drafts[index].step.options.whenChanged)
        }
    }
}
