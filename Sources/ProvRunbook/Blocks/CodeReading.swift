import ProvDiagnostics
import ProvMarkdown
import ProvText

/// A fence with everything its writer said about it.
struct Fence {
    var code: CodeBlock
    var range: TextRange
    var language: Language
    /// As written.
    var languageName: String
    var keys: BlockKeys
    var attributes: [Attribute]

    /// Of the code, without the fences.
    var contentRange: TextRange {
        let end =
            code.isClosed && range.end.line > code.contentStart.line
            ? TextPosition(line: range.end.line, column: 1) : range.end
        return TextRange(code.contentStart, max(code.contentStart, end))
    }
}

/// What a fence is for.
enum BlockRole: Equatable {
    case step
    case console
    case check
    case ensure
    case expect
    case undo
    case fix
    case file
    /// With the reason, where a reader may take the block for a step.
    case shown(ShownBlock.Reason?)

    var isShown: Bool { if case .shown = self { true } else { false } }
}

extension DocumentReader {
    mutating func readCode(_ code: CodeBlock, range: TextRange) {
        guard code.isFenced else {
            giveCommentsToSection()
            lastFence = .other
            addShown(.indented, range)
            return
        }
        let comments = takeComments(before: range.start.line)
        if comments.isEmpty, pendingSimilarity == nil, let role = roleOfUnmarked(code) {
            lastFence = .other
            if case .shown(let reason?) = role { addShown(reason, range) }
            return
        }
        let info = InfoString(code.info, at: code.infoRange.start, file: file)
        let language = Language(info.language)
        let attributes = relevant(info, language: language, code: code) + comments
        let fence = Fence(
            code: code, range: range, language: language, languageName: info.language,
            keys: BlockKeys(reader: self, attributes: attributes), attributes: attributes)
        let similarity = pendingSimilarity
        pendingSimilarity = nil
        if let similarity, case .step = lastFence, attributes.isEmpty, !language.runsByItself {
            attachSimilarity(similarity, fence)
            return
        }
        read(fence, as: role(of: fence))
    }

    /// Most fences of most documents: a language that nothing runs and no keys. Decided without building anything.
    ///
    /// `nil` for every other fence.
    private func roleOfUnmarked(_ code: CodeBlock) -> BlockRole? {
        guard
            code.info.utf8.allSatisfy({
                !$0.isBlankOrNewline && $0 != ASCII.openBrace && $0 != ASCII.comma && $0 != ASCII.colon
            })
        else {
            return nil
        }
        switch Language(code.info) {
        case .other(let interpreter): return .shown(interpreter.map { _ in .language(code.info) })
        case .yaml: return .shown(nil)
        case .none:
            switch Transcript(code.literal, isShell: false) {
            case .shell: return nil
            case .program(let name): return .shown(.otherPrompt(name))
            case nil: return .shown(.noLanguage)
            }
        case .session, .process, .console, .output: return nil
        }
    }

    /// The attributes that are meant for us: other tools write theirs at the same place.
    private func relevant(_ info: InfoString, language: Language, code: CodeBlock) -> [Attribute] {
        let isRunnable = language.runsByItself
        let isOurs =
            isRunnable
            || info.attributes.contains { attribute in
                attribute.origin != .bare
                    && (language == .output || BlockRole.keys.contains(attribute.key) || attribute.key == "interpreter")
            }
        if !isOurs, language != .output { reportNearRoles(info, language) }
        let isBareRole = language == .yaml && info.attributes.contains { $0.isBare("check") || $0.isBare("ensure") }
        guard isOurs || isBareRole else { return [] }
        for problem in info.problems {
            let start = TextPosition(
                line: code.infoRange.start.line, column: code.infoRange.start.column + problem.bytes.lowerBound)
            let end = TextPosition(line: start.line, column: start.column + problem.bytes.count)
            assembly.report(
                isForeign && hasForeignWords(code.info) ? .foreignKey : .badAttribute, problem.headline, file: file,
                range: TextRange(start, end),
                fix: problem.fix)
        }
        return info.attributes.filter { attribute in
            if ForeignKey.hasForeignShape(attribute.key) { return false }
            guard attribute.origin == .bare else { return true }
            if isBareRole, attribute.isBare("check") || attribute.isBare("ensure") { return true }
            guard let key = BlockKey.named(attribute.key) else {
                warnOfForeignKey(attribute)
                return false
            }
            return isRunnable && (attribute.value != nil || key.kind == .flag)
        }
    }

    /// Whether words stand behind the language, none of which is a key of prov.
    private func hasForeignWords(_ info: String) -> Bool {
        let words = info.split { !$0.isLetter && $0 != "-" }.dropFirst()
        return !words.isEmpty && words.allSatisfy { BlockKey.named(String($0)) == nil }
    }

    /// Keys that would make the block ours if they were written right.
    private func reportNearRoles(_ info: InfoString, _ language: Language) {
        for attribute in info.attributes {
            if attribute.origin == .bare {
                guard attribute.value == nil, ["expect", "undo", "fix", "check"].contains(attribute.key),
                    language != .yaml
                else { continue }
                assembly.report(
                    .foreignKey, "'\(attribute.key)' without braces is ignored on this block", file: file,
                    range: attribute.keyRange, fix: "write {\(attribute.key)}", replacement: "{\(attribute.key)}")
            } else if !ForeignKey.isKnown(attribute.key), !ForeignKey.hasForeignShape(attribute.key),
                BlockKey.named(attribute.key) == nil, let near = BlockRole.key(near: attribute)
            {
                assembly.report(
                    .unknownKey, "unknown key '\(attribute.key)'", file: file, range: attribute.keyRange,
                    fix: "write '\(near)'", replacement: near)
            }
        }
    }

    /// Without braces a key that we do not know is another tool's, unless it is nearly one of ours.
    private func warnOfForeignKey(_ attribute: Attribute) {
        guard attribute.value != nil, !ForeignKey.isKnown(attribute.key), attribute.key.utf8.count > 3,
            let near = Suggestion.closest(to: attribute.key, in: BlockKey.names)
        else { return }
        assembly.report(
            .foreignKey, "'\(attribute.key)' is not a key of prov and is ignored", file: file,
            range: attribute.keyRange, fix: "did you mean '\(near)'?", replacement: near)
    }

    /// The comments that stand directly before the fence; the others set defaults for the section.
    private mutating func takeComments(before line: Int) -> [Attribute] {
        guard !pendingComments.isEmpty else { return [] }
        var nextLine = line
        var own: [PendingComment] = []
        while let last = pendingComments.last,
            last.lastLine + 1 == nextLine || !last.isUnderHeading || !last.isForSection
        {
            nextLine = last.range.start.line
            own.append(pendingComments.removeLast())
        }
        giveCommentsToSection()
        return own.reversed().flatMap(\.attributes)
    }

    private mutating func role(of fence: Fence) -> BlockRole {
        if section.isLeftOut || fence.keys.isIgnored {
            guard fence.language.runsByItself || !fence.keys.names.isEmpty else { return .shown(nil) }
            return .shown(section.isLeftOut ? .ignoredSection : .ignored)
        }
        let written = BlockRole.keys.filter {
            $0 != "run" && fence.keys.has($0) || $0 == "file" && fence.keys[$0] != nil
        }
        if written.count > 1, let attribute = fence.keys[written[1]], !(written == ["fix", "fix-when"]) {
            assembly.report(
                .severalRoles, "block is both '\(written[0])' and '\(written[1])'", file: file,
                range: attribute.range, fix: "keep one of them")
        }
        switch written.first {
        case "check": return .check
        case "ensure": return .ensure
        case "expect": return .expect
        case "undo": return .undo
        case "fix", "fix-when": return .fix
        case "file": return .file
        default: return roleByLanguage(fence)
        }
    }

    private mutating func roleByLanguage(_ fence: Fence) -> BlockRole {
        if runsOnlyMarkedSteps, fence.keys.names.isEmpty {
            // Only these languages, and whatever is in them is code.
            if mechanicalStep != nil, MechanicalStep.languages.contains(fence.languageName) { return .step }
            return .shown(fence.language.runsByItself ? .outsideSteps : nil)
        }
        switch fence.language {
        case .session, .process: return roleOfShell(fence)
        case .console: return .console
        case .none where Transcript(fence.code.literal, isShell: false) == .shell: return .console
        case .output:
            if case .step = lastFence { return .expect }
            return .shown(nil)
        case .none, .yaml, .other: return fence.keys.has("run") || fence.keys.interpreterIsOwn ? .step : .shown(nil)
        }
    }

    /// A shell's fence: commands, a recorded terminal, or what only looks like one.
    private mutating func roleOfShell(_ fence: Fence) -> BlockRole {
        let text = fence.code.literal
        if case .session = fence.language {
            switch Transcript(text, isShell: true) {
            case .shell: return .console
            case .program(let name) where fence.keys.names.isEmpty: return .shown(.otherPrompt(name))
            case .program, nil: break
            }
        }
        if fence.keys.has("run") { return .step }
        if let word = wordAgainstRunning(fence) { return .shown(.saidNotRun(word)) }
        if case .session = fence.language, !hasPlainCommands, Transcript.isRootSession(text) { return .console }
        if Transcript.isOnlyComments(text) { return .shown(.comments) }
        if isForeign, fence.keys.names == ["title"], let title = fence.keys.title, FileWords.isName(title) {
            return .shown(.saidFile(title))
        }
        guard fence.keys.names.isEmpty else { return .step }
        if Transcript.isScriptFile(text) { return .shown(.scriptFile) }
        if let form = OutputForm(of: text) { return .shown(.output(form)) }
        if let reason = reasonFromProse(text) { return .shown(reason) }
        return .step
    }

    /// What stands behind the language and says that the block is not run.
    private func wordAgainstRunning(_ fence: Fence) -> String? {
        if let run = fence.keys["run"] { return "run=\(run.value ?? "false")" }
        guard fence.keys.names.isEmpty, fence.code.info.utf8.count > fence.languageName.utf8.count else { return nil }
        let info = InfoString(fence.code.info, at: fence.code.infoRange.start, file: file)
        guard let attribute = info.attributes.first(where: ForeignKey.forbidsRunning) else { return nil }
        return attribute.value.map { "\(attribute.key)=\($0)" } ?? attribute.key
    }

    private mutating func read(_ fence: Fence, as role: BlockRole) {
        if !role.isShown, let (line, place) = BrokenText.first(in: fence, of: document.source) {
            let start = TextPosition(line: line, column: place.offset + 1)
            assembly.report(
                .brokenText, place.headline, file: file,
                range: TextRange(start, TextPosition(line: line, column: start.column + place.length)), fix: place.fix)
        }
        if [.step, .check, .ensure, .undo, .fix].contains(role) { reportInnerFence(fence) }
        switch role {
        case .shown(let reason): readShown(fence, reason)
        case .step: readStep(fence)
        case .console: readConsole(fence)
        case .file: readFile(fence)
        case .check: readCheck(fence)
        case .ensure: readEnsure(fence)
        case .expect: readExpectation(fence)
        case .undo: readUndo(fence)
        case .fix: readFix(fence)
        }
    }

    /// A line that opens a fence cannot stand in one: the fence around it was not closed.
    private func reportInnerFence(_ fence: Fence) {
        let sign = document.source.bytes[document.source.byteRange(ofLine: fence.range.start.line)]
            .dropFirst(fence.range.start.column - 1)
        guard let mark = sign.first, mark == ASCII.backtick || mark == ASCII.tilde else { return }
        let length = sign.prefix { $0 == mark }.count
        guard fence.code.literal.utf8.contains(mark) else { return }
        var line = fence.code.contentStart.line
        for content in fence.code.literal.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false) {
            let code = content.drop(while: \.isBlank)
            let run = code.prefix { $0 == mark }.count
            if run >= length, code.dropFirst(run).first?.isLetter == true, content.count - code.count < 4,
                !code.dropFirst(run).contains(mark)
            {
                let column = max(1, document.source.lineLength(line) - code.count + 1)
                assembly.report(
                    .innerFence, "a fence opens inside the block of line \(fence.range.start.line)", file: file,
                    range: TextRange(
                        TextPosition(line: line, column: column), TextPosition(line: line, column: column + run)),
                    fix:
                        "close the block above it first, or open that one with more '\(mark == ASCII.tilde ? "~" : "`")'"
                )
                return
            }
            line += 1
        }
    }

    private mutating func readShown(_ fence: Fence, _ reason: ShownBlock.Reason?) {
        if case .output = fence.language {
            if case .nothing = lastFence { leadingOutput = fence.range }
            return
        }
        if let reason { addShown(reason, fence.range) }
        lastFence = .other
        if let name = fence.keys.name, let value = name.value {
            assembly.leftOutNames[assembly.scope.qualified(value)] = (file, name.valueRange)
        }
        guard !section.isLeftOut, !fence.keys.isIgnored, !runsOnlyMarkedSteps else { return }
        fence.keys.warnOfIdleKeys(besides: ["ignore", "name", "title"], role: "a block that does not run")
    }
}

extension DocumentReader {
    /// Notes what a reader may take for a step.
    func addShown(_ reason: ShownBlock.Reason, _ range: TextRange) {
        assembly.shown.append(ShownBlock(reason: reason, file: file, range: range))
    }
}

extension DocumentReader.PendingComment {
    /// True where every key may be a section's default.
    var isForSection: Bool {
        attributes.allSatisfy { BlockKey.named($0.key).map { $0.place == .block } ?? false }
    }
}

extension Language {
    /// True where the block runs, or holds what runs, without being asked to.
    var runsByItself: Bool {
        switch self {
        case .session, .process, .console: true
        case .output, .yaml, .none, .other: false
        }
    }
}

extension Attribute {
    /// Whether it is that word alone, without braces.
    fileprivate func isBare(_ word: String) -> Bool { origin == .bare && value == nil && key == word }
}

extension BlockRole {
    /// The keys that make a block of any language ours.
    static let keys = ["check", "ensure", "expect", "undo", "fix", "fix-when", "file", "run"]

    /// What to write where such a key was given the content of the block.
    static let ownBlocks = [
        "check": "the command in a block of its own below this one: ```bash {check}",
        "ensure": "the states in a block of their own: ```yaml {ensure}",
        "expect": "the output in a block of its own below this one: ```text {expect}",
        "undo": "the command in a block of its own below this one: ```bash {undo}",
        "fix": "the command in a block of its own below this one: ```bash {fix when=\"words of the error message\"}",
        "run": "the command in a block of its own: ```bash",
    ]

    /// The key of a role that another key nearly is, with a value or without one, as it was written.
    fileprivate static func key(near attribute: Attribute) -> String? {
        let (key, hasValue) = (attribute.key, attribute.value != nil)
        let long = hasValue ? ["file", "interpreter", "fix-when"] : ["check", "ensure", "expect", "undo"]
        if let near = Suggestion.closest(to: key, in: long), key.utf8.count > 3 || near.utf8.count == 4 { return near }
        return (hasValue ? ["fix"] : ["fix", "run"]).first { Suggestion.isSlip(key, of: $0) }
    }
}

extension BlockKeys {
    /// An `interpreter` on the block itself is as good as `run`; a section's default is not.
    var interpreterIsOwn: Bool { self["interpreter"] != nil }
}
