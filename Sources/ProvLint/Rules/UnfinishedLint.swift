import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Shell text that ends inside a quote or here-document.
enum UnfinishedLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        switch piece.shell.ending {
        case .quote: report("a quote", piece, &context)
        case .hereDocument: checkDocuments(piece, &context)
        case .complete, .backslash, .group, .compound, .operatorSign: return
        }
    }

    private static func report(_ what: String, _ piece: ScriptPiece, _ context: inout LintContext) {
        let length = piece.script.text.utf8.count
        let last = piece.script.text.utf8.last == ASCII.newline ? length - 1 : length
        context.report(
            .unfinishedScript, "script ends inside \(what)", in: piece, at: max(0, last - 1)..<max(0, last),
            fix: "close it in the same block")
    }

    private static func checkDocuments(_ piece: ScriptPiece, _ context: inout LintContext) {
        for document in piece.shell.documents {
            guard case .open(let nearMiss, let line) = document.end else { continue }
            guard let nearMiss, let line else {
                report("a here-document", piece, &context)
                return
            }
            let end = document.delimiter
            let (what, fix, replacement): (String, String, String?) =
                switch nearMiss {
                case .blanksBefore: ("it is indented", "write '\(end)' at the start of the line", end)
                case .blanksBehind: ("blanks follow it", "remove the blanks after '\(end)'", end)
                case .textBehind:
                    (
                        "text follows it",
                        "write '\(end)' alone on its line, and the rest on the line with '<<'", nil
                    )
                }
            context.report(
                .unfinishedScript, "'\(end)' does not end the here-document: \(what)", in: piece, at: line,
                fix: fix, replacement: replacement)
            return
        }
    }
}
