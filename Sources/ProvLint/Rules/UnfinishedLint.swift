import ProvDiagnostics
import ProvRunbook
import ProvText

/// Shell text that ends inside a quote or here-document.
enum UnfinishedLint {
    @Sendable static func check(_ piece: LintContext.Piece, _ context: inout LintContext) {
        let what: String
        switch piece.ending {
        case .quote: what = "a quote"
        case .hereDocument: what = "a here-document"
        case .complete, .backslash, .group: return
        }
        let length = piece.script.text.utf8.count
        let last = piece.script.text.utf8.last == ASCII.newline ? length - 1 : length
        context.report(
            .unfinishedScript, "script ends inside \(what)", in: piece, at: max(0, last - 1)..<max(0, last),
            fix: "close it in the same block")
    }
}
