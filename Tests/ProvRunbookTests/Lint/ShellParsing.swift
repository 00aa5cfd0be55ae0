import Foundation
import ProvRunbook

@testable import ProvDiagnostics
@testable import ProvLint

/// Asks a bash as the commands do.
enum ShellParsing {
    static func diagnostics(_ runbook: Runbook, besides known: [Diagnostic] = []) -> [Diagnostic] {
        let syntax = ShellSyntax(runbook.steps, of: runbook)
        guard !syntax.isEmpty else { return [] }
        let extended = syntax.setsExtendedPatterns ? "extglob" : ""
        let (output, _) = bash(
            [
                "-c",
                ShellSyntax.program + "\n", "prov",
            ], file: syntax.texts, behind: [extended])
        return syntax.diagnostics(Array(output.utf8), besides: known)
    }

    /// The line of the message of `bash -n` about a script; `nil` for a script that it parses.
    static func line(_ script: String) -> Int? {
        let (_, errors) = bash(["-n"], file: script, behind: [])
        for line in errors.split(separator: "\n") where !line.contains("warning: here-document") {
            if let match = line.firstMatch(of: #/: line (\d+): /#) { return Int(match.1) }
        }
        return nil
    }

    private static func bash(_ arguments: [String], file content: String, behind: [String]) -> (String, String) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("prov-syntax-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["--norc"] + arguments + [file.path] + behind
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        do {
            try Data(content.utf8).write(to: file)
            try process.run()
        } catch { return ("", "\(error)") }
        let texts = (
            output.fileHandleForReading.readDataToEndOfFile(), errors.fileHandleForReading.readDataToEndOfFile()
        )
        process.waitUntilExit()
        return (String(decoding: texts.0, as: UTF8.self), String(decoding: texts.1, as: UTF8.self))
    }
}
