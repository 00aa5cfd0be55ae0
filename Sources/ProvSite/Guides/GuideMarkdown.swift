import ProvJournal
import ProvMarkdown
import ProvReport
import ProvRunbook
import ProvText

/// A guide as plain Markdown for other sites: without what only prov reads, with the outputs of the run that proved it
/// last.
///
/// Made so that CommonMark and Python-Markdown, which MkDocs uses, understand it alike.
struct GuideMarkdown {
    let source: SiteSource
    let proof: GuideProof
    let output: (RunReport, OutputStored) -> [UInt8]?
    private static let mostLines = 40
    private static let mostBytes = 8 << 10

    private var runbook: Runbook { source.runbook }

    var text: String {
        var lines = MarkdownLines(runbook.source)
        let marks = GuideSteps(runbook)
        if let front = runbook.document.frontMatter {
            lines.drop(1...max(1, front.range.end.line + (front.text.isEmpty || front.range.end.column > 1 ? 1 : 0)))
        }
        let isTitled = edit(title: runbook.document.blocks, &lines)
        edit(runbook.document.blocks, marks, &lines, isTop: true)
        for footnote in runbook.document.footnotes { edit(footnote.blocks, marks, &lines) }
        return front + (isTitled ? "" : opening + "\n\n") + lines.text
    }

    // MARK: In front of the text

    private var front: String {
        var text = "---\ntitle: \(JSON.string(VisibleControls.shownOnOneLine(source.title)).text())\n"
        if let summary = runbook.front.summary {
            text += "description: \(JSON.string(VisibleControls.shownOnOneLine(summary)).text())\n"
        }
        // Commands may hold `{{…}}` and `{%…%}`, which the macros plugin of MkDocs would take for its own.
        return text + "render_macros: false\n---\n\n"
    }

    /// When it was proven, and what its commands need to know.
    private var opening: String {
        var text = lastProven
        let parameters = runbook.parameters.filter { $0.given == nil }
        guard !parameters.isEmpty || !runbook.front.secrets.isEmpty else { return text }
        if !parameters.isEmpty {
            text += "\n\n| Parameter | Default | Description |\n| --- | --- | --- |"
            for parameter in parameters {
                let value = parameter.defaultValue.map { $0.isEmpty ? "empty" : Self.cell($0) } ?? "–"
                let choices =
                    parameter.choices.isEmpty ? "" : "One of " + Quantity.list(parameter.choices.map(Self.cell))
                let about = [parameter.about.map { MarkdownText.plain($0) } ?? "", choices].filter { !$0.isEmpty }
                    .joined(separator: ". ")
                text += "\n| \(MarkdownText.code(parameter.name)) | \(value) | \(about) |"
            }
        }
        let known = parameters.filter { !$0.isPlaceholder }
        guard !known.isEmpty || !runbook.front.secrets.isEmpty else { return text }
        var code = MarkdownText()
        let exports = known.map { "export \($0.name)=\(ShellText.word($0.defaultValue ?? ""))" }
        let secrets = runbook.front.secrets.map { "read -rs -p '\($0.name): ' \($0.name) && export \($0.name)" }
        code.fence((exports + secrets).joined(separator: "\n"), info: "bash")
        return text + "\n\nFor your own shell:\n\n" + String(code.text.dropLast(2))
    }

    private var lastProven: String {
        guard let run = proof.lastProven else {
            return proof.lastUnverified.map {
                "> Nothing verifies this guide; its last run was on \(Moment.short($0.lastEventAt)) UTC."
            } ?? "> No recorded run has proven this guide yet."
        }
        let system = GuideProof.systems(of: run)
        let place = system.isEmpty ? run.opened.environment : "\(run.opened.environment), \(system)"
        let report = SitePath.encoded(SitePath.relative("runs/\(run.opened.run).html", from: source.page))
        return
            """
            > Last proven \(Moment.short(run.lastEventAt)) UTC on \(MarkdownText.plain(place)), by run \
            [\(MarkdownText.code(run.opened.run))](\(report))
            """
                + (proof.isOfToday(run) ? "." : "; the guide has changed since.")
    }

    /// A code span, or where a table would cut it words.
    private static func cell(_ value: String) -> String {
        value.utf8.contains(ASCII.pipe) ? MarkdownText.plain(value) : MarkdownText.code(value)
    }

    /// The front matter has the title already; a first heading of other words stays the page's first.
    private func edit(title blocks: [Block], _ lines: inout MarkdownLines) -> Bool {
        let first = blocks.first { if case .html = $0.kind { false } else { true } }
        guard let first, case .heading(let heading) = first.kind, heading.level == 1 else { return false }
        if heading.text == source.title {
            drop(first.range, &lines)
            return false
        }
        lines.add(opening, after: first.range)
        return true
    }

    // MARK: Blocks

    private func edit(_ blocks: [Block], _ marks: GuideSteps, _ lines: inout MarkdownLines, isTop: Bool = false) {
        var previous: Block?
        for block in blocks {
            switch block.kind {
            case .code(let code): if code.isFenced { edit(code, block.range, marks, &lines) }
            case .html(let text): edit(html: text, block.range, marks, &lines)
            case .quote(let inner): edit(inner, marks, &lines)
            case .alert(let alert): edit(alert.blocks, marks, &lines)
            case .list(let list):
                if isTop { lines.indent(list) }
                // Python-Markdown takes a list directly under a text for more of the text.
                if let previous, case .paragraph = previous.kind, isTop { lines.add("", before: block.range) }
                for item in list.items { edit(item.blocks, marks, &lines) }
            case .paragraph, .table, .heading: lines.escapeUnknownTags(block.range)
            case .thematicBreak: break
            }
            previous = block
        }
    }

    private func drop(_ range: TextRange, _ lines: inout MarkdownLines) {
        lines.drop(range.start.line...MarkdownLines.lastLine(of: range))
    }

    private func edit(html text: String, _ range: TextRange, _ marks: GuideSteps, _ lines: inout MarkdownLines) {
        guard text.hasPrefix("<!--") else { return lines.escapeUnknownTags(range) }
        if let mark = marks.step(at: range, in: source.path), case .gate(let gate) = mark.step.body {
            lines.add("\(head(mark)): \(MarkdownText.plain(GuideBlocks.wait(for: gate)))", before: range)
        }
        for include in RunbookReader.includes(in: text) {
            let link = "[\(MarkdownText.plain(include.path))](\(SitePath.encoded(include.path)))"
            lines.add("The steps of \(link) are included here\(values(of: include.name)).", before: range)
        }
        let ends = text.split(separator: "-->", omittingEmptySubsequences: false)
        let words = text.dropFirst(4).drop { $0.isWhitespace }
        let isAlone = ends.count == 2 && ends[1].allSatisfy(\.isWhitespace)
        if isAlone, words.hasPrefix("prov:") || words.hasPrefix("prov\n") || words.hasPrefix("prov ") {
            drop(range, &lines)
        }
    }

    /// Under which name a file is included, and with which values.
    private func values(of name: String?) -> String {
        guard let name, let part = runbook.parts.first(where: { $0.name == name }) else { return "" }
        let values = part.values.map { value in
            MarkdownText.code(value.name) + " = " + (value.text.map(MarkdownText.code) ?? "from its source")
        }
        return " as \(MarkdownText.code(name))" + (values.isEmpty ? "" : ", with " + Quantity.list(values))
    }

    /// `**Step 3: What a client sees** (on `web`; as `root`)`.
    private func head(_ mark: GuideSteps.Mark) -> String {
        let notes = GuideBlocks.notes(of: mark.step).map { note in
            note.words + (note.value.map { " " + MarkdownText.code($0) } ?? "")
        }
        let title = GuideBlocks.title(of: mark.step).map { ": " + MarkdownText.plain($0) } ?? ""
        return "**\(AlertShape.word(for: mark.step)) \(mark.number)\(title)**"
            + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
    }

    private func edit(_ code: CodeBlock, _ range: TextRange, _ marks: GuideSteps, _ lines: inout MarkdownLines) {
        let line = lines.line(range.start.line)
        if !code.isClosed {
            lines.close(
                range,
                with: String(line.utf8.dropFirst(max(0, range.start.column - 1)).prefix { $0 == 0x60 || $0 == 0x7E })
                    ?? "```")
        }
        guard let mark = marks.mark(of: range, in: source.path) else { return }
        let bare = line.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
        if !code.info.isEmpty, String(bare).hasSuffix(code.info) {
            let language = code.language.prefix { $0 != "{" }
            lines.replace(
                range.start.line,
                by: String(String(bare).dropLast(code.info.count)) + (language == "shell" ? "bash" : String(language)))
        }
        switch mark.role {
        case .step:
            lines.add("\(head(mark)):", before: range)
            if let shown = recorded(mark.step, in: code) { lines.add(shown, after: range) }
        case .check: lines.add("Checks of step \(mark.number):", before: range)
        case .expectation: lines.add("Expected output of step \(mark.number):", before: range)
        case .undo: lines.add("Undo of step \(mark.number):", before: range)
        case .fix(let fix):
            lines.add(
                "Fix if step \(mark.number) prints \(MarkdownText.code(fix.when.value)):", before: range)
        }
    }

    // MARK: Outputs

    /// What the step printed in the last run that proved the guide, unless the text says the same.
    private func recorded(_ step: Step, in code: CodeBlock) -> String? {
        guard let run = proof.lastProven,
            let report = run.steps.first(where: { $0.planned.writtenStep == step.id.rawValue }),
            let attempt = report.hosts.first?.attempts.last(where: { $0.intended.key.action == .run })
        else { return nil }
        var bytes: [UInt8] = []
        for stored in attempt.outputs where stored.length > 0 && !stored.isWithheld {
            bytes += stored.inline.map { Array($0.utf8) } ?? output(run, stored) ?? []
        }
        guard !bytes.isEmpty else { return nil }
        let excerpt = OutputExcerpt(bytes, lines: Self.mostLines, bytes: Self.mostBytes)
        var shown = TerminalText.safe(Array(excerpt.head))
        if !excerpt.isWhole {
            shown +=
                (shown.hasSuffix("\n") ? "" : "\n") + "… \(Quantity.count(excerpt.skippedLines, "line")) …\n"
                + TerminalText.safe(Array(excerpt.tail))
        }
        if case .console = step.body, code.literal.hasSuffix(shown) { return nil }
        var block = MarkdownText()
        block.fence(shown, info: "text")
        return "Output:\n\n" + block.text.dropLast(2)
    }
}
