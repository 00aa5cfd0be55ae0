import ProvMarkdown
import ProvText

/// Finds the parts of a document of which a reader follows one.
///
/// Sections and lines that only mention a system or a program are not variants: all words of a label must be names or
/// filling words, or the same in every variant.
struct AlternativeFinder {
    /// Steps that belong together under one label.
    struct Unit {
        var title: String
        var label: VariantLabel?
        var drafts: [Int] = []
        /// Whether it holds a block of code that is not a step.
        var hasOtherCode = false
    }

    let document: Document
    let events: [DocumentEvent]
    private let assembly: RunbookAssembly
    /// Steps that a group holds already, but for groups of sections, which hold others.
    private(set) var taken: Set<Int>
    private(set) var found: [RunbookAssembly.DraftAlternatives] = []

    /// - Parameter drafts: the steps of this document, in order.
    private init(
        _ events: [DocumentEvent], in document: Document, assembly: RunbookAssembly, drafts: [Int]
    ) {
        self.document = document
        self.assembly = assembly
        self.events = events
        taken = Set(drafts.filter { assembly.drafts[$0].step.options.alternative != nil })
    }

    static func find(_ events: [DocumentEvent], in document: Document, assembly: RunbookAssembly, drafts: [Int]) {
        guard drafts.count > 1 else { return }
        var finder = AlternativeFinder(events, in: document, assembly: assembly, drafts: drafts)
        finder.findSections()
        finder.findTabs()
        finder.findLabels()
        finder.findComments()
        finder.findWords()
        finder.findCommands()
        assembly.alternatives += finder.found
    }

    func draft(_ index: Int) -> RunbookAssembly.Draft { assembly.drafts[index] }

    /// Keeps a group; one step of a variant that is not one, or that is in another group, spoils it.
    mutating func add(_ units: [Unit], origin: AlternativeGroup.Origin, title: String?) {
        let drafts = units.flatMap(\.drafts)
        guard units.count > 1, !drafts.isEmpty, !drafts.contains(where: taken.contains),
            drafts.allSatisfy({ draft($0).step.options.when == nil || origin == .sections })
        else { return }
        if origin != .sections { taken.formUnion(drafts) }
        let names = units.compactMap { $0.label?.name }
        let areUnique = Set(names).count == names.count
        found.append(
            RunbookAssembly.DraftAlternatives(
                name: nil, title: title ?? drafts.first.flatMap { draft($0).step.section.last?.text } ?? "",
                origin: origin,
                variants: units.enumerated().map { number, unit in
                    RunbookAssembly.DraftAlternatives.Variant(
                        name: (areUnique ? unit.label?.name : unit.label?.versionedName)
                            ?? StepNaming.slug(of: unit.title), title: unit.title,
                        requirement: unit.label?.requirement ?? .nothing, drafts: unit.drafts)
                }))
    }

    // MARK: Rules for labels

    /// Whether labels can name variants of one thing: of a kind, with the same other words, each of another name.
    static func fit(_ labels: [VariantLabel]) -> Bool {
        guard let first = labels.first else { return false }
        return (Set(labels.map(\.key)).count == labels.count || areVersions(labels))
            && labels.allSatisfy { label in
                switch (first.kind, label.kind) {
                case (.ordinal(let left), .ordinal(let right)): left == right
                case (.ordinal, _), (_, .ordinal): false
                default: Set(label.rest) == Set(first.rest)
                }
            }
    }

    /// `Helm 2` and `Helm 3`.
    private static func areVersions(_ labels: [VariantLabel]) -> Bool {
        labels.allSatisfy { $0.kind == .way && !$0.versions.isEmpty }
            && Set(labels.map(\.versionedName)).count == labels.count
    }

    /// Whether names of programs are means to one end, and not things of which each is installed.
    static func areWays(_ labels: [VariantLabel], under parent: String) -> Bool {
        let ways = labels.filter { $0.kind == .way }
        // Beside several systems, a container is one more.
        guard !ways.isEmpty, labels.count(where: { !$0.systems.isEmpty }) < 2 else { return true }
        let words = Set(parent.lowercased().split { !$0.isLetter }.map(String.init))
        guard ways.allSatisfy(\.isMeans), words.isDisjoint(with: needed) else { return false }
        if labels.contains(where: \.isAboutInstalling) || !words.isDisjoint(with: VariantWords.installing) {
            return true
        }
        return ways.allSatisfy { $0.ways.allSatisfy(VariantWords.managers.contains) }
            || ways.allSatisfy { $0.ways.allSatisfy(VariantWords.shells.contains) }
    }

    /// Under a heading with one of these words everything is needed.
    private static let needed: Set<String> = [
        "prerequisite", "prerequisites", "requirement", "requirements", "dependency", "dependencies", "tools",
        "components", "services", "references", "links", "cleanup", "troubleshooting", "commands", "cheatsheet",
    ]

    // MARK: Sections

    private struct Part {
        var level: Int
        var title: String
        var events: Range<Int>
        var children: [Int] = []
    }

    private mutating func findSections() {
        var parts = [Part(level: 0, title: "", events: 0..<events.count)]
        var open = [0]
        for (index, event) in events.enumerated() {
            guard case .heading(let level, let text) = event.kind else { continue }
            while let last = open.last, last != 0, parts[last].level >= level {
                parts[last].events = parts[last].events.lowerBound..<index
                open.removeLast()
            }
            parts[open[open.count - 1]].children.append(parts.count)
            open.append(parts.count)
            parts.append(Part(level: level, title: text, events: index..<events.count))
        }
        for part in parts where part.children.count > 1 {
            findSections(among: part.children.map { parts[$0] }, part.title)
        }
    }

    private mutating func findSections(among parts: [Part], _ parent: String) {
        var run: [Unit] = []
        for (index, part) in parts.enumerated() {
            let label = VariantLabel(part.title)
            let drafts = drafts(of: part, label)
            if index > 0, label?.isOrdinal != true, AlternativeFinder.isOther(part.title, than: parts[index - 1].title)
            {
                close(&run, parent)
                let first = parts[index - 1]
                let units = [
                    Unit(title: first.title, label: nil, drafts: self.drafts(of: first, nil)),
                    Unit(title: part.title, label: nil, drafts: drafts),
                ]
                if units.allSatisfy({ !$0.drafts.isEmpty }) { add(units, origin: .sections, title: parent) }
                continue
            }
            let labels = run.compactMap(\.label) + [label].compactMap { $0 }
            if label == nil || !AlternativeFinder.fit(labels) {
                close(&run, parent)
                guard label != nil else { continue }
            }
            run.append(Unit(title: part.title, label: label, drafts: drafts))
        }
        close(&run, parent)
    }

    /// `Alternative: build it` behind anything, `With systemd` behind `Without systemd`.
    private static func isOther(_ title: String, than first: String) -> Bool {
        func words(_ text: String) -> [String] {
            text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }
        let (left, right) = (words(first), words(title))
        if let word = right.first, word == "alternative" || word == "alternatively" {
            return left.first != word && right.count > 1
        }
        let sides: Set<String> = ["with", "without"]
        let (leftSide, rightSide) = (left.filter(sides.contains), right.filter(sides.contains))
        return leftSide.count == 1 && rightSide.count == 1 && leftSide != rightSide && left.count > 1
            && left.filter { !sides.contains($0) } == right.filter { !sides.contains($0) }
    }

    /// Behind a block of its own language, a shell's block in a section for PowerShell is for every variant: "When you
    /// are done …".
    private func drafts(of part: Part, _ label: VariantLabel?) -> [Int] {
        let isForWindows = label.map { $0.systems == ["windows"] || $0.ways.contains("powershell") } ?? false
        var drafts: [Int] = []
        for event in events[part.events] {
            switch event.kind {
            case .step(let draft): drafts.append(draft)
            case .code("powershell"), .code("pwsh"), .code("ps1"): if isForWindows { return drafts }
            default: break
            }
        }
        return drafts
    }

    private mutating func close(_ run: inout [Unit], _ parent: String) {
        let labels = run.compactMap(\.label)
        if AlternativeFinder.areWays(labels, under: parent), AlternativeFinder.areEnough(run) {
            add(run, origin: .sections, title: parent.isEmpty ? nil : parent)
        }
        run = []
    }

    /// A system without a step is a variant too: its steps are for other machines. Ways need two with steps.
    static func areEnough(_ units: [Unit]) -> Bool {
        let withSteps = units.count { !$0.drafts.isEmpty }
        let areSystems = units.contains { $0.label?.systems.isEmpty == false }
        return units.count > 1 && withSteps >= (areSystems ? 1 : 2)
    }
}
