import ProvChecks
import ProvDiagnostics
import ProvMarkdown
import ProvText

extension DocumentReader {
    /// A block that an interpreter runs.
    mutating func readStep(_ fence: Fence) {
        guard fence.code.literal.utf8.contains(where: { !$0.isBlankOrNewline }) else {
            lastFence = .other
            return
        }
        rejectForeignRoles(fence)
        let interpreter = self.interpreter(of: fence)
        if mechanicalStep != nil {
            addToMechanicalStep(fence, interpreter: interpreter)
            return
        }
        hasPlainCommands = hasPlainCommands || fence.language.runsByItself
        if let line = Transcript.firstLine(of: fence.code.literal) {
            typedPrograms.insert(String(decoding: line.prefix { !$0.isBlankOrNewline }, as: UTF8.self))
        }
        var script = self.script(of: fence, interpreter: interpreter, commands: commands(of: fence))
        if let prompt = fence.keys["promptEnv"], RunmePrompts.isAsking(prompt.value) {
            script.add(RunmePrompts.placeholders(in: script, source: document.source, assembly: assembly))
        }
        addStep(fence, body: .script(script))
    }

    mutating func readConsole(_ fence: Fence) {
        rejectForeignRoles(fence, expects: true)
        let dialect: LineDialect = ScrutConfiguration.languages.contains(fence.languageName) ? .scrut : .prov
        guard
            let comparison = comparison(of: fence, match: .lines, stream: dialect == .scrut ? .stdout : .both)
        else { return }
        var isShell = false
        if case .console = fence.language {} else { isShell = true }
        let exchanges = ConsoleReader.exchanges(in: fence.code.literal, isShell: isShell, dialect: dialect)
        guard !exchanges.isEmpty else {
            lastFence = .other
            if fence.code.literal.utf8.contains(where: { !$0.isBlankOrNewline }) {
                if case .program(let name) = Transcript(fence.code.literal, isShell: true) {
                    addShown(.otherPrompt(name), fence.range)
                    return
                }
                addShown(.noPrompt, fence.range)
                assembly.report(
                    .consoleWithoutPrompt, "\(fence.languageName) block without a prompt: it is only shown",
                    file: file, range: fence.code.infoRange,
                    fix: "start commands with '$ ', or use 'bash' as the language")
            }
            return
        }
        addStep(fence, body: .console(exchanges.map { exchange(of: $0, in: fence, comparison, dialect) }))
        // scrut's tests have no `set -e`.
        if dialect == .scrut, fence.keys["strict"] == nil {
            assembly.drafts[assembly.drafts.count - 1].step.options.isStrict = false
        }
    }

    private func exchange(
        of exchange: ConsoleReader.Exchange, in fence: Fence,
        _ comparison: (match: Expectation.Match, stream: Expectation.Stream), _ dialect: LineDialect
    ) -> ConsoleExchange {
        let command = TextRange(
            start(ofLine: exchange.commandLine, in: fence, skipping: exchange.promptLength),
            start(ofLine: exchange.lastCommandLine + 1, in: fence))
        let output = TextRange(
            start(ofLine: exchange.outputLines.lowerBound, in: fence),
            start(ofLine: exchange.outputLines.upperBound, in: fence))
        let script = assembly.script(
            exchange.command, language: fence.languageName, interpreter: .session, range: command,
            source: document.source, kind: .shell)
        var expectation = Expectation(
            match: comparison.match, text: exchange.output, stream: comparison.stream, dialect: dialect, range: output)
        if !expectation.isByLine, let code = exchange.exitCode { expectation.text.removeLast("[\(code)]\n".utf8.count) }
        return ConsoleExchange(
            command: script, expectation: expectation.text.isEmpty && dialect == .prov ? nil : expectation,
            exitCode: exchange.exitCode ?? 0, user: exchange.user,
            prompt: prompt(of: exchange, in: fence))
    }

    /// Where a line of a fence's text begins in the document.
    private func start(ofLine line: Int, in fence: Fence, skipping bytes: Int = 0) -> TextPosition {
        let first = fence.code.contentStart
        let column = line == 0 ? first.column : indentation(of: fence, line: first.line + line)
        return TextPosition(line: first.line + line, column: column + bytes)
    }

    private func prompt(of exchange: ConsoleReader.Exchange, in fence: Fence) -> String? {
        let line = fence.code.contentStart.line + exchange.commandLine
        guard line <= document.source.lineStarts.count else { return nil }
        let bytes = document.source.bytes[document.source.byteRange(ofLine: line)]
        let column = start(ofLine: exchange.commandLine, in: fence).column - 1
        let prompt = bytes.dropFirst(column).prefix(exchange.promptLength).trimmingBlanksAndNewlines()
        return prompt.isEmpty ? nil : String(decoding: prompt, as: UTF8.self)
    }

    /// The column at which a fence's lines begin: containers take the same room on each.
    private func indentation(of fence: Fence, line: Int) -> Int {
        min(fence.code.contentStart.column, document.source.lineLength(line) + 1)
    }

    mutating func readFile(_ fence: Fence) {
        fence.keys.reject(
            where: { $0.place == .expectation || $0.place == .comment }, because: "is not valid on a file")
        guard let attribute = fence.keys["file"], let key = BlockKey.named("file"),
            let path = OptionReader(assembly: assembly).value(of: attribute, key)
        else { return }
        let isMarkup = ["xml", "html", "svg", "jsx", "tsx", "vue", "php", "markdown", "md", "xhtml", "svelte"]
            .contains(fence.languageName.lowercased())
        let isVerbatim = fence.keys["template"] != nil && !fence.keys.has("template")
        let content = assembly.script(
            fence.code.literal, language: fence.languageName, interpreter: .process([]),
            range: fence.contentRange, source: document.source, kind: isVerbatim ? .verbatim : .file(isMarkup: isMarkup)
        )
        let mode = fence.keys["mode"]?.value.flatMap(ValueReading.octal)
        var file = FileContent(
            path: path, content: content, mode: mode, owner: fence.keys["owner"]?.value,
            group: fence.keys["group"]?.value)
        file.isVerbatim = isVerbatim
        file.validate = validation(of: fence)
        addStep(fence, body: .file(file))
    }

    private func validation(of fence: Fence) -> Located<String>? {
        guard let attribute = fence.keys["validate"], let command = attribute.value else { return nil }
        if !command.contains("$FILE"), !command.contains("${FILE}") {
            assembly.report(
                .badValue, "'validate' does not name $FILE, the new file", file: attribute.file,
                range: attribute.valueRange, fix: "write for example validate=\"nginx -t -c $FILE\"")
        }
        return Located(command, at: attribute.valueRange)
    }

    mutating func addStep(_ fence: Fence, body: Step.Body, check: [Check] = []) {
        reportLeadingOutput()
        var options = fence.keys.options()
        options.captures = assembly.capture(options.captures)
        let step = Step(
            id: StepID(""), title: fence.keys.title ?? "", phase: fence.keys.isFinally ? .finally : .main, body: body,
            options: options, section: section.path, check: check, range: fence.range, file: file)
        lastFence = .step(assembly.drafts.count)
        add(step, name: fence.keys.name, attributes: fence.attributes, hasTitle: fence.keys.title != nil)
    }

    /// An output block before the first step of a section was meant for that step, and belongs to none.
    private mutating func reportLeadingOutput() {
        guard let range = leadingOutput else { return }
        leadingOutput = nil
        addShown(.outputBeforeStep, range)
        assembly.report(
            .outputBeforeStep, "expected output stands above its step: nothing is compared with it", file: file,
            range: TextRange(range.start, TextPosition(line: range.start.line, column: range.start.column + 3)),
            fix: "move it below the step")
    }

    /// - Parameter expects: whether it shows outputs that are compared.
    func rejectForeignRoles(_ fence: Fence, expects: Bool = false) {
        fence.keys.reject(where: { $0.place == .file }, because: "is valid only on a block with 'file'")
        fence.keys.reject(
            where: { $0.place == .expectation && !expects },
            because: "is valid only on an expected output or a console session")
        fence.keys.reject(where: { $0.place == .comment }, because: "is valid only in a separate comment")
        if let of = fence.keys["of"] {
            assembly.report(
                .misplacedKey, "'of' is valid only on a check, expectation, undo or fix", file: of.file,
                range: of.range,
                fix: "remove it, or mark the block as one of these")
        }
    }

    // MARK: Scripts

    /// - Parameter commands: the part of the block that is the script, where that is not all of it.
    func script(of fence: Fence, interpreter: Interpreter, commands: (text: String, range: TextRange)? = nil) -> Script
    {
        assembly.script(
            commands?.text ?? fence.code.literal, language: fence.languageName, interpreter: interpreter,
            range: commands?.range ?? fence.contentRange, source: document.source,
            kind: isShell(fence.language, interpreter) ? .shell : .program)
    }

    /// The commands of a block that shows their output below them; names the output as what does not run.
    private func commands(of fence: Fence) -> (text: String, range: TextRange)? {
        guard case .session = fence.language, fence.keys.names.isEmpty,
            let below = OutputBelowCommands(in: fence.code.literal)
        else { return nil }
        let range = fence.contentRange
        let line = range.start.line + below.line
        let place = TextPosition(line: line, column: indentation(of: fence, line: line))
        addShown(.outputBelow(below.form), TextRange(place, max(place, range.end)))
        let bytes = Array(fence.code.literal.utf8.prefix(below.commandBytes))
        return (String(decoding: bytes, as: UTF8.self), TextRange(range.start, place))
    }

    private func isShell(_ language: Language, _ interpreter: Interpreter) -> Bool {
        switch language {
        case .session, .process, .console, .none: true
        case .output, .yaml, .other: interpreter == .session
        }
    }

    /// Who reads the block; reports a language that nobody is known to read.
    func interpreter(of fence: Fence) -> Interpreter {
        if let words = fence.keys.interpreter { return .process(words) }
        switch fence.language {
        case .session, .console, .none, .output: return .session
        case .process(let command): return .process(command)
        case .other(interpreter: let command?): return .process(command)
        case .yaml, .other(interpreter: nil):
            let near = Suggestion.closest(to: fence.languageName, in: Language.interpreterNames)
            assembly.report(
                .unknownInterpreter, "no interpreter known for '\(fence.languageName)'", file: file,
                range: fence.code.infoRange,
                fix: near.map { "write '\($0)', or set the command with interpreter=…" }
                    ?? "set the command with interpreter=…")
            return .process(["false"])
        }
    }
}

/// Runme's `promptEnv`: the variables that a block exports are asked for.
enum RunmePrompts {
    static func isAsking(_ value: String?) -> Bool {
        switch (value ?? "true").lowercased() {
        case "false", "no", "never", "skip", "0": false
        default: true
        }
    }

    /// Each `export NAME=value` of the script as a hole; the value is the default, `[words]` the question.
    static func placeholders(in script: Script, source: SourceText, assembly: RunbookAssembly) -> [Placeholder] {
        let bytes = Array(script.text.utf8)
        var found: [Placeholder] = []
        var lineStart = 0
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: ASCII.newline) ?? bytes.count
            let line = bytes[lineStart..<lineEnd]
            if line.starts(with: "export ".utf8), let equals = line.firstIndex(of: ASCII.equals) {
                let name = String(decoding: line[(lineStart + 7)..<equals], as: UTF8.self)
                let value = line[(equals + 1)...].trimmingBlanksAndNewlines()
                let isTaken = script.placeholders.contains { $0.bytes.overlaps((equals + 1)..<lineEnd) }
                if ShellText.isVariableName(name), !value.contains(ASCII.dollar), !value.contains(ASCII.backtick),
                    !isTaken
                {
                    found.append(
                        Placeholder(
                            text: String(decoding: value, as: UTF8.self), parameter: name,
                            bytes: value.startIndex..<value.endIndex))
                    var positions = BlockPositions(
                        source: source, text: script.text, firstLine: script.range.start.line)
                    declare(name, value: value, range: positions.range(value.startIndex..<value.endIndex), assembly)
                }
            }
            lineStart = lineEnd + 1
        }
        return found
    }

    private static func declare(_ name: String, value: ArraySlice<UInt8>, range: TextRange, _ assembly: RunbookAssembly)
    {
        let isQuestion = value.first == ASCII.openBracket && value.last == ASCII.closeBracket
        let text = String(decoding: isQuestion ? value.dropFirst().dropLast() : value.withoutQuotes(), as: UTF8.self)
        assembly.addPlaceholderParameter(
            Parameter(
                name: name, kind: .string, defaultValue: isQuestion || text.isEmpty ? nil : text,
                about: isQuestion ? text : nil,
                pattern: nil, choices: [], isPlaceholder: true, range: range))
    }
}
