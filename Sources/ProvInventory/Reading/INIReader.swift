import ProvDiagnostics
import ProvText

/// Reads an INI inventory into the inventory under construction.
struct INIReader {
    private enum Section { case hosts, variables, children }

    /// A group that a section speaks of before anything declares it.
    private struct Pending {
        var name: String
        var range: TextRange
        var section: Section
        var parents: [Int]
    }

    private let source: SourceText
    private var inventory: Inventory
    private var diagnostics: [Diagnostic] = []
    private var group = "ungrouped"
    private var section = Section.hosts
    private var pending: [Pending] = []
    private var isLost = false

    private init(_ source: SourceText, _ inventory: Inventory) {
        self.source = source
        self.inventory = inventory
    }

    static func read(_ source: SourceText, into inventory: inout Inventory) -> [Diagnostic] {
        var reader = INIReader(source, inventory)
        for number in source.lineStarts.indices { reader.read(line: number + 1) }
        reader.reportPending()
        inventory = reader.inventory
        return reader.diagnostics
    }

    private mutating func read(line number: Int) {
        guard let written = source.line(number) else { return }
        // A byte order mark is no part of the first name.
        let bytes = Array(written.utf8)
        let mark = number == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let start = bytes[mark...].firstIndex { !Self.isBlank($0) } ?? bytes.count
        let end = bytes.lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? 0
        guard start < end, bytes[start] != UInt8(ascii: "#"), bytes[start] != UInt8(ascii: ";") else { return }
        let line = Line(number: number, column: start + 1, text: String(decoding: bytes[start..<end], as: UTF8.self))
        if line.text.hasPrefix("["), readHeader(line) { return }
        guard !isLost else { return }
        switch section {
        case .hosts: readHost(line)
        case .variables: readVariable(line)
        case .children: readChild(line)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// A line without the blanks around it, and where it begins.
    private struct Line {
        var number: Int
        var column: Int
        var text: String

        func range(_ bytes: Range<Int>) -> TextRange {
            TextRange(
                TextPosition(line: number, column: column + bytes.lowerBound),
                TextPosition(line: number, column: column + max(bytes.upperBound, bytes.lowerBound + 1)))
        }
        var whole: TextRange { range(0..<text.utf8.count) }
    }

    private mutating func report(
        _ rule: InventoryRule, _ headline: String, _ range: TextRange, fix: String? = nil, replacement: String? = nil
    ) {
        diagnostics.append(
            rule.diagnostic(headline, file: source.path, range: range, fix: fix, replacement: replacement))
    }

    // MARK: Sections

    /// `[group]`, `[group:vars]`, `[group:children]`; false where the line is none, as `[::1]:22` is.
    private mutating func readHeader(_ line: Line) -> Bool {
        guard let close = line.text.firstIndex(of: "]") else { return false }
        let rest = line.text[line.text.index(after: close)...].drop { $0 == " " || $0 == "\t" }
        guard rest.isEmpty || rest.hasPrefix("#") else { return false }
        let inner = line.text[line.text.index(after: line.text.startIndex)..<close]
        let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
        isLost = false
        guard parts.count <= 2, let name = parts.first, !name.isEmpty, !inner.contains(where: \.isWhitespace) else {
            report(
                .badINI, "invalid section '\(line.text)'", line.whole,
                fix: "write [group], [group:vars] or [group:children], without spaces")
            isLost = true
            return true
        }
        switch parts.count == 2 ? String(parts[1]) : "hosts" {
        case "hosts": section = .hosts
        case "vars": section = .variables
        case "children": section = .children
        default:
            let offset = 2 + name.utf8.count
            let near = Suggestion.closest(to: String(parts[1]), in: ["hosts", "vars", "children"])
            report(
                .badINI, "unknown kind of section '\(parts[1])'", line.range(offset..<(offset + parts[1].utf8.count)),
                fix: "write '\(near ?? "vars' or 'children")'", replacement: near)
            isLost = true
            return true
        }
        enter(String(name), line.range(1..<(1 + name.utf8.count)))
        return true
    }

    private mutating func enter(_ name: String, _ range: TextRange) {
        group = name
        let isWaited = pending.firstIndex { $0.name == name }
        if inventory.groupNumber(name) == nil {
            if section == .variables, isWaited == nil {
                pending.append(Pending(name: name, range: range, section: .variables, parents: []))
            }
            inventory.addGroup(name)
        }
        guard section != .variables, let index = isWaited else { return }
        let waited = pending.remove(at: index)
        let number = inventory.addGroup(name)
        for parent in waited.parents { link(number, under: parent, waited.range) }
    }

    private mutating func reportPending() {
        for waited in pending {
            let names = inventory.groupNames.filter { $0 != waited.name && $0 != "all" && $0 != "ungrouped" }
            let near = Suggestion.closest(to: waited.name, in: names)
            let headline =
                waited.section == .variables
                ? "[\(waited.name):vars] sets variables of an undeclared group"
                : "undeclared group '\(waited.name)'"
            report(
                .unknownGroup, headline, waited.range,
                fix: near.map { "did you mean \($0)?" } ?? "add a section [\(waited.name)]", replacement: near)
        }
    }

    private mutating func link(_ child: Int, under parent: Int, _ range: TextRange) {
        guard !inventory.add(child: child, to: parent) else { return }
        let (child, parent) = (inventory.groups[child].name, inventory.groups[parent].name)
        report(
            .groupCycle,
            child == parent ? "the group '\(child)' contains itself" : "'\(parent)' is already below '\(child)'",
            range,
            fix: "remove one of the two from the other's children")
    }

    // MARK: Lines of a section

    private mutating func readChild(_ line: Line) {
        let name = String(line.text.prefix { $0 != "#" && !$0.isWhitespace })
        let rest = line.text.dropFirst(name.count).drop(while: \.isWhitespace)
        guard !name.isEmpty, !name.contains(":"), !name.contains("]"), rest.isEmpty || rest.hasPrefix("#") else {
            report(
                .badINI, "invalid group name '\(line.text)'", line.whole,
                fix: "write one group on a line; variables go under [group:vars]")
            return
        }
        let range = line.range(0..<name.utf8.count)
        let parent = inventory.addGroup(group)
        if let child = inventory.groupNumber(name),
            !pending.contains(where: { $0.name == name && $0.section == .variables })
        {
            link(child, under: parent, range)
        } else if let index = pending.firstIndex(where: { $0.name == name }) {
            pending[index].parents.append(parent)
        } else {
            pending.append(Pending(name: name, range: range, section: .children, parents: [parent]))
        }
    }

    private mutating func readVariable(_ line: Line) {
        guard let equals = line.text.unicodeScalars.firstIndex(of: "=") else {
            report(.badINI, "invalid variable '\(line.text)'", line.whole, fix: "write name=value")
            return
        }
        let name = String(
            String.UnicodeScalarView(
                line.text.unicodeScalars[..<equals].reversed().drop { $0.properties.isWhitespace }.reversed()))
        let value = String(line.text.unicodeScalars[equals...].dropFirst().drop { $0.properties.isWhitespace })
        let range = line.range(0..<name.utf8.count)
        guard !name.isEmpty else {
            report(.badINI, "value '\(value)' has no name", line.whole, fix: "write name=value")
            return
        }
        inventory.set(
            name, InventoryVariable(PythonLiteral.value(of: value), file: source.path, range: range),
            ofGroup: inventory.addGroup(group))
    }

    private mutating func readHost(_ line: Line) {
        let words: [ShlexSplitter.Word]
        do { words = try ShlexSplitter.split(line.text, comments: true) } catch {
            report(
                .badINI, "unclosed quote", line.range(error.offset..<(error.offset + 1)),
                fix: "close it, or write '\\' before it")
            return
        }
        guard let first = words.first, let names = expand(first, line) else { return }
        var variables: [(String, InventoryVariable)] = []
        for word in words.dropFirst() {
            guard let equals = word.text.unicodeScalars.firstIndex(of: "="), equals > word.text.startIndex else {
                report(
                    .badINI, "invalid variable '\(word.text)'", line.range(word.bytes),
                    fix: "write name=value, without blanks around '='")
                break
            }
            let name = String(word.text[..<equals])
            let value = String(word.text.unicodeScalars[equals...].dropFirst())
            let range = line.range(word.bytes.lowerBound..<(word.bytes.lowerBound + name.utf8.count))
            variables.append((name, InventoryVariable(PythonLiteral.value(of: value), file: source.path, range: range)))
        }
        let number = inventory.addGroup(group)
        for (name, port) in names {
            inventory.addHost(name, port: port, to: number, file: source.path, range: line.range(first.bytes))
            guard let host = inventory.hostNumber(name) else { continue }
            for (name, variable) in variables { inventory.set(name, variable, ofHost: host) }
        }
    }

    private mutating func expand(_ word: ShlexSplitter.Word, _ line: Line) -> [(String, Int?)]? {
        if word.text == "---" {
            report(
                .badINI, "'---' is not a host: this looks like YAML", line.range(word.bytes),
                fix: "give the file the extension .yml")
            return nil
        }
        if word.text.hasSuffix(":") {
            report(
                .badINI, "'\(word.text)' ends with ':'", line.range(word.bytes),
                fix: "write a port after it, or remove it; a YAML inventory needs the extension .yml")
            return nil
        }
        do { return try HostName.expand(word.text) } catch {
            report(
                .badRange, "invalid host range '\(word.text)': \(error.message)", line.range(word.bytes),
                fix: error.fix)
            return nil
        }
    }
}

extension HostName {
    /// The hosts a name with ranges stands for, each with the port.
    static func expand(_ text: String) throws(HostRange.Malformed) -> [(String, Int?)] {
        let read = HostName(text)
        return try HostRange.expand(read?.name ?? text).map { ($0, read?.port) }
    }
}

extension Inventory {
    mutating func addHost(_ name: String, port: Int?, to group: Int, file: String, range: TextRange) {
        let (number, isNew) = addHost(name, file: file, range: range)
        // As in Ansible, only where a host is written first does its port count.
        if let port, isNew {
            set("ansible_port", InventoryVariable(.integer(port), file: file, range: range), ofHost: number)
        }
        add(host: number, to: group)
    }
}
