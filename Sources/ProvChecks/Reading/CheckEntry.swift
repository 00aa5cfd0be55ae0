import ProvDiagnostics
import ProvText
import ProvYAML

/// One check as it is written: its kind, and the nodes of its keys.
struct CheckEntry {
    /// What is wrong with a key or its value, and at which node.
    struct Problem {
        var rule: DiagnosticRule
        var headline: String
        var node: YAMLNode
        var fix: String?
        var replacement: String?
    }

    let kind: any CheckKind.Type
    let name: YAMLNode
    var nodes: [String: YAMLNode] = [:]
    /// In the order they are written, for messages.
    private var written: [(name: String, node: YAMLNode)] = []
    private var malformed: [YAMLNode] = []
    /// Whether it stands in an `{ensure}` block, where kinds have more keys.
    private let isEnsured: Bool

    init(kind: any CheckKind.Type, name: YAMLNode, isEnsured: Bool = false) {
        self.kind = kind
        self.name = name
        self.isEnsured = isEnsured
    }

    var keys: [CheckKey] {
        let more = isEnsured ? (kind as? any EnsurableKind.Type)?.ensureKeys ?? [] : []
        // A kind's own key comes before a common one of the same name.
        return kind.keys + more
            + CheckRegistry.commonKeys.filter { common in !kind.keys.contains { $0.name == common.name } }
    }

    mutating func add(_ key: YAMLNode, _ value: YAMLNode) {
        guard let name = key.text else {
            malformed.append(key)
            return
        }
        nodes[name] = value
        written.append((name, key))
    }

    func problems() -> [Problem] {
        var problems = malformed.map {
            Problem(
                rule: .unknownCheckKey, headline: "unexpected \($0.kindName) as a key of check '\(kind.name)'",
                node: $0,
                fix: nil)
        }
        for (name, node) in written where !keys.contains(where: { $0.name == name }) {
            problems.append(unknown(name, node))
        }
        let meant = problems.compactMap(\.replacement)
        for key in keys {
            if let node = nodes[key.name] {
                if let problem = problem(with: node, of: key) { problems.append(problem) }
            } else if key.isRequired, !meant.contains(key.name) {
                problems.append(
                    Problem(
                        rule: .missingCheckKey, headline: "check '\(kind.name)' requires '\(key.name)'", node: name,
                        fix: "write for example '\(kind.shortExample)'"))
            }
        }
        return problems
    }

    private func unknown(_ name: String, _ node: YAMLNode) -> Problem {
        let near = Suggestion.closest(to: name, in: keys.map(\.name))
        return Problem(
            rule: .unknownCheckKey, headline: "unknown key '\(name)' of check '\(kind.name)'", node: node,
            fix: near.map { "write '\($0)'" } ?? "the keys are \(keys.map(\.name).joined(separator: ", "))",
            replacement: near)
    }

    // MARK: Values

    private func problem(with node: YAMLNode, of key: CheckKey) -> Problem? {
        func needs(_ what: String, _ example: String? = nil, at place: YAMLNode? = nil) -> Problem {
            let found =
                (place ?? node).scalar.map { $0.text.isEmpty ? "nothing" : "'\($0.text)'" } ?? (place ?? node).kindName
            return Problem(
                rule: .badCheck, headline: "'\(key.name)' must be \(what), not \(found)", node: place ?? node,
                fix: example.map { "write for example '\(key.name): \($0)'" })
        }
        if node.isMissing, key.kind != .data {
            return Problem(
                rule: .badCheck, headline: "'\(key.name)' has no value", node: node,
                fix: "write a value, or remove the key")
        }
        switch key.kind {
        case .text, .script: return node.scalar == nil ? needs("one value") : nil
        case .choice(let names):
            return problem(with: node, choices: names, needs("one of \(names.joined(separator: ", "))"))
        case .integer(let range):
            guard let text = node.text else { return needs("a whole number") }
            guard CheckText(text).literal != nil else { return nil }
            guard let number = Int(text) else { return needs("a whole number") }
            return range.contains(number)
                ? nil
                : needs(
                    range.upperBound == Int.max
                        ? "a number of at least \(range.lowerBound)"
                        : "a number from \(range.lowerBound) to \(range.upperBound)")
        case .boolean: return node.scalar.flatMap { ValueReading.bool($0.text) } == nil ? needs("true or false") : nil
        case .duration: return node.scalar.flatMap { Duration.parse($0.text) } == nil ? needs("a duration", "30s") : nil
        case .mode:
            guard let text = node.text else { return needs("an octal mode", "\"0640\"") }
            guard CheckText(text).literal != nil else { return nil }
            return ValueReading.octal(text) == nil ? needs("an octal mode", "\"0640\"") : nil
        case .version:
            guard let text = node.text else { return needs("a version or a range", "\">= 15\"") }
            guard CheckText(text).literal != nil else { return nil }
            do { _ = try VersionConstraint(parsing: text) } catch { return needs("a version or a range", "\">= 15\"") }
            return nil
        case .list, .patterns: return problem(withList: node, arePatterns: key.kind == .patterns, needs)
        case .mapping:
            guard let mapping = node.mapping else { return needs("names with their values") }
            return mapping.first { $0.key.scalar == nil || $0.value.scalar == nil }.map {
                needs("names with one value each", at: $0.value)
            }
        case .data:
            return CheckValues(nodes, keys: keys).data(key.name) == nil ? needs("a smaller value") : nil
        }
    }

    private func problem(with node: YAMLNode, choices names: [String], _ problem: Problem) -> Problem? {
        guard let text = node.text else { return problem }
        guard !names.contains(text) else { return nil }
        var problem = problem
        problem.replacement = Suggestion.closest(to: text, in: names)
        problem.fix = problem.replacement.map { "write '\($0)'" }
        return problem
    }

    private func problem(withList node: YAMLNode, arePatterns: Bool, _ needs: (String, String?, YAMLNode?) -> Problem)
        -> Problem?
    {
        guard node.mapping == nil else { return needs("one value or a list of them", nil, nil) }
        for item in node.sequence ?? [node] {
            guard let text = item.text else { return needs("a list of single values", nil, item) }
            guard arePatterns, CheckText(text).literal != nil else { continue }
            do { _ = try Pattern(text) } catch {
                return Problem(
                    rule: .badCheck, headline: "invalid regular expression '\(text)': \(error.message)", node: item,
                    fix: "escape special characters with a backslash")
            }
        }
        return nil
    }
}

extension YAMLNode {
    /// Nothing after the colon, or YAML's `~`.
    var isMissing: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return scalar.text.isEmpty || scalar.text == "~"
    }
}
