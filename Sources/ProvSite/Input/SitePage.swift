import ProvDiagnostics
import ProvJournal
import ProvMarkdown
import ProvRunbook
import ProvText

/// A Markdown file of the folder, read.
struct SiteSource {
    var path: String
    var page: String
    var runbook: Runbook
    var diagnostics: [Diagnostic]
    let alertShape: AlertShape?
    /// Whether somebody wrote it to be run: any text of steps may be run, but a text that explains need not be.
    let isGuide: Bool

    init(_ file: SiteFile, input: SiteInput) {
        path = file.path
        page = SitePath.page(of: file.path)
        let document = Document(SourceText(path: file.path, bytes: file.bytes), detail: .full)
        (runbook, diagnostics) = RunbookReader.read(document, include: input.include)
        alertShape = AlertShape(runbook.document)
        isGuide = alertShape != nil && !runbook.steps.isEmpty || SiteSource.isToBeRun(runbook)
    }

    private static func isToBeRun(_ runbook: Runbook) -> Bool {
        guard !runbook.steps.isEmpty else { return false }
        let front = runbook.front
        if front.kind != nil || front.on != nil || !front.secrets.isEmpty || !front.requires.isEmpty
            || !front.policy.isEmpty
        {
            return true
        }
        if runbook.parameters.contains(where: { !$0.isPlaceholder }) { return true }
        return runbook.steps.contains { step in
            if !step.check.isEmpty || !step.expectations.isEmpty || !step.undo.isEmpty || !step.fixes.isEmpty {
                return true
            }
            switch step.body {
            case .file, .ensure, .gate, .checkOnly: return true
            case .script, .console, .manual: return false
            }
        }
    }

    var title: String { runbook.title }
    var digest: String { ContentHash.hex(Array(runbook.sourceBytes.joined())) }
}
