import ProvMarkdown

extension LintContext {
    /// A block of code anywhere in the runbook's own file.
    struct Code {
        var code: CodeBlock
        var range: TextRange
        var source: SourceText
        /// True for what runs, and for the content of files.
        var isRunnable: Bool
    }

    /// Every block of code of the runbook's file, in order; found with a stack of our own, whatever the nesting.
    static func collect(_ runbook: Runbook) -> (code: [Code], brokenFences: [(source: SourceText, line: Int, column: Int)]) {
        var code: [Code] = []
        var broken: [(source: SourceText, line: Int, column: Int)] = []
        var stack: [(blocks: [Block], next: Int)] = [(runbook.document.blocks, 0)]
        let runnable = Set(runbook.steps.lazy.filter { $0.file == runbook.path }.map(\.range.start))
        while let top = stack.last {
            guard top.next < top.blocks.count else {
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let block = top.blocks[top.next]
            switch block.kind {
            case .code(let found):
                let isRunnable = runnable.contains(block.range.start)
                code.append(Code(code: found, range: block.range, source: runbook.source, isRunnable: isRunnable))
            case .quote(let blocks): stack.append((blocks, 0))
            case .alert(let alert): stack.append((alert.blocks, 0))
            case .list(let list): for item in list.items.reversed() { stack.append((item.blocks, 0)) }
            case .paragraph: findBrokenFence(in: block.range, of: runbook.source, &broken)
            case .heading, .html, .table, .thematicBreak: break
            }
        }
        return (code, broken)
    }

    /// A paragraph whose line begins with three backticks and holds another one later was meant as a fence.
    private static func findBrokenFence(in range: TextRange, of source: SourceText, _ broken: inout [(source: SourceText, line: Int, column: Int)]) {
        for line in range.start.line...max(range.start.line, range.end.line) {
            guard line <= source.lineStarts.count else { return }
            let lineStart = source.lineStarts[line - 1]
            let end = lineStart + source.lineLength(line)
            var index = line == range.start.line ? min(lineStart + range.start.column - 1, end) : lineStart
            while index < end, source.bytes[index].isBlank { index += 1 }
            guard index + 4 < end, source.bytes[index] == Byte.backtick, source.bytes[index + 1] == Byte.backtick,
                  source.bytes[index + 2] == Byte.backtick, source.bytes[index + 3].isLetter else { continue }
            // ```` ```code``` ```` on one line is an ordinary code span.
            guard let tick = source.bytes[(index + 3)..<end].firstIndex(of: Byte.backtick),
                  source.bytes[tick..<end].prefix(3).count(where: { $0 == Byte.backtick }) < 3 else { continue }
            broken.append((source, line, tick - lineStart + 1))
        }
    }
}
