import ProvDiagnostics
import ProvRunbook
import ProvText

/// What the rules look at, found once: the runbook's scripts as commands, with the places of their words.
struct LintContext {
    /// A script of a step together with what it is for.
    struct Piece {
        enum Role { case step, check, undo, fix }
        var role: Role
        var step: Step
        var script: Script
        /// `nil` where no rule looks at any of its words, or it is no shell text.
        var commands: [ShellCommand]
        var documents: [Range<Int>]
        var ending: ShellScanner.Ending
    }

    let runbook: Runbook
    private(set) var diagnostics: [Diagnostic] = []
    private let sources: [String: SourceText]

    init(_ runbook: Runbook) {
        self.runbook = runbook
        sources = Dictionary(([runbook.source] + runbook.includes).map { ($0.path, $0) }) { first, _ in first }
    }

    func source(_ file: String) -> SourceText { sources[file] ?? runbook.source }

    mutating func report(
        _ rule: DiagnosticRule, _ headline: String, in piece: Piece, at bytes: Range<Int>, fix: String? = nil,
        notes: [(file: String, range: TextRange, text: String)] = []
    ) {
        var positions = BlockPositions(
            source: source(piece.step.file), text: piece.script.text, firstLine: piece.script.range.start.line)
        report(rule, headline, file: piece.step.file, range: positions.range(bytes), fix: fix, notes: notes)
    }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    mutating func report(
        _ rule: DiagnosticRule, _ headline: String, file: String, range: TextRange, fix: String? = nil,
        notes: [(file: String, range: TextRange, text: String)] = []
    ) {
        diagnostics.append(Diagnostic(rule, headline, file: file, range: range, notes: notes, fix: fix))
    }

    /// The scripts of a step, those of its checks, undos and fixes included.
    func pieces(of step: Step) -> [Piece] {
        var pieces: [Piece] = []
        switch step.body {
        case .script(let script): append(script, .step, step, &pieces)
        case .console(let exchanges): for exchange in exchanges { append(exchange.command, .step, step, &pieces) }
        case .file, .manual, .gate, .checkOnly: break
        }
        for case .script(let script) in step.check { append(script, .check, step, &pieces) }
        for script in step.undo { append(script, .undo, step, &pieces) }
        for fix in step.fixes { append(fix.script, .fix, step, &pieces) }
        return pieces
    }

    private func append(_ script: Script, _ role: Piece.Role, _ step: Step, _ pieces: inout [Piece]) {
        guard script.isShell else { return }
        guard role == .check || WordFilter.lint.matches(script.text) else { return }
        let parsed = ShellCommandParser(script.text)
        pieces.append(
            Piece(
                role: role, step: step, script: script, commands: parsed.commands,
                documents: parsed.documents.map(\.bytes),
                ending: parsed.ending))
    }
}
