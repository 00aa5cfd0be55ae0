import ArgumentParser
import Dispatch
import ProvDiagnostics
import ProvInventory
import ProvPolicy
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText
import Synchronization

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Find problems in runbooks before anything runs.",
        discussion: """
            Folders are searched for Markdown files. Exits with 1 if there is an error, with --strict also if there is a warning.

            EXAMPLES
              prov lint runbooks/
              prov lint --strict setup.md
              prov lint --fix --dry-run setup.md       show what --fix would change
              prov lint --format sarif docs > lint.sarif
              prov lint --env staging deploy.md        check its hosts and variables too
            """)

    static let formats = ["text", "json", "sarif"]

    @Argument(help: "Files and folders.", completion: Completing.runbook)
    var paths: [String]
    @Option(
        name: .long, help: ArgumentHelp("Output format: text, json or sarif.", valueName: "format"),
        completion: .list(LintCommand.formats))
    var format = "text"
    @Flag(name: .long, help: "The same as --format json.")
    var json = false
    @OptionGroup var hosts: HostOptions
    @OptionGroup var boundary: BoundaryOptions
    @Flag(name: .long, help: "Fail on warnings too.")
    var strict = false
    @Flag(name: .long, help: "Write the fixes that are a change of the text into the files, and show them.")
    var fix = false
    @Flag(name: .long, help: "With --fix: show the changes, and write nothing.")
    var dryRun = false
    @Flag(name: .long, help: "Do not show notes.")
    var quiet = false

    func run() throws {
        let format = json ? "json" : format
        guard LintCommand.formats.contains(format) else {
            throw CommandFailure(
                .usage, "unknown lint format '\(format)'",
                advice: "use one of \(LintCommand.formats.joined(separator: ", "))")
        }
        guard fix || !dryRun else {
            throw CommandFailure(.usage, "--dry-run is valid only with --fix", advice: "add --fix")
        }
        var all: [Diagnostic] = []
        var sources: [String: SourceText] = [:]
        var unchecked: String?
        let console = Console.standardOutput
        let directory = try hostDirectory()
        let named = Set(paths)
        let files = paths.flatMap { Files.isFolder($0) ? TextFile.markdownFiles(under: trimmed($0)) : [$0] }
        if fix { try fixFiles(files, named, shows: format == "text") }
        try eachLinted(files, named) { loaded in
            let diagnostics = (loaded.diagnostics + aboutHosts(loaded.runbook, directory)).filter {
                !quiet || $0.severity != .note
            }
            if format == "text" {
                if !diagnostics.isEmpty { console.write(loaded.text(diagnostics, colour: console.hasColour) + "\n") }
            } else {
                for diagnostic in diagnostics where sources[diagnostic.file] == nil {
                    sources[diagnostic.file] = loaded.source(diagnostic.file)
                }
            }
            all += diagnostics
            if directory == nil, unchecked == nil { unchecked = Self.placeOfHosts(loaded.runbook) }
        }
        switch format {
        case "json": console.line(DiagnosticJSON.render(all).text(pretty: true))
        case "sarif":
            console.line(
                DiagnosticSARIF(toolVersion: ProgramVersion.text) { sources[$0] }.render(all).text(pretty: true))
        default:
            console.line(
                """
                \(files.count) \(files.count == 1 ? "file" : "files") checked, \(DiagnosticText.summary(all) ?? "no problems found")
                """
            )
            if let unchecked {
                console.line(
                    "hosts were not checked (\(TerminalText.safeLine(unchecked))): add --env NAME or --inventory FILE")
            }
        }
        if all.contains(where: { $0.severity == .error || strict && $0.severity == .warning }) {
            throw SilentExit(status: .failed)
        }
    }

    /// - Parameter shows: writes the changes to standard output.
    private func fixFiles(_ files: [String], _ named: Set<String>, shows: Bool) throws {
        let console = Console.standardOutput
        for file in files {
            let fixing = try RunbookFixing(file, outside: boundary.allowOutside, isNamed: named.contains(file))
            if !dryRun { try fixing.write() }
            guard shows else { continue }
            if fixing.count > 0 { console.write(fixing.difference) }
            for line in fixing.summary(isDryRun: dryRun) { console.line(line) }
        }
    }

    /// Whose hosts the runbooks are held against; `nil` where no environment was named.
    private func hostDirectory() throws -> HostDirectory? {
        guard hosts.environment != EnvironmentNames.local || !hosts.inventory.isEmpty else { return nil }
        return try hosts.read(
            folder: Files.isFolder((paths.first ?? "."))
                ? Files.resolved((paths.first ?? ".")) : Files.folder(of: (paths.first ?? ".")), limit: nil,
            forks: nil
        ).directory
    }

    /// Where a runbook first names hosts that only an inventory knows.
    private static func placeOfHosts(_ runbook: Runbook) -> String? {
        if let on = runbook.front.on, !PlanHosts.localNames.contains(on) {
            return "\(runbook.path):\(runbook.front.onRange?.start.line ?? 1)"
        }
        return runbook.steps.lazy.compactMap { step in
            step.options.on.flatMap {
                PlanHosts.localNames.contains($0.value)
                    ? nil : "\(step.file):\($0.range.start.line):\($0.range.start.column)"
            }
        }.first
    }

    private func aboutHosts(_ runbook: Runbook, _ directory: HostDirectory?) -> [Diagnostic] {
        guard let directory else { return [] }
        var request = PlanRequest()
        request.environment = hosts.environment
        request.hosts = directory.planHosts
        request.allowsOpenParameters = true
        return Planner.plan(runbook, request: request).diagnostics
    }

    /// Reads files on every core and hands them on in order, some at a time, so that memory stays bounded.
    private func eachLinted(_ files: [String], _ named: Set<String>, _ take: (LoadedRunbook) throws -> Void) throws {
        let outside = boundary.allowOutside
        for start in stride(from: 0, to: files.count, by: LintCommand.batch) {
            let batch = files[start..<min(start + LintCommand.batch, files.count)]
            let results = Mutex([Result<LoadedRunbook, CommandFailure>?](repeating: nil, count: batch.count))
            DispatchQueue.concurrentPerform(iterations: batch.count) { index in
                let result = Result { () throws(CommandFailure) in
                    try LoadedRunbook(
                        batch[start + index], lints: true, outside: outside,
                        isNamed: named.contains(batch[start + index]))
                }
                results.withLock { $0[index] = result }
            }
            for result in results.withLock({ $0 }) { if let result { try take(try result.get()) } }
        }
    }

    private static let batch = 64

    private func trimmed(_ folder: String) -> String {
        folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }
}
