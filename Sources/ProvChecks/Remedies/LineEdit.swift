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
        var lines = bytes.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        let endsWithNewline = bytes.last == ASCII.newline
        if endsWithNewline || bytes.isEmpty { lines.removeLast() }
        guard isPresent else {
            let left = lines.filter { !isMeant($0) }
            return left.count == lines.count ? nil : joined(left, endsWithNewline: endsWithNewline)
        }
        if let pattern {
            var searcher = pattern.searcher()
            if let last = lines.lastIndex(where: { searcher.isFound(in: $0) }) {
                if lines[last].elementsEqual(line) { return nil }
                lines[last] = line[...]
                return joined(lines, endsWithNewline: endsWithNewline)
            }
        }
        if lines.contains(where: { $0.elementsEqual(line) }) { return nil }
        lines.append(line[...])
        return joined(lines, endsWithNewline: true)
    }

    private func isMeant(_ other: ArraySlice<UInt8>) -> Bool {
        guard let pattern else { return other.elementsEqual(line) }
        var searcher = pattern.searcher()
        return searcher.isFound(in: other)
    }

    private func joined(_ lines: [ArraySlice<UInt8>], endsWithNewline: Bool) -> [UInt8] {
        Array(lines.joined(separator: [ASCII.newline])) + (endsWithNewline && !lines.isEmpty ? [ASCII.newline] : [])
    }
}
