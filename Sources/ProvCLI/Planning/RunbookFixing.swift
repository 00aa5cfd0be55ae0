import ProvDiagnostics
import ProvRunbook
import ProvSystem
import ProvText

/// Puts the replacements that lint suggests into a file, until there is none left.
struct RunbookFixing {
    let path: String
    /// As on disk, and as it is to be.
    let old: SourceText
    private(set) var new: SourceText
    /// How many problems are fixed.
    private(set) var count = 0
    /// Suggestions that are a guess, and those for files that the runbook includes.
    private(set) var left: [Diagnostic] = []

    /// A fix may bring another one: `--fix` twice in a row is the same as once.
    private static let maximumRounds = 8

    init(_ path: String, outside: [String], isNamed: Bool) throws(CommandFailure) {
        let boundary = ProjectBoundary(around: Files.folder(of: path), allowed: outside)
        self.path = path
        old = try TextFile.source(path, inside: isNamed ? nil : boundary)
        new = old
        for _ in 0..<Self.maximumRounds {
            let loaded = LoadedRunbook(new, lints: true, boundary)
            let suggestions = loaded.diagnostics.filter { $0.replacement != nil }
            left = suggestions.filter { !isOurs($0) }
            let fixes = SuggestedFixes(suggestions.filter { isOurs($0) }, in: new)
            guard !fixes.applied.isEmpty else { return }
            count += fixes.applied.count
            new = SourceText(path: path, bytes: fixes.bytes)
        }
    }

    /// A key without braces may be another tool's: what it resembles is a guess.
    private func isOurs(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.file == path && diagnostic.rule != DiagnosticRule.foreignKey.id
    }

    /// What changes, as a unified difference.
    var difference: String {
        LineDifference.unified(
            from: String(decoding: old.bytes, as: UTF8.self), to: String(decoding: new.bytes, as: UTF8.self), path: path
        )
    }

    func write() throws(CommandFailure) { if count > 0 { try TextFile.write(new.bytes, to: path) } }

    /// What was done, and what was not, with the reason.
    func summary(isDryRun: Bool) -> [String] {
        var lines: [String] = []
        if count > 0 {
            let what = count == 1 ? "1 problem" : "\(count) problems"
            lines.append("\(path): \(what) \(isDryRun ? "would be fixed" : "fixed")")
        }
        for diagnostic in left where diagnostic.file != path {
            lines.append(
                "\(diagnostic.file):\(diagnostic.range.start.line): not fixed: \(path) includes the file; run prov lint --fix \(diagnostic.file)"
            )
        }
        for diagnostic in left where diagnostic.file == path {
            lines.append(
                "\(path):\(diagnostic.range.start.line): not fixed: '\(diagnostic.replacement ?? "")' is a guess; change it if it is right"
            )
        }
        return lines
    }
}
