import ProvChecks
import ProvDiagnostics
import ProvShell
import ProvText

/// What has been read so far; one for a runbook and everything it includes.
final class RunbookAssembly {
    /// A step as it was found, before names, titles and references are settled.
    struct Draft {
        var step: Step
        /// The `name` key, where it was written.
        var name: Attribute?
        /// The block's own keys: what variants of one step may differ in.
        var attributes: [Attribute]
        /// Tells sections apart that have the same headings.
        var section: Int
        /// True where `title` or the task's text has settled the title.
        var hasTitle = false
        /// The draft whose output it compares.
        var outputOf: Int?
        /// The names that it knows.
        var scope: IncludeScope

        /// Whether it is a check that its name makes a step of its own.
        var isNamedCheck: Bool {
            guard name != nil, case .checkOnly = step.body else { return false }
            return true
        }
    }

    /// Parts of which a reader follows one, before their steps have names.
    struct DraftAlternatives {
        struct Variant {
            var name: String
            var title: String
            var requirement: AlternativeGroup.Requirement
            var drafts: [Int]
        }

        /// As declared; `nil` takes the title's.
        var name: String?
        var title: String
        var origin: AlternativeGroup.Origin
        var variants: [Variant]
    }

    /// A check, expectation, undo or fix that names its step with `of`.
    struct Attachment {
        enum Part {
            case check([Check])
            case expectation(Expectation)
            case undo(Script)
            case fix(Fix)
        }
        var target: Attribute
        var part: Part
        /// The names that it knows.
        var scope: IncludeScope
    }

    let path: String
    var drafts: [Draft] = []
    /// The last one that a check, undo or fix can belong to.
    var lastActing: Int?
    /// The draft before the last row of checks with names: a check without a name below them belongs to it.
    var aboveNamedChecks: Int?
    var diagnostics: [Diagnostic] = []
    var header = RunbookHeader()
    var declaredParameters: [Parameter] = []
    var placeholderParameters: [Parameter] = []
    private var knownPlaceholders: Set<String> = []
    /// The names of the file that is being read.
    var scope: IncludeScope
    /// Those of the runbook itself, then those of the files that are included under a name.
    private(set) var scopes: [IncludeScope]
    var root: IncludeScope { scopes[0] }
    /// Files that are included under a name, in the order of the text.
    var parts: [IncludedPart] = []
    var attachments: [Attachment] = []
    /// Those that were recognised, document by document.
    var alternatives: [DraftAlternatives] = []
    /// Names of blocks that are left out, with the place of the name.
    var leftOutNames: [String: (file: String, range: TextRange)] = [:]
    var shown: [ShownBlock] = []
    private(set) var includes: [SourceText] = []
    private(set) var includeCount = 0
    var sectionCount = 0
    /// Names that documents of other tools have given; a second step of the same name is numbered.
    private var foreignNames: Set<String> = []
    /// True for a document with Innovation Engine's comments, whose prerequisite links are other runbooks.
    var isInnovationEngine = false

    init(path: String) {
        self.path = path
        scope = IncludeScope()
        scopes = [scope]
    }

    /// False for a name that is taken.
    func takeForeignName(_ name: String) -> Bool { foreignNames.insert(name).inserted }

    func report(
        _ rule: DiagnosticRule, _ headline: String, file: String, range: TextRange,
        notes: [(file: String, range: TextRange, text: String)] = [], fix: String? = nil, replacement: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(rule, headline, file: file, range: range, notes: notes, fix: fix, replacement: replacement))
    }

    func add(include source: SourceText) {
        includeCount += 1
        if !includes.contains(where: { $0.path == source.path }) { includes.append(source) }
    }

    /// Adds a parameter of the file that is being read.
    ///
    /// - Parameter name: as the file spells it.
    func declare(_ parameter: Parameter, as name: String) {
        scope.declaredNames[PlaceholderFinder.parameterName(name)] = name
        if parameter.kind == .list { scope.lists.insert(name) }
        scope.add(name, parameter.name, .parameter)
        declaredParameters.append(parameter)
    }

    /// The names that a key of a block or a section knows.
    func scope(of attribute: Attribute) -> IncludeScope { attribute.scope.map { scopes[$0] } ?? scope }

    /// The names of a file that is included under a name by the one that is being read.
    func makeScope(_ name: String, given: [Attribute]) -> IncludeScope {
        let made = IncludeScope(name, in: scope, number: scopes.count, given: given)
        scopes.append(made)
        return made
    }

    /// Attaches a block to the steps that it names.
    func attach(_ part: Attachment.Part, to target: Attribute) {
        attachments.append(Attachment(target: target, part: part, scope: scope))
    }

    /// The variables of what a step captures, as the runbook has them.
    func capture(_ names: [Located<String>]) -> [Located<String>] {
        names.map { name in
            scope.add(name.value, scope.variable(name.value), .capture)
            return Located(scope.full(name.value), at: name.range)
        }
    }

    /// Makes a script, and a parameter of each hole in it that nobody declared.
    func script(
        _ text: String, language: String, interpreter: Interpreter, range: TextRange, source: SourceText,
        kind: PlaceholderFinder.Kind
    ) -> Script {
        let text = text.utf8.contains(ASCII.carriageReturn) ? withoutCarriageReturns(text) : text
        var known = scope.declaredNames
        if case .file = kind { known.merge(scope.namesForFiles) { parameter, _ in parameter } }
        let reading = kind == .shell ? ShellScript(text) : nil
        let placeholders = PlaceholderFinder.placeholders(
            in: text, kind: kind, declared: known, reading: reading)
        if !placeholders.isEmpty {
            var positions = BlockPositions(source: source, text: text, firstLine: range.start.line)
            reportLists(in: placeholders, of: source.path, &positions, isFile: kind.isFile)
            for placeholder in placeholders where known[PlaceholderFinder.parameterName(placeholder.parameter)] == nil {
                addPlaceholder(
                    Parameter(
                        name: placeholder.parameter, kind: .string, defaultValue: nil, about: nil, pattern: nil,
                        choices: [],
                        isPlaceholder: true, range: positions.range(placeholder.bytes)),
                    in: source.path)
            }
        }
        return Script(
            text: text, language: language, interpreter: interpreter, range: range, placeholders: placeholders,
            reading: reading)
    }

    /// A list has no text that fits a single place; of a file its completion says so.
    private func reportLists(
        in placeholders: [Placeholder], of file: String, _ positions: inout BlockPositions, isFile: Bool
    ) {
        guard !isFile else { return }
        for placeholder in placeholders where scope.lists.contains(placeholder.parameter) {
            report(
                .listInHole, "list '\(placeholder.parameter)' in the place of a single value", file: file,
                range: positions.range(placeholder.bytes),
                fix: "use the variable $\(placeholder.parameter), which has one item a line")
        }
    }

    /// Adds a parameter that a block asks for, unless there is one of that name.
    func addPlaceholderParameter(_ parameter: Parameter) {
        guard scope.declaredNames[PlaceholderFinder.parameterName(parameter.name)] == nil else { return }
        addPlaceholder(parameter, in: path)
    }

    private func addPlaceholder(_ placeholder: Parameter, in file: String) {
        var parameter = placeholder
        parameter.name = scope.variable(placeholder.name)
        guard knownPlaceholders.insert(parameter.name).inserted else { return }
        if !scope.isRoot { scope.add(placeholder.name, parameter.name, .parameter) }
        if file != path { parameter.file = file }
        placeholderParameters.append(parameter)
    }

    /// A shell would take the carriage return as part of the last word.
    private func withoutCarriageReturns(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == ASCII.newline, bytes.last == ASCII.carriageReturn { bytes.removeLast() }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
