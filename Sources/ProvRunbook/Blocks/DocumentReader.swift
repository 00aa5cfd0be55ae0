import ProvDiagnostics
import ProvMarkdown
import ProvText

/// Walks one document from top to bottom and hands what it finds to the assembly.
///
/// The walk keeps its own stack, so that nesting costs memory and not the thread's stack.
struct DocumentReader {
    /// Where the walk stands in the tree of headings.
    struct Section {
        var level: Int
        /// Tells sections apart that have the same headings.
        var serial: Int
        /// From the outermost heading to this one.
        var path: [SectionHeading]
        /// Keys that comments set for every block of the section and of those inside it, outermost first.
        var defaults: [Attribute]
        var isLeftOut: Bool
    }

    /// What the last fence was, as far as an output block after it must know.
    enum LastFence {
        case step(Int)
        case other
        /// There was none since the heading.
        case nothing
    }

    let document: Document
    let assembly: RunbookAssembly
    let include: (_ path: String, _ from: String) -> IncludeResult
    /// Files that are being read, outermost first, to find cycles.
    var openFiles: [String]
    var sections: [Section]
    var lastFence = LastFence.nothing
    /// An expected output with no block above it in the section.
    var leadingOutput: TextRange?
    /// Whether a shell block without prompts was read: the document does not write its commands behind prompts.
    var hasPlainCommands = false
    /// The line from which prose explains the next block: after the last heading or block of code.
    var proseStart = 1
    var isJustAfterHeading = false
    /// The paragraph directly above the next block, with nothing but comments between.
    var paragraphAbove: TextRange?
    /// The first words of the blocks that run.
    var typedPrograms: Set<String> = []
    /// The variables that the document uses, as `$NAME` or `${NAME`; `nil` until they are asked for.
    var usedVariables: Set<String>?
    var pendingComments: [PendingComment] = []
    var pendingSimilarity: Located<String>?
    var mechanicalStep: MechanicalStep?
    /// STEPs in the background, by draft, whose output is compared at the end of the document.
    var laterOutputs: [(draft: Int, step: MechanicalStep)] = []
    /// True where mechanical-markdown's comments say which blocks run.
    var runsOnlyMarkedSteps = false
    /// Whether the document has keys of prov; `nil` until it is asked for.
    var isMarked: Bool?
    /// Whether nothing in the document is prov's, but for names and titles, which other tools have too.
    var isForeign = false
    private var frames: [Frame] = []

    /// A comment whose block or section has not come yet.
    struct PendingComment {
        var attributes: [Attribute]
        var lastLine: Int
        var range: TextRange
        var isUnderHeading: Bool
    }

    /// Where the walk goes on when the blocks it is in are read.
    private enum Frame {
        case blocks([Block], next: Int)
        case items([ListItem], next: Int, plan: PlannedList?)
        /// What is left to do when a task's blocks are read: how many steps there were before it.
        case endOfTask(ListItem, steps: Int, plan: PlannedList?)
    }

    /// A task list whose items are no steps.
    private struct PlannedList {
        var reason: PlanningList
        var range: TextRange
    }

    init(
        _ document: Document, assembly: RunbookAssembly,
        include: @escaping (_ path: String, _ from: String) -> IncludeResult,
        inside section: Section? = nil, openFiles: [String] = []
    ) {
        self.document = document
        self.assembly = assembly
        self.include = include
        self.openFiles = openFiles + [document.source.path]
        sections = [section ?? Section(level: 0, serial: 0, path: [], defaults: [], isLeftOut: false)]
        sections[0].level = 0
    }

    var file: String { document.source.path }
    var section: Section { sections[sections.count - 1] }

    mutating func read() {
        runsOnlyMarkedSteps = MechanicalStep.isMentioned(in: document)
        let first = assembly.drafts.count
        isForeign = !hasKeys(besides: ["name", "title"])
        walk(document.blocks)
        if !runsOnlyMarkedSteps {
            readProse(around: first..<assembly.drafts.count)
        }
        if let step = mechanicalStep {
            assembly.report(
                .badStepComment, "STEP without its end", file: file, range: step.range,
                fix: "write '<!-- END_STEP -->' below its last block")
        }
        endMechanicalStep()
        addLaterOutputs()
    }

    /// What the text around the steps says: of which a reader follows one, and which are typed elsewhere.
    private func readProse(around drafts: Range<Int>) {
        let own = drafts.filter { assembly.drafts[$0].step.file == document.source.path }
        guard !own.isEmpty else { return }
        let events = DocumentEvent.all(in: document, drafts: own.map { ($0, assembly.drafts[$0].step.range) })
        AlternativeFinder.find(events, in: document, assembly: assembly, drafts: own)
        PlaceFinder.mark(events, in: document, assembly)
    }

    private mutating func walk(_ outermost: [Block]) {
        var blocks = outermost
        var next = 0
        while true {
            while next < blocks.count {
                next += 1
                let block = KramdownClass.applied(to: blocks, at: next - 1, document.source)
                guard let inner = read(block) else { continue }
                frames.append(.blocks(blocks, next: next))
                frames.append(inner)
                blocks = []
                next = 0
            }
            giveCommentsToSection()
            guard let frame = frames.popLast() else { return }
            switch frame {
            case .blocks(let outer, let resumed):
                blocks = outer
                next = resumed
            case .items(let items, let position, let plan) where position < items.count:
                frames.append(.items(items, next: position + 1, plan: plan))
                if items[position].isChecked == false {
                    frames.append(.endOfTask(items[position], steps: assembly.drafts.count, plan: plan))
                }
                blocks = items[position].blocks
                next = 0
            case .items: break
            case .endOfTask(let item, let steps, let plan): endTask(item, stepsBefore: steps, plan)
            }
        }
    }

    /// Reads a block; one that holds others gives where to go on.
    private mutating func read(_ block: Block) -> Frame? {
        switch block.kind {
        case .paragraph, .table, .thematicBreak:
            giveCommentsToSection()
            isJustAfterHeading = false
            paragraphAbove = nil
            if case .paragraph = block.kind { paragraphAbove = block.range }
        case .code(let code):
            readCode(code, range: block.range)
            proseStart = block.range.end.line + 1
            isJustAfterHeading = false
            paragraphAbove = nil
        case .html(let text):
            readHTML(text, range: block.range)
            if !text.hasPrefix("<!--") { paragraphAbove = nil }
        case .heading(let heading): readHeading(heading, range: block.range)
        case .quote(let blocks):
            giveCommentsToSection()
            return .blocks(blocks, next: 0)
        case .alert(let alert):
            giveCommentsToSection()
            return .blocks(alert.blocks, next: 0)
        case .list(let list):
            giveCommentsToSection()
            let plan = planning(of: list).map { PlannedList(reason: $0, range: block.range) }
            return .items(list.items, next: 0, plan: plan)
        }
        return nil
    }

    // MARK: Sections

    private mutating func readHeading(_ heading: Heading, range: TextRange) {
        let comments = pendingComments
        pendingComments = []
        // A comment under a heading stays there where the next heading is inside that one.
        if comments.contains(where: \.isUnderHeading), section.level < heading.level, section.level > 0 {
            for comment in comments { giveToSection(comment) }
            open(heading)
        } else {
            open(heading)
            for comment in comments { giveToSection(comment) }
        }
        lastFence = .nothing
        leadingOutput = nil
        proseStart = range.end.line + 1
        isJustAfterHeading = true
        paragraphAbove = nil
    }

    private mutating func open(_ heading: Heading) {
        while sections.count > 1, section.level >= heading.level { sections.removeLast() }
        assembly.sectionCount += 1
        var inner = section
        inner.level = heading.level
        inner.serial = assembly.sectionCount
        inner.path.append(SectionHeading(level: heading.level, text: heading.text, anchor: heading.anchor))
        sections.append(inner)
    }

    mutating func giveCommentsToSection() {
        guard !pendingComments.isEmpty else { return }
        let comments = pendingComments
        pendingComments = []
        for comment in comments { giveToSection(comment) }
    }

    private mutating func giveToSection(_ comment: PendingComment) {
        var scratch = StepOptions()
        for attribute in comment.attributes {
            guard let key = known(attribute) else { continue }
            if key.name == "ignore" {
                sections[sections.count - 1].isLeftOut = ValueReading.bool(attribute.value) ?? true
                continue
            }
            guard key.place == .block else {
                assembly.report(
                    .misplacedKey, "key '\(key.name)' belongs to a block, and no block follows this comment",
                    file: file,
                    range: attribute.range, fix: "move the comment to the line before the block's fence")
                continue
            }
            OptionReader(assembly: assembly).apply(attribute, key: key, to: &scratch)
            sections[sections.count - 1].defaults.removeAll { BlockKey.named($0.key)?.name == key.name }
            sections[sections.count - 1].defaults.append(attribute)
        }
    }

    /// The key of that name; reports it where there is none.
    func known(_ attribute: Attribute) -> BlockKey? {
        if let key = BlockKey.named(attribute.key) { return key }
        if ForeignKey.isKnown(attribute.key) && attribute.origin != .comment { return nil }
        let near = Suggestion.closest(to: attribute.key, in: BlockKey.names)
        if near == nil, isForeign, attribute.origin != .comment {
            assembly.report(
                .foreignKey, "'\(attribute.key)' is not a key of prov and is ignored", file: attribute.file,
                range: attribute.keyRange, fix: "`prov reference format` lists the keys")
            return nil
        }
        assembly.report(
            .unknownKey, "unknown key '\(attribute.key)'", file: attribute.file, range: attribute.keyRange,
            fix: near.map { "write '\($0)'" } ?? "remove it; `prov reference format` lists the keys",
            replacement: near)
        return nil
    }

    // MARK: Tasks

    /// A task that holds no block that runs is something a person does.
    private mutating func endTask(_ item: ListItem, stepsBefore: Int, _ plan: PlannedList?) {
        giveCommentsToSection()
        guard !section.isLeftOut, !runsOnlyMarkedSteps else { return }
        var attributes: [Attribute] = []
        var instruction = item.text
        if instruction.utf8.contains(ASCII.less) {
            let comments = CommentParser.comments(
                in: instruction, firstLine: item.range.start.line, source: document.source)
            for case .attributes(let found) in comments.map(\.content) { attributes += found }
            if !comments.isEmpty { instruction = InlineComments.removed(from: instruction) }
        }
        if assembly.drafts.count > stepsBefore {
            if !assembly.drafts[stepsBefore].hasTitle {
                assembly.drafts[stepsBefore].step.title = instruction
                assembly.drafts[stepsBefore].hasTitle = true
            }
            return
        }
        let block = BlockKeys(reader: self, attributes: attributes)
        guard !block.isIgnored else { return }
        if let plan, attributes.isEmpty {
            if assembly.shown.last?.range != plan.range { addShown(.taskList(plan.reason), plan.range) }
            return
        }
        let options = block.options()
        let step = Step(
            id: StepID(""), title: block.title ?? instruction, phase: block.isFinally ? .finally : .main,
            body: .manual(ManualTask(instruction: instruction)), options: options, section: section.path,
            range: item.range, file: file)
        add(step, name: block.name, attributes: attributes, hasTitle: true)
    }

    mutating func add(_ step: Step, name: Attribute?, attributes: [Attribute], hasTitle: Bool) {
        if step.body.acts { assembly.lastActing = assembly.drafts.count }
        let draft = RunbookAssembly.Draft(
            step: step, name: name, attributes: attributes, section: section.serial, hasTitle: hasTitle,
            scope: assembly.scope)
        if draft.isNamedCheck, assembly.drafts.last?.isNamedCheck != true {
            assembly.aboveNamedChecks = assembly.drafts.indices.last
        }
        assembly.drafts.append(draft)
    }
}

/// HTML comments inside running text.
enum InlineComments {
    static func removed(from text: String) -> String {
        var rest = text[...]
        var result = ""
        while let open = rest.firstRange(of: "<!--") {
            result += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstRange(of: "-->") else {
                rest = ""
                break
            }
            rest = rest[close.upperBound...]
        }
        result += rest
        return String(decoding: Array(result.utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self)
    }
}
