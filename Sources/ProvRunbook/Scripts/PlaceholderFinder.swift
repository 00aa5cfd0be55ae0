import ProvShell
import ProvText

/// Finds `<pod-name>`, `YOUR_TOKEN` and `{{x}}` in a text, and nothing that only looks like them.
///
/// A form that is also ordinary syntax at its place (a redirection, a generic, an HTML tag, a template of another tool)
/// counts only where its name is a declared parameter.
struct PlaceholderFinder {
    /// What the text is, which decides how much is ambiguous.
    enum Kind: Equatable {
        case shell
        /// A program for another interpreter: only `YOUR_X` and declared names count.
        case program
        /// The content of a file; `isMarkup` where angle brackets are its syntax.
        case file(isMarkup: Bool)
        /// Nothing in it is a placeholder.
        case verbatim

        var isFile: Bool { if case .file = self { true } else { false } }
    }

    private let bytes: [UInt8]
    private let kind: Kind
    /// From the normalised name of a declared parameter to its own spelling.
    private let declared: [String: String]
    private let reading: ShellScript?
    private let segments: [ShellScript.Segment]
    private var segmentIndex = 0
    private var found: [Placeholder] = []
    private lazy var closingTags: Set<String> = namesOfClosingTags()
    private lazy var searchedWords: [Range<Int>] = wordsOfSearches()

    /// - Parameter reading: of the text, where it is a shell's.
    static func placeholders(
        in text: String, kind: Kind, declared: [String: String], reading: ShellScript? = nil
    ) -> [Placeholder] {
        guard kind != .verbatim, mayHoldPlaceholder(text) else { return [] }
        let first = find(text, kind, declared, reading)
        guard kind == .shell, !first.isEmpty else { return first }
        // What is a placeholder once is one wherever its form stands in the text: each is filled, or none.
        var known = declared
        for placeholder in first { known[parameterName(placeholder.parameter)] = placeholder.parameter }
        return find(text, kind, known, reading)
    }

    private static func find(_ text: String, _ kind: Kind, _ declared: [String: String], _ reading: ShellScript?)
        -> [Placeholder]
    {
        var finder = PlaceholderFinder(Array(text.utf8), kind: kind, declared: declared, reading: reading)
        finder.find()
        return finder.found
    }

    /// `pod-name` and `pod name` are `POD_NAME`.
    static func parameterName(_ text: String) -> String {
        var name: [UInt8] = []
        for byte in text.utf8 {
            if byte.isNameByte {
                name.append(byte.isLowercase ? byte - 0x20 : byte)
            } else if let last = name.last, last != ASCII.underscore {
                name.append(ASCII.underscore)
            }
        }
        while name.last == ASCII.underscore { name.removeLast() }
        if let first = name.first, first.isDigit { name.insert(ASCII.underscore, at: 0) }
        return String(decoding: name, as: UTF8.self)
    }

    private init(
        _ bytes: [UInt8], kind: Kind, declared: [String: String], reading: ShellScript?
    ) {
        self.bytes = bytes
        self.kind = kind
        self.declared = declared
        self.reading = reading
        segments = reading?.segments ?? []
    }

    /// One pass without allocation that lets most blocks go.
    private static func mayHoldPlaceholder(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        var previous: UInt8 = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if previous == ASCII.less, byte.isLetter { return true }
            if previous == ASCII.openBrace, byte == ASCII.openBrace { return true }
            if previous == 0x59, byte == 0x4F { return true }  // YO
            previous = byte
        }
        return false
    }

    private mutating func find() {
        var index = 0
        while index < bytes.count {
            let end: Int? =
                switch bytes[index] {
                case ASCII.less: angleEnd(from: index)
                case ASCII.openBrace: braceEnd(from: index)
                case 0x59: yourEnd(from: index)
                default: nil
                }
            if let end {
                index = end
            } else {
                index += 1
            }
        }
    }

    private func byte(at offset: Int) -> UInt8 { offset >= 0 && offset < bytes.count ? bytes[offset] : 0 }

    /// Offsets only grow from call to call.
    private mutating func context(at offset: Int) -> ShellScript.Context {
        while segmentIndex + 1 < segments.count, segments[segmentIndex].bytes.upperBound <= offset { segmentIndex += 1 }
        return segmentIndex < segments.count ? segments[segmentIndex].context : .unquoted
    }

    private mutating func append(_ range: Range<Int>, name: Range<Int>) {
        let parameter = PlaceholderFinder.parameterName(String(decoding: bytes[name], as: UTF8.self))
        found.append(
            Placeholder(
                text: String(decoding: bytes[range], as: UTF8.self),
                parameter: declared[parameter] ?? parameter, bytes: range))
    }

    private func isDeclared(_ name: Range<Int>) -> Bool {
        declared[PlaceholderFinder.parameterName(String(decoding: bytes[name], as: UTF8.self))] != nil
    }

    // MARK: <pod-name>

    private mutating func angleEnd(from start: Int) -> Int? {
        guard byte(at: start + 1).isLetter, byte(at: start - 1) != ASCII.less else { return nil }
        var end = start + 1
        while end < bytes.count, end - start <= 64, PlaceholderFinder.mayStandInAngles(bytes[end]) { end += 1 }
        guard byte(at: end) == ASCII.greater else { return nil }
        let name = (start + 1)..<end
        guard byte(at: end - 1) != ASCII.space, byte(at: end - 1) != ASCII.slash,
            isPlausibleAngle(name, start: start, end: end)
        else {
            return nil
        }
        append(start..<end + 1, name: name)
        return end + 1
    }

    private static func mayStandInAngles(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte == ASCII.hyphen || byte == ASCII.space || byte == ASCII.period || byte == ASCII.slash
            || byte == ASCII.pipe
            || byte == ASCII.colon || byte == ASCII.comma
    }

    private mutating func isPlausibleAngle(_ name: Range<Int>, start: Int, end: Int) -> Bool {
        let context = kind == .shell ? context(at: start) : .doubleQuoted
        if context == .comment { return false }
        if isDeclared(name) { return true }
        let before = byte(at: start - 1)
        let after = byte(at: end + 1)
        // `(?<name>`, `\k<name>`, `\<word\>`, `#include <stdio.h>`, `<<-EOF`, `a >>b`.
        if before == ASCII.question || before == ASCII.backslash || after == ASCII.greater || after == ASCII.less {
            return false
        }
        if before == 0x50 || before == 0x6B,
            byte(at: start - 2) == ASCII.question || byte(at: start - 2) == ASCII.backslash
        {
            return false
        }
        if bytes[name].contains(ASCII.colon), String(decoding: bytes[name], as: UTF8.self).contains("://") {
            return false
        }
        if isIncludeLine(start) || isUsageLine(start) { return false }
        if AngleWords.isPrinted(bytes[name]) { return false }
        if kind == .program { return false }
        if kind == .file(isMarkup: true) { return false }
        if context != .unquoted, isTag(name, at: start) || AngleWords.isKey(bytes[name]) { return false }
        return isPlausiblyGlued(name, start: start, end: end, context: context)
    }

    /// What stands directly beside the brackets.
    private func isPlausiblyGlued(_ name: Range<Int>, start: Int, end: Int, context: ShellScript.Context) -> Bool {
        let before = byte(at: start - 1)
        let after = byte(at: end + 1)
        let isGluedBefore = before.isNameByte || before == ASCII.closeParenthesis
        let isGluedAfter =
            after.isNameByte || after == ASCII.dollar || after == ASCII.ampersand || after == ASCII.openParenthesis
        guard isGluedAfter else {
            // `oc -n<ns>`
            let isOption = before.isLetter && byte(at: start - 2) == ASCII.hyphen && !byte(at: start - 3).isNameByte
            return !isGluedBefore || isWordy(name) || isOption && byte(at: name.lowerBound).isLowercase
        }
        guard isWordy(name) else { return false }
        // `WHERE a<b and c>d`
        if isGluedBefore, bytes[name].contains(ASCII.space) { return false }
        if context != .unquoted { return true }
        // `remove_<field>_from`, never `sort <in>out`.
        return Self.joins(before) && after.isNameByte || after == ASCII.underscore
    }

    private static func joins(_ byte: UInt8) -> Bool {
        byte == ASCII.underscore || byte == ASCII.hyphen || byte == ASCII.period || byte == ASCII.slash
            || byte == ASCII.colon || byte == ASCII.at || byte == ASCII.equals || byte == ASCII.greater || byte.isDigit
    }

    /// Generics are capitalised or single letters, redirections are files: a placeholder glued to its neighbours is
    /// lower-case words.
    private func isWordy(_ name: Range<Int>) -> Bool {
        name.count >= 3
            && (byte(at: name.lowerBound).isLowercase
                || bytes[name].contains { $0 == ASCII.hyphen || $0 == ASCII.underscore })
            && !bytes[name].contains(ASCII.comma)
    }

    private mutating func isTag(_ name: Range<Int>, at start: Int) -> Bool {
        let text = String(decoding: bytes[name], as: UTF8.self)
        if AngleWords.tags.contains(text) || closingTags.contains(text) { return true }
        return AngleWords.elements.contains(text) && isSearched(start)
    }

    /// Whether it stands in a word of a program that looks for text.
    private mutating func isSearched(_ offset: Int) -> Bool {
        var low = 0
        var high = searchedWords.count
        while low < high {
            let middle = (low + high) / 2
            if searchedWords[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < searchedWords.count && searchedWords[low].contains(offset)
    }

    private static let searchPrograms: Set<String> = [
        "grep", "egrep", "fgrep", "rg", "ack", "sed", "awk", "pup", "xmllint",
    ]

    private func wordsOfSearches() -> [Range<Int>] {
        guard let reading else { return [] }
        var words: [Range<Int>] = []
        for invocation in InvocationReader.invocations(of: reading)
        where Self.searchPrograms.contains(invocation.program) && invocation.command.script === reading {
            words += invocation.arguments.map(\.bytes)
        }
        return words.sorted { $0.lowerBound < $1.lowerBound }
    }

    private func namesOfClosingTags() -> Set<String> {
        var names: Set<String> = []
        var index = 0
        while index + 1 < bytes.count {
            if bytes[index] == ASCII.less, bytes[index + 1] == ASCII.slash {
                let start = index + 2
                index = start
                while index < bytes.count,
                    bytes[index].isNameByte || bytes[index] == ASCII.hyphen || bytes[index] == ASCII.period
                        || bytes[index] == ASCII.colon
                { index += 1 }
                names.insert(String(decoding: bytes[start..<index], as: UTF8.self))
            } else {
                index += 1
            }
        }
        return names
    }

    private func line(around offset: Int) -> Range<Int> {
        // Long lines are cut so that one line of megabytes stays linear.
        let start =
            bytes[max(0, offset - 400)..<offset].lastIndex(of: ASCII.newline).map { $0 + 1 } ?? max(0, offset - 400)
        let limit = min(bytes.count, offset + 400)
        return start..<(bytes[offset..<limit].firstIndex(of: ASCII.newline) ?? limit)
    }

    private func isIncludeLine(_ offset: Int) -> Bool {
        let line = bytes[line(around: offset).lowerBound..<offset].trimmingBlanksAndNewlines()
        return line.elementsEqual("#include".utf8) || line.elementsEqual("#import".utf8)
    }

    /// `echo "Usage: $0 <file>"` is about a placeholder, and has none. `list-usage` is another word.
    private func isUsageLine(_ offset: Int) -> Bool {
        let text = Array(bytes[line(around: offset).lowerBound..<offset])
        var index = 0
        while index + 5 < text.count {
            if text[index] | 0x20 == UInt8(ascii: "u"),
                text[index..<index + 5].map({ $0 | 0x20 }) == Array("usage".utf8)
            {
                let before = index == 0 ? ASCII.space : text[index - 1]
                let after = text[index + 5]
                if !before.isNameByte, before != ASCII.hyphen, after == ASCII.colon || after.isBlank { return true }
            }
            index += 1
        }
        return false
    }

    // MARK: {{x}}

    private mutating func braceEnd(from start: Int) -> Int? {
        guard byte(at: start + 1) == ASCII.openBrace, byte(at: start - 1) != ASCII.dollar,
            byte(at: start - 1) != ASCII.openBrace
        else {
            return nil
        }
        var index = start + 2
        while byte(at: index).isBlank { index += 1 }
        let nameStart = index
        guard byte(at: index).isLetter || byte(at: index) == ASCII.underscore else { return nil }
        while byte(at: index).isNameByte || byte(at: index) == ASCII.hyphen { index += 1 }
        let name = nameStart..<index
        while byte(at: index).isBlank { index += 1 }
        guard byte(at: index) == ASCII.closeBrace, byte(at: index + 1) == ASCII.closeBrace,
            byte(at: index + 2) != ASCII.closeBrace,
            isPlausibleBrace(name, start: start)
        else { return nil }
        append(start..<index + 2, name: name)
        return index + 2
    }

    private mutating func isPlausibleBrace(_ name: Range<Int>, start: Int) -> Bool {
        let context = kind == .shell ? context(at: start) : .unquoted
        if context == .comment { return false }
        if isDeclared(name) { return true }
        guard kind == .shell else { return false }
        if case .hereDocument = context { return false }
        if PlaceholderFinder.templateWords.contains(String(decoding: bytes[name], as: UTF8.self)) { return false }
        // `docker ps --format '{{json .}} {{x}}'`, `kubectl -o go-template=…`: a template of that tool.
        let text = String(decoding: bytes[line(around: start)], as: UTF8.self)
        return !["format", "template", "{{.", "{{ .", "{{-", "{{range", "{{ range", "{{json", "{{ json"].contains {
            text.contains($0)
        }
    }

    private static let templateWords: Set<String> = [
        "end", "else", "range", "if", "with", "block", "define", "template", "break", "continue", "nil", "true",
        "false", "json", "item",
    ]

    // MARK: YOUR_TOKEN

    private mutating func yourEnd(from start: Int) -> Int? {
        let before = byte(at: start - 1)
        guard byte(at: start + 1) == 0x4F, byte(at: start + 2) == 0x55, byte(at: start + 3) == 0x52,
            byte(at: start + 4) == ASCII.underscore || byte(at: start + 4) == ASCII.hyphen,
            !before.isNameByte, before != ASCII.dollar, before != ASCII.openBrace || byte(at: start - 2) != ASCII.dollar
        else { return nil }
        var end = start + 5
        while byte(at: end).isUppercase || byte(at: end).isDigit || byte(at: end) == ASCII.underscore
            || byte(at: end) == ASCII.hyphen
        { end += 1 }
        while byte(at: end - 1) == ASCII.hyphen || byte(at: end - 1) == ASCII.underscore { end -= 1 }
        guard end > start + 5, !byte(at: end).isLowercase, byte(at: end) != ASCII.underscore else { return nil }
        // `YOUR_NAME=x` and `$YOUR_NAME` are a variable.
        if byte(at: end) == ASCII.equals || byte(at: end) == ASCII.openParenthesis { return nil }
        if kind == .shell, context(at: start) == .comment { return nil }
        append(start..<end, name: start..<end)
        return end
    }
}
