import ProvShell
package import ProvText

/// Where in a runbook a command stands that failed, and how it begins.
package struct CommandPlace: Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// `nil` if the command is not found in its block: it stands in a function of another one.
    package var line: Int?
    /// In UTF-8 bytes, from 1; `nil` if the text that ran differs from the line as it is written.
    package var column: Int?
    /// Its first line.
    package var text: String

    /// `setup.md:12:5: grep x`.
    package var description: String {
        guard let line else { return "`\(text)`" }
        return "\(file):\(line)\(column.map { ":\($0)" } ?? ""): \(text)"
    }

    /// A line of what ran, as it stands in the block.
    ///
    /// - Parameters:
    ///   - line: in the text, from 1.
    ///   - filled: the text that ran, with its placeholders filled.
    package init?(line: Int, in script: Script, filled: String, file: String) {
        var lines = filled.linesAsWritten
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        guard line > 0, !lines.isEmpty else { return nil }
        // What is missing at the end is missing on the line after it.
        let index = min(line, lines.count) - 1
        self.init(
            file: file, line: script.range.start.line + index,
            text: CommandPlace.shown(lines[index].drop { $0 == " " || $0 == "\t" }))
    }

    /// A command that bash names, found in the block by its line and its text.
    ///
    /// - Parameters:
    ///   - line: of the command in the text, from 1; of a pipeline that of its last member.
    ///   - text: as bash prints the command; of a pipeline its last member.
    ///   - statuses: the exit codes of the pipeline's members: the last one that failed is the one that is meant.
    ///   - source: the file; a command outside of the block, in a function, is looked for there.
    package init(
        line: Int, text: String, statuses: [Int], in script: Script, filled: String, source: SourceText
    ) {
        let file = source.path
        let name = text.lines.first.map(CommandPlace.shown) ?? ""
        var lines = LineNumbers(filled)
        guard (1...lines.count).contains(line) else {
            let number = script.range.start.line + line - 1
            let there = source.byteRange(ofLine: number)
            let found = source.bytes[there].firstRange(of: Array(name.utf8))?.lowerBound
            self.init(
                file: file, line: found.map { _ in number }, column: found.map { $0 - there.lowerBound + 1 }, text: name
            )
            return
        }
        let written = script.text.linesAsWritten
        let ran = filled.linesAsWritten
        let members = CommandPlace.pipeline(
            endingAt: line, as: text, of: statuses.count, in: filled, &lines)
        guard let members, let last = members.last else {
            self.init(file: file, line: script.range.start.line + line - 1, text: name)
            return
        }
        var meant = last
        if let index = statuses.lastIndex(where: { $0 != 0 }) {
            let fromEnd = statuses.count - index
            if fromEnd <= members.count { meant = members[members.count - fromEnd] }
        }
        let (number, column) = lines.place(of: meant.lowerBound)
        let isAsWritten = written.indices.contains(number - 1) && written[number - 1] == ran[number - 1]
        self.init(
            file: file, line: script.range.start.line + number - 1,
            column: isAsWritten ? script.range.start.column + column - 1 : nil,
            text: CommandPlace.shown(String(decoding: Array(filled.utf8)[meant], as: UTF8.self)[...]))
    }

    package init(file: String, line: Int?, column: Int? = nil, text: String) {
        self.file = file
        self.line = line
        self.column = column
        self.text = text
    }

    private static func shown(_ text: Substring) -> String {
        let first = String(text.unicodeScalars.prefix { $0 != "\n" && $0 != "\r" })
        return first.count > 160 ? first.prefix(159) + "…" : String(first)
    }

    /// The bytes of each member of the pipeline whose last member stands at a line; `nil` if that is not decided.
    ///
    /// - Parameters:
    ///   - text: of the last member, as bash prints it: not expanded, with blanks of its own.
    ///   - count: how many members it has.
    private static func pipeline(
        endingAt line: Int, as text: String, of count: Int, in filled: String, _ lines: inout LineNumbers
    ) -> [Range<Int>]? {
        var onLine: [[Range<Int>]] = []
        for command in ShellScript(filled).commands where command.wordCount > 0 && !command.feedsPipe {
            guard lines.place(of: command.bytes.lowerBound).line <= line,
                lines.place(of: max(command.bytes.lowerBound, command.bytes.upperBound - 1)).line >= line
            else { continue }
            var members = [command.bytes]
            var member = command
            while let before = member.pipedFrom {
                members.insert(before.bytes, at: 0)
                member = before
            }
            onLine.append(members)
        }
        if onLine.count < 2 { return onLine.first }
        let bytes = Array(filled.utf8)
        let word = text.utf8.prefix { !$0.isBlankOrNewline }
        let wanted = withoutBlanks(Array(text.utf8))
        var best: (fit: [Int], members: [Range<Int>])?
        var isDecided = false
        for members in onLine {
            guard let last = members.last, bytes[last].starts(with: word) else { continue }
            let written = withoutBlanks(Array(bytes[last]))
            let fit = [
                written == wanted ? 1 : 0, members.count == count ? 1 : 0,
                zip(written, wanted).prefix { $0 == $1 }.count, -written.count,
            ]
            if let best, fit.lexicographicallyPrecedes(best.fit) { continue }
            isDecided = best?.fit != fit
            best = (fit, members)
        }
        return isDecided ? best?.members : nil
    }

    /// What is the same however the words stand apart: bash prints one blank between them, and `1>&2` for `>&2`.
    private static func withoutBlanks(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if byte == ASCII.newline, result.last == ASCII.backslash { result.removeLast() }
            if byte.isBlankOrNewline { continue }
            result.append(byte)
            if result.suffix(3).elementsEqual("1>&".utf8) { result.remove(at: result.count - 3) }
        }
        return result
    }
}

/// Lines and columns of a text by the offsets of bytes.
private struct LineNumbers {
    private var starts = [0]
    var count: Int { starts.count }

    init(_ text: String) {
        for (offset, byte) in text.utf8.enumerated() where byte == ASCII.newline { starts.append(offset + 1) }
    }

    /// Both from 1.
    func place(of offset: Int) -> (line: Int, column: Int) {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return (low + 1, offset - starts[low] + 1)
    }
}
