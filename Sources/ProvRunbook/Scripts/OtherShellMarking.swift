import ProvShell
import ProvText

/// Finds the steps, and the ends of steps, that are meant for a shell which an earlier command opens, or which the text
/// around them names.
///
/// Such a command opens a shell for the rest of its block and for the blocks after it, until `exit` or `logout`, or the
/// end of its section. Where a login to another host is the last thing of its section, what follows up to the end of
/// the section around it is meant for that host: "Log in" is a chapter of its own then.
struct OtherShellMarking {
    /// A shell that a command opened and nothing has left.
    private struct Open {
        var change: ShellChange
        /// The section it is open in.
        var section: [SectionHeading]
        var hasFollower = false
        /// In a recorded terminal, the prompt of the shell that the command was typed in.
        var outerPrompt: String?
        /// Whether another prompt followed, so that the old one says that the shell has ended.
        var hasOwnPrompt = false
    }

    /// More than these would only be more of the same.
    private static let maximumDepth = 8
    private let sources: [String: SourceText]
    private var open: [Open] = []

    private init(_ sources: [String: SourceText]) { self.sources = sources }

    /// Marks the steps, in document order.
    static func mark(_ steps: inout [Step], sources: [SourceText]) {
        var marking = OtherShellMarking(Dictionary(sources.map { ($0.path, $0) }) { first, _ in first })
        for index in steps.indices { steps[index].otherShell = marking.read(steps[index]) }
    }

    /// The part of the next step that is meant for another shell.
    private mutating func read(_ step: Step) -> OtherShell? {
        leaveSections(before: step)
        if step.options.isHere {
            open = []
            return nil
        }
        let isAnswered = step.options.on != nil || step.options.user != nil
        let before = open
        if isAnswered { open = [] }
        var part: OtherShell?
        switch step.body {
        case .script(let script) where script.isShell:
            // A container's session that was recorded with its own prompt ends with its recording.
            if let first = open.firstIndex(where: { $0.hasOwnPrompt && $0.change.target == .container }) {
                open.removeSubrange(first...)
            }
            part = read(script, of: step)
        case .console(let exchanges): part = read(exchanges, of: step)
        case .script, .file, .ensure, .checkOnly:
            part = open.last.map { OtherShell(change: $0.change, range: step.range) }
        case .manual, .gate: break
        }
        // Who is at the terminal has left the shell again when the step ends; what an answered step opens is elsewhere
        // anyway.
        if step.options.isInteractive || isAnswered { open = before }
        if part == nil, !isAnswered, let said = step.saidElsewhere {
            part = OtherShell(change: said, range: step.range)
        }
        return part
    }

    private mutating func leaveSections(before step: Step) {
        guard !open.isEmpty else { return }
        open = open.compactMap { entry in
            var entry = entry
            if !step.section.starts(with: entry.section) {
                guard entry.change.target == .host, !entry.hasFollower, !entry.section.isEmpty else { return nil }
                entry.section.removeLast()
                guard step.section.starts(with: entry.section) else { return nil }
            }
            entry.hasFollower = true
            return entry
        }
    }

    private mutating func push(
        _ target: ShellChange.Target, _ cause: ShellChange.Cause, at range: TextRange, of step: Step
    ) {
        guard open.count < Self.maximumDepth else { return }
        open.append(
            Open(
                change: ShellChange(target: target, cause: cause, file: step.file, range: range), section: step.section)
        )
    }

    // MARK: Scripts

    private mutating func read(_ script: Script, of step: Step) -> OtherShell? {
        guard let shell = script.shell else { return nil }
        var positions: BlockPositions?
        func range(_ bytes: Range<Int>) -> TextRange {
            guard let source = sources[step.file] else { return script.range }
            var found =
                positions ?? BlockPositions(source: source, text: script.text, firstLine: script.range.start.line)
            defer { positions = found }
            return found.range(bytes)
        }
        var part: OtherShell?
        var group: Int?
        for command in shell.commands where command.wordCount > 0 && !command.isFunction {
            // The shell has read the whole of what the opening command stands in: this is not typed in the opened one.
            if let group, command.group == group { continue }
            group = nil
            if let opened = open.last {
                if command.isPlain, OtherShellReader.leaves(command) {
                    open.removeLast()
                    continue
                }
                if part == nil { part = OtherShell(change: opened.change, range: range(command.bytes)) }
            }
            guard !step.options.isBackground, let target = OtherShellReader.opened(by: command) else { continue }
            group = command.group
            push(target, .command(Self.line(script, command.bytes)), at: range(command.bytes), of: step)
        }
        return part
    }

    /// A command as written, on one line that is not too long to be read.
    private static func line(_ script: Script, _ bytes: Range<Int>) -> String {
        let text = script.shell?.slice(bytes) ?? script.text
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\\" }.joined(separator: " ")
        return words.count > 60 ? words.prefix(59) + "…" : words
    }

    // MARK: Recorded terminals

    /// The prompts say where each command was typed; where they say nothing, the commands do.
    private mutating func read(_ exchanges: [ConsoleExchange], of step: Step) -> OtherShell? {
        var part: OtherShell?
        let base = exchanges.first?.user
        let outer = open
        var previous: ConsoleExchange?
        for exchange in exchanges {
            if let prompt = exchange.prompt { close(before: prompt) }
            let depth = open.count
            defer {
                // Only what was opened here knows the prompt it was typed behind.
                if let prompt = exchange.prompt {
                    for index in open.indices.dropFirst(depth) {
                        if case .command = open[index].change.cause { open[index].outerPrompt = prompt }
                    }
                }
            }
            if let user = exchange.user {
                if user == base {
                    open = outer
                } else if open.count == outer.count || previous?.user != user && previous?.user != nil {
                    pushPrompt(user, after: previous, base: base, at: exchange.command.range, of: step)
                }
            }
            let found = read(exchange.command, of: step)
            part = part ?? found
            previous = exchange
        }
        return part
    }

    /// Leaves the shells that were opened behind this prompt: a prompt of the old form is one of the old shell.
    ///
    /// Forms of prompts tell shells apart only where the opened shell has shown another one.
    private mutating func close(before prompt: String) {
        guard let first = open.firstIndex(where: { $0.outerPrompt == prompt }), open[first].hasOwnPrompt else {
            for index in open.indices where open[index].outerPrompt != nil && open[index].outerPrompt != prompt {
                open[index].hasOwnPrompt = true
            }
            return
        }
        open.removeSubrange(first...)
    }

    private mutating func pushPrompt(
        _ user: String, after previous: ConsoleExchange?, base: String?, at range: TextRange, of step: Step
    ) {
        func host(_ user: String?) -> Substring? { user?.split(separator: "@").last }
        push(base != nil && host(base) == host(user) ? .user : .host, .prompt(user), at: range, of: step)
    }
}

extension ShellCommand {
    /// True for a command that the shell itself runs, one after the other: in no substitution, loop, function or
    /// subshell.
    var isPlain: Bool {
        guard depth == 0, compoundDepth == 0, connector != .substitution, connector != .processSubstitution else {
            return false
        }
        return connector != .or
    }
}
