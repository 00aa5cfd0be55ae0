import ProvDiagnostics
import ProvLint
import ProvRunbook
import ProvSystem
import ProvText

/// A runbook read from disk with its includes, and everything that is wrong with it.
struct LoadedRunbook {
    var runbook: Runbook
    var diagnostics: [Diagnostic]

    /// - Parameters:
    ///   - outside: folders outside of the runbook's project that includes may come from too.
    ///   - isNamed: false for a file that was found in a folder, which must be in the project itself.
    init(_ path: String, lints: Bool = false, outside: [String] = [], isNamed: Bool = true) throws(CommandFailure) {
        let boundary = ProjectBoundary(around: Files.folder(of: path), allowed: outside)
        self.init(try TextFile.source(path, inside: isNamed ? nil : boundary), lints: lints, boundary)
        if lints { diagnostics += BashParser.diagnostics(of: runbook.steps, in: runbook, besides: diagnostics) }
    }

    /// A text that is not on disk, or not yet.
    init(_ source: SourceText, lints: Bool, _ boundary: ProjectBoundary) {
        let (runbook, diagnostics) = RunbookReader.read(source) { LoadedRunbook.include($0, from: $1, boundary) }
        self.runbook = runbook
        if runbook.isCramTest { self.runbook.setDefault("TESTDIR", Files.resolved(Files.folder(of: source.path))) }
        self.diagnostics = diagnostics + (lints ? Linter.lint(runbook) : [])
    }

    /// Included files are named relative to the file that includes them.
    private static func include(_ path: String, from: String, _ boundary: ProjectBoundary) -> IncludeResult {
        let folder = from.lastIndex(of: "/").map { String(from[...$0]) } ?? ""
        let full = path.hasPrefix("/") ? path : folder + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
        if let why = boundary.refusal(of: full) { return .outside(why) }
        do { return .found(try TextFile.source(full, inside: boundary)) } catch { return .missing(error.message) }
    }

    /// Each run of a test has a folder of its own, which is removed afterwards.
    func testFolder() throws(CommandFailure) -> String? {
        guard runbook.isCramTest else { return nil }
        do { return try Files.makeTemporaryFolder("/tmp/prov-test-") } catch {
            throw CommandFailure(
                .failed, "cannot make a folder for the test: \(error.reason)", advice: "check /tmp")
        }
    }

    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// The text of a file that a diagnostic names.
    func source(_ path: String) -> SourceText? { runbook.source(of: path) }

    func text(_ diagnostics: [Diagnostic], colour: Bool) -> String {
        DiagnosticText(color: colour, source: source).render(diagnostics)
    }

    /// Shows on standard error what bash cannot parse of the steps that are due.
    func showSyntaxErrors(in plan: Plan) {
        let due = plan.steps.filter { $0.leftOut == nil }.map(\.step)
        let found = BashParser.diagnostics(of: due, in: runbook)
        guard !found.isEmpty else { return }
        let console = Console.standardError
        console.write(text(found, colour: console.hasColour) + "\n")
    }

    /// Ends the command where the runbook has errors, with all of them on standard error.
    func refuseErrors() throws {
        guard !errors.isEmpty else { return }
        let console = Console.standardError
        console.write(text(errors, colour: console.hasColour))
        throw CommandFailure(
            .refused, "nothing was run: \(runbook.path) has \(DiagnosticText.summary(errors) ?? "errors")",
            advice: "fix them; `prov lint \(runbook.path)` shows warnings too")
    }
}

extension Runbook {
    fileprivate mutating func setDefault(_ name: String, _ value: String) {
        for index in parameters.indices where parameters[index].name == name { parameters[index].defaultValue = value }
    }
}
