import ProvDiagnostics
import ProvMarkdown
import ProvText

extension DocumentReader {
    mutating func readHTML(_ text: String, range: TextRange) {
        let comments = CommentParser.comments(in: text, firstLine: range.start.line, source: document.source)
        if comments.isEmpty {
            findFences(inHTML: text, firstLine: range.start.line)
            // Other HTML stands between a comment and its block; a plain comment does not.
            if !text.utf8.starts(with: "<!--".utf8) {
                giveCommentsToSection()
                isJustAfterHeading = false
            }
            return
        }
        for comment in comments { read(comment) }
    }

    /// A fence under a line of HTML is a part of the HTML, up to the next empty line.
    private func findFences(inHTML text: String, firstLine: Int) {
        guard !text.utf8.starts(with: "<!--".utf8),
            text.utf8.contains(ASCII.backtick) || text.utf8.contains(ASCII.tilde)
        else { return }
        var line = firstLine
        for content in text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false) {
            let code = content.drop(while: \.isBlank)
            if code.starts(with: "```".utf8) || code.starts(with: "~~~".utf8), code.dropFirst(3).first?.isLetter == true
            {
                let start = TextPosition(line: line, column: content.count - code.count + 1)
                addShown(
                    .insideHTML, TextRange(start, TextPosition(line: line, column: start.column + code.count)))
            }
            line += 1
        }
    }

    private mutating func read(_ comment: RunbookComment) {
        for problem in comment.problems {
            assembly.report(.badAttribute, problem.headline, file: file, range: problem.range, fix: problem.fix)
        }
        guard comment.isClosed else {
            assembly.report(
                .unclosedComment, "unclosed comment: everything after it is hidden", file: file,
                range: TextRange(
                    comment.range.start,
                    TextPosition(
                        line: comment.range.start.line,
                        column: comment.range.start.column + 4)),
                fix: "add '-->' at its end")
            return
        }
        switch comment.content {
        case .attributes(let attributes) where attributes.contains { $0.key == "approve" }:
            readGate(attributes, range: comment.range)
        case .attributes(let attributes):
            pendingComments.append(
                PendingComment(
                    attributes: attributes, lastLine: comment.range.end.line, range: comment.range,
                    isUnderHeading: isJustAfterHeading))
        case .include(let path, let attributes): readInclude(path, attributes, range: comment.range)
        case .step(let yaml, let firstLine): beginMechanicalStep(yaml: yaml, firstLine: firstLine, range: comment.range)
        case .endOfStep: readEndOfStep(range: comment.range)
        case .similarity(let value):
            assembly.isInnovationEngine = true
            pendingSimilarity = value
        }
    }

    // MARK: Gates

    private mutating func readGate(_ attributes: [Attribute], range: TextRange) {
        giveCommentsToSection()
        isJustAfterHeading = false
        guard !section.isLeftOut else { return }
        let keys = BlockKeys(reader: self, attributes: attributes)
        let used: Set<String> = ["approve", "count", "name", "title", "needs", "when", "tags", "timeout", "on"]
        keys.warnOfIdleKeys(besides: used, role: "an approval")
        guard let approve = keys["approve"], let key = BlockKey.named("approve"),
            let approvers = OptionReader(assembly: assembly).value(of: approve, key)
        else { return }
        var count = 1
        if let attribute = keys["count"] {
            count = attribute.value.flatMap { Int($0) } ?? 1
            if count == 0 {
                assembly.report(
                    .badValue, "'count' must be at least 1", file: file, range: attribute.valueRange,
                    fix: "write for example count=2")
            }
        }
        let title = keys.title ?? (count == 1 ? "Approval by \(approvers)" : "\(count) approvals by \(approvers)")
        let step = Step(
            id: StepID(""), title: title, phase: .main, body: .gate(ApprovalGate(approvers: approvers, count: count)),
            options: keys.options(), section: section.path, range: range, file: file)
        lastFence = .other
        add(step, name: keys.name, attributes: attributes, hasTitle: true)
    }
}
