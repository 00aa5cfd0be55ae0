import FoundationEssentials
import Glibc
import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

/// Compares with a golden file; with PROV_RECORD=1 writes it anew, which never passes.
func expectGolden(
    _ bytes: [UInt8], in folder: String = "Tests/Golden/ProvPages", _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let path = "\(packageRoot())/\(folder)/\(name)"
    if ProcessInfo.processInfo.environment["PROV_RECORD"] != nil {
        try FileManager.default.createDirectory(
            atPath: "\(packageRoot())/\(folder)", withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        Issue.record("recorded \(name); look at it, then run again without PROV_RECORD", sourceLocation: sourceLocation)
        return
    }
    let golden = FileManager.default.contents(atPath: path).map { Array($0) } ?? []
    guard golden != bytes else { return }
    let (wanted, found) = (lines(golden), lines(bytes))
    let first =
        zip(wanted, found).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(wanted.count, found.count)
    Issue.record(
        """
        \(name) differs from line \(first + 1) on
        golden: \(first < wanted.count ? wanted[first] : "(end)")
        now:    \(first < found.count ? found[first] : "(end)")
        """, sourceLocation: sourceLocation)
}

private func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
}

func packageRoot(from file: String = #filePath) -> String {
    file.firstRange(of: "/Tests/ProvPagesTests/").map { String(file[..<$0.lowerBound]) } ?? file
}

/// Runs a program over a file; gives its exit code and what it printed.
func run(_ program: String, on bytes: [UInt8], _ arguments: [String], suffix: String = "") throws -> (
    code: Int32, output: String
) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
        "prov-pages-\(UInt64.random(in: 0 ... .max))\(suffix)"
    ).path
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let line = ([program] + arguments + [file]).map { "'\($0)'" }.joined(separator: " ") + " 2>&1"
    guard let stream = unsafe popen(line, "r") else { throw CocoaError(.fileReadUnknown) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, stream)
        if count == 0 { break }
        output += buffer[..<count]
    }
    let status = unsafe pclose(stream)
    return (status >> 8 & 0xFF, String(decoding: output, as: UTF8.self))
}

extension ReportFormat {
    func text(_ input: ReportInput) -> String { String(decoding: render(input), as: UTF8.self) }
}

extension PlanFormat {
    func text(of plan: Plan) -> String { String(decoding: render(plan), as: UTF8.self) }
}

extension SiteInput {
    /// Of Markdown files in memory.
    init(
        files: [SiteFile], runs: [RunReport] = [], options: SiteOptions, theme: SiteTheme,
        target: @escaping (String) -> SiteTarget = { _ in .nothing }
    ) {
        let bytes = Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
        self.init(
            paths: files.map(\.path), read: { bytes[$0] ?? [] }, runs: runs, options: options, theme: theme,
            target: target)
    }
}
