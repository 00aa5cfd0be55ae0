import ProvText

/// A line that a file is to have, or not to have; the semantics are those of Ansible's `lineinfile`.
package struct LineEdit: Sendable {
    let path: CheckText
    let text: CheckText
    let match: CheckText?
    let isPresent: Bool

    init(path: CheckText, text: CheckText, match: CheckText?, isPresent: Bool) {
        self.path = path
        self.text = text
        self.match = match
        self.isPresent = isPresent
    }

    /// Whether a file that does not exist is as wanted.
    package var isAbsenceEnough: Bool { !isPresent }
    /// The parameters, captures and secrets that it names.
    package var parameters: [String] { [path, text].flatMap(\.parameters) + (match?.parameters ?? []) }

    /// The path as a word for a shell.
    package var pathWord: String { path.pathWord }
    /// The path as written.
    package var pathText: String { path.written }

    /// A probe whose answer gives the values of the parameters.
    package var valuesProbe: Probe {
        Probe(script: ProbeScript(body: "exit 0").text(given: parameters, needed: parameters))
    }

    /// What the file has to be, or `nil` where it is so already.
    ///
    /// - Parameter values: the answer to `valuesProbe`.
    package func edit(_ bytes: [UInt8], values: ProbeAnswer) throws(RemedyTrouble) -> [UInt8]? {
        do throws(CheckTrouble) {
            let answer = CheckAnswer(values)
            let wanted = try LineWish(self, answer)
            return wanted.edited(bytes)
        } catch { throw RemedyTrouble(reason: error.found) }
    }
}

/// A line edit with the values of its parameters.
struct LineWish {
    private let line: [UInt8]
    private let pattern: Pattern?
    private let isPresent: Bool

    init(_ edit: LineEdit, _ answer: CheckAnswer) throws(CheckTrouble) {
        line = Array(answer.resolve(edit.text).utf8)
        guard !line.contains(ASCII.newline) else {
            throw CheckTrouble("the text has several lines; write several entries")
        }
        pattern = try edit.match.map { match throws(CheckTrouble) in try answer.pattern(match) }
        isPresent = edit.isPresent
    }

    func holds(in bytes: [UInt8]) -> Bool { edited(bytes) == nil }

    /// The bytes with the line as it is to be; `nil` where nothing differs.
    func edited(_ bytes: [UInt8]) -> [UInt8]? {
        let before = FileLines(bytes)
        return change(of: before).map { applied($0, to: before).bytes }
    }

    /// What is different afterwards; of lines their places, from 0.
    enum Change {
        case replaced(Int)
        case added
        case removed([Int])
    }

    func change(of file: FileLines) -> Change? {
        let lines = file.lines
        guard isPresent else {
            let meant = lines.indices.filter { isMeant(lines[$0]) }
            return meant.isEmpty ? nil : .removed(meant)
        }
        if let pattern {
            var searcher = pattern.searcher()
            if let last = lines.lastIndex(where: { searcher.isFound(in: $0) }) {
                return lines[last].elementsEqual(line) ? nil : .replaced(last)
            }
        }
        return lines.contains { $0.elementsEqual(line) } ? nil : .added
    }

    func applied(_ change: Change, to file: FileLines) -> FileLines {
        var file = file
        switch change {
        case .replaced(let index): file.lines[index] = line[...]
        case .added:
            file.lines.append(line[...])
            file.endsWithNewline = true
        case .removed(let indices):
            let gone = Set(indices)
            file.lines = file.lines.indices.filter { !gone.contains($0) }.map { file.lines[$0] }
        }
        return file
    }

    /// The last line that the pattern finds.
    func lastMatch(in file: FileLines) -> Int? {
        guard let pattern else { return nil }
        var searcher = pattern.searcher()
        return file.lines.lastIndex { searcher.isFound(in: $0) }
    }

    func isMeant(_ other: ArraySlice<UInt8>) -> Bool {
        guard let pattern else { return other.elementsEqual(line) }
        var searcher = pattern.searcher()
        return searcher.isFound(in: other)
    }
}

/// A file as lines.
struct FileLines {
    var lines: [ArraySlice<UInt8>]
    var endsWithNewline: Bool

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        endsWithNewline = bytes.last == ASCII.newline
        if endsWithNewline || bytes.isEmpty { lines.removeLast() }
    }

    var bytes: [UInt8] {
        Array(lines.joined(separator: [ASCII.newline])) + (endsWithNewline && !lines.isEmpty ? [ASCII.newline] : [])
    }
}
