import ProvDiagnostics
import ProvMarkdown
import ProvText
import ProvYAML

/// Reads the YAML at the top of a file: prov's keys, with their places; everything else belongs to other tools.
struct FrontMatterReader {
    /// The keys that mean something, in the order of the reference.
    static let keys = FrontMatterKey.names
    /// What an included file may bring along.
    private static let includedKeys: Set<String> = ["requires", "parameters", "secrets"]

    let assembly: RunbookAssembly
    let source: SourceText
    let range: TextRange
    var title: String?
    /// Where the file is included, and by which one; `nil` for the runbook itself.
    var include: (path: Located<String>, file: String)?

    /// Fills the assembly's header and parameters; gives the title.
    static func read(_ document: Document, into assembly: RunbookAssembly) -> String? {
        guard let front = frontMatter(of: document, assembly) else { return nil }
        var reader = FrontMatterReader(assembly: assembly, source: document.source, range: front.range)
        reader.read(front.text, keys: Set(keys))
        return reader.title
    }

    /// Reads what an included file declares; its title, owner and the like are its own affair.
    ///
    /// - Parameter include: the path as the include in `file` writes it.
    static func readIncluded(
        _ document: Document, into assembly: RunbookAssembly, at include: Located<String>, in file: String
    ) {
        guard let front = frontMatter(of: document, assembly) else { return }
        var reader = FrontMatterReader(assembly: assembly, source: document.source, range: front.range)
        reader.include = (include, file)
        reader.read(front.text, keys: includedKeys)
    }

    /// Reads what an included file says about its runs; gives the place of its front matter, or `nil` without one.
    static func readRules(_ document: Document, into scratch: RunbookAssembly) -> TextRange? {
        guard let front = document.frontMatter else { return nil }
        var reader = FrontMatterReader(assembly: scratch, source: document.source, range: front.range)
        reader.read(front.text, keys: ["on", "needs", "policy"])
        return front.range
    }

    private static func frontMatter(of document: Document, _ assembly: RunbookAssembly) -> FrontMatter? {
        if document.frontMatter == nil {
            UnclosedFrontMatter(in: document.source)?.report(in: document.source, to: assembly)
        }
        return document.frontMatter
    }

    private mutating func read(_ text: String, keys: Set<String>) {
        let own = FrontMatterScan(text, keys: keys)
        for (line, key) in own.foreignKeys { warnOfMisspelling(key, line: line) }
        guard own.hasOwnKeys else { return }
        if let simple = own.simpleValues {
            for (key, value) in simple { applySimple(key, value) }
            return
        }
        do throws(YAMLError) {
            let node = try YAML.compose(own.text, at: range.start)
            guard let mapping = node?.mapping else { return }
            for (key, value) in mapping {
                guard let name = key.text, keys.contains(name) else { continue }
                if isForeign(name, value, in: mapping, keys) {
                    assembly.report(
                        .misspeltFrontMatterKey, "'\(name)' is \(value.kindName) here and is ignored",
                        file: source.path,
                        range: place(key), fix: "rename it, or map names to values to declare them for prov")
                    continue
                }
                read(name, value)
            }
        } catch {
            report(error)
        }
    }

    /// Whether a key that other tools have too holds what prov has not, in front matter without another key of prov.
    private func isForeign(_ name: String, _ value: YAMLNode, in mapping: YAMLMapping, _ keys: Set<String>) -> Bool {
        guard FrontMatterReader.mappings.contains(name), value.mapping == nil, !value.isEmpty else { return false }
        let usual: Set<String> = ["title", "summary", "owner", "tags", name]
        return !mapping.contains { key, _ in key.text.map { keys.contains($0) && !usual.contains($0) } ?? false }
    }

    private static let mappings: Set<String> = ["parameters", "objectives", "policy"]

    private mutating func applySimple(_ key: String, _ value: String) {
        switch key {
        case "title": title = value.isEmpty ? nil : value
        case "summary": assembly.header.summary = value
        case "owner": assembly.header.owner = value
        default: break
        }
    }

    private mutating func read(_ key: String, _ value: YAMLNode) {
        switch key {
        case "title": title = text(value, of: key)
        case "summary": assembly.header.summary = text(value, of: key)
        case "owner": assembly.header.owner = strings(value, of: key).map(\.value).joined(separator: ", ")
        case "tags": assembly.header.tags = strings(value, of: key).map(\.value)
        case "kind": readKind(value)
        case "on":
            assembly.header.on = text(value, of: key)
            assembly.header.onRange = place(value)
        case "needs": assembly.header.needs = strings(value, of: key)
        case "requires": readRequirements(value)
        case "parameters": readParameters(value)
        case "secrets": readSecrets(value)
        case "objectives": readObjectives(value)
        case "policy": readPolicy(value)
        default: break
        }
    }

    private func readKind(_ value: YAMLNode) {
        guard let text = text(value, of: "kind") else { return }
        if let kind = RunbookHeader.Kind(rawValue: text) {
            assembly.header.kind = kind
            return
        }
        let names = RunbookHeader.Kind.allCases.map(\.rawValue)
        let near = Suggestion.closest(to: text, in: names)
        assembly.report(
            .unknownKind, "unknown kind of runbook '\(text)'", file: source.path, range: place(value),
            fix: near.map { "write '\($0)'" } ?? "write one of \(names.joined(separator: ", "))", replacement: near)
    }

    // MARK: Values

    /// The scalar's text; reports anything else. An empty value is `nil`.
    func text(_ node: YAMLNode, of key: String) -> String? {
        guard let scalar = node.scalar else {
            reportValue(node, "'\(key)' must be one value, not \(node.kindName)")
            return nil
        }
        return scalar.text.isEmpty ? nil : scalar.text
    }

    /// One value, or a list of them.
    func strings(_ node: YAMLNode, of key: String) -> [Located<String>] {
        if let scalar = node.scalar { return scalar.text.isEmpty ? [] : [Located(scalar.text, at: place(node))] }
        guard let sequence = node.sequence else {
            reportValue(node, "'\(key)' must be a list, not \(node.kindName)")
            return []
        }
        return sequence.compactMap { item in text(item, of: key).map { Located($0, at: place(item)) } }
    }

    func reportValue(_ node: YAMLNode, _ headline: String, fix: String? = nil, replacement: String? = nil) {
        assembly.report(
            .badFrontMatterValue, headline, file: source.path, range: place(node), fix: fix, replacement: replacement)
    }

    func reportUnknown(_ key: YAMLNode, in keys: [String], of parent: String) {
        let name = key.text ?? ""
        let near = Suggestion.closest(to: name, in: keys)
        assembly.report(
            .unknownFrontMatterKey, "unknown key '\(name)' in \(parent)", file: source.path, range: place(key),
            fix: near.map { "write '\($0)'" } ?? "the keys are \(keys.joined(separator: ", "))", replacement: near)
    }

    // MARK: Places

    func place(_ node: YAMLNode) -> TextRange { place(node.range) }

    /// The parser misses the end of something after the last line.
    private func place(_ written: TextRange) -> TextRange {
        let lastLine = max(range.start.line, range.end.line - 1)
        guard written.start.line > lastLine else { return written }
        let end = TextPosition(line: lastLine, column: source.lineLength(lastLine) + 1)
        return TextRange(end, end)
    }

    private func report(_ error: YAMLError) {
        assembly.report(
            .badFrontMatter, "the front matter cannot be read: \(error.problem)", file: source.path,
            range: place(error.range),
            fix: "fix the YAML syntax, or quote the value")
    }

    private func warnOfMisspelling(_ key: String, line: Int) {
        guard key.utf8.count > 4, !FrontMatterReader.keys.contains(key),
            let near = Suggestion.closest(to: key, in: FrontMatterReader.keys.filter { $0.utf8.count > 4 }),
            near.utf8.first == key.utf8.first
        else { return }
        let start = TextPosition(line: range.start.line + line, column: 1)
        assembly.report(
            .misspeltFrontMatterKey, "'\(key)' is not a key of prov and is ignored", file: source.path,
            range: TextRange(start, TextPosition(line: start.line, column: 1 + key.utf8.count)),
            fix: "did you mean '\(near)'?", replacement: near)
    }
}
