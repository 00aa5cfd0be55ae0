import Foundation
import ProvDiagnostics
import ProvHosts
import ProvMarkdown
import Testing

@testable import ProvChecks
@testable import ProvText

/// Holds edits of lines against Ansible's `lineinfile`, the module itself.
@Suite("Lines of files, held against Ansible's lineinfile", .timeLimit(.minutes(3)))
struct LineEditTests {
    private struct Case {
        var file: String
        var text: String?
        var match: String?
        var isPresent: Bool

        var yaml: String {
            let keys =
                ["path: /file"] + (text.map { ["text: '\($0)'"] } ?? []) + (match.map { ["match: '\($0)'"] } ?? [])
                + (isPresent ? [] : ["present: false"])
            return "line: {\(keys.joined(separator: ", "))}"
        }

        func arguments(_ path: String) -> JSON {
            var members = [
                JSON.Member("path", .string(path)), .init("state", .string(isPresent ? "present" : "absent")),
            ]
            if let text { members.append(.init("line", .string(text))) }
            if let match { members.append(.init("regexp", .string(match))) }
            return .object([.init("ANSIBLE_MODULE_ARGS", .object(members))])
        }
    }

    private static func cases(_ count: Int, seed: UInt64) -> [Case] {
        var random = SeededGenerator(state: seed)
        let lines = ["a", "a = 1", "# a", "b", "", "ab", "a = 2"]
        let matches = ["^a", "^#? ?a", "b$", "^a = ", "zzz"]
        return (0..<count).map { _ in
            let content = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                lines.randomElement(using: &random) ?? ""
            }
            let isPresent = Int.random(in: 0...2, using: &random) > 0
            let match = Bool.random(using: &random) ? matches.randomElement(using: &random) : nil
            let hasText = isPresent || match == nil
            let texts =
                isPresent
                ? lines.filter { line in match.flatMap { try? Pattern($0) }?.isFound(in: line) ?? true } : lines
            let file = content.joined(separator: "\n")
            return Case(
                file: file.isEmpty || Bool.random(using: &random) ? file : file + "\n",
                text: hasText ? texts.filter { !$0.isEmpty }.randomElement(using: &random) ?? "zzz" : nil, match: match,
                isPresent: isPresent)
        }
    }

    @Test("random edits of random files give the same bytes, and are then as wanted")
    func same() async throws {
        let python = unsafe try #require(
            getenv("PROV_ANSIBLE_PYTHON").map { unsafe String(cString: $0) },
            "PROV_ANSIBLE_PYTHON names no Python with ansible-core; run `make test`")
        let folder = FileManager.default.temporaryDirectory.path + "/prov-line-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cases = Self.cases(48, seed: 41)
        for (index, each) in cases.enumerated() {
            try Data(each.file.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(index)"))
            try Data(each.arguments("\(folder)/\(index)").text().utf8).write(
                to: URL(fileURLWithPath: "\(folder)/\(index).json"))
        }
        let all =
            "cd '\(folder)'; for f in *.json; do '\(python)' -m ansible.modules.lineinfile <$f >/dev/null || exit 1; done"
        let result = try await OneShot.run(["/bin/sh", "-c", all], timeout: .seconds(170))
        try #require(result.outcome.ending == .exited(0), "\(String(decoding: result.stderr, as: UTF8.self))")
        for (index, each) in cases.enumerated() {
            let theirs = try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(index)")))
            let ours = try Self.edited(each.yaml, Array(each.file.utf8))
            #expect(try Self.edited(each.yaml, ours) == ours, "\(each.yaml) is not as wanted after its edit")
            // The module gives a last line its newline where nothing else has to be changed; prov leaves it as it is.
            // It leaves a file that has the line anywhere; prov wants the last line that matches to be it, because the
            // last one counts in most files.
            if ours != Array(each.file.utf8), each.match != nil,
                each.file.split(separator: "\n").contains(Substring(each.text ?? "\0"))
            {
                continue
            }
            let isOnlyNewline = ours + [ASCII.newline] == theirs && ours == Array(each.file.utf8)
            #expect(
                isOnlyNewline || ours == theirs,
                "\(each.yaml) on \(each.file.debugDescription)")
        }
    }

    private static func edited(_ yaml: String, _ bytes: [UInt8]) throws -> [UInt8] {
        let read = DeclarativeCheckReader.read(ensured: yaml, start: TextPosition(line: 1, column: 1), file: "a.md")
        try #require(read.diagnostics.map(\.headline) == [])
        let edit = try #require(read.remedies.first?.line)
        return try edit.edit(bytes, values: ProbeAnswer(exitCode: 0, output: "", errors: "")) ?? bytes
    }

    @Test("a text of several lines is refused")
    func severalLines() throws {
        let read = DeclarativeCheckReader.read(
            ensured: "line: {path: /file, text: $TEXT}", start: TextPosition(line: 1, column: 1), file: "a.md")
        let edit = try #require(read.remedies.first?.line)
        #expect(throws: RemedyTrouble.self) {
            try edit.edit([], values: ProbeAnswer(exitCode: 0, output: "given.TEXT=a\ngiven.TEXT=b\n", errors: ""))
        }
    }
}
