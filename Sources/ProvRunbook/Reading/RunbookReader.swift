package import ProvDiagnostics
package import ProvMarkdown
package import ProvText

/// Reads a Markdown file into the runbook its writer meant.
package enum RunbookReader {
    /// Reads everything there is to read and collects every diagnostic; the runbook is there whatever is wrong with it.
    ///
    /// Linear in the size of the text. Diagnostics come in the order of their places, those of included files where
    /// they are included.
    /// - Parameter include: asked for each `<!-- prov: include PATH -->` with the path as written and the path of the
    ///   file it stands in. Never asked for a path that the text does not name.
    package static func read(_ source: SourceText, include: (_ path: String, _ from: String) -> IncludeResult)
        -> (runbook: Runbook, diagnostics: [Diagnostic])
    {
        if Runbook.isCramTest(source.path) { return readCram(source) }
        let document = Document(source, detail: .blocks)
        return read(document, include: include)
    }

    /// A `.t` file has no Markdown: its document is empty.
    private static func readCram(_ source: SourceText) -> (runbook: Runbook, diagnostics: [Diagnostic]) {
        let assembly = RunbookAssembly(path: source.path)
        CramReader.read(source, into: assembly)
        var resolver = StepResolver(assembly)
        let runbook = Runbook(
            path: source.path, source: source,
            document: Document(SourceText(path: source.path, text: ""), detail: .blocks),
            title: fileName(source.path), front: assembly.header, steps: resolver.resolve(),
            parameters: assembly.declaredParameters, includes: [])
        return (runbook, assembly.diagnostics)
    }

    /// The same for a document that is parsed already.
    package static func read(_ document: Document, include: (_ path: String, _ from: String) -> IncludeResult)
        -> (runbook: Runbook, diagnostics: [Diagnostic])
    {
        let assembly = RunbookAssembly(path: document.source.path)
        let title = FrontMatterReader.read(document, into: assembly)
        withoutActuallyEscaping(include) { include in
            var reader = DocumentReader(document, assembly: assembly, include: include)
            reader.read()
        }
        if assembly.isInnovationEngine { assembly.header.needs += Prerequisites.links(in: document) }
        let sources = [document.source] + assembly.includes
        FileCompletion.complete(assembly, sources: sources)
        var resolver = StepResolver(assembly)
        var steps = resolver.resolve()
        ItemBinding.bind(&steps, assembly)
        OtherShellMarking.mark(&steps, sources: sources)
        var runbook = Runbook(
            path: document.source.path, source: document.source, document: document,
            title: title ?? firstHeading(of: document) ?? fileName(document.source.path), front: assembly.header,
            steps: steps,
            parameters: assembly.declaredParameters + assembly.placeholderParameters, includes: assembly.includes)
        runbook.shown = assembly.shown
        runbook.parts = assembly.parts
        runbook.alternatives = resolver.alternatives
        ReferenceChecker.check(runbook, assembly: assembly)
        // A file that is included twice is read twice.
        return (runbook, runbook.parts.isEmpty ? assembly.diagnostics : assembly.diagnostics.withoutRepetition)
    }

    private static func firstHeading(of document: Document) -> String? {
        for case .heading(let heading) in document.blocks.lazy.map(\.kind) where !heading.text.isEmpty {
            return heading.text
        }
        return nil
    }

    private static func fileName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension RunbookReader {
    /// What the comments of an HTML block include: paths as written, and names where they have any.
    package static func includes(in html: String) -> [(path: String, name: String?)] {
        guard html.contains("include") else { return [] }
        return CommentParser.comments(in: html, firstLine: 1, source: SourceText(path: "", text: html)).compactMap {
            comment in
            guard case .include(let path, let attributes) = comment.content, comment.isClosed else { return nil }
            return (path.value, IncludeKeys(attributes).name?.value)
        }
    }
}

extension [Diagnostic] {
    /// Each once that says the same of the same place.
    package var withoutRepetition: [Diagnostic] {
        var seen: Set<String> = []
        return filter { one in
            seen.insert("\(one.rule)\u{0}\(one.file):\(one.range.start.line):\(one.range.start.column) \(one.headline)")
                .inserted
        }
    }
}
