import FoundationEssentials
import Testing

@testable import ProvCLI

@Suite("The folders whose files a runbook may take in")
struct ProjectBoundaryTests {
    private let folder = "/tmp/prov-boundary-\(UUID().uuidString)"

    private func made(_ paths: String...) throws {
        for path in paths {
            let whole = "\(folder)/\(path)"
            if path.hasSuffix("/") {
                try FileManager.default.createDirectory(atPath: whole, withIntermediateDirectories: true)
            } else {
                let above = whole[..<(whole.lastIndex(of: "/") ?? whole.startIndex)]
                try FileManager.default.createDirectory(atPath: String(above), withIntermediateDirectories: true)
                try Data("text".utf8).write(to: URL(filePath: whole))
            }
        }
    }

    private func removing(_ body: () throws -> Void) rethrows {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body()
    }

    @Test("the project is the nearest folder above with prov.yml or .git, else the runbook's own")
    func project() throws {
        try removing {
            try made("p/.git/", "p/docs/deep/a.md", "alone/a.md", "q/prov.yml", "q/inner/.git/", "q/inner/a.md")
            #expect(ProjectBoundary(around: "\(folder)/p/docs/deep").folders == ["\(folder)/p"])
            #expect(ProjectBoundary(around: "\(folder)/q/inner").folders == ["\(folder)/q/inner"])
            #expect(ProjectBoundary(around: "\(folder)/q").folders == ["\(folder)/q"])
            #expect(ProjectBoundary(around: "\(folder)/alone").folders == ["\(folder)/alone"])
        }
    }

    @Test("a path inside is not refused; one outside is, however it is written")
    func refused() throws {
        try removing {
            try made("p/prov.yml", "p/a.md", "p/sub/b.md", "p-other/c.md", "secret", "allowed/d.md")
            for (link, target) in [("p/out.md", "secret"), ("p/in.md", "p/a.md"), ("p/sub/up", "")] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/\(link)", withDestinationPath: "\(folder)/\(target)")
            }
            let boundary = ProjectBoundary(around: "\(folder)/p/sub", allowed: ["\(folder)/allowed"])
            for inside in ["p/a.md", "p/sub/b.md", "p", "p/sub/../a.md", "p/in.md", "allowed/d.md", "p/nowhere.md"] {
                #expect(boundary.refusal(of: "\(folder)/\(inside)") == nil, "\(inside)")
            }
            for outside in ["p-other/c.md", "secret", "p/../secret", "p/out.md", "p/sub/up/secret", "p/sub/up", "."] {
                #expect(boundary.refusal(of: "\(folder)/\(outside)") != nil, "\(outside)")
            }
            #expect(boundary.refusal(of: "/etc/passwd") != nil)
        }
    }

    @Test("a folder whose name only Unicode calls equal is another folder")
    func anotherForm() throws {
        try removing {
            let (own, other) = ("caf\u{E9}", "cafe\u{301}")
            try made("\(own)/prov.yml", "\(own)/a.md", "\(other)/b.md")
            let boundary = ProjectBoundary(around: "\(folder)/\(own)")
            #expect(boundary.refusal(of: "\(folder)/\(own)/a.md") == nil)
            #expect(boundary.refusal(of: "\(folder)/\(other)/b.md") != nil)
            #expect(!boundary.holds("\(folder)/\(other)"))
            #expect(TextFile.markdownFiles(under: folder).count == 2)
        }
    }

    @Test("a file outside of it is not read, also through a link; a file without an end is never opened")
    func reading() throws {
        try removing {
            try made("p/prov.yml", "p/a.md", "secret")
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/p/out.md", withDestinationPath: "\(folder)/secret")
            let boundary = ProjectBoundary(around: "\(folder)/p")
            #expect(try TextFile.read("\(folder)/p/a.md", inside: boundary) == Array("text".utf8))
            for path in ["\(folder)/secret", "\(folder)/p/out.md", "/etc/passwd"] {
                let failure = #expect(throws: CommandFailure.self) { try TextFile.read(path, inside: boundary) }
                #expect(failure?.status == .refused && failure?.advice == ProjectBoundary.advice, "\(path)")
            }
            for path in ["/dev/null", "/dev/zero", "-", "\(folder)/nowhere"] {
                let failure = #expect(throws: CommandFailure.self) { try TextFile.read(path) }
                #expect(failure?.status == .usage, "\(path)")
            }
        }
    }

    @Test("a file is written once, for its owner alone where it is private; a rewrite keeps its mode")
    func writing() throws {
        try removing {
            try made("p/")
            let path = "\(folder)/p/a"
            try TextFile.write([1], to: path, replacing: false, isPrivate: true)
            func mode(_ path: String) throws -> Int {
                try (FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) ?? 0
            }
            #expect(try mode(path) == 0o600)
            #expect(throws: CommandFailure.self) { try TextFile.write([2], to: path, replacing: false) }
            #expect(try TextFile.read(path) == [1])
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: path)
            try TextFile.rewrite("\(folder)/link", with: [3])
            #expect(try TextFile.read(path) == [3] && mode(path) == 0o640)
            #expect(try TextFile.read(path, from: 1, count: 5) == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/p") == ["a"])
        }
    }

    @Test("Markdown files are found once each, through links and loops of them; hidden folders are left out")
    func markdown() throws {
        try removing {
            try made("d/a.md", "d/sub/b.markdown", "d/.hidden/c.md", "d/text.txt", "d/sub/z.md", "e/f.md")
            for (link, target) in [("d/loop", "d"), ("d/sub/other", "e"), ("d/again", "d/sub")] {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/\(link)", withDestinationPath: "\(folder)/\(target)")
            }
            #expect(
                TextFile.markdownFiles(under: "\(folder)/d") == [
                    "\(folder)/d/a.md", "\(folder)/d/sub/b.markdown", "\(folder)/d/sub/other/f.md",
                    "\(folder)/d/sub/z.md",
                ])
        }
    }
}
