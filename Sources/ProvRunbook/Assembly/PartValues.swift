import ProvDiagnostics
import ProvText

/// Gives the parameters and secrets of a file that is included under a name what the include has for them.
struct PartValues {
    let assembly: RunbookAssembly
    let scope: IncludeScope

    /// A parameter as the runbook has it; `nil` where a capture of the runbook stands for it, or nothing can.
    ///
    /// - Parameter include: where the file is included.
    func bound(_ declared: Parameter, include: Located<String>, in file: String) -> Parameter? {
        var parameter = declared
        parameter.name = scope.variable(declared.name)
        parameter.writtenName = declared.name
        guard let outer = scope.parent, let value = scope.take(declared.name) else {
            if declared.defaultValue == nil, declared.hosts == nil {
                assembly.report(
                    .missingIncludeValue, "'\(include.value)' needs a value for '\(declared.name)'", file: file,
                    range: include.range,
                    notes: [(declared.file ?? include.value, declared.range, "it is declared here, without a default")],
                    fix: "write \(declared.name)=VALUE behind 'with'")
                parameter.isBroken = true
            }
            note(declared.name, declared.defaultValue, isGiven: false, full: parameter.name)
            return parameter
        }
        note(declared.name, value.value, isGiven: true, full: parameter.name)
        parameter.range = value.valueRange
        parameter.file = value.file
        guard let text = value.value else {
            assembly.report(
                .missingValue, "'\(value.key)' requires a value", file: value.file, range: value.keyRange,
                fix: "write \(value.key)=VALUE")
            parameter.isBroken = true
            return parameter
        }
        let holes = HoleReader.holes(in: text)
        let bound =
            holes.isEmpty
            ? literal(text, for: parameter, at: value) : filled(text, holes, for: parameter, at: value, in: outer)
        guard var bound else { return nil }
        bound.isBroken = bound.given == nil
        return bound
    }

    private func note(_ name: String, _ text: String?, isGiven: Bool, full: String) {
        scope.values.append(IncludedPart.Value(name: name, text: text, isGiven: isGiven, fullName: full))
    }

    private func report(_ headline: String, at value: Attribute, fix: String, replacement: String? = nil) {
        assembly.report(
            .badIncludeValue, headline, file: value.file, range: value.valueRange, fix: fix, replacement: replacement)
    }

    // MARK: Parameters

    private func literal(_ text: String, for declared: Parameter, at value: Attribute) -> Parameter {
        var parameter = declared
        if let complaint = declared.validate(text) {
            let near = declared.choices.isEmpty ? nil : Suggestion.closest(to: text, in: declared.choices)
            report(
                "value of '\(value.key)': \(complaint)", at: value, fix: near.map { "write '\($0)'" } ?? "change it",
                replacement: near)
        } else {
            parameter.given = GivenValue(pieces: [.text(text)])
            parameter.defaultValue = declared.canonical(text)
        }
        return parameter
    }

    private func filled(
        _ text: String, _ holes: [FileTemplate.Name], for declared: Parameter, at value: Attribute,
        in outer: IncludeScope
    ) -> Parameter? {
        let isWhole = holes.count == 1 && holes[0].bytes == 0..<text.utf8.count
        var pieces: [GivenValue.Piece] = []
        var copied = 0
        let bytes = Array(text.utf8)
        for hole in holes {
            guard let name = meaning(of: hole, at: value, in: outer) else { return declared }
            switch name.kind {
            case .secret:
                report(
                    "secret '\(hole.name)' for the parameter '\(declared.ownName)'", at: value,
                    fix: "declare '\(declared.ownName)' under 'secrets' in the included file")
                return declared
            case .capture: return captured(hole, name, isWhole: isWhole, for: declared, at: value)
            case .parameter: break
            }
            guard isFit(name, hole, isWhole: isWhole, for: declared, at: value) else { return declared }
            if hole.bytes.lowerBound > copied {
                pieces.append(.text(String(decoding: bytes[copied..<hole.bytes.lowerBound], as: UTF8.self)))
            }
            pieces.append(.parameter(name.full))
            copied = hole.bytes.upperBound
        }
        if copied < bytes.count { pieces.append(.text(String(decoding: bytes[copied...], as: UTF8.self))) }
        var parameter = declared
        parameter.given = GivenValue(pieces: pieces)
        let sources = assembly.declaredParameters.filter { parameter.given?.names.contains($0.name) == true }
        parameter.isFree = sources.contains(where: \.isFree)
        parameter.defaultValue = isWhole ? sources.first?.defaultValue : nil
        return parameter
    }

    private func meaning(of hole: FileTemplate.Name, at value: Attribute, in outer: IncludeScope)
        -> IncludeScope.Name?
    {
        if hole.member == nil, let name = outer.meaning(of: hole.item) { return name }
        let near = hole.member == nil ? Suggestion.closest(to: hole.item, in: outer.names.keys.sorted()) : nil
        report(
            "'\(hole.name)' is not a parameter, a secret or a capture of this file", at: value,
            fix: near.map { "write {{\($0)}}" } ?? "declare it under 'parameters' in the front matter")
        return nil
    }

    /// Whether a parameter of the runbook can be the value, or a part of it.
    private func isFit(
        _ name: IncludeScope.Name, _ hole: FileTemplate.Name, isWhole: Bool, for declared: Parameter,
        at value: Attribute
    ) -> Bool {
        let isList = assembly.declaredParameters.contains { $0.name == name.full && $0.kind == .list }
        if isList != (declared.kind == .list) || isList && !isWhole {
            report(
                isList
                    ? "list '\(hole.name)' in the place of a single value"
                    : "'\(hole.name)' is not a list, as '\(declared.ownName)' is", at: value,
                fix: isList && declared.kind == .list
                    ? "write {{\(hole.name)}} alone" : "give a parameter of the same type")
            return false
        }
        if SecretName.isSecret(name.full), !SecretName.isSecret(declared.name) {
            report(
                "the name '\(hole.name)' suggests a secret, the name '\(declared.ownName)' does not",
                at: value, fix: "declare '\(declared.ownName)' under 'secrets' in the included file")
            return false
        }
        return true
    }

    /// A capture has its value only when the run comes to the steps: nothing can be held against it before.
    private func captured(
        _ hole: FileTemplate.Name, _ name: IncludeScope.Name, isWhole: Bool, for declared: Parameter,
        at value: Attribute
    ) -> Parameter? {
        guard declared.kind == .string, declared.pattern == nil, declared.choices.isEmpty, isWhole else {
            report(
                "'\(declared.ownName)' has rules that capture '\(hole.name)' cannot be held to before the run",
                at: value,
                fix: "give it alone, to a parameter without a type, choices or a pattern")
            return declared
        }
        let written = declared.ownName
        scope.declaredNames[PlaceholderFinder.parameterName(written)] = written
        scope.add(written, name.full, .capture)
        return nil
    }

    // MARK: Secrets

    /// Whether the include gives a secret of the including file for one of the included file.
    func isGiven(secret name: String) -> Bool {
        guard let outer = scope.parent, let value = scope.take(name) else {
            note(name, nil, isGiven: false, full: scope.variable(name))
            return false
        }
        // Whatever is wrong with the value, the name is known.
        defer { scope.add(name, scope.variable(name), .secret) }
        let text = value.value ?? ""
        let holes = HoleReader.holes(in: text)
        guard holes.count == 1, holes[0].bytes == 0..<text.utf8.count else {
            report(
                "'\(name)' is a secret: its value must not stand in the text", at: value,
                fix: "write \(name)={{SECRET}} with a secret of this file")
            return true
        }
        guard let meaning = meaning(of: holes[0], at: value, in: outer) else { return true }
        guard meaning.kind == .secret else {
            report(
                "'\(holes[0].name)' is not a secret, as '\(name)' is", at: value,
                fix: "declare it under 'secrets' in the front matter")
            return true
        }
        note(name, text, isGiven: true, full: meaning.full)
        scope.add(name, meaning.full, .secret)
        return true
    }

    // MARK: The rest

    /// Reports values for what the file does not declare.
    func reportRest(of path: String) {
        let known = scope.values.map(\.name)
        for value in scope.given {
            if scope.values.contains(where: { $0.name == value.key && $0.isGiven }) {
                assembly.report(
                    .conflictingKey, "'\(value.key)' has two values", file: value.file, range: value.range,
                    fix: "keep one of them")
                continue
            }
            let near = Suggestion.closest(to: value.key, in: known)
            assembly.report(
                .unknownIncludeValue, "'\(path)' has no parameter '\(value.key)'", file: value.file,
                range: value.keyRange,
                fix: near.map { "write '\($0)'" }
                    ?? (known.isEmpty
                        ? "remove it: the file declares no parameters"
                        : "the parameters are \(known.joined(separator: ", "))"),
                replacement: near)
        }
    }
}

extension Parameter {
    /// As the file spells it that declares it.
    fileprivate var ownName: String { writtenName ?? name }
}
