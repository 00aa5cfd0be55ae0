import ProvDiagnostics
import ProvMarkdown
import ProvRunbook
import ProvShell
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
        guard case .script(let script) = step.body, let shell = script.shell else { return }
        checkPrompts(shell, script, step, &context)
        checkOutput(shell, script, step, &context)
    }

    /// Output under commands that have no prompts: the shell would run it.
    private static func checkOutput(_ shell: ShellScript, _ script: Script, _ step: Step, _ context: inout LintContext)
    {
        guard let (place, form) = output(in: shell) else { return }
        var positions = BlockPositions(
            source: context.source(step.file), text: script.text, firstLine: script.range.start.line)
        context.report(
            .outputInScript, "this line looks like \(form.words), not like a command", file: step.file,
            range: positions.range(place), fix: "start every command with '$ ', or move the output to an 'output' block"
        )
    }

    /// The first line below the first command that is output.
    private static func output(in shell: ShellScript) -> (Range<Int>, OutputForm)? {
        let bytes = shell.text.utf8
        for command in shell.commands.dropFirst() where command.wordCount > 0 && command.depth == 0 {
            let word = command.word(0)
            guard command.connector == .sequence, !word.isExpanded, !word.hasPlaceholder, !word.isQuoted else {
                continue
            }
            let start = word.bytes.lowerBound
            guard start > 0, !word.bytes.isEmpty, mayBeOutput(bytes, word.bytes),
                bytes[bytes.index(bytes.startIndex, offsetBy: start - 1)] == ASCII.newline
            else { continue }
            let line = bytes[bytes.index(bytes.startIndex, offsetBy: start)...].prefix { $0 != ASCII.newline }
            if let form = OutputForm(ofLine: String(line) ?? "") { return (word.bytes, form) }
        }
        return nil
    }

    /// Whether a command's first word can be output.
    private static func mayBeOutput(_ text: String.UTF8View, _ word: Range<Int>) -> Bool {
        let first = text[text.index(text.startIndex, offsetBy: word.lowerBound)]
        let last = text[text.index(text.startIndex, offsetBy: word.upperBound - 1)]
        return OutputForm.mayBegin(first, last)
    }

    /// A prompt in the middle of a block that does not begin with one: the shell would look for a command named `$`.
    private static func checkPrompts(_ shell: ShellScript, _ script: Script, _ step: Step, _ context: inout LintContext)
    {
        guard let found = prompt(in: shell) else { return }
        var positions = BlockPositions(
            source: context.source(step.file), text: script.text, firstLine: script.range.start.line)
        context.report(
            .promptInScript, "this line has a prompt, but the first line of the block does not", file: step.file,
            range: positions.range(found), fix: "start every command with '$ ', or none")
    }

    /// The first command that is named `$` and begins its line.
    private static func prompt(in shell: ShellScript) -> Range<Int>? {
        for command in shell.commands where command.wordCount > 0 {
            let word = command.word(0)
            guard word.bytes.count == 1, word.text == "$" else { continue }
            let before = word.bytes.lowerBound
            if before == 0 || shell.slice((before - 1)..<before) == "\n" { return word.bytes }
        }
        return nil
    }
}
