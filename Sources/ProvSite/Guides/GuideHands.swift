import ProvChecks
import ProvReport
import ProvRunbook
import ProvText

/// What a person types for what prov does itself: checks in YAML, ensured states, files.
extension GuideBlocks {
    /// Below the block of a step.
    func drawByHand(_ step: Step, _ renderer: inout PageRenderer) {
        switch step.body {
        case .ensure(let state): drawEnsured(state, step, &renderer)
        case .file(let file): drawFile(file, step, &renderer)
        case .checkOnly:
            for case .declarative(let check) in step.check { drawLook(check, step, &renderer.page) }
        case .script, .console, .manual, .gate: break
        }
    }

    /// What is wanted, and the command that shows it.
    func drawLook(_ check: DeclarativeCheck, _ step: Step, _ page: inout Markup) {
        page.add("<p class=\"hand\">By hand: \(texts.line(check.summary, of: step))")
        if let until = check.until { page.add(" within \(Quantity.duration(until.seconds))") }
        page.add("</p>\n")
        let item = items(of: [.declarative(check)], step)
        var looks = [check]
        if let listed = check.ofList, !item.lists.isEmpty {
            looks = listed.checks(item.items(of: listed.parameter)).checks
        }
        drawCommands(item.typed(looks.map(\.look).joined(separator: "\n")), step, &page)
    }

    private func items(of checks: [Check], _ step: Step) -> GuideItems {
        GuideItems(of: checks) { texts.values.isList($0, of: step) }
    }

    private func drawCommands(_ text: String, _ step: Step, _ page: inout Markup) {
        page.add("<div class=\"code\"><pre tabindex=\"0\"><code>")
        let script = Script(
            text: text.hasSuffix("\n") ? text : text + "\n", language: "sh", interpreter: .session, range: step.range)
        texts.draw(script, of: step, &page)
        page.add("</code></pre></div>\n")
    }

    // MARK: Ensured states

    private func drawEnsured(_ state: EnsuredState, _ step: Step, _ renderer: inout PageRenderer) {
        let item = items(of: step.check, step)
        var remedies = state.remedies
        if !item.lists.isEmpty, let reread = state.reread {
            remedies = reread(item.lists.reduce(into: [:]) { $0[$1] = item.items(of: $1) }).remedies
        }
        renderer.page.add("<details class=\"part\"><summary>By hand</summary>\n")
        for remedy in remedies { draw(remedy, item, step, &renderer.page) }
        let ensured = remedies.flatMap { $0.checks.map(\.summary) }
        for case .declarative(let check) in step.check.prefix(state.checkCount)
        where !item.lists.contains(check.ofList?.parameter ?? "") && !ensured.contains(check.summary) {
            drawLook(check, step, &renderer.page)
        }
        renderer.page.add("</details>\n")
        var words: [String] = []
        for text in remedies.compactMap(\.undoWords) where !words.contains(text) { words.append(text) }
        renderer.page.add("<details class=\"part\"><summary>Undo</summary>\n")
        for text in words.reversed() { renderer.page.add("<p>\(Markup(prose: text))</p>\n") }
        renderer.page.add("</details>\n")
    }

    private func draw(_ remedy: Remedy, _ item: GuideItems, _ step: Step, _ page: inout Markup) {
        let wanted = remedy.checks.map { item.named($0.summary) }.joined(separator: ", ")
        page.add("<p class=\"hand\">Look: \(texts.line(wanted, of: step))</p>\n")
        drawCommands(item.typed(remedy.checks.map(\.look).joined(separator: "\n")), step, &page)
        if let (what, line) = remedy.lineByHand {
            page.add("<p class=\"hand\">\(texts.prose(what, of: step))</p>\n")
            if let line {
                page.add(
                    "<div class=\"code\"><pre tabindex=\"0\"><code>\(texts.line(line, of: step))\n</code></pre></div>\n"
                )
            }
        } else if let commands = remedy.byHand {
            page.add("<p class=\"hand\">If it is not so:</p>\n")
            drawCommands(item.typed(commands), step, &page)
        }
    }

    // MARK: Files

    /// The file that was there is kept outside of its folder: many programs read all files of a folder.
    private func drawFile(_ file: FileContent, _ step: Step, _ renderer: inout PageRenderer) {
        let written = file.path.replacing(/\{\{ *([A-Za-z0-9_]+)(?:\.([A-Za-z0-9_]+))? *\}\}/) { match in
            "${\(match.1)\(match.2.map { "_\($0)" } ?? "")}"
        }
        let path = TypedText.path(written)
        let copy = "~/before\(written.hasPrefix("/") ? "" : "/")\(path)"
        var after: [String] = []
        if let owner = file.owner { after.append("chown -- \(TypedText.word(owner)) \(path)") }
        if let group = file.group { after.append("chgrp -- \(TypedText.word(group)) \(path)") }
        if let mode = file.mode {
            let digits = String(mode, radix: 8)
            after.append("chmod -- \(String(repeating: "0", count: max(0, 4 - digits.count)) + digits) \(path)")
        }
        if let validate = file.validate?.value { after += ["FILE=\(path)", validate] }
        renderer.page.add(
            "<details class=\"part\"><summary>By hand</summary>\n<p class=\"hand\">Keep what is there now:</p>\n")
        drawCommands(
            "mkdir -pm 700 ~/before\n[ ! -e \(path) ] || cp -np --parents -- \(path) ~/before", step, &renderer.page)
        renderer.page.add("<p class=\"hand\">Write the text above to the file\(after.isEmpty ? "." : ", then:")</p>\n")
        if file.template != nil {
            let loops = "once for each item, those after `{% if … %}` only if it is so"
            renderer.page.add(
                "<p class=\"hand\">\(Markup(prose: "Write the lines between `{% for … %}` and `{% endfor %}` \(loops)."))</p>\n"
            )
        }
        if !after.isEmpty { drawCommands(after.joined(separator: "\n"), step, &renderer.page) }
        renderer.page.add(
            """
            </details>
            <details class="part"><summary>Undo</summary>
            <p class="hand">Give back the previous file, or remove it if there was none:</p>

            """)
        drawCommands(
            "if [ -e \(copy) ]; then cp -p -- \(copy) \(path); else rm -f -- \(path); fi", step, &renderer.page)
        renderer.page.add("</details>\n")
    }
}

/// Commands for each item of lists whose items are not known here.
struct GuideItems {
    /// The parameters whose items checks are for.
    private(set) var lists: [String] = []

    init(of checks: [Check], isList: (String) -> Bool) {
        for case .declarative(let check) in checks {
            if let name = check.ofList?.parameter, isList(name), !lists.contains(name) { lists.append(name) }
        }
    }

    private static func mark(_ index: Int) -> String { "provitem\(index)x" }

    /// What stands for the items of a list.
    func items(of list: String) -> [String] {
        lists.firstIndex(of: list).map { [GuideItems.mark($0)] } ?? []
    }

    /// A sentence, with the lists in the place of their items.
    func named(_ text: String) -> String {
        lists.indices.reduce(text) { $0.replacing(bytesOf: GuideItems.mark($1), with: "$\(lists[$1])") }
    }

    /// Commands, in a loop over the list that they are for.
    func typed(_ commands: String) -> String {
        lists.indices.reduce(commands) { text, index in
            guard text.contains(GuideItems.mark(index)) else { return text }
            let body = text.replacing(bytesOf: GuideItems.mark(index), with: "\"$each\"").lines
                .map { "  \($0)\n" }.joined()
            return "for each in $\(lists[index]); do\n\(body)done"
        }
    }
}
