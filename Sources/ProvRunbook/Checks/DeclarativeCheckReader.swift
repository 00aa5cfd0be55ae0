package import ProvMarkdown
import Yams

/// Reads a YAML `{check}` block: a mapping of checks, or a list of such mappings.
package struct DeclarativeCheckReader {
    private let start: TextPosition
    private let file: String
    private var checks: [DeclarativeCheck] = []
    private var diagnostics: [Diagnostic] = []

    /// - Parameter start: where the YAML begins in its file; every diagnostic is placed from there.
    package static func read(yaml: String, start: TextPosition, file: String) -> (checks: [DeclarativeCheck], diagnostics: [Diagnostic]) {
        var reader = DeclarativeCheckReader(start: start, file: file)
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                reader.report("bad-check", "the check is empty", TextRange(start, start), fix: "write for example 'port: 5432'")
                return ([], reader.diagnostics)
            }
            reader.read(node)
        } catch {
            reader.reportYAML(error)
        }
        return (reader.checks, reader.diagnostics)
    }

    private init(start: TextPosition, file: String) {
        self.start = start
        self.file = file
    }

    private mutating func read(_ node: Node) {
        if let sequence = node.sequence {
            for item in sequence { read(item) }
            return
        }
        guard let mapping = node.mapping else {
            report("bad-check", "a check is a mapping such as 'port: 5432'", range(node), fix: "write a kind, a colon and its values")
            return
        }
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { continue }
            guard let kind = CheckRegistry.kind(named: name) else {
                let near = Suggestion.closest(to: name, in: CheckRegistry.all.map { $0.name })
                report("unknown-check", "there is no check '\(name)'", range(key), fix: near.map { "write '\($0)'" } ?? "see docs/reference/checks.md",
                       replacement: near)
                continue
            }
            // A list of values is that many checks of the kind.
            let entries: [Node] = value.sequence.map { Array($0) } ?? [value]
            for entry in entries { read(kind, key, entry) }
        }
    }

    private mutating func read(_ kind: any CheckKind.Type, _ name: Node, _ value: Node) {
        var nodes: [String: Node] = [:]
        var places: [String: Node] = [:]
        if let mapping = value.mapping {
            for (key, value) in mapping {
                guard let text = key.scalar?.string else { continue }
                places[text] = key
                nodes[text] = value
            }
        } else if value.scalar != nil {
            nodes[kind.mainKey] = value
        }
        let common = ["until", "every"]
        let known = kind.keys.map(\.name) + common
        for key in nodes.keys.sorted() where !known.contains(key) {
            let near = Suggestion.closest(to: key, in: known)
            report("unknown-check-key", "the check '\(kind.name)' has no key '\(key)'", range(places[key] ?? value),
                   fix: near.map { "write '\($0)'" } ?? "leave it out; it knows \(known.joined(separator: ", "))", replacement: near)
        }
        do throws(CheckReadingError) {
            let values = CheckValues(nodes)
            if let missing = kind.keys.first(where: { $0.isRequired && nodes[$0.name] == nil }) {
                throw CheckReadingError(key: nil, message: "'\(missing.name)' is missing")
            }
            let until = try duration(values, "until"), every = try duration(values, "every")
            let definition = try kind.make(values)
            let judge = definition.judge
            checks.append(DeclarativeCheck(
                kind: kind.name, summary: definition.summary, probe: Probe(script: definition.probe),
                judge: { answer in
                    guard answer.exitCode != nil else { return Verdict(.error, wanted: definition.summary, found: "the probe did not end in time") }
                    return judge(ProbeLines(answer))
                },
                until: until, every: every ?? .seconds(1), range: range(name)))
        } catch {
            let place = error.key.flatMap { places[$0] ?? nodes[$0] } ?? name
            report("bad-check", "check '\(kind.name)': \(error.message)", range(place), fix: "write for example: \(kind.example.replacing("\n", with: " "))")
        }
    }

    private func duration(_ values: CheckValues, _ key: String) throws(CheckReadingError) -> Duration? {
        guard let text = values.text(key) else { return nil }
        guard let duration = Duration.parse(text) else { throw CheckReadingError(key: key, message: "'\(text)' is no duration") }
        return duration
    }

    // MARK: Places

    private func range(_ node: Node) -> TextRange {
        guard let mark = node.mark else { return TextRange(start, start) }
        let begin = position(line: mark.line, column: mark.column)
        let length = node.scalar?.string.utf8.count ?? 1
        return TextRange(begin, TextPosition(line: begin.line, column: begin.column + length))
    }

    /// Yams counts lines and columns from 1.
    private func position(line: Int, column: Int) -> TextPosition {
        TextPosition(line: start.line + line - 1, column: column + start.column - 1)
    }

    private mutating func reportYAML(_ error: any Error) {
        var place = start
        var message = "\(error)"
        if let error = error as? YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
                place = position(line: mark.line, column: mark.column)
                message = problem
            default: break
            }
        }
        report("bad-check", "the check is no YAML: \(message)", TextRange(place, place), fix: "mend the YAML at this place")
    }

    private mutating func report(_ rule: String, _ headline: String, _ range: TextRange, fix: String, replacement: String? = nil) {
        diagnostics.append(Diagnostic(rule: rule, severity: .error, headline: headline, file: file, range: range, fix: fix, replacement: replacement))
    }
}
