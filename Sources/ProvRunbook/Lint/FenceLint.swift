import ProvMarkdown

/// Fences that are not what their writer thinks: never closed, or no fence at all.
enum FenceLint {
    static func check(_ context: inout LintContext) {
        for block in context.codeBlocks where block.code.isFenced && !block.code.isClosed {
            let start = block.range.start
            context.report(.unclosedFence, "this fence is never closed", file: block.source.path,
                           range: TextRange(start, TextPosition(line: start.line, column: start.column + 3)),
                           fix: "write a closing fence where the code ends")
        }
        for (source, line, column) in context.brokenFences {
            context.report(.backtickInInfo, "a '`' after the language makes this line a paragraph: the block does not run", file: source.path,
                           range: TextRange(TextPosition(line: line, column: column), TextPosition(line: line, column: column + 1)),
                           fix: "remove the '`', or fence the block with ~~~")
        }
        for step in context.runbook.steps {
            if case .script(let script) = step.body, script.isShell { checkPrompts(script, step, &context) }
        }
    }

    /// A prompt in the middle of a block that does not begin with one: the shell would look for a command named `$`.
    private static func checkPrompts(_ script: Script, _ step: Step, _ context: inout LintContext) {
        var text = script.text
        let found = text.withUTF8 { bytes -> Int? in
            var index = 0
            while index + 1 < bytes.count {
                if unsafe bytes[index] == Byte.dollar && bytes[index + 1] == Byte.space && (index == 0 || bytes[index - 1] == Byte.newline) {
                    return index
                }
                index += 1
            }
            return nil
        }
        guard let found else { return }
        let segments = ShellScanner(script.text).segments
        guard segments.contains(where: { $0.context == .unquoted && $0.bytes.contains(found) }) else { return }
        var positions = BlockPositions(source: context.source(step.file), text: script.text, firstLine: script.range.start.line)
        context.report(.promptInScript, "this line has a prompt, and the block does not begin with one", file: step.file,
                       range: positions.range(found..<found + 1), fix: "begin every command with '$ ', or none")
    }
}
