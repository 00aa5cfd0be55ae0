import FoundationEssentials
import ProvMarkdown
import ProvTheme
import Testing

@testable import ProvReport
@testable import ProvSite
@testable import ProvText

/// The site of this project, of its own runbooks and documentation.
@Suite("This project's own site")
struct OwnSiteTests {
    private static func build() throws -> SiteOutput {
        let root = packageRoot()
        var files: [SiteFile] = []
        var folders = ["docs", "runbooks"]
        while let folder = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").sorted()
            where !name.hasPrefix(".") {
                let path = "\(folder)/\(name)"
                var isFolder = false
                guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else {
                    continue
                }
                if isFolder {
                    folders.append(path)
                } else if name.hasSuffix(".md") {
                    files.append(try file(path, root))
                }
            }
        }
        for name in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"] {
            files.append(try file(name, root))
        }
        files.sort { $0.path < $1.path }
        let target: (String) -> SiteTarget = { path in
            var isFolder = false
            guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else {
                return .nothing
            }
            return isFolder ? .folder : .file
        }
        return try Site.build(
            SiteInput(
                files: files, options: SiteOptions(title: "prov", folder: root, version: "test"),
                theme: SiteTheme(BuiltInTheme.files), target: target))
    }

    private static func file(_ path: String, _ root: String) throws -> SiteFile {
        SiteFile(path: path, bytes: Array(try #require(FileManager.default.contents(atPath: "\(root)/\(path)"))))
    }

    @Test("every link leads somewhere, every place that is linked to is there")
    func links() throws {
        let site = try Self.build()
        #expect(site.pages.count > 30)
        for problem in site.problems { Issue.record("\(problem.file):\(problem.line ?? 0): \(problem.text)") }
    }

    @Test("what stands around a page costs at most 12 kB of it")
    func chrome() throws {
        let site = try Self.build()
        let bodies = Dictionary(site.pages.map { ($0.path, $0.body.utf8.count) }) { first, _ in first }
        for file in site.files {
            guard let body = bodies[file.path] else { continue }
            #expect(file.bytes.count - body <= 12_000, "\(file.path)")
        }
    }

    @Test("the same input gives the same bytes")
    func same() throws {
        #expect(try Self.build().files == Self.build().files)
    }

    @Test("its runbooks are guides, its documentation is not")
    func guides() throws {
        let guides = try Self.build().guides.map(\.source)
        #expect(guides.contains("runbooks/first-steps.md"))
        #expect(!guides.contains("docs/howto/ci.md"))
    }

    @Test("a guide as Markdown has every block of code that the guide has, in its order")
    func exportedCode() throws {
        let site = try Self.build()
        for guide in site.guides {
            let exported = try #require(site.files.first { $0.path == guide.source })
            let source = try Self.file(guide.source, packageRoot())
            var rest = Self.code(exported)[...]
            for block in Self.code(source) {
                let place = try #require(rest.firstIndex(of: block), "\(guide.source) as Markdown lacks:\n\(block)")
                rest = rest[(place + 1)...]
            }
        }
    }

    private static func code(_ file: SiteFile) -> [String] {
        code(Document(SourceText(path: file.path, bytes: file.bytes), detail: .full).blocks)
    }

    private static func code(_ blocks: [Block]) -> [String] {
        blocks.flatMap { (block: Block) -> [String] in
            switch block.kind {
            case .code(let code): [code.literal]
            case .quote(let inner): code(inner)
            case .alert(let alert): code(alert.blocks)
            case .list(let list): list.items.flatMap { code($0.blocks) }
            default: []
            }
        }
    }
}
