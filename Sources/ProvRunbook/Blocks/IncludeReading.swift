import ProvDiagnostics
import ProvMarkdown
import ProvText

/// The keys of an include: those of its steps, its name, and behind `with` the values that it gives.
struct IncludeKeys {
    var name: Attribute?
    var keys: [Attribute] = []
    var values: [Attribute] = []
    /// The word `with`.
    var with: Attribute?

    init(_ attributes: [Attribute]) {
        let with = attributes.firstIndex { $0.key == "with" && ($0.value ?? "").isEmpty }
        for attribute in attributes[..<(with ?? attributes.count)] {
            if attribute.key == "name", name == nil { name = attribute } else { keys.append(attribute) }
        }
        guard let with else { return }
        self.with = attributes[with]
        values = Array(attributes[(with + 1)...])
    }
}

extension DocumentReader {
    private static let maximumIncludeDepth = 16
    /// Files that include one another twice grow by powers of two.
    private static let maximumIncludes = 1_000

    mutating func readInclude(_ path: Located<String>, _ attributes: [Attribute], range: TextRange) {
        giveCommentsToSection()
        isJustAfterHeading = false
        guard !section.isLeftOut else { return }
        guard openFiles.count <= DocumentReader.maximumIncludeDepth else {
            assembly.report(
                .includeTooDeep, "includes are nested more than \(DocumentReader.maximumIncludeDepth) levels deep",
                file: file,
                range: path.range, fix: "nest fewer includes")
            return
        }
        guard assembly.includeCount < DocumentReader.maximumIncludes else {
            assembly.report(
                .includeTooDeep, "more than \(DocumentReader.maximumIncludes) includes", file: file,
                range: path.range, fix: "nest fewer includes")
            return
        }
        switch include(path.value, file) {
        case .missing(let reason):
            assembly.report(
                .includeNotFound, "cannot include '\(path.value)': \(reason)", file: file, range: path.range,
                fix: "use a path relative to this file")
        case .outside(let reason):
            assembly.report(
                .includeOutside, "cannot include '\(path.value)': \(reason)", file: file, range: path.range,
                fix: "copy the file into the project, or allow its folder: --allow-outside FOLDER")
        case .found(let source) where openFiles.contains(source.path):
            assembly.report(
                .includeCycle, "'\(path.value)' includes itself", file: file, range: path.range,
                fix: "remove one of the includes: \((openFiles + [source.path]).joined(separator: " → "))")
        case .found(let source): read(source, at: path, IncludeKeys(attributes), range: range)
        }
    }

    private mutating func read(
        _ source: SourceText, at path: Located<String>, _ written: IncludeKeys, range: TextRange
    ) {
        var inner = section
        let outer = assembly.scope
        inner.defaults += sectionDefaults(written.keys)
        var scope: IncludeScope?
        if written.name != nil || written.with != nil {
            // What the file has without its name would only be other mistakes.
            guard let known = self.scope(of: written) else { return }
            scope = known
            refuseLoops(of: &inner)
            for index in inner.defaults.indices where inner.defaults[index].scope == nil {
                inner.defaults[index].scope = outer.number
            }
            assembly.scope = known
            assembly.parts.append(IncludedPart(name: known.part, path: source.path, file: file, range: range))
        }
        let part = assembly.parts.count - 1
        assembly.add(include: source)
        let document = Document(source, detail: .blocks)
        FrontMatterReader.readIncluded(document, into: assembly, at: path, in: file)
        IncludedRules(document: document, assembly: assembly, defaults: inner.defaults)
            .check(file: file, place: path.range)
        assembly.sectionCount += 1
        inner.serial = assembly.sectionCount
        var reader = DocumentReader(
            document, assembly: assembly, include: include, inside: inner, openFiles: openFiles)
        reader.read()
        lastFence = .other
        guard let scope else { return }
        PartValues(assembly: assembly, scope: scope).reportRest(of: path.value)
        assembly.parts[part].values = scope.values
        assembly.scope = outer
    }

    /// A list of the including file is not known in the included one.
    private func refuseLoops(of section: inout Section) {
        let loops = section.defaults.filter { $0.key == "foreach" && $0.scope == nil }
        guard let loop = loops.last else { return }
        assembly.report(
            .misplacedKey, "'foreach' is not possible on an include with a name", file: loop.file,
            range: loop.range, fix: "give the list to a parameter of the included file, and write 'foreach' there")
        section.defaults.removeAll { $0.key == "foreach" && $0.scope == nil }
    }

    /// The names of a file that is included under a name; `nil` if that cannot be one.
    private func scope(of written: IncludeKeys) -> IncludeScope? {
        guard let attribute = written.name else {
            if let with = written.with {
                assembly.report(
                    .missingValue, "'with' on an include without a name", file: file, range: with.range,
                    fix: "write name=NAME before it: the included steps are then NAME/STEP")
            }
            return nil
        }
        guard let name = attribute.value, IncludeScope.isName(name) else {
            let slug = StepNaming.slug(of: attribute.value ?? "").replacing(bytesOf: ".", with: "-")
            assembly.report(
                .badValue,
                "the name of an include must be letters, digits, '_' and '-', not '\(attribute.value ?? "")'",
                file: file, range: attribute.valueRange, fix: "write for example name=web",
                replacement: IncludeScope.isName(slug) ? slug : nil)
            return nil
        }
        let prefix = IncludeScope.prefix(of: assembly.scope.qualified(name))
        if let first = assembly.parts.first(where: { IncludeScope.prefix(of: $0.name) == prefix }) {
            assembly.report(
                .duplicateName, "duplicate include name '\(name)'", file: file, range: attribute.valueRange,
                notes: [(first.file, first.range, "the first one is here")], fix: "rename one of them")
            return nil
        }
        return assembly.makeScope(name, given: written.values)
    }

    private func sectionDefaults(_ attributes: [Attribute]) -> [Attribute] {
        var scratch = StepOptions()
        return attributes.filter { attribute in
            guard let key = known(attribute) else { return false }
            guard key.place == .block else {
                assembly.report(
                    .misplacedKey, "key '\(key.name)' is not valid on an include", file: file,
                    range: attribute.range, fix: "move it to the included file")
                return false
            }
            OptionReader(assembly: assembly).apply(attribute, key: key, to: &scratch)
            return true
        }
    }
}

extension IncludeScope {
    /// Whether a name is fit for a step's name and for a variable's.
    static func isName(_ name: String) -> Bool {
        name.utf8.first?.isLetter == true && name.utf8.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen }
    }
}
