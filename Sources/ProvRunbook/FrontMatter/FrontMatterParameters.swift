import ProvDiagnostics
import ProvText
import ProvYAML

extension FrontMatterReader {
    private static let parameterKeys = FrontMatterKey.members(of: "parameters")

    func readParameters(_ node: YAMLNode) {
        if node.isEmpty { return }
        guard let mapping = node.mapping else {
            reportValue(
                node, "'parameters' must map names to types, not be \(node.kindName)",
                fix: "write for example 'replicas: int'")
            return
        }
        for (key, value) in mapping {
            guard let written = key.text else { continue }
            let name = ShellText.isVariableName(written) ? written : PlaceholderFinder.parameterName(written)
            guard ShellText.isVariableName(name) else {
                assembly.report(
                    .badParameter, "invalid parameter name '\(written)'", file: source.path, range: place(key),
                    fix: "use letters, digits and '_'")
                continue
            }
            if isDeclared(name) {
                assembly.report(
                    .duplicateParameter, "duplicate parameter '\(name)'", file: source.path,
                    range: place(key),
                    fix: include == nil
                        ? "rename one of them" : "rename one of them, or include the file under a name")
                continue
            }
            let parameter = parameter(name, value, at: place(key))
            check(parameter, value, at: place(key))
            declare(parameter)
        }
    }

    /// Whether the name is taken in this file, or its variable in the runbook.
    private func isDeclared(_ name: String) -> Bool {
        let scope = assembly.scope
        let normalised = PlaceholderFinder.parameterName(name)
        if scope.declaredNames[normalised] != nil { return true }
        let variable = PlaceholderFinder.parameterName(scope.variable(name))
        return !scope.isRoot
            && assembly.declaredParameters.contains { PlaceholderFinder.parameterName($0.name) == variable }
    }

    private func declare(_ written: Parameter) {
        var parameter = written
        let scope = assembly.scope
        if let include {
            parameter.file = source.path
            if !scope.isRoot {
                guard
                    let bound = PartValues(assembly: assembly, scope: scope).bound(
                        parameter, include: include.path, in: include.file)
                else { return }
                parameter = bound
            }
        }
        assembly.declare(parameter, as: written.name)
    }

    /// `name: int`, `name: some default`, or a mapping.
    private func parameter(_ name: String, _ value: YAMLNode, at range: TextRange) -> Parameter {
        var parameter = Parameter(
            name: name, kind: .string, defaultValue: nil, about: nil, pattern: nil, choices: [],
            isPlaceholder: false, range: range)
        if let scalar = value.scalar {
            if let kind = Parameter.Kind(rawValue: scalar.text) {
                parameter.kind = kind
            } else if !value.isEmpty {
                parameter.defaultValue = scalar.text
            }
            return parameter
        }
        guard let mapping = value.mapping else {
            parameter.kind = .list
            readDefault(value, into: &parameter, hasType: true)
            return parameter
        }
        for (key, value) in mapping where key.text != "default" { read(key, value, into: &parameter) }
        if let value = mapping["default"] { readDefault(value, into: &parameter, hasType: mapping["type"] != nil) }
        if !parameter.choices.isEmpty, mapping["type"] == nil, parameter.kind != .list { parameter.kind = .choice }
        return parameter
    }

    private func read(_ key: YAMLNode, _ value: YAMLNode, into parameter: inout Parameter) {
        switch key.text {
        case "type": readKind(value, into: &parameter)
        case "description": parameter.about = text(value, of: "description")
        case "pattern":
            guard let pattern = text(value, of: "pattern") else { return }
            if let complaint = ValueReading.regexComplaint(pattern) {
                assembly.report(
                    .badRegex, "invalid regular expression '\(pattern)'", file: source.path, range: place(value),
                    fix: "\(complaint); escape special characters with a backslash")
            } else {
                parameter.pattern = pattern
            }
        case "choices": parameter.choices = strings(value, of: "choices").map(\.value)
        case "hosts":
            guard let pattern = text(value, of: "hosts") else { return }
            parameter.hosts = Located(pattern, at: place(value))
            parameter.kind = .list
        case "free": parameter.isFree = flag(value, of: "free")
        default: reportUnknown(key, in: FrontMatterReader.parameterKeys, of: "parameter '\(parameter.name)'")
        }
    }

    private func readDefault(_ value: YAMLNode, into parameter: inout Parameter, hasType: Bool) {
        if value.isEmpty, value.scalar?.style == .plain { return }
        guard value.scalar == nil || parameter.kind == .list else {
            parameter.defaultValue = value.text
            return
        }
        guard parameter.kind == .list else {
            let kind = value.kindName
            assembly.report(
                .badParameter, "the default of '\(parameter.name)' is \(kind)", file: source.path, range: place(value),
                fix: value.sequence == nil
                    ? "write a single value" : hasType ? "write 'type: list'" : "add 'type: list'")
            return
        }
        do {
            let list = try value.text.map { try ListValue(parsing: $0) } ?? ListValue(value)
            parameter.defaultValue = list.canonical
        } catch let complaint as ListValue.Complaint {
            assembly.report(
                .badParameter, "invalid default of '\(parameter.name)': \(complaint.text)", file: source.path,
                range: place(value), fix: "write a list of texts, or of mappings with the same keys")
        } catch {}
    }

    private func readKind(_ value: YAMLNode, into parameter: inout Parameter) {
        guard let text = text(value, of: "type") else { return }
        if let kind = Parameter.Kind(rawValue: text) {
            parameter.kind = kind
            return
        }
        let names = Parameter.Kind.allCases.map(\.rawValue)
        let near = Suggestion.closest(to: text, in: names)
        assembly.report(
            .badParameter, "unknown parameter type '\(text)'", file: source.path, range: place(value),
            fix: near.map { "write '\($0)'" } ?? "write one of \(names.joined(separator: ", "))", replacement: near)
    }

    private func check(_ parameter: Parameter, _ value: YAMLNode, at range: TextRange) {
        if parameter.kind == .choice, parameter.choices.isEmpty {
            assembly.report(
                .badParameter, "parameter '\(parameter.name)' has no choices", file: source.path, range: range,
                fix: "write 'choices: [a, b]'")
            return
        }
        guard let value = value.mapping?["default"] ?? (value.scalar != nil ? value : nil),
            let text = parameter.defaultValue,
            let complaint = parameter.validate(text)
        else { return }
        let near = parameter.choices.isEmpty ? nil : Suggestion.closest(to: text, in: parameter.choices)
        assembly.report(
            .badParameter, "invalid default of '\(parameter.name)': \(complaint)", file: source.path,
            range: place(value), fix: near.map { "write '\($0)'" } ?? "change the default or the rule",
            replacement: near)
    }
}

extension YAMLNode {
    /// True for `key:` with nothing after it.
    var isEmpty: Bool {
        scalar.map { $0.text.isEmpty || ($0.style == .plain && ($0.text == "null" || $0.text == "~")) } ?? false
    }
}
