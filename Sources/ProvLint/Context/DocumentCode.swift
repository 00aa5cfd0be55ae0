import ProvMarkdown
import ProvRunbook
import ProvText

extension LintContext {
    /// Visits every block of code and every paragraph of the runbook's own file, in order; with a stack of our own,
    /// whatever the nesting. Code is runnable where it is a step or the content of a file.
    static func visit(
        _ runbook: Runbook, code: (CodeBlock, TextRange, _ isRunnable: Bool) -> Void, paragraph: (TextRange) -> Void
    ) {
        let starts = runbook.steps.filter { $0.file == runbook.path }.map(\.range.start)
        var nextStep = 0
        var stack: [(blocks: [Block], next: Int)] = []
        var blocks = runbook.document.blocks
        var next = 0
        while true {
            while next < blocks.count {
                next += 1
                let block = blocks[next - 1]
                switch block.kind {
                case .paragraph: paragraph(block.range)
                case .heading, .html, .table, .thematicBreak: break
                case .code(let found):
                    while nextStep < starts.count, starts[nextStep] < block.range.start { nextStep += 1 }
                    code(found, block.range, nextStep < starts.count && starts[nextStep] == block.range.start)
                case .quote(let inner): stack.append((inner, 0))
                case .alert(let alert): stack.append((alert.blocks, 0))
                case .list(let list): for item in list.items.reversed() { stack.append((item.blocks, 0)) }
                }
                switch block.kind {
                case .quote, .alert, .list:
                    // The containers just pushed come first, then the rest of these.
                    stack.insert((blocks, next), at: stack.count - pushed(block.kind))
                    blocks = []
                    next = 0
                case .paragraph, .heading, .html, .table, .thematicBreak, .code: break
                }
            }
            guard let frame = stack.popLast() else { return }
            (blocks, next) = frame
        }
    }

    private static func pushed(_ kind: Block.Kind) -> Int {
        if case .list(let list) = kind { return list.items.count }
        return 1
    }

    /// A paragraph whose line begins with three backticks and holds another one later was meant as a fence.
    ///
    /// Gives the place of that other one.
    static func brokenFence(in range: TextRange, of source: SourceText) -> TextPosition? {
        for line in range.start.line...max(range.start.line, range.end.line) {
            guard line <= source.lineStarts.count else { return nil }
            let lineStart = source.lineStarts[line - 1]
            let end = lineStart + source.lineLength(line)
            var index = line == range.start.line ? min(lineStart + range.start.column - 1, end) : lineStart
            while index < end, source.bytes[index].isBlank { index += 1 }
            guard index + 4 < end, source.bytes[index] == ASCII.backtick, source.bytes[index + 1] == ASCII.backtick,
                source.bytes[index + 2] == ASCII.backtick, source.bytes[index + 3].isLetter
            else { continue }
            // ```` ```code``` ```` on one line is an ordinary code span.
            guard let tick = source.bytes[(index + 3)..<end].firstIndex(of: ASCII.backtick),
                source.bytes[tick..<end].prefix(3).count(where: { $0 == ASCII.backtick }) < 3
            else { continue }
            return TextPosition(line: line, column: tick - lineStart + 1)
        }
        return nil
    }
}
