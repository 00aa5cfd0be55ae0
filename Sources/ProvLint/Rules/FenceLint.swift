import ProvDiagnostics
import ProvMarkdown
import ProvRunbook
import ProvText

/// Fences that are not what their writer thinks: never closed, or no fence at all.
enum FenceLint {
    static func checkFence(_ code: CodeBlock, range: TextRange, _ context: inout LintContext) {
        guard code.isFenced, !code.isClosed else { return }
        context.report(
            .unclosedFence, "unclosed fence", file: context.runbook.path,
            range: TextRange(range.start, TextPosition(line: range.start.line, column: range.start.column + 3)),
            fix: "add a closing fence where the code ends")
    }

    static func checkParagraph(_ range: TextRange, _ context: inout LintContext) {
        guard let place = LintContext.brokenFence(in: range, of: context.runbook.source) else { return }
        context.report(
            .backtickInInfo, "'`' after the language makes this line a paragraph: the block does not run",
            file: context.runbook.path,
            range: TextRange(place, TextPosition(line: place.line, column: place.column + 1)),
            fix: "remove the '`', or fence the block with ~~~")
    }

    static func checkPrompts(_ step: Step, _ context: inout LintContext) {
        if case .script(let script) = step.body, script.isShell { checkPrompts(script, step, &context) }
    }

    /// A prompt in the middle of a block that does not begin with one: the shell would look for a command named `$`.
    private static func checkPrompts(_ script: Script, _ step: Step, _ context: inout LintContext) {
        guard let found = prompt(in: script.text) else { return }
        let segments = ShellScanner(script.text).segments
        guard segments.contains(where: { $0.context == .unquoted && $0.bytes.contains(found) }) else { return }
        var positions = BlockPositions(
            source: context.source(step.file), text: script.text, firstLine: script.range.start.line)
        context.report(
            .promptInScript, "this line has a prompt, but the first line of the block does not", file: step.file,
            range: positions.range(found..<found + 1), fix: "start every command with '$ ', or none")
    }

    /// The offset of the first line that begins with `$ `.
    private static func prompt(in text: String) -> Int? {
        let bytes = text.utf8Span.span
        var index = 0
        while index + 1 < bytes.count {
            if bytes[index] == ASCII.dollar, bytes[index + 1] == ASCII.space,
                index == 0 || bytes[index - 1] == ASCII.newline
            {
                return index
            }
            index += 1
        }
        return nil
    }
}
