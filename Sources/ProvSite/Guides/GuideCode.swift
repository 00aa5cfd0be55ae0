import ProvMarkdown
import ProvReport
import ProvRunbook
import ProvText

/// Draws the text of a step so that a reader can copy it: prompts and outputs marked, values filled in or to be filled.
struct GuideCode {
    let values: GuideValues

    init(runbook: Runbook) { values = GuideValues(runbook) }

    func draw(_ step: Step, _ code: CodeBlock, _ page: inout Markup) {
        switch step.body {
        case .script(let script): draw(script, of: step, &page)
        case .file(let file): draw(file.content, of: step, &page)
        case .console(let exchanges): for exchange in exchanges { draw(exchange, of: step, &page) }
        case .checkOnly:
            if case .script(let script, _)? = step.check.first { return draw(script, of: step, &page) }
            page.add(lines(code.literal, of: step))
        case .ensure: page.add(lines(code.literal, of: step))
        case .manual, .gate: page.add(text: code.literal)
        }
    }

    private func draw(_ exchange: ConsoleExchange, of step: Step, _ page: inout Markup) {
        page.add("<span class=\"prompt\">$ </span><span class=\"typed\">")
        draw(exchange.command, of: step, &page)
        page.add("</span>")
        guard !exchange.output.isEmpty else { return }
        page.add("<span class=\"printed\">")
        page.add(text: exchange.output)
        page.add("</span>")
    }

    func draw(_ script: Script, of step: Step, _ page: inout Markup) {
        let names = values.names(of: step)
        let ahead = names.filter { isNeededAhead($0, in: script, of: step) }
        for name in ahead.sorted() { drawAssignment(name, of: step, &page) }
        let bytes = Array(script.text.utf8)
        var done = 0
        for hole in script.holes(names: names.subtracting(ahead))
        where hole.bytes.lowerBound >= done && hole.bytes.upperBound <= bytes.count {
            guard let value = values.value(hole.parameter, of: step) else { continue }
            page.add(text: String(decoding: bytes[done..<hole.bytes.lowerBound], as: UTF8.self))
            let written = String(decoding: bytes[hole.bytes], as: UTF8.self)
            page.add(GuideHole(value, written, Self.place(hole, value, bytes), name: hole.parameter).markup)
            done = hole.bytes.upperBound
        }
        page.add(text: String(decoding: bytes[done...], as: UTF8.self))
    }

    /// A text of one line that is not a command: a path, a title, what is wanted.
    func line(_ text: String, of step: Step) -> Markup { filled(text, of: step, shown: Self.shown) }

    /// The same of several lines.
    func lines(_ text: String, of step: Step) -> Markup { filled(text, of: step) { $0 } }

    private func filled(_ text: String, of step: Step, shown: (String) -> String) -> Markup {
        var page = Markup()
        var rest = Substring(text)
        var plain = ""
        while let sign = rest.firstIndex(where: { $0 == "$" || $0 == "{" }) {
            plain += rest[..<sign]
            rest = rest[sign...]
            guard let (name, end) = Self.reference(in: rest), let value = values.value(name, of: step) else {
                plain.append(rest.removeFirst())
                continue
            }
            page.add(text: shown(plain))
            plain = ""
            page.add(GuideHole(value, String(rest[..<end]), .items, name: name).markup)
            rest = rest[end...]
        }
        page.add(text: shown(plain + rest))
        return page
    }

    /// On one line, with the blanks at its ends: a value stands beside them.
    private static func shown(_ text: String) -> String {
        let bare = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        guard !bare.isEmpty else { return text.isEmpty ? "" : " " }
        let ends = (text.first?.isWhitespace == true ? " " : "", text.last?.isWhitespace == true ? " " : "")
        return ends.0 + VisibleControls.shownOnOneLine(String(bare)) + ends.1
    }

    /// The same with code between backticks.
    func prose(_ text: String, of step: Step) -> Markup {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, !parts.count.isMultiple(of: 2) else { return line(text, of: step) }
        var page = Markup()
        for (index, part) in parts.enumerated() {
            page.add(index.isMultiple(of: 2) ? line(part, of: step) : "<code>\(line(part, of: step))</code>")
        }
        return page
    }

    /// `$NAME`, `${NAME}` or `{{name}}` at the beginning of a text, and where it ends.
    private static func reference(in text: Substring) -> (name: String, end: String.Index)? {
        for (opening, closing) in [("{{", "}}"), ("${", "}"), ("$", "")] where text.hasPrefix(opening) {
            let rest = text.dropFirst(opening.count)
            let name = rest.prefix { $0.utf8.allSatisfy(\.isNameByte) }
            guard !name.isEmpty, rest[name.endIndex...].hasPrefix(closing) else { return nil }
            return (String(name), text.index(name.endIndex, offsetBy: closing.count))
        }
        return nil
    }

    // MARK: Places

    /// Whether the value cannot stand in the place of each use, so that the commands need the variable: `${NAME%:*}`,
    /// or a name that they give another value later.
    private func isNeededAhead(_ name: String, in script: Script, of step: Step) -> Bool {
        guard script.isShell, script.text.contains("$"), let value = values.value(name, of: step) else { return false }
        let isChanged = Self.changes(of: name).contains(where: script.text.contains)
        if isChanged { return true }
        return value.pieces != [.field(name)] && script.assigns(name)
            && (script.text.contains("$\(name)") || script.text.contains("${\(name)}"))
    }

    private static func changes(of name: String) -> [String] {
        ["${#\(name)", "${!\(name)"] + ":#%/^,-+=?@[".map { "${\(name)\($0)" }
    }

    private func drawAssignment(_ name: String, of step: Step, _ page: inout Markup) {
        guard let value = values.value(name, of: step) else { return }
        page.add("export \(name)=")
        page.add(GuideHole(value, "<\(name)>", .quoted(.word), name: name).markup)
        page.add("\n")
    }

    /// Where a value stands; one that a shell splits is split there, unless the place takes it whole.
    private static func place(_ hole: PlaceholderSpan, _ value: GuideValues.Value, _ bytes: [UInt8]) -> GuideHole.Place
    {
        guard hole.place == .word, value.isSplit else { return .quoted(hole.place) }
        let blanks = Set(" \t\n;|&(".utf8)
        let word = bytes[..<hole.bytes.lowerBound].reversed().prefix { !blanks.contains($0) }
        let takesWhole = word.contains(ASCII.equals) || word.contains(ASCII.less) || word.contains(ASCII.greater)
        return takesWhole ? .quoted(.word) : .words
    }
}
