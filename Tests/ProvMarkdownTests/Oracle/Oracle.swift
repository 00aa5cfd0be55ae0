import FoundationEssentials
import Glibc
import ProvMarkdown
import Testing

@testable import ProvText

/// The programs `cmark` and `cmark-gfm`, as Debian has them, that say what HTML a document is.
enum Oracle {
    case cmark
    case cmarkGFM
    case cmarkGFMWithoutExtensions

    private var command: String {
        switch self {
        case .cmark: "cmark"
        case .cmarkGFM: "cmark-gfm -e table -e strikethrough -e autolink -e tasklist -e footnotes"
        case .cmarkGFMWithoutExtensions: "cmark-gfm"
        }
    }

    /// The HTML of each document, one process each; raw HTML is skipped, as is the programs' default.
    func html(_ documents: [[UInt8]]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "prov-oracle-\(UInt64.random(in: 0 ... .max))"
        ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (number, document) in documents.enumerated() {
            try Data(document).write(to: URL(fileURLWithPath: "\(folder)/\(number)"))
        }
        let script =
            """
            set -e; cd '\(folder)'; n=0; while [ $n -lt \(documents.count) ]; do \(command) < $n > $n.html; \
            n=$((n + 1)); done
            """
        let status = unsafe system(script)
        try #require(status == 0, "\(command) is needed for this test, and it failed; .ci/packages install test")
        return try documents.indices.map { number in
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number).html")), as: UTF8.self)
        }
    }
}

extension [UInt8] {
    /// What prov makes of a document.
    func html(_ dialect: Dialect) -> String {
        HTMLRenderer.html(Document(SourceText(path: "t.md", bytes: self), detail: .full, dialect: dialect))
    }
}

func expectSame(
    _ documents: [[UInt8]], _ dialect: Dialect, as oracle: Oracle, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for (document, wanted) in zip(documents, try oracle.html(documents)) {
        let found = document.html(dialect)
        guard found != wanted else { continue }
        let lines = zip(
            wanted.split(separator: "\n", omittingEmptySubsequences: false),
            found.split(separator: "\n", omittingEmptySubsequences: false))
        let first = lines.first { $0 != $1 }
        Issue.record(
            """
            \(String(decoding: document.prefix(400), as: UTF8.self).debugDescription)
            wanted: \(first?.0 ?? "(more or less)")
            found:  \(first?.1 ?? "(more or less)")
            """, sourceLocation: sourceLocation)
    }
}

/// The Markdown files of this project, and those that the machine has.
enum RealDocuments {
    static func all() throws -> [[UInt8]] {
        let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let own = ["README.md", "docs", "runbooks"].flatMap { files(under: "\(root)/\($0)") }
        try #require(own.count >= 10, "the project's own documents are not where this test looks for them")
        let foreign = files(under: "/usr/share/doc").prefix(100)
        return (own + foreign).compactMap { FileManager.default.contents(atPath: $0) }.map { prepare(Array($0)) }
    }

    private static func files(under path: String) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
        if !isFolder { return path.hasSuffix(".md") ? [path] : [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().flatMap { files(under: "\(path)/\($0)") }
    }

    /// Front matter and alerts are nothing that the programs know: off with the one, and quotes for the others.
    private static func prepare(_ bytes: [UInt8]) -> [UInt8] {
        let source = SourceText(path: "", bytes: bytes)
        let start =
            Document(source, detail: .blocks).frontMatter.map {
                source.lineStarts[min($0.range.end.line, source.lineStarts.count - 1)]
            } ?? 0
        return Array(String(decoding: bytes[start...], as: UTF8.self).replacing("[!", with: "[").utf8)
    }
}
