import Foundation
import ProvHosts
import ProvMarkdown
import ProvRunbook
import ProvSystem
import Testing

@testable import ProvChecks
@testable import ProvDiagnostics
@testable import ProvText

/// A shell that a host's channel may have.
enum HostShell: String, CaseIterable, CustomTestStringConvertible {
    case dash, busybox, bash

    var arguments: [String] {
        switch self {
        case .dash: ["/usr/bin/dash", "-c"]
        case .busybox: ["/usr/bin/busybox", "sh", "-c"]
        case .bash: ["/usr/bin/bash", "-c"]
        }
    }

    var testDescription: String { rawValue }
}

/// Asks this machine as a run asks a host: the probe in a shell, its answer to the judge.
struct CheckHost {
    var shell = HostShell.dash
    /// Parameters, captures and secrets of the run.
    var values: [String: String] = [:]
    /// `nil` is the machine's own.
    var path: String?
    var directory: String?

    struct Asked {
        var verdict: Verdict
        var check: DeclarativeCheck
        var answer: ProbeAnswer
    }

    /// Evaluates the one check in the text.
    func ask(_ yaml: String, after state: String = "") async throws -> Asked {
        let check = try #require(CheckHost.read(yaml).first)
        let environment = Environment(
            ["PATH": path ?? "/usr/local/bin:/usr/bin:/bin", "HOME": NSHomeDirectory()].merging(values) { $1 })
        let result = try await OneShot.run(
            shell.arguments + [state + check.probe.script], directory: directory, environment: environment,
            timeout: .seconds(30))
        var code: Int?
        if case .exited(let status) = result.outcome.ending { code = status }
        let answer = ProbeAnswer(
            exitCode: code, output: String(decoding: result.stdout, as: UTF8.self),
            errors: String(decoding: result.stderr, as: UTF8.self))
        return Asked(verdict: check.judge(answer), check: check, answer: answer)
    }

    /// The verdict, for a comparison that shows what differs:
    /// `fail: expected port 1 listening, found nothing listens on 1`.
    func verdict(_ yaml: String, after state: String = "") async throws -> String {
        let asked = try await ask(yaml, after: state)
        let noise =
            asked.verdict.result == .error && !asked.answer.errors.isEmpty ? " (stderr: \(asked.answer.errors))" : ""
        return "\(asked.verdict.result.rawValue): expected \(asked.verdict.wanted), found \(asked.verdict.found)"
            + noise
    }

    /// Expects the verdict in words, as `verdict` writes them.
    func expect(_ yaml: String, _ wanted: String, after state: String = "", location: SourceLocation = #_sourceLocation)
        async throws
    {
        let found = try await verdict(yaml, after: state)
        #expect(found == wanted, sourceLocation: location)
    }

    static func read(_ yaml: String) throws -> [DeclarativeCheck] {
        let (checks, diagnostics) = DeclarativeCheckReader.read(
            yaml: yaml, start: TextPosition(line: 1, column: 1), file: "a.md")
        try #require(diagnostics.map(\.headline) == [])
        return checks
    }
}

/// A folder that goes away with the test, for files, databases and programs.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "prov-checks-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
        let file = path + "/" + name
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// A folder for `PATH` with these programs of the machine alone, and perhaps some of the test's own, as sh.
    ///
    /// Those of its own are written by a shell: a file this process has open for writing, and with it whatever it
    /// starts meanwhile, cannot be run ("text file busy").
    func programs(_ names: [String], own: [String: String] = [:]) async throws -> String {
        let folder = path + "/bin-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names {
            let program = try #require(
                ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].map { $0 + name }.first {
                    FileManager.default.isExecutableFile(atPath: $0)
                }, "no \(name)")
            try FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: program)
        }
        let script = "while [ $# -gt 0 ]; do printf '#!/bin/sh\n%s' \"$2\" >\"$1\" && chmod 755 \"$1\"; shift 2; done"
        let written =
            own.isEmpty
            ? nil
            : try await OneShot.run(
                ["/bin/sh", "-c", script, "sh"] + own.flatMap { [folder + "/" + $0.key, $0.value] })
        try #require(written.map { $0.outcome.ending == .exited(0) } ?? true)
        return folder
    }

    /// What every host has.
    static let basics = [
        "sed", "cat", "head", "tail", "cut", "tr", "sort", "grep", "id", "uname", "stat", "date", "sleep", "printf",
        "true",
    ]
}
