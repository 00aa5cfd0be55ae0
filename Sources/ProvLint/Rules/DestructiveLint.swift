import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Steps that destroy what cannot be put back: they need an undo, and a check that tells where they stand.
enum DestructiveLint {
    static func check(_ step: Step, _ pieces: [ScriptPiece], _ context: inout LintContext) {
        if step.options.isReadOnly { return checkReader(step, pieces, &context) }
        guard step.phase == .main, step.undo.isEmpty || step.check.isEmpty && step.expectations.isEmpty else { return }
        for piece in pieces where piece.role == .step {
            guard let found = destruction(in: piece) else { continue }
            if step.undo.isEmpty {
                context.report(
                    .missingUndo, "'\(found.what)' cannot be rolled back: the step has no undo", in: piece,
                    at: found.bytes,
                    fix: "add a block with 'undo' below that restores what this one destroys")
            }
            if step.check.isEmpty, step.expectations.isEmpty {
                context.report(
                    .uncheckedDestruction, "'\(found.what)' runs without a check", in: piece, at: found.bytes,
                    fix: "add a block with 'check' below, so that it runs only if needed")
            }
            return
        }
    }

    private static func checkReader(_ step: Step, _ pieces: [ScriptPiece], _ context: inout LintContext) {
        for piece in pieces where piece.role == .step {
            guard let found = destruction(in: piece) else { continue }
            context.report(
                .readsButChanges, "'\(found.what)' changes something: prov verify would run it", in: piece,
                at: found.bytes, fix: "remove 'reads'")
        }
    }

    private static func destruction(in piece: ScriptPiece) -> (what: String, bytes: Range<Int>)? {
        for (index, invocation) in piece.invocations.enumerated() {
            if let match = DestructiveCommands.table.match(invocation, piece.lines[index]), !isDryRun(match.line) {
                return (match.name, invocation.bytes)
            }
            if piece.signs.contains(.destroys), let match = GeneralVerbs.destruction(invocation) {
                return (match.name, invocation.bytes)
            }
            guard sqlClients.contains(invocation.program) else { continue }
            for argument in invocation.arguments {
                if let found = SQLStatement.destruction(in: argument.text) { return (found.what, invocation.bytes) }
            }
        }
        for document in piece.shell.documents where isSQL(document, piece) {
            let text = piece.shell.slice(document.body)
            guard let found = SQLStatement.destruction(in: text) else { continue }
            let start = document.body.lowerBound
            return (found.what, (found.bytes.lowerBound + start)..<(found.bytes.upperBound + start))
        }
        return nil
    }

    private static func isDryRun(_ line: CommandLine) -> Bool { line.has("--dry-run", "--dryrun", "--whatif") }

    private static let sqlClients: Set<String> = ["psql", "mysql", "mariadb", "sqlite3", "sqlcmd", "cockroach"]

    /// Whether a client of a database reads the here-document, as far as that is known.
    private static func isSQL(_ document: HereDocument, _ piece: ScriptPiece) -> Bool {
        guard let command = document.command, let program = piece.program(of: piece.shell.command(command)) else {
            return true
        }
        return !["cat", "tee", "echo"].contains(program)
    }
}
