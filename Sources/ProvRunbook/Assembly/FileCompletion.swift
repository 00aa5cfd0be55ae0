import ProvChecks
import ProvDiagnostics
import ProvText

/// Looks into file blocks once more when all parameters and captures are known: reads their templates, and reports what
/// nothing would fill.
struct FileCompletion {
    /// The names of one file.
    private struct View {
        /// From the normalised name of a capture to its own spelling.
        let captures: [String: String]
        let captureNames: [String]
        let lists: [String: Parameter]
        /// The names of the runbook's own values.
        let declared: Set<String>
        /// What a condition or a loop may name.
        let known: Set<String>

        init(_ scope: IncludeScope, _ parameters: [String: Parameter]) {
            captureNames = scope.captureNames
            captures = Dictionary(
                captureNames.map { (PlaceholderFinder.parameterName($0), $0) }, uniquingKeysWith: { first, _ in first })
            lists = scope.names.compactMapValues { name in
                parameters[name.full].flatMap { $0.kind == .list ? $0 : nil }
            }
            declared = Set(scope.declaredNames.values).union(captureNames)
            known = declared.union(Condition.knownOfHosts)
        }
    }

    private let assembly: RunbookAssembly
    private let sources: [String: SourceText]
    private let parameters: [String: Parameter]
    /// What the file of the step knows.
    private var view: View
    private var views: [String: View] = [:]
    private var suggestions = SuggestionBudget()

    static func complete(_ assembly: RunbookAssembly, sources: [SourceText]) {
        let isNeeded = assembly.drafts.contains { draft in
            if case .file = draft.step.body { true } else { draft.step.hasBraces }
        }
        guard isNeeded else { return }
        var completion = FileCompletion(assembly, sources)
        for draft in assembly.drafts where draft.step.hasBraces {
            completion.look(with: draft.scope)
            completion.checkHoles(ofChecks: draft.step)
        }
        for index in assembly.drafts.indices {
            guard case .file(var file) = assembly.drafts[index].step.body, !file.isVerbatim else { continue }
            completion.look(with: assembly.drafts[index].scope)
            completion.checkPath(file.path, of: assembly.drafts[index].step)
            completion.complete(&file, of: assembly.drafts[index].step)
            assembly.drafts[index].step.body = .file(file)
        }
    }

    private init(_ assembly: RunbookAssembly, _ sources: [SourceText]) {
        self.assembly = assembly
        self.sources = Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        parameters = Dictionary(
            assembly.declaredParameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        view = View(assembly.root, parameters)
    }

    private mutating func look(with scope: IncludeScope) {
        view = views[scope.part] ?? View(scope, parameters)
        views[scope.part] = view
    }

    private var captures: [String: String] { view.captures }
    private var lists: [String: Parameter] { view.lists }
    private var known: Set<String> { view.known }
    private var declared: Set<String> { view.declared }

    /// A path is a word of the host's shell, which fills variables alone; the item of a loop is filled before.
    private func checkPath(_ path: String, of step: Step) {
        for hole in HoleReader.holes(in: path)
        where hole.member == nil && hole.item != step.options.foreach?.value.variable && known.contains(hole.item) {
            FileCompletion.reportHole(hole, of: step, to: assembly)
        }
    }

    /// A check and an ensured state take variables alone, as a path does. What the runbook does not declare may be text
    /// where it is not in a path.
    private func checkHoles(ofChecks step: Step) {
        let item = step.options.foreach?.value.variable
        for case .declarative(let check) in step.check {
            for braced in check.braced {
                for hole in HoleReader.holes(in: braced.text.value)
                where hole.item == item
                    || hole.member == nil && (braced.key == "path" ? known : declared).contains(hole.item)
                {
                    FileCompletion.reportHole(
                        hole, of: step, to: assembly, place: "a check or an ensured state", at: braced.text.range)
                }
            }
        }
    }

    private static func reportHole(
        _ hole: FileTemplate.Name, of step: Step, to assembly: RunbookAssembly, place: String = "a path",
        at range: TextRange? = nil
    ) {
        let name = hole.member.map { "\(hole.item)_\($0)" } ?? hole.item
        let variable = name == "host" ? "PROV_HOST" : name == "environment" ? "PROV_ENVIRONMENT" : name
        let isFact = Condition.knownOfHosts.contains(hole.item) && variable == hole.item
        assembly.report(
            .badValue, "'\(hole.text)' is not filled in \(place)", file: step.file, range: range ?? step.range,
            fix: isFact
                ? "capture it in a step above, and use the variable of the capture" : "use the variable $\(variable)")
    }

    private mutating func complete(_ file: inout FileContent, of step: Step) {
        let text = file.content.text
        // What a later step captures is not text of the file either.
        let taken = file.content.placeholders
        file.content.add(
            PlaceholderFinder.placeholders(in: text, kind: .file(isMarkup: true), declared: captures).filter { hole in
                captures[PlaceholderFinder.parameterName(hole.parameter)] != nil
                    && !taken.contains { $0.bytes.overlaps(hole.bytes) }
            })
        guard text.has("{{") || text.has("{%"), let source = sources[step.file] else { return }
        var report = FileReport(assembly: assembly, file: file, step: step, source: source)
        do { file.template = try FileTemplate(parsing: text) } catch {
            return report.add(.templateSyntax, error.message, at: error.bytes, fix: error.fix)
        }
        let loop = step.options.foreach?.value
        if let loop { file.content.add(holes(of: loop, in: file)) }
        file.content.add(placesAndFacts(in: file))
        checkHoles(of: file, &report)
        guard let template = file.template else { return }
        check(template.nodes, items: loop.map { [$0.variable: parameters[$0.list]] } ?? [:], &report)
    }

    /// The holes for the item that the step is for; those of the loops in the file are the template's.
    private func holes(of loop: ItemLoop, in file: FileContent) -> [Placeholder] {
        let taken = Set(file.content.placeholders.map(\.bytes.lowerBound)).union(
            file.template?.holes.map(\.bytes.lowerBound) ?? [])
        return HoleReader.holes(in: file.content.text).compactMap { hole in
            guard let variable = loop.variable(of: hole), !taken.contains(hole.bytes.lowerBound) else { return nil }
            return Placeholder(text: hole.text, parameter: variable, bytes: hole.bytes)
        }
    }

    /// The holes for what is known of the host: its name, the environment's, and the facts. A parameter, a capture, a
    /// secret or the item of a loop comes before them.
    private func placesAndFacts(in file: FileContent) -> [Placeholder] {
        let taken = Set(file.content.placeholders.map(\.bytes.lowerBound)).union(
            file.template?.holes.map(\.bytes.lowerBound) ?? [])
        return HoleReader.holes(in: file.content.text).filter { hole in
            hole.member == nil && Condition.knownOfHosts.contains(hole.item)
                && !taken.contains(hole.bytes.lowerBound) && lists[hole.item] == nil
        }.map { hole in
            Placeholder(text: "{{\(hole.item)}}", parameter: hole.item, bytes: hole.bytes)
        }
    }

    private mutating func checkHoles(of file: FileContent, _ report: inout FileReport) {
        let filled = Dictionary(
            file.content.placeholders.map { ($0.bytes.lowerBound, $0.parameter) },
            uniquingKeysWith: { first, _ in first })
        let bound = file.template.map { Set($0.holes.map(\.bytes.lowerBound)) } ?? []
        for hole in HoleReader.holes(in: file.content.text) where !bound.contains(hole.bytes.lowerBound) {
            let parameter = filled[hole.bytes.lowerBound]
            if let list = lists[parameter ?? hole.item] {
                report.add(
                    .listInHole, "list '\(list.name)' in the place of a single value", at: hole.bytes,
                    fix: "write {% for item in \(list.name) %}{{item}}{% endfor %}")
            } else if parameter == nil {
                let name = hole.name
                let near = suggestions.closest(to: name) { [known] in known.sorted() }
                report.add(
                    .undeclaredHole, "'\(name)' is not a parameter, a secret, a capture or a fact of the host",
                    at: hole.bytes,
                    fix: near.map { "write {{\($0)}}" }
                        ?? "declare it under 'parameters' in the front matter, or write template=false on the block")
            }
        }
    }

    /// - Parameter items: the lists that the names bound by loops run over; `nil` for the lines of a capture.
    private mutating func check(_ nodes: [FileTemplate.Node], items: [String: Parameter?], _ report: inout FileReport) {
        for node in nodes {
            switch node {
            case .text: break
            case .hole(let name): check(name, items, &report)
            case .loop(let loop):
                let list = lists[loop.list]
                if list == nil, items[loop.list] == nil, !view.captureNames.contains(loop.list) {
                    reportUnknownList(loop, &report)
                }
                check(loop.body, items: items.merging([loop.variable: list]) { _, inner in inner }, &report)
            case .choice(let branches):
                for branch in branches {
                    check(branch.condition, in: branch.bytes, items, &report)
                    check(branch.body, items: items, &report)
                }
            }
        }
    }

    private mutating func reportUnknownList(_ loop: FileTemplate.Loop, _ report: inout FileReport) {
        guard !known.contains(loop.list) else {
            return report.add(
                .undefinedParameter, "'\(loop.list)' is not a list", at: loop.bytes,
                fix: "declare it with 'type: list' under 'parameters' in the front matter")
        }
        let near = suggestions.closest(to: loop.list) { [view] in
            view.lists.keys.sorted() + view.captureNames
        }
        report.add(
            .undefinedParameter, "undefined list '\(loop.list)'", at: loop.bytes,
            fix: near.map { "write '\($0)'" } ?? "declare it with 'type: list' under 'parameters' in the front matter")
    }

    private mutating func check(_ name: FileTemplate.Name, _ items: [String: Parameter?], _ report: inout FileReport) {
        guard let member = name.member else { return }
        if name.item == "loop" {
            guard !["first", "last"].contains(member) else { return }
            return report.add(
                .unknownMember, "'loop' has no '\(member)'", at: name.bytes, fix: "write loop.first or loop.last")
        }
        guard let list = items[name.item] ?? nil, list.hosts == nil, let text = list.defaultValue,
            let members = (try? ListValue(parsing: text))?.memberNames, !members.contains(member)
        else { return }
        let near = suggestions.closest(to: member) { members }
        report.add(
            .unknownMember, "items of '\(list.name)' have no '\(member)'", at: name.bytes,
            fix: near.map { "write {{\(name.item).\($0)}}" } ?? "add it to each item of the list")
    }

    private mutating func check(
        _ condition: Condition?, in bytes: Range<Int>, _ items: [String: Parameter?], _ report: inout FileReport
    ) {
        for name in condition?.names.sorted() ?? [] {
            let parts = name.split(separator: ".").map(String.init)
            if let first = parts.first, parts.count == 2, first == "loop" || items[first] != nil {
                check(FileTemplate.Name(item: first, member: parts[1], bytes: bytes), items, &report)
            } else if items[name] == nil, !known.contains(name) {
                let near = suggestions.closest(to: name) { [known] in known.sorted() }
                report.add(
                    .undefinedParameter, "undefined name '\(name)' in the condition", at: bytes,
                    fix: near.map { "write '\($0)'" } ?? "declare it under 'parameters' in the front matter")
            }
        }
    }
}

extension Step {
    /// Whether a text of its checks or its ensured state has `{{`.
    fileprivate var hasBraces: Bool {
        check.contains { check in
            if case .declarative(let declarative) = check { !declarative.braced.isEmpty } else { false }
        }
    }
}

/// Reports places of a file block's content.
private struct FileReport {
    let assembly: RunbookAssembly
    let path: String
    private var positions: BlockPositions

    init(assembly: RunbookAssembly, file: FileContent, step: Step, source: SourceText) {
        self.assembly = assembly
        path = step.file
        positions = BlockPositions(
            source: source, text: file.content.text, firstLine: file.content.range.start.line)
    }

    mutating func add(_ rule: DiagnosticRule, _ headline: String, at bytes: Range<Int>, fix: String) {
        assembly.report(rule, headline, file: path, range: positions.range(bytes), fix: fix)
    }
}

extension FileTemplate {
    /// The holes of loops, whatever they stand in.
    var holes: [Name] { FileTemplate.holes(in: nodes) }

    private static func holes(in nodes: [Node]) -> [Name] {
        nodes.flatMap { node -> [Name] in
            switch node {
            case .text: []
            case .hole(let name): [name]
            case .loop(let loop): holes(in: loop.body)
            case .choice(let branches): branches.flatMap { holes(in: $0.body) }
            }
        }
    }
}
