import Foundation
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvLint

@Suite("The registry of diagnostics")
struct DiagnosticRuleTests {
    /// Reads, lints and plans an example as the command line does.
    static func diagnostics(of example: DiagnosticRule.Example) -> [Diagnostic] {
        let reading = Reading(example.text, files: example.files, outside: Set(example.outside))
        var request = PlanRequest()
        request.values = example.set
        request.only = example.only
        request.variants = example.variants
        if !example.unreadable.isEmpty { request.hosts.values = { _ in .init(unreadable: example.unreadable) } }
        if !example.lists.isEmpty {
            request.hosts = PlanHosts(
                resolve: { _ in .hosts(example.lists.keys.sorted()) },
                values: { .init(lists: ["ports": example.lists[$0] ?? ""]) })
        }
        return reading.diagnostics + Linter.lint(reading.runbook) + ShellParsing.diagnostics(reading.runbook)
            + Planner.plan(reading.runbook, request: request).diagnostics
    }

    @Test("every rule is provoked by its own example, with its own severity", arguments: DiagnosticRule.all.map(\.id))
    func example(id: String) throws {
        let rule = try #require(DiagnosticRule.all.first { $0.id == id })
        let all = Self.diagnostics(of: rule.example)
        let found = all.filter { $0.rule == id }
        #expect(!found.isEmpty, "it provokes \(all.map(\.rule))")
        #expect(found.allSatisfy { $0.severity == rule.severity })
    }

    @Test("no example provokes an error of another rule", arguments: DiagnosticRule.all.map(\.id))
    func exampleIsPure(id: String) throws {
        let rule = try #require(DiagnosticRule.all.first { $0.id == id })
        let others = Self.diagnostics(of: rule.example).filter { $0.severity == .error && $0.rule != id }
        #expect(others.map(\.headline) == [])
    }

    @Test("identifiers are unique and kebab-case, texts are whole")
    func texts() {
        let ids = DiagnosticRule.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for rule in DiagnosticRule.all {
            #expect(rule.id.allSatisfy { $0.isLowercase || $0 == "-" }, "\(rule.id)")
            #expect(rule.fix.hasSuffix("."), "\(rule.id)")
            #expect(!rule.explanation.hasSuffix("."), "\(rule.id) is shown as a clause")
            #expect(!rule.title.hasSuffix("."), "\(rule.id)")
        }
    }

    @Test("every rule that the sources name is registered")
    func sources() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/ProvRunbook")
        let known = Set(DiagnosticRule.all.map(\.id))
        let files = FileManager.default.enumerator(at: root.resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
        var count = 0
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /rule: "([a-z-]+)"/) {
                count += 1
                #expect(known.contains(String(match.1)), "\(file.lastPathComponent) reports \(match.1)")
            }
        }
        #expect(count > 0)
    }

    @Test("docs/reference/diagnostics.md is what the registry says; PROV_WRITE_REFERENCES=1 writes it anew and fails")
    func reference() throws {
        try expectReference("docs/reference/diagnostics.md", DiagnosticReference.markdown())
    }
}

/// Compares a committed page with what the types make of it; recording a page never passes.
func expectReference(_ path: String, _ text: String, location: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(path)
    let written = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    if ProcessInfo.processInfo.environment["PROV_WRITE_REFERENCES"] != nil, written != text {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(written == text, "\(path) is out of date", sourceLocation: location)
}
