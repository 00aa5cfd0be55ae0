import ProvJournal
import ProvMarkdown
import ProvRunbook

/// A guide as plain Markdown for other sites: without what only prov reads, with the outputs of the run that proved it last.
struct GuideMarkdown {
    let source: SiteSource
    let proof: GuideProof
    let output: (RunReport, OutputStored) -> [UInt8]?
    private static let mostLines = 40
    private static let mostBytes = 8 << 10

    private var runbook: Runbook { source.runbook }

    var text: String {
        var lines = (1...max(1, runbook.source.lineStarts.count)).map { runbook.source.line($0) ?? "" }
        if lines.last == "" { lines.removeLast() }
        var edits = Edits()
        let marks = GuideMarks(runbook)
        edit(runbook.document.blocks, marks, &edits)
        if let front = runbook.document.frontMatter {
            for line in 1...max(1, min(front.range.end.line + (front.text.isEmpty || front.range.end.column > 1 ? 1 : 0), lines.count)) { edits.dropped.insert(line) }
        }
        var text = header
        for (index, line) in lines.enumerated() where !edits.dropped.contains(index + 1) {
            text += edits.before[index + 1] ?? ""
            text += (edits.replaced[index + 1] ?? line) + "\n"
            text += edits.after[index + 1] ?? ""
        }
        return text
    }

    private struct Edits {
        var dropped: Set<Int> = []
        var replaced: [Int: String] = [:]
        var before: [Int: String] = [:]
        var after: [Int: String] = [:]
    }

    private var header: String {
        var text = "---\ntitle: \(JSON.string(VisibleControls.shownOnOneLine(source.title)).text())\n"
        if let summary = runbook.front.summary { text += "description: \(JSON.string(VisibleControls.shownOnOneLine(summary)).text())\n" }
        text += "---\n\n"
        guard let run = proof.lastProven else { return text + "> No recorded run has proven this guide yet.\n\n" }
        let system = GuideProof.systems(of: run)
        let place = system.isEmpty ? run.opened.environment : "\(run.opened.environment), \(system)"
        return text + "> Last proven \(Moment.short(run.lastEventAt)) UTC on \(MarkdownText.plain(place)), by run \(MarkdownText.code(run.opened.run))"
            + (proof.isOfToday(run) ? ".\n\n" : "; the guide has been changed since.\n\n")
    }

    // MARK: Blocks

    private func edit(_ blocks: [Block], _ marks: GuideMarks, _ edits: inout Edits) {
        var isFirst = true
        for block in blocks {
            defer { if case .html = block.kind {} else { isFirst = false } }
            switch block.kind {
            case .code(let code): if code.isFenced { edit(code, block.range, marks, &edits) }
            case .html(let text): if text.hasPrefix("<!--"), text.contains("prov") { drop(block.range, &edits) }
            case .heading(let heading): if isFirst, heading.level == 1, heading.text == source.title { drop(block.range, &edits) }
            case .quote(let inner): edit(inner, marks, &edits)
            case .alert(let alert): edit(alert.blocks, marks, &edits)
            case .list(let list): for item in list.items { edit(item.blocks, marks, &edits) }
            case .paragraph, .table, .thematicBreak: break
            }
        }
    }

    private func drop(_ range: TextRange, _ edits: inout Edits) {
        for line in range.start.line...max(range.start.line, range.end.column > 1 ? range.end.line : range.end.line - 1) { edits.dropped.insert(line) }
    }

    private func edit(_ code: CodeBlock, _ range: TextRange, _ marks: GuideMarks, _ edits: inout Edits) {
        guard let mark = marks.mark(of: range, in: source.path), let line = runbook.source.line(range.start.line) else { return }
        let indent = String(repeating: " ", count: max(0, range.start.column - 1))
        if !code.info.isEmpty, let info = line.utf8.count > code.info.utf8.count ? line.dropLast(trailing(line, code.info)) : nil {
            let language = code.language.prefix { $0 != "{" }
            edits.replaced[range.start.line] = String(info) + (language == "shell" ? "bash" : String(language))
        }
        switch mark.role {
        case .step:
            if case .file(let file) = mark.step.body { edits.before[range.start.line] = "\(indent)The file \(MarkdownText.code(file.path)):\n\n" }
            if let shown = recorded(mark.step, indent) { edits.after[range.end.line] = shown }
        case .check: if case .checkOnly = mark.step.body {} else { edits.before[range.start.line] = "\(indent)What proves step \(mark.number):\n\n" }
        case .expectation: edits.before[range.start.line] = "\(indent)Its output:\n\n"
        case .undo: edits.before[range.start.line] = "\(indent)How to undo step \(mark.number):\n\n"
        case .fix(let fix): edits.before[range.start.line] = "\(indent)Where the output of step \(mark.number) says \(MarkdownText.code(fix.when.value)):\n\n"
        }
    }

    /// How much of a fence's first line, from its end, is the info string.
    private func trailing(_ line: String, _ info: String) -> Int {
        let blanks = line.reversed().prefix { $0 == " " || $0 == "\t" }.count
        return line.dropLast(blanks).hasSuffix(info) ? info.count + blanks : 0
    }

    // MARK: Outputs

    private func recorded(_ step: Step, _ indent: String) -> String? {
        guard let run = proof.lastProven, let report = run.steps.first(where: { $0.planned.step == step.id.rawValue }),
              let attempt = report.hosts.first?.attempts.last(where: { $0.intended.key.action == .run }) else { return nil }
        var bytes: [UInt8] = []
        for stored in attempt.outputs where stored.length > 0 && !stored.isWithheld { bytes += stored.inline.map { Array($0.utf8) } ?? output(run, stored) ?? [] }
        guard !bytes.isEmpty else { return nil }
        let excerpt = OutputExcerpt(bytes, lines: Self.mostLines, bytes: Self.mostBytes)
        var shown = TerminalText.safe(Array(excerpt.head))
        if !excerpt.isWhole { shown += (shown.hasSuffix("\n") ? "" : "\n") + "… \(Quantity.count(excerpt.skippedLines, "line")) …\n" + TerminalText.safe(Array(excerpt.tail)) }
        var block = MarkdownText()
        block.fence(shown, info: "text")
        let lines = ("It printed:\n\n" + block.text).split(separator: "\n", omittingEmptySubsequences: false)
        return "\n" + lines.map { $0.isEmpty ? "" : indent + $0 }.joined(separator: "\n")
    }
}
