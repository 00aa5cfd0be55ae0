import ProvMarkdown
import ProvReport
import ProvRunbook
import ProvText

/// Draws the blocks of a runbook: steps with what proves them, and what belongs to them.
struct GuideBlocks {
    let runbook: Runbook
    let marks: GuideSteps
    /// Draws what is copied, with its values.
    let texts: GuideCode
    private let proofs: [StepID: [String]]
    /// The file whose blocks are drawn: the runbook's own, or one it includes.
    var file: String
    /// The name that it is included under; empty without one.
    var part = ""

    /// Whether steps are shown as such, and not only made fit for copying.
    let isGuide: Bool

    init(_ runbook: Runbook, isGuide: Bool = true) {
        self.runbook = runbook
        self.isGuide = isGuide
        marks = GuideSteps(runbook)
        texts = GuideCode(runbook: runbook)
        file = runbook.path
        proofs = Dictionary(runbook.steps.map { ($0.id, PlannedStepOverview.proofs(of: $0)) }) { first, _ in first }
    }

    /// The anchor of a step.
    static func anchor(of step: Step) -> String { "step-" + step.id.rawValue }

    func attach(to renderer: inout PageRenderer) {
        guard isGuide else {
            renderer.code = { renderer, code, range in drawCopied(code, range, &renderer) }
            return
        }
        for step in runbook.steps { renderer.parts.anchors.insert(Self.anchor(of: step)) }
        renderer.code = { renderer, code, range in draw(code, range, &renderer) }
        renderer.run = { renderer, blocks in drawVariants(blocks, &renderer) }
        renderer.task = { renderer, item in openTask(item) }
        renderer.comment = { renderer, text, range in drawComment(text, range, &renderer) }
    }

    // MARK: Blocks of code

    private func draw(_ code: CodeBlock, _ range: TextRange, _ renderer: inout PageRenderer) -> Bool {
        guard code.isFenced, let mark = marks.mark(of: range, in: file, part: part) else { return false }
        switch mark.role {
        case .step: drawStep(mark, code, &renderer)
        case .check(let check): drawCheck(check, of: mark, code, range, &renderer)
        case .expectation: attached("expected", "Expected output", code, &renderer, isOpen: true)
        case .undo(let undo): attached("undo", "Undo", code, &renderer, isOpen: false, script: undo, of: mark.step)
        case .fix(let fix):
            attached(
                "fix", "Fix for “\(VisibleControls.shownOnOneLine(fix.when.value))”", code,
                &renderer, isOpen: true, script: fix.script, of: mark.step)
        }
        return true
    }

    /// A block of a document that only explains.
    private func drawCopied(_ code: CodeBlock, _ range: TextRange, _ renderer: inout PageRenderer) -> Bool {
        guard code.isFenced, let mark = marks.mark(of: range, in: file, part: part), case .step = mark.role,
            case .console = mark.step.body
        else { return false }
        renderer.parts.add(code: code.literal)
        renderer.page.add("<div class=\"code\"><pre tabindex=\"0\"><code>")
        texts.draw(mark.step, code, &renderer.page)
        renderer.page.add("</code></pre></div>\n")
        return true
    }

    private func drawStep(_ mark: GuideSteps.Mark, _ code: CodeBlock, _ renderer: inout PageRenderer) {
        renderer.page.add(
            """
            <div class="step" id="\(Self.anchor(of: mark.step))" data-step="\(mark.step.id.rawValue)" \
            data-number="\(mark.number)">

            """
        )
        renderer.page.add(headLine(mark))
        renderer.page.add(variantLine(mark.step))
        renderer.page.add(itemsLine(mark.step))
        renderer.parts.add(code: code.literal)
        renderer.page.add("<div class=\"code\"><pre tabindex=\"0\"><code>")
        texts.draw(mark.step, code, &renderer.page)
        renderer.page.add("</code></pre></div>\n")
        renderer.page.add(severalLine(Self.copied(mark.step), of: mark.step))
        renderer.page.add(keptLine(mark.step))
        renderer.page.add(proofLine(mark.step))
        drawByHand(mark.step, &renderer)
        renderer.page.add("</div>\n")
    }

    func headLine(_ mark: GuideSteps.Mark) -> Markup {
        let step = mark.step
        var page: Markup =
            """
            <p class="step-head"><a class="number" \
            href="#\(SitePath.encoded(Self.anchor(of: step)))">\(AlertShape.word(for: step)) \(mark.number)</a>
            """
        if let title = Self.title(of: step) {
            page.add(" <span class=\"step-title\">\(texts.line(title, of: step))</span>")
        }
        if step.hasOwnName { page.add(" <code class=\"step-id\">\(step.id.rawValue)</code>") }
        for note in Self.notes(of: step) {
            page.add("<span class=\"note\">\(note.words)")
            if let value = note.value { page.add(" \(texts.line(value, of: step))") }
            page.add("</span>")
        }
        page.add("</p>\n")
        return page
    }

    /// Of which alternatives the step is a variant, and what the others are.
    private func variantLine(_ step: Step) -> Markup {
        var page: Markup = ""
        for membership in step.alternatives {
            let group = runbook.alternatives[membership.group]
            let others = group.variants.enumerated().filter { $0.offset != membership.variant }.map(\.element.title)
            page.add(
                """
                <p class="note">Variant \(VisibleControls.shownOnOneLine(group.variants[membership.variant].title)); \
                instead of it: \(VisibleControls.shownOnOneLine(others.joined(separator: ", ")))</p>

                """)
        }
        return page
    }

    /// What a reader has to know of a step before its commands; values are written as they stand in the runbook.
    static func notes(of step: Step) -> [(words: String, value: String?)] {
        var notes: [(String, String?)] = []
        if case .file(let file) = step.body {
            notes.append(("writes", file.path))
            if let mode = file.mode { notes.append(("mode \(String(mode, radix: 8))", nil)) }
        }
        if case .ensure = step.body { notes.append(("to be made so", nil)) }
        if let on = step.options.on?.value { notes.append(("on", on)) }
        if let user = step.options.user?.value { notes.append(("as", user)) }
        if let when = step.options.when?.value.text { notes.append(("only when", when)) }
        if step.options.until != nil { notes.append(("repeated until it succeeds", nil)) }
        if step.phase == .finally { notes.append(("cleanup step, always runs", nil)) }
        return notes
    }

    /// What neither the heading above nor the command itself says already.
    static func title(of step: Step) -> String? {
        guard step.title != step.section.last?.text else { return nil }
        if case .gate = step.body { return nil }
        if case .file(let file) = step.body, step.title.hasPrefix("Write \(file.path)") { return nil }
        if case .script(let script) = step.body, script.text.contains(step.title) { return nil }
        if case .console(let commands) = step.body, commands.contains(where: { $0.command.text.contains(step.title) }) {
            return nil
        }
        return step.title
    }

    func proofLine(_ step: Step) -> Markup {
        let proofs = proofs[step.id] ?? []
        if case .checkOnly = step.body { return "" }
        guard !proofs.isEmpty else { return "<p class=\"proof none\">Nothing verifies this step.</p>\n" }
        return
            """
            <p class="proof"><span class="t-good" aria-hidden="true">✓</span> Proven by \
            \(texts.prose(proofs.joined(separator: "; "), of: step))</p>

            """
    }

    // MARK: What is no block of code

    private func openTask(_ item: ListItem) -> Markup? {
        guard let mark = marks.step(at: item.range, in: file, part: part), case .manual = mark.step.body else {
            return nil
        }
        return
            """
            <li class="task step" id="\(Self.anchor(of: mark.step))" data-step="\(mark.step.id.rawValue)" \
            data-number="\(mark.number)"><span class="box" aria-hidden="true">☐</span><span class="heard">Step \
            \(mark.number), by hand:</span> 
            """
    }

    private func drawComment(_ text: String, _ range: TextRange, _ renderer: inout PageRenderer) -> Bool {
        if let mark = marks.step(at: range, in: file, part: part), case .gate(let gate) = mark.step.body {
            renderer.page.add(
                """
                <div class="step gate" id="\(Self.anchor(of: mark.step))">
                \(headLine(mark))<p>\(Self.wait(for: gate))</p></div>

                """
            )
            return true
        }
        for include in RunbookReader.includes(in: text) { drawInclude(include.path, name: include.name, &renderer) }
        return false
    }

    static func wait(for gate: ApprovalGate) -> String {
        "The run waits here for \(gate.count == 1 ? "an approval" : "\(gate.count) approvals") by \(gate.approvers)."
    }

    private func drawInclude(_ path: String, name: String?, _ renderer: inout PageRenderer) {
        guard let full = SitePath.resolve(path, in: SitePath.folder(of: file)),
            let source = runbook.includes.first(where: { $0.path == full || SitePath.resolve($0.path, in: "") == full })
        else { return }
        var inner = self
        inner.file = source.path
        if let name {
            inner.part = part.isEmpty ? name : "\(part)/\(name)"
            if let values = runbook.parts.first(where: { $0.name == inner.part }) {
                renderer.page.add(Self.head(of: values, path: path))
            }
        }
        var other = renderer
        inner.attach(to: &other)
        other.render(Document(source, detail: .full).blocks)
        renderer.page = other.page
        renderer.parts = other.parts
        renderer.links = other.links
        renderer.html = other.html
    }

    /// Under which name a file is included, and with which values.
    private static func head(of part: IncludedPart, path: String) -> Markup {
        var page: Markup =
            "<p class=\"note\">\(VisibleControls.shownOnOneLine(path)) as <code>\(part.name)</code>"
        for value in part.values {
            page.add(value.name == part.values.first?.name ? " with " : ", ")
            let text = value.text.map { $0.isEmpty ? "empty" : VisibleControls.shownOnOneLine($0) } ?? "from its source"
            page.add("<code>\(value.name)</code> = <code>\(text)</code>\(value.isGiven ? "" : " (default)")")
        }
        page.add("</p>\n")
        return page
    }

    // MARK: Variants

    /// Blocks that belong to variants of one step stand side by side as tabs.
    private func drawVariants(_ blocks: ArraySlice<Block>, _ renderer: inout PageRenderer) -> Int {
        guard let first = blocks.first, case .code(let code) = first.kind, code.isFenced,
            let mark = marks.mark(of: first.range, in: file, part: part),
            case .step = mark.role, let group = mark.step.variantGroup
        else { return 0 }
        var panels: [(mark: GuideSteps.Mark, blocks: [Block])] = []
        var taken = 0
        var afterLast = 0
        for block in blocks {
            taken += 1
            switch block.kind {
            case .html(let text) where text.hasPrefix("<!--"): continue
            case .code: break
            default: taken = -1
            }
            guard taken > 0, let mark = marks.mark(of: block.range, in: file, part: part),
                mark.step.variantGroup == group
            else {
                break
            }
            if case .step = mark.role { panels.append((mark, [])) }
            panels[panels.count - 1].blocks.append(block)
            afterLast = taken
        }
        guard panels.count > 1 else { return 0 }
        let tabs = renderer.parts.fresh("variants-\(group)")
        renderer.page.add("<fieldset class=\"tabs\"><legend class=\"heard\">Variants of step \(mark.number)</legend>\n")
        for (index, panel) in panels.enumerated() {
            let label = VisibleControls.shownOnOneLine(
                panel.mark.step.options.when?.value.text ?? "Variant \(index + 1)")
            let id = "\(tabs)-\(index + 1)"
            renderer.page.add("<input type=\"radio\" name=\"\(tabs)\" id=\"\(id)\"")
            if index == 0 { renderer.page.add(" checked") }
            renderer.page.add(
                """
                ><label for="\(id)">\(label)</label>
                <div class="variant"><p class="variant-title">\(label)</p>

                """
            )
            for block in panel.blocks {
                if case .code(let code) = block.kind { _ = draw(code, block.range, &renderer) }
            }
            renderer.page.add("</div>\n")
        }
        renderer.page.add("</fieldset>\n")
        return afterLast
    }
}
