import ProvChecks
import ProvDiagnostics
import ProvText

/// Binds the holes of steps with `foreach` to the item, and reports what no item could give.
struct ItemBinding {
    private let assembly: RunbookAssembly
    private let lists: [String: Parameter]
    /// Names that mean something already.
    private let taken: Set<String>
    private var reported: Set<TextPosition> = []
    /// Placeholders that mean an item, and so ask nobody.
    private var bound: Set<String> = []

    static func bind(_ steps: inout [Step], _ assembly: RunbookAssembly) {
        guard steps.contains(where: { $0.options.foreach != nil }) else { return }
        var binding = ItemBinding(assembly)
        for index in steps.indices {
            guard let foreach = steps[index].options.foreach else { continue }
            binding.check(foreach, of: steps[index])
            let fullName = steps[index].fullName
            steps[index].rewriteScripts { binding.bind(&$0, to: foreach.value, fullName) }
            binding.checkUses(of: foreach, in: steps[index])
        }
        let used = Set(
            steps.flatMap { step in
                let loop = step.options.foreach?.value
                return step.scripts.flatMap(\.placeholders).map(\.parameter).filter { $0 != loop?.variable }
                    .map(step.fullName)
            })
        assembly.placeholderParameters.removeAll { binding.bound.contains($0.name) && !used.contains($0.name) }
    }

    private init(_ assembly: RunbookAssembly) {
        self.assembly = assembly
        let parameters = assembly.declaredParameters
        lists = Dictionary(
            parameters.filter { $0.kind == .list }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        taken = Set(assembly.root.names.keys)
    }

    private mutating func check(_ foreach: Located<ItemLoop>, of step: Step) {
        if !step.options.captures.isEmpty {
            assembly.report(
                .misplacedKey, "'\(step.id)' has 'foreach' and 'capture': each item would set the same variable",
                file: step.file, range: foreach.range,
                fix: "remove one of them; a step without 'foreach' can capture what a loop in its commands prints")
        }
        // Many steps may have the key from their section.
        guard reported.insert(foreach.range.start).inserted else { return }
        let loop = foreach.value
        if lists[loop.list] == nil {
            let isKnown = assembly.declaredParameters.contains { $0.name == loop.list }
            let near = isKnown ? nil : Suggestion.closest(to: loop.list, in: lists.keys.sorted())
            assembly.report(
                .undefinedParameter, isKnown ? "'\(loop.list)' is not a list" : "undefined list '\(loop.list)'",
                file: step.file, range: foreach.range,
                fix: near.map { "write \(loop.variable) in \($0)" }
                    ?? "declare it with 'type: list' under 'parameters' in the front matter")
        }
        let open = Set(assembly.placeholderParameters.map(\.name))
        let known = step.scope.map { Set($0.names.filter { !open.contains($0.value) }.keys) } ?? taken
        if known.contains(loop.variable) || Condition.knownOfHosts.contains(loop.variable) || loop.variable == "loop" {
            assembly.report(
                .badValue, "'\(loop.variable)' in 'foreach' means something else already", file: step.file,
                range: foreach.range, fix: "choose a name that no parameter, secret, capture or fact has")
        }
    }

    /// Holes for the item take the place of the placeholders that were found before the loop was known.
    private mutating func bind(_ script: inout Script, to loop: ItemLoop, _ fullName: (String) -> String) {
        var holes: [Placeholder] = []
        for hole in HoleReader.holes(in: script.text) {
            guard let variable = loop.variable(of: hole) else { continue }
            holes.append(Placeholder(text: hole.text, parameter: variable, bytes: hole.bytes))
        }
        let name = PlaceholderFinder.parameterName(loop.variable)
        for placeholder in script.placeholders
        where !holes.contains(where: { $0.bytes.overlaps(placeholder.bytes) }) {
            var kept = placeholder
            if PlaceholderFinder.parameterName(kept.parameter) == name { kept.parameter = loop.variable }
            holes.append(kept)
        }
        let others = Set(holes.map(\.parameter)).subtracting([loop.variable])
        bound.formUnion(script.placeholders.map(\.parameter).filter { !others.contains($0) }.map(fullName))
        script.replacePlaceholders(holes)
    }

    /// Members that the items do not have, as far as the runbook says what they have; holes in texts that a shell reads
    /// as they are.
    private func checkUses(of foreach: Located<ItemLoop>, in step: Step) {
        let loop = foreach.value
        for (key, text) in step.shellTexts
        where HoleReader.holes(in: text).contains(where: { $0.item == loop.variable }) {
            assembly.report(
                .badValue, "'\(key)' is a command: a value is not put into it", file: step.file, range: step.range,
                fix: "use the variable $\(loop.variable)")
        }
        guard let list = lists[loop.list], list.hosts == nil, let text = list.defaultValue,
            let members = (try? ListValue(parsing: text))?.memberNames
        else { return }
        for name in step.itemMembers(of: loop) where !members.contains(name) {
            let near = Suggestion.closest(to: name, in: members)
            assembly.report(
                .unknownMember, "items of '\(list.name)' have no '\(name)', which step '\(step.id)' uses",
                file: step.file, range: foreach.range,
                fix: near.map { "write {{\(loop.variable).\($0)}}" } ?? "add it to each item of the list")
        }
    }
}

extension Step {
    /// The commands of its keys.
    fileprivate var shellTexts: [(key: String, text: String)] {
        var texts: [(key: String, text: String)] = []
        if let until = options.until { texts.append(("until", until.value)) }
        if case .file(let file) = body, let validate = file.validate { texts.append(("validate", validate.value)) }
        return texts
    }

    /// Changes every script of the step, those of its checks, undos and fixes too.
    mutating func rewriteScripts(_ change: (inout Script) -> Void) {
        switch body {
        case .script(var script):
            change(&script)
            body = .script(script)
        case .console(var exchanges):
            for index in exchanges.indices { change(&exchanges[index].command) }
            body = .console(exchanges)
        case .file(var file) where !file.isVerbatim && file.template == nil:
            change(&file.content)
            body = .file(file)
        case .file, .ensure, .manual, .gate, .checkOnly: break
        }
        for index in check.indices {
            guard case .script(var script, let timeout) = check[index] else { continue }
            change(&script)
            check[index] = .script(script, timeout: timeout)
        }
        for index in undo.indices { change(&undo[index]) }
        for index in fixes.indices { change(&fixes[index].script) }
    }

    /// The texts of its keys in which a hole for the item is filled.
    var itemTexts: [String] {
        var texts = [title, options.on?.value, options.user?.value, options.cwd].compactMap(\.self)
        texts += options.environment.map(\.value)
        switch body {
        case .file(let file): texts += [file.path, file.owner, file.group].compactMap(\.self)
        case .manual(let task): texts.append(task.instruction)
        case .script, .console, .ensure, .gate, .checkOnly: break
        }
        return texts
    }

    /// The members of items that it names, in its texts, scripts, files and condition, sorted.
    func itemMembers(of loop: ItemLoop) -> [String] {
        var members = Set(
            itemTexts.flatMap(HoleReader.holes).filter { $0.item == loop.variable }.compactMap(\.member))
        let prefix = "\(loop.variable)_"
        for placeholder in scripts.flatMap(\.placeholders) where placeholder.text.contains(".") {
            if placeholder.parameter.hasPrefix(prefix) {
                members.insert(String(placeholder.parameter.dropFirst(prefix.count)))
            }
        }
        for name in options.when?.value.names ?? [] where name.hasPrefix("\(loop.variable).") {
            members.insert(String(name.dropFirst(prefix.count)))
        }
        return members.sorted()
    }
}
