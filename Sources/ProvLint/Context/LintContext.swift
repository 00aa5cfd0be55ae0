import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// What the rules look at, found once: the runbook's scripts as commands, with the places of their words.
struct LintContext {
    let runbook: Runbook
    private(set) var diagnostics: [Diagnostic] = []
    private let sources: [String: SourceText]
    private var secretLines: [String: Set<Int>] = [:]
    /// What the text says about the commands.
    private(set) var prose = ProseRemarks()
    private var filesWithHosts: [String: Bool] = [:]
    private lazy var variables: Set<String> = namesOfVariables()

    init(_ runbook: Runbook) {
        self.runbook = runbook
        sources = Dictionary(runbook.sources.map { ($0.path, $0) }) { first, _ in first }
    }

    /// Takes note of what a paragraph of the runbook's own file says about the commands.
    mutating func read(paragraph range: TextRange) {
        let source = runbook.source
        guard range.start.line >= 1, range.end.line <= source.lineStarts.count else { return }
        let bytes = source.lineStarts[range.start.line - 1]..<source.byteRange(ofLine: range.end.line).upperBound
        prose.read(source.bytes.span, bytes, lines: range)
    }

    /// Whether the file gives names of hosts addresses of its own.
    mutating func namesHosts(in file: String) -> Bool {
        if let known = filesWithHosts[file] { return known }
        let found = ExampleHost.areNamed(in: source(file).bytes.span)
        filesWithHosts[file] = found
        return found
    }

    func source(_ file: String) -> SourceText { sources[file] ?? runbook.source }

    /// - Parameter replacement: the text that fixes it if it replaces `bytes`.
    mutating func report(
        _ rule: DiagnosticRule, _ headline: String, in piece: ScriptPiece, at bytes: Range<Int>, fix: String? = nil,
        notes: [(file: String, range: TextRange, text: String)] = [], replacement: String? = nil
    ) {
        var positions = BlockPositions(
            source: source(piece.step.file), text: piece.script.text, firstLine: piece.script.range.start.line)
        report(
            rule, headline, file: piece.step.file, range: positions.range(bytes), fix: fix, notes: notes,
            replacement: replacement)
    }

    /// Whether the document or one that it includes sets or expands a variable of the name, or declares it.
    mutating func isVariable(_ name: String) -> Bool { variables.contains(name) }

    /// `NAME=`, `$NAME`, `${NAME` and what the front matter declares.
    private func namesOfVariables() -> Set<String> {
        var names = Set(runbook.parameters.filter { !$0.isPlaceholder }.map(\.name) + runbook.front.secrets.map(\.name))
        names.formUnion(runbook.parts.flatMap { $0.values.map(\.name) })
        for source in sources.values {
            let bytes = source.bytes
            bytes.forEachName { name in
                let before = name.lowerBound > 0 ? bytes[name.lowerBound - 1] : ASCII.newline
                let isSet = name.upperBound < bytes.count && bytes[name.upperBound] == ASCII.equals
                if isSet || before == ASCII.dollar || before == ASCII.openBrace {
                    names.insert(String(decoding: bytes[name], as: UTF8.self))
                }
            }
        }
        return names
    }

    /// Whether a secret was found in the block of a step already.
    func hasSecret(in step: Step) -> Bool {
        guard let lines = secretLines[step.file] else { return false }
        return (step.range.start.line...step.range.end.line).contains(where: lines.contains)
    }

    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
        if diagnostic.rule == DiagnosticRule.plainSecret.id {
            secretLines[diagnostic.file, default: []].insert(diagnostic.range.start.line)
        }
    }

    mutating func report(
        _ rule: DiagnosticRule, _ headline: String, file: String, range: TextRange, fix: String? = nil,
        notes: [(file: String, range: TextRange, text: String)] = [], replacement: String? = nil
    ) {
        report(
            Diagnostic(
                rule, headline, file: file, range: range, notes: notes, fix: fix, replacement: replacement))
    }

    /// The scripts of a step, those of its checks, undos and fixes included.
    func pieces(of step: Step) -> [ScriptPiece] {
        var pieces: [ScriptPiece] = []
        func append(_ script: Script, _ role: ScriptPiece.Role, output: String = "", place: Int = 0) {
            guard let shell = script.shell else { return }
            pieces.append(
                ScriptPiece(role: role, step: step, script: script, shell: shell, output: output, place: place))
        }
        switch step.body {
        case .script(let script): append(script, .step)
        case .console(let exchanges):
            for (place, exchange) in exchanges.enumerated() {
                append(exchange.command, .step, output: exchange.output, place: place)
            }
        case .file, .ensure, .manual, .gate, .checkOnly: break
        }
        for case .script(let script, _) in step.check { append(script, .check) }
        for script in step.undo { append(script, .undo) }
        for fix in step.fixes { append(fix.script, .fix) }
        return pieces
    }
}
