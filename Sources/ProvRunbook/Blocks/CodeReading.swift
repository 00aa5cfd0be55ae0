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
enum BlockRole { case step, console, check, expect, undo, fix, file, shown }

extension DocumentReader {
    mutating func readCode(_ code: CodeBlock, range: TextRange) {
        guard code.isFenced else {
            giveCommentsToSection()
            lastFence = .other
            return
        }
        let comments = takeComments(before: range.start.line)
        if comments.isEmpty, pendingSimilarity == nil, isShownOnly(code) {
            lastFence = .other
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
    private func isShownOnly(_ code: CodeBlock) -> Bool {
        guard
            code.info.utf8.allSatisfy({
                !$0.isBlankOrNewline && $0 != ASCII.openBrace && $0 != ASCII.comma && $0 != ASCII.colon
            })
        else {
            return false
        }
        switch Language(code.info) {
        case .other, .yaml: return true
        case .none: return !ConsoleReader.isTranscript(code.literal)
        case .session, .process, .console, .output: return false
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
        guard isOurs else { return [] }
        for problem in info.problems {
            let start = TextPosition(
                line: code.infoRange.start.line, column: code.infoRange.start.column + problem.bytes.lowerBound)
            let end = TextPosition(line: start.line, column: start.column + problem.bytes.count)
            assembly.report(.badAttribute, problem.headline, file: file, range: TextRange(start, end), fix: problem.fix)
        }
        return info.attributes.filter { attribute in
            if ForeignKey.hasForeignShape(attribute.key) { return false }
            guard attribute.origin == .bare else { return true }
            guard let key = BlockKey.named(attribute.key) else {
                warnOfForeignKey(attribute)
                return false
            }
            return isRunnable && (attribute.value != nil || key.kind == .flag)
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

    private func role(of fence: Fence) -> BlockRole {
        if section.isLeftOut || fence.keys.isIgnored { return .shown }
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
        case "expect": return .expect
        case "undo": return .undo
        case "fix", "fix-when": return .fix
        case "file": return .file
        default: return roleByLanguage(fence)
        }
    }

    private func roleByLanguage(_ fence: Fence) -> BlockRole {
        if runsOnlyMarkedSteps, fence.keys.names.isEmpty {
            // Only these languages, and whatever is in them is code.
            return mechanicalStep != nil && MechanicalStep.languages.contains(fence.languageName) ? .step : .shown
        }
        switch fence.language {
        case .session: return ConsoleReader.isTranscript(fence.code.literal) ? .console : .step
        case .process: return .step
        case .console: return .console
        case .none where ConsoleReader.isTranscript(fence.code.literal): return .console
        case .output: if case .step = lastFence { return .expect } else { return .shown }
        case .none, .yaml, .other: return fence.keys.has("run") || fence.keys.interpreterIsOwn ? .step : .shown
        }
    }

    private mutating func read(_ fence: Fence, as role: BlockRole) {
        if role != .shown, let (line, place) = BrokenText.first(in: fence, of: document.source) {
            let start = TextPosition(line: line, column: place.offset + 1)
            assembly.report(
                .brokenText, place.headline, file: file,
                range: TextRange(start, TextPosition(line: line, column: start.column + place.length)), fix: place.fix)
        }
        switch role {
        case .shown: readShown(fence)
        case .step: readStep(fence)
        case .console: readConsole(fence)
        case .file: readFile(fence)
        case .check: readCheck(fence)
        case .expect: readExpectation(fence)
        case .undo: readUndo(fence)
        case .fix: readFix(fence)
        }
    }

    private mutating func readShown(_ fence: Fence) {
        if case .output = fence.language { return }
        lastFence = .other
        if let name = fence.keys.name, let value = name.value { assembly.leftOutNames[value] = (file, name.valueRange) }
        guard !section.isLeftOut, !fence.keys.isIgnored, !runsOnlyMarkedSteps else { return }
        fence.keys.warnOfIdleKeys(besides: ["ignore", "name", "title"], role: "a block that does not run")
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

extension BlockRole {
    /// The keys that make a block of any language ours.
    static let keys = ["check", "expect", "undo", "fix", "fix-when", "file", "run"]
}

extension BlockKeys {
    /// An `interpreter` on the block itself is as good as `run`; a section's default is not.
    var interpreterIsOwn: Bool { self["interpreter"] != nil }
}
