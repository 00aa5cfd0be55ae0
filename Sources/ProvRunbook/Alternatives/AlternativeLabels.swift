import ProvMarkdown
import ProvShell
import ProvText

extension AlternativeFinder {
    // MARK: Lines above blocks

    /// `On macOS:` above one block, `On Debian:` above the next.
    mutating func findLabels() {
        var units: [Unit] = []
        var heading = ""
        var column = 1
        for (index, event) in events.enumerated() {
            switch event.kind {
            case .heading(_, let text):
                closeLabels(&units, heading)
                heading = text
            case .text(let text):
                let isInItem = event.place.column > 1
                guard let label = AlternativeFinder.label(text), isBeforeCode(index) || isInItem && label.isOrdinal
                else {
                    // What stands in the item of a list belongs to the label that the item begins with.
                    if column > 1, event.place.column >= column, !beginsItem(event) { continue }
                    closeLabels(&units, heading)
                    continue
                }
                column = event.place.column
                if !AlternativeFinder.fit(units.compactMap(\.label) + [label]) { closeLabels(&units, heading) }
                units.append(Unit(title: AlternativeFinder.title(text), label: label))
            case .html: closeLabels(&units, heading)
            case .code: if !units.isEmpty { units[units.count - 1].hasOtherCode = true }
            case .step(let draft):
                if !units.isEmpty { units[units.count - 1].drafts.append(draft) }
            }
        }
        closeLabels(&units, heading)
    }

    private mutating func closeLabels(_ units: inout [Unit], _ heading: String) {
        let labels = units.compactMap(\.label)
        if AlternativeFinder.areWays(labels, under: heading), AlternativeFinder.areEnough(units) {
            add(units, origin: .labels, title: nil)
        }
        units = []
    }

    /// Blocks one under the other, each of which begins with a comment such as `# On Windows.`
    mutating func findComments() {
        var units: [Unit] = []
        for event in events {
            guard case .step(let draft) = event.kind, !taken.contains(draft),
                case .script(let script) = self.draft(draft).step.body, let comment = script.openingComment,
                let label = VariantLabel(comment)
            else {
                closeLabels(&units, "")
                continue
            }
            if !AlternativeFinder.fit(units.compactMap(\.label) + [label]) { closeLabels(&units, "") }
            units.append(Unit(title: AlternativeFinder.title(comment), label: label, drafts: [draft]))
        }
        closeLabels(&units, "")
    }

    /// Whether the marker of a list item stands in front of a text.
    private func beginsItem(_ event: DocumentEvent) -> Bool {
        let line = document.source.bytes[document.source.byteRange(ofLine: event.place.line)]
        return !line.prefix(event.place.column - 1).allSatisfy(\.isBlank)
    }

    private func isBeforeCode(_ index: Int) -> Bool {
        guard index + 1 < events.count else { return false }
        switch events[index + 1].kind {
        case .code, .step: return true
        case .heading, .text, .html: return false
        }
    }

    /// A line that names a variant: it ends with a colon, or is nothing but the name.
    private static func label(_ text: String) -> VariantLabel? {
        guard text.utf8.count <= 120, let label = VariantLabel(text) else { return nil }
        let end = text.last { !$0.isWhitespace && $0 != "*" && $0 != "_" }
        return end == ":" || text.split(whereSeparator: \.isWhitespace).count <= 4 ? label : nil
    }

    /// The line without marks of Markdown and without its colon.
    private static func title(_ text: String) -> String {
        var title = text.filter { $0 != "*" && $0 != "`" }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while title.last == ":" || title.last == "." { title.removeLast() }
        return title
    }

    // MARK: Words between blocks

    /// A step, `or`, and another step; or the same command again, with "If you …" or "For example" between.
    mutating func findWords() {
        var units: [Unit] = []
        var link: (text: String, kind: WordLink)?
        for event in events {
            switch event.kind {
            case .text(let text):
                link = units.isEmpty ? nil : WordLink(text).map { (text, $0) }
                if link == nil { closeWords(&units) }
            case .code:
                // Its output.
                if link != nil { closeWords(&units) }
            case .step(let draft) where !taken.contains(draft):
                if let (text, kind) = link, let first = units.last?.drafts.first, isLinked(draft, to: first, by: kind) {
                    units.append(Unit(title: "", label: kind == .or ? VariantLabel(text) : nil, drafts: [draft]))
                } else {
                    closeWords(&units)
                    units = [Unit(title: "", label: nil, drafts: [draft])]
                }
                link = nil
            case .step, .heading, .html:
                closeWords(&units)
                link = nil
            }
        }
        closeWords(&units)
    }

    private func isLinked(_ draft: Int, to first: Int, by link: WordLink) -> Bool {
        switch link {
        case .or: true
        case .condition: areSameCommand(first, draft)
        case .example: hasHole(first) && areSameCommand(first, draft)
        case .variation: isSame(draft, as: first)
        }
    }

    /// Whether a step is the one command of another, with more options or operands.
    private func isSame(_ index: Int, as first: Int) -> Bool {
        guard let left = onlyWords(first), let right = onlyWords(index) else { return false }
        return left.count > 1 && right.count > left.count && Set(left).isSubset(of: right)
            && right.prefix(2).elementsEqual(left.prefix(2))
    }

    private func hasHole(_ index: Int) -> Bool {
        script(of: index)?.placeholders.isEmpty == false
    }

    /// Whether two steps are one command each, of the same program and with the same first word.
    private func areSameCommand(_ left: Int, _ right: Int) -> Bool {
        guard let left = onlyCommand(left), let right = onlyCommand(right) else { return false }
        let fetchers: Set<String> = ["curl", "wget"]
        if fetchers.contains(left[0]), fetchers.contains(right[0]) { return left[0] != right[0] }
        return left[0] == right[0] && left.count > 1 && right.count > 1 && left[1] == right[1]
    }

    private func onlyCommand(_ index: Int) -> [String]? {
        onlyWords(index).map { [$0[0]] + $0.dropFirst().filter { !$0.hasPrefix("-") }.prefix(1) }
    }

    /// The script of a step, or the one command of a recorded terminal.
    private func script(of index: Int) -> Script? {
        switch draft(index).step.body {
        case .script(let script): script
        case .console(let exchanges): exchanges.count == 1 ? exchanges[0].command : nil
        case .file, .ensure, .manual, .gate, .checkOnly: nil
        }
    }

    private func onlyWords(_ index: Int) -> [String]? {
        guard let shell = script(of: index)?.shell else { return nil }
        let commands = shell.commands.filter { $0.wordCount > $0.assignmentCount && $0.isPlain }
        guard commands.count == 1, let command = commands.first else { return nil }
        var words = (command.assignmentCount..<command.wordCount).map { command.word($0).text }
        if words.first == "sudo" { words.removeFirst() }
        return words.isEmpty ? nil : words
    }

    private mutating func closeWords(_ units: inout [Unit]) {
        defer { units = [] }
        guard units.count > 1 else { return }
        let programs = units.map { unit in unit.drafts.first.flatMap(manager) }
        let areDistinct = Set(programs.compactMap { $0 }).count == units.count
        for index in units.indices {
            let program = areDistinct ? programs[index] : nil
            if units[index].label == nil || units[index].label?.kind == .system && index > 0 && units[0].label == nil {
                units[index].label = program.flatMap { VariantLabel($0) }
            }
            units[index].title = units[index].label?.key ?? "variant \(index + 1)"
        }
        if Set(units.map(\.title)).count < units.count {
            for index in units.indices {
                units[index].label = nil
                units[index].title = "variant \(index + 1)"
            }
        }
        add(units, origin: .words, title: nil)
    }

    // MARK: Commands

    /// Blocks one under the other that install the same, each with another package manager.
    mutating func findCommands() {
        var units: [Unit] = []
        var last: Installing?
        for event in events {
            guard case .step(let draft) = event.kind, !taken.contains(draft), let installing = installing(draft) else {
                closeCommands(&units)
                last = nil
                continue
            }
            let isAnother = last.map { $0.isSame(installing) } ?? true
            if !isAnother || units.contains(where: { $0.title == installing.program }) { closeCommands(&units) }
            units.append(
                Unit(title: installing.program, label: VariantLabel(installing.program), drafts: [draft]))
            last = installing
        }
        closeCommands(&units)
    }

    private mutating func closeCommands(_ units: inout [Unit]) {
        if units.count > 1, units.allSatisfy({ $0.label != nil }) { add(units, origin: .commands, title: nil) }
        units = []
    }

    /// What a step installs, if it does nothing else.
    private struct Installing {
        var program: String
        var packages: Set<String>

        /// Distributions name their packages differently; nobody has two of their managers.
        func isSame(_ other: Installing) -> Bool {
            for family in AlternativeFinder.managerFamilies where family.contains(program) {
                guard family.contains(other.program), program != other.program else { return false }
                return family.contains("apt") || packages == other.packages
            }
            return false
        }
    }

    private static let managerFamilies: [Set<String>] = [
        ["npm", "yarn", "pnpm", "bun"], ["pip", "pipx", "uv", "conda", "mamba", "poetry", "pipenv", "pdm"],
        [
            "apt", "dnf", "yum", "brew", "pacman", "choco", "winget", "scoop", "snap", "apk", "zypper", "port",
            "flatpak",
        ],
    ]

    /// The package manager that a step runs, and nothing else.
    private func manager(_ draft: Int) -> String? { installing(draft)?.program }

    private func installing(_ index: Int) -> Installing? {
        guard case .script(let script) = draft(index).step.body, let shell = script.shell else { return nil }
        var program: String?
        var packages: Set<String> = []
        for invocation in InvocationReader.invocations(of: shell) where invocation.program != "sudo" {
            let name = AlternativeFinder.names[invocation.program] ?? invocation.program
            guard AlternativeFinder.managerFamilies.contains(where: { $0.contains(name) }), program ?? name == name
            else {
                return nil
            }
            program = name
            packages.formUnion(
                invocation.arguments.map(\.text).filter { !$0.hasPrefix("-") && !AlternativeFinder.verbs.contains($0) })
        }
        return program.map { Installing(program: $0, packages: packages) }
    }

    private static let names = ["apt-get": "apt", "pip3": "pip", "micromamba": "mamba"]
    private static let verbs: Set<String> = ["install", "add", "i", "global", "tool", "pip", "create", "dlx", "ci"]
}

/// What a text between two blocks says about them.
private enum WordLink {
    /// `or`, `or with yarn:`, `Alternatively, …`.
    case or
    /// `If you use a proxy, …:`, `You can also …:`.
    case condition
    /// `For example:`.
    case example
    /// `To install a specific version:`.
    case variation

    init?(_ text: String) {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
        guard let first = words.first else { return nil }
        let isAnnouncement = text.last { !$0.isWhitespace && $0 != "*" } == ":"
        if first == "alternatively" || first == "alternately" {
            self = .or
        } else if first == "to", words.count <= 40 {
            self = .variation
        } else if first == "or", words.count <= 3 || isAnnouncement && words.count <= 25 {
            self = .or
        } else if words.count <= 12,
            words.contains("example") || words.contains("instance") || words.starts(with: ["e", "g"])
        {
            self = .example
        } else if words.count <= 40,
            first == "if" || words.starts(with: ["you", "can", "also"])
                || words.starts(with: ["you", "could", "also"]) || words.starts(with: ["you", "may", "also"])
                || words.contains("equivalent") || words.contains("equivalently") || words.contains("instead")
        {
            self = .condition
        } else {
            return nil
        }
    }
}
