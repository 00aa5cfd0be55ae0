package import ProvDiagnostics
package import ProvText
import ProvYAML

/// Reads a YAML `{check}` block: a mapping of checks, or a list of such mappings.
///
///     port: 5432
///     http: {url: http://127.0.0.1:8080/health, contains: ok, until: 30s}
package struct DeclarativeCheckReader {
    /// A block of more than this was not written by hand.
    private static let sizeLimit = 256 << 10
    private static let entryLimit = 1000

    private let file: String
    private let start: TextPosition
    private let firstLine: TextRange
    /// Whether the block is an `{ensure}`.
    private let ensures: Bool
    /// The items of parameters that are lists.
    private let lists: [String: [String]]
    private var checks: [DeclarativeCheck] = []
    private var remedies: [Remedy] = []
    private var diagnostics: [Diagnostic] = []

    /// - Parameters:
    ///   - start: where the YAML begins in its file; every diagnostic is placed from there.
    ///   - lists: the items of parameters that are lists, where they are known.
    package static func read(
        yaml: String, start: TextPosition, file: String, lists: [String: [String]] = [:]
    ) -> (
        checks: [DeclarativeCheck], diagnostics: [Diagnostic]
    ) {
        var reader = DeclarativeCheckReader(yaml: yaml, start: start, file: file, ensures: false, lists: lists)
        reader.read(yaml)
        return (reader.checks, reader.diagnostics)
    }

    /// The same of an `{ensure}` block, with what makes its checks true.
    package static func read(
        ensured yaml: String, start: TextPosition, file: String, lists: [String: [String]] = [:]
    ) -> (
        checks: [DeclarativeCheck], remedies: [Remedy], diagnostics: [Diagnostic]
    ) {
        var reader = DeclarativeCheckReader(yaml: yaml, start: start, file: file, ensures: true, lists: lists)
        reader.read(yaml)
        if reader.remedies.isEmpty, reader.diagnostics.isEmpty, lists.isEmpty {
            reader.report(
                .nothingToEnsure, "prov cannot make any entry of this block true", reader.firstLine,
                fix: "write {check}; prov makes \(CheckRegistry.ensurable.map { $0.name }.joined(separator: ", ")) true"
            )
        }
        return (reader.checks, reader.remedies, reader.diagnostics)
    }

    private init(yaml: String, start: TextPosition, file: String, ensures: Bool, lists: [String: [String]]) {
        self.lists = lists
        self.file = file
        self.start = start
        self.ensures = ensures
        let length = yaml.utf8.prefix { $0 != ASCII.newline && $0 != ASCII.carriageReturn }.count
        firstLine = TextRange(start, TextPosition(line: start.line, column: start.column + max(1, length)))
    }

    private mutating func read(_ yaml: String) {
        guard yaml.utf8.count <= DeclarativeCheckReader.sizeLimit else {
            return report(.badCheck, "the checks are too long", firstLine, fix: "write them in several blocks")
        }
        do throws(YAMLError) {
            guard let node = try YAML.compose(yaml, at: start) else {
                return report(.badCheck, "the check is empty", firstLine, fix: "write for example 'port: 5432'")
            }
            if let sequence = node.sequence {
                if sequence.isEmpty {
                    report(
                        .badCheck, "the list of checks is empty", node.range, fix: "write for example '- port: 5432'")
                }
                for item in sequence { readEntry(item) }
            } else {
                readEntry(node)
            }
        } catch {
            reportYAML(error)
        }
    }

    /// A mapping of kinds with their values; `until` and `every` beside them hold for all of it.
    private mutating func readEntry(_ node: YAMLNode) {
        guard let mapping = node.mapping else {
            let text = node.text ?? ""
            let kind = CheckRegistry.kind(named: text)
            return report(
                .badCheck, "a check must be a kind with its values, not \(node.kindName)", node.range,
                fix: kind.map { "write for example '\($0.shortExample)'" } ?? "write for example 'port: 5432'")
        }
        let common = mapping.filter { pair in CheckRegistry.commonKeys.contains { $0.name == pair.key.text } }
        var isAny = false
        for (key, value) in mapping {
            guard let name = key.text else {
                report(
                    .unknownCheck, "\(key.kindName) is not a kind of check", key.range,
                    fix: "write for example 'port: 5432'")
                continue
            }
            guard !CheckRegistry.commonKeys.contains(where: { $0.name == name }) else { continue }
            isAny = true
            guard let kind = CheckRegistry.kind(named: name) else {
                reportUnknownKind(name, key)
                continue
            }
            // A list of values is that many checks of the kind.
            for entry in (value.sequence ?? [value]).flatMap({ ListEntries.expanded($0, kind, lists) })
            where checks.count < DeclarativeCheckReader.entryLimit {
                read(kind, key, entry, common: common.map { ($0.key, $0.value) })
            }
        }
        if !isAny { report(.badCheck, "the check has no value", node.range, fix: "write for example 'port: 5432'") }
    }

    private mutating func read(
        _ kind: any CheckKind.Type, _ name: YAMLNode, _ value: YAMLNode, common: [(YAMLNode, YAMLNode)]
    ) {
        var entry = CheckEntry(kind: kind, name: name, isEnsured: ensures)
        for (key, value) in common { entry.add(key, value) }
        if let mapping = value.mapping {
            for (key, value) in mapping { entry.add(key, value) }
        } else if value.isMissing {
            let required = kind.keys.filter(\.isRequired).map(\.name)
            return report(
                .badCheck, "check '\(kind.name)' has no value", name.range,
                fix:
                    """
                    write \(required.isEmpty ? "its values" : required.joined(separator: ", ")), as in \
                    '\(kind.shortExample)'
                    """
            )
        } else {
            entry.nodes[kind.mainKey] = value
        }
        let problems = entry.problems()
        for problem in problems {
            report(
                problem.rule, problem.headline, problem.node.range, fix: problem.fix, replacement: problem.replacement)
        }
        guard problems.isEmpty else { return }
        let count = checks.count
        make(kind, entry)
        guard checks.count > count, let parameter = ListEntries.parameter(of: value, kind) else { return }
        checks[count].ofList = listed(parameter, kind, name, value, common)
    }

    /// The same check for the items of a list.
    private func listed(
        _ parameter: String, _ kind: any CheckKind.Type, _ name: YAMLNode, _ value: YAMLNode,
        _ common: [(YAMLNode, YAMLNode)]
    ) -> ListedCheck {
        let (file, start, ensures) = (file, start, ensures)
        return ListedCheck(parameter: parameter) { items in
            var reader = DeclarativeCheckReader(yaml: "", start: start, file: file, ensures: ensures, lists: [:])
            for entry in ListEntries.expanded(value, kind, [parameter: items]) {
                reader.read(kind, name, entry, common: common)
            }
            return (reader.checks, reader.diagnostics)
        }
    }

    private mutating func make(_ kind: any CheckKind.Type, _ entry: CheckEntry) {
        let values = CheckValues(entry.nodes, keys: entry.keys)
        do throws(CheckReadingError) {
            let definition = try kind.make(values)
            let parameters = values.parameters
            let given = parameters.filter { !$0.isSecret }.map(\.name).uniqued()
            let needed = parameters.map(\.name).uniqued()
            let ensurable = ensures ? kind as? any EnsurableKind.Type : nil
            var check = DeclarativeCheck(
                kind: kind.name, summary: definition.summary,
                probe: Probe(script: definition.probe.text(given: given, needed: needed)),
                look: definition.look, judge: { DeclarativeCheckReader.judge($0, definition) },
                until: values.duration("until") ?? ensurable?.patience, every: values.duration("every") ?? .seconds(1),
                timeout: DeclarativeCheckReader.timeout(kind, values),
                parameters: parameters.map { Located($0.name, at: (entry.nodes[$0.key] ?? entry.name).range) },
                range: entry.name.range)
            check.braced = entry.nodes.flatMap { key, node in node.braced.map { BracedText(key: key, text: $0) } }
                .sorted { $0.text.range.start < $1.text.range.start }
            if let ensurable {
                add(
                    Remedy(
                        kind.name, check, try ensurable.work(values), notes: ensurable.ensureNotes, given: given,
                        needed: needed))
            }
            checks.append(check)
        } catch {
            let place = error.key.flatMap { entry.nodes[$0] } ?? entry.name
            report(
                .badCheck, "check '\(kind.name)' cannot be read: \(error.message)", place.range,
                fix: error.fix ?? "write for example '\(kind.shortExample)'")
        }
    }

    /// Neighbouring packages become one transaction.
    private mutating func add(_ remedy: Remedy) {
        if checks.last?.kind == remedy.kind, let joined = remedies.last?.joined(with: remedy) {
            remedies[remedies.count - 1] = joined
        } else {
            remedies.append(remedy)
        }
    }

    /// How long one attempt may take. Where `timeout` is a kind's own key, it is about the answer alone: the attempt
    /// outlasts it.
    private static func timeout(_ kind: any CheckKind.Type, _ values: CheckValues) -> Duration? {
        guard let timeout = values.duration("timeout") else { return nil }
        guard kind.keys.contains(where: { $0.name == "timeout" }) else { return timeout }
        return timeout > .seconds(30) ? timeout + .seconds(30) : nil
    }

    /// What holds for every kind: no answer, a probe that could not ask, a parameter that has no value.
    private static func judge(_ raw: ProbeAnswer, _ definition: CheckDefinition) -> Verdict {
        guard raw.exitCode != nil else {
            return Verdict(.error, wanted: definition.summary, found: "the host did not answer before its timeout")
        }
        let answer = CheckAnswer(raw)
        if let name = answer.lines("unset").first {
            return Verdict(.error, wanted: definition.summary, found: "\(name) has no value on the host")
        }
        if let reason = answer["cannot"] {
            return Verdict(.error, wanted: definition.summary, found: "no result: \(reason)")
        }
        do throws(CheckTrouble) { return try definition.judge(answer) } catch {
            return Verdict(.error, wanted: definition.summary, found: error.found)
        }
    }

    // MARK: Diagnostics

    private mutating func reportUnknownKind(_ name: String, _ key: YAMLNode) {
        let near = Suggestion.closest(to: name, in: CheckRegistry.all.map { $0.name })
        let owner = CheckRegistry.all.first { kind in kind.keys.contains { $0.name == name } }
        let fix =
            near.map { "write '\($0)'" } ?? owner.map { "'\(name)' is a key of '\($0.name)': indent it below" }
            ?? "write one of \(CheckRegistry.all.map { $0.name }.joined(separator: ", "))"
        report(.unknownCheck, "unknown check '\(name)'", key.range, fix: fix, replacement: near)
    }

    private mutating func reportYAML(_ error: YAMLError) {
        let problem =
            if case .duplicateKeys(let keys) = error.reason {
                "duplicate key '\(keys.joined(separator: "', '"))'; write a list, as in '- port: 80'"
            } else { error.problem }
        report(
            .badCheck, "the checks cannot be read: \(problem)", error.range,
            fix: "fix the YAML syntax, or quote the value")
    }

    private mutating func report(
        _ rule: DiagnosticRule, _ headline: String, _ range: TextRange, fix: String?, replacement: String? = nil
    ) {
        diagnostics.append(Diagnostic(rule, headline, file: file, range: range, fix: fix, replacement: replacement))
    }
}

extension CheckKind {
    /// The first example on one line: `port: 5432`.
    static var shortExample: String {
        let lines = (examples.first ?? "").lines
        guard lines.count > 1, let head = lines.first else { return lines.first.map(String.init) ?? name }
        guard head.hasSuffix(":"),
            lines.dropFirst().allSatisfy({ $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasSuffix(":") })
        else { return "\(name): …" }
        return "\(head) {\(lines.dropFirst().map { $0.dropFirst(2) }.joined(separator: ", "))}"
    }
}

extension YAMLNode {
    /// Its texts that have `{{`.
    fileprivate var braced: [Located<String>] {
        switch self {
        case .scalar(let scalar): scalar.text.has("{{") ? [Located(scalar.text, at: scalar.range)] : []
        case .sequence(let items, _): items.flatMap(\.braced)
        case .mapping(let mapping): mapping.flatMap { $0.key.braced + $0.value.braced }
        }
    }
}

extension [String] {
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
