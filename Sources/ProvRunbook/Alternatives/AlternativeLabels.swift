import ProvShell
import ProvText

extension AlternativeFinder {
    // MARK: Lines above blocks

    /// `On macOS:` above one block, `On Debian:` above the next.
    mutating func findLabels() {
        var units: [Unit] = []
        var heading = ""
        for (index, event) in events.enumerated() {
            switch event.kind {
            case .heading(_, let text):
                closeLabels(&units, heading)
                heading = text
            case .text(let text):
                guard isBeforeCode(index), let label = AlternativeFinder.label(text) else {
                    closeLabels(&units, heading)
                    continue
                }
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

    /// A step, `or`, and another step.
    mutating func findWords() {
        var units: [Unit] = []
        for index in events.indices {
            guard case .step(let draft) = events[index].kind, !taken.contains(draft) else {
                if case .text(let text) = events[index].kind, !units.isEmpty, AlternativeFinder.isOr(text) { continue }
                closeWords(&units)
                continue
            }
            if index > 0, case .text(let text) = events[index - 1].kind, AlternativeFinder.isOr(text), !units.isEmpty {
                units.append(Unit(title: "", label: VariantLabel(text), drafts: [draft]))
            } else {
                closeWords(&units)
                units = [Unit(title: "", label: nil, drafts: [draft])]
            }
        }
        closeWords(&units)
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

    /// `or`, `or with yarn:`, `Alternatively, …:`.
    private static func isOr(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard let first = words.first, words.count <= 25 else { return false }
        if first == "alternatively" { return true }
        guard first == "or" else { return false }
        return words.count <= 3 || text.last { !$0.isWhitespace && $0 != "*" } == ":"
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
