import ProvChecks
import ProvMarkdown
import ProvReport
import ProvRunbook
import ProvText

/// What belongs to a step besides its own block.
extension GuideBlocks {
    func drawCheck(
        _ check: Check, of mark: GuideSteps.Mark, _ code: CodeBlock, _ range: TextRange, _ renderer: inout PageRenderer
    ) {
        var script: Script?
        if case .script(let text, _) = check { script = text }
        let looks = mark.step.check.compactMap { check -> DeclarativeCheck? in
            guard case .declarative(let found) = check,
                (range.start.line...max(range.start.line, range.end.line)).contains(found.range.start.line)
            else { return nil }
            return found
        }
        attached(
            "check", Self.caption(ofChecks: mark), code, &renderer, isOpen: false, script: script, of: mark.step,
            looks: looks)
    }

    private static func caption(ofChecks mark: GuideSteps.Mark) -> String {
        if case .checkOnly = mark.step.body { return "Check" }
        return "Checks of step \(mark.number)"
    }

    /// - Parameter script: the block as it is run, for one that is copied.
    func attached(
        _ kind: String, _ caption: String, _ code: CodeBlock, _ renderer: inout PageRenderer, isOpen: Bool,
        script: Script? = nil, of step: Step? = nil, looks: [DeclarativeCheck] = []
    ) {
        renderer.parts.add(code: code.literal)
        renderer.page.add("<details class=\"part \(kind)\"")
        if isOpen { renderer.page.add(" open") }
        renderer.page.add("><summary>\(caption)</summary>\n<div class=\"code\"><pre tabindex=\"0\"><code>")
        switch (script, step) {
        case (let script?, let step?): texts.draw(script, of: step, &renderer.page)
        case (nil, let step?): renderer.page.add(texts.lines(code.literal, of: step))
        case (_, nil): renderer.page.add(text: code.literal)
        }
        renderer.page.add("</code></pre></div>\n")
        if let script, let step { renderer.page.add(severalLine([script], of: step)) }
        if let step { for check in looks { drawLook(check, step, &renderer.page) } }
        renderer.page.add("</details>\n")
    }

    /// What a step is done for each item of; a script of the page offers the items, and puts the chosen one into the
    /// commands.
    func itemsLine(_ step: Step) -> Markup {
        guard let loop = step.options.foreach?.value, let items = texts.values.items(of: step) else { return "" }
        var page: Markup = "<p class=\"each\" data-each=\"\(GuideValues.field(loop.variable, of: step))\""
        var list: ListValue?
        switch items {
        case .given(let value):
            page.add(" data-items=\"\(value.canonical)\"")
            list = value
        case .field(let name, let value):
            page.add(" data-list=\"\(name)\"")
            list = value
        }
        page.add(">For each <code>\(loop.variable)</code> of <span>")
        if let list, !list.items.isEmpty {
            for (index, item) in list.items.enumerated() {
                page.add("\(index == 0 ? "" : ", ")<code>\(VisibleControls.shownOnOneLine(item.text))</code>")
                let members = item.members.filter { $0.value != item.text }.sorted { $0.key < $1.key }
                guard !members.isEmpty else { continue }
                let words = members.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
                page.add(" (\(VisibleControls.shownOnOneLine(words)))")
            }
        } else {
            page.add("<code>\(loop.list)</code>")
        }
        page.add("</span>:</p>\n")
        return page
    }

    /// What a step prints that later commands use; a script of the page adds an input for each name.
    func keptLine(_ step: Step) -> Markup {
        let names = step.options.captures.map(\.value)
        guard !names.isEmpty else { return "" }
        var page: Markup = "<p class=\"kept\">"
        page.add(names.count == 1 ? "What it prints is kept as " : "The lines that it prints are kept as ")
        for (index, name) in names.enumerated() {
            page.add(index == 0 ? "" : index == names.count - 1 ? " and " : ", ")
            page.add("<code data-kept=\"\(name)\"")
            // A secret is not stored in a browser.
            if SecretName.isSecret(name) { page.add(" data-unsaved") }
            page.add(">\(name)</code>")
        }
        page.add(
            names.count == 1
                ? "; put it in the place of <code>\("<\(names[0])>")</code> in later commands.</p>\n"
                : "; put them in the place of these names in later commands.</p>\n")
        return page
    }

    /// Beside several commands that are copied at once: prov stops at the first that fails, a shell of a person does
    /// not.
    ///
    /// What is copied stays what is shown. `set -e` would end that person's shell, a subshell would lose the directory
    /// and the variables that later steps need, and joining lines with `&&` changes what loops, here-documents and
    /// `||` mean.
    func severalLine(_ scripts: [Script], of step: Step) -> Markup {
        guard step.options.isStrict, scripts.reduce(0, { $0 + $1.statementCount }) > 1 else { return "" }
        return "<p class=\"several\">Several commands: stop at the first that fails. A shell continues.</p>\n"
    }

    /// What is copied from the step's own block.
    static func copied(_ step: Step) -> [Script] {
        switch step.body {
        case .script(let script): return [script]
        case .console(let exchanges): return exchanges.map(\.command)
        case .checkOnly:
            if case .script(let script, _)? = step.check.first { return [script] }
            return []
        case .file, .ensure, .manual, .gate: return []
        }
    }
}
