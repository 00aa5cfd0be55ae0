import ProvEngine
import ProvReport
import ProvRunbook
import ProvText

/// What is shown and asked when a step failed and somebody is at the terminal.
struct FailureMenu: Sendable {
    enum Answer: Sendable {
        case choice(FailureChoice)
        case shell
        case editor
    }

    /// One thing that can be done: its letter, as the prompt shows it, and what it means.
    private struct Item {
        var letter: Character
        var prompt: String
        var meaning: String
    }

    let failure: StepFailure
    let line: StepLine
    let console: Console

    private var step: Step { failure.step.step }
    private var place: String {
        failure.host == PlanHosts.localName ? "" : " on \(TerminalText.safeLine(failure.host))"
    }

    private var items: [Item] {
        var items: [Item] = []
        if !failure.fixes.isEmpty {
            items.append(Item(letter: "f", prompt: "[f]ix", meaning: "run the fix shown above, then the step again"))
        }
        items.append(Item(letter: "r", prompt: "[r]etry", meaning: "run the step again"))
        if failure.isEditable {
            items.append(
                Item(letter: "e", prompt: "[e]dit", meaning: "change the step's text for this run, then run it"))
        }
        return items + [
            Item(letter: "o", prompt: "[o]utput", meaning: "show the end of its output, up to 64 KiB"),
            Item(letter: "h", prompt: "s[h]ell", meaning: "open a shell in the step's state"),
            Item(letter: "s", prompt: "[s]kip", meaning: "continue without it, giving a reason"),
            Item(letter: "u", prompt: "[u]ndo", meaning: "undo what this run did, last step first"),
            Item(letter: "q", prompt: "[q]uit", meaning: "stop here; `prov resume` continues"),
        ]
    }

    // MARK: Showing

    /// The failure: where, why, the end of the output, the fixes that fit. No row is wider than the terminal.
    func describe() {
        show("", "\(step.id.rawValue) failed\(place), \(line.place(step.id.rawValue))", style: .red)
        for row in failure.reason.lines.prefix(12) { show("  ", String(row)) }
        for row in failure.tail.lines.suffix(LiveBoard.failureLines) {
            console.line("  \(line.styled(line.glyphs.bar, .dim)) \(TerminalText.safeLine(String(row)))")
        }
        for (index, fix) in failure.fixes.enumerated() {
            show("  fix \(index + 1)  ", fix.symptom ?? fix.when.value)
            if let cause = fix.cause { show("         ", cause) }
        }
    }

    private func show(_ indent: String, _ text: String, style: Console.Style? = nil) {
        let columns = max(20, console.size.columns - 1)
        for (index, row) in DisplayWidth.wrapped(TerminalText.safeLine(text), to: columns - indent.count).enumerated() {
            let start = index == 0 ? indent : String(repeating: " ", count: indent.count)
            console.line(start + (style.map { line.styled(row, $0) } ?? row))
        }
    }

    // MARK: Asking

    /// The prompt names the step: what was above it may have scrolled away.
    func ask() -> Answer {
        let items = items
        let words = "\(step.id.rawValue)\(place) failed. " + items.map(\.prompt).joined(separator: ", ") + ", [?]:"
        let prompt = DisplayWidth.wrapped(words, to: max(20, console.size.columns - 4)).joined(separator: "\n") + " "
        let help = items.map { "\($0.letter)  \($0.meaning)" }.joined(separator: "\n  ")
        while let (letter, rest) = Question.letter(prompt, of: String(items.map(\.letter)), help: help) {
            switch letter {
            case "f": if let index = chosenFix(rest) { return .choice(.fix(index)) }
            case "r": return .choice(.retry)
            case "e": return .editor
            case "o": showOutput()
            case "h": return .shell
            case "s": if let reason = Question.text("reason for skipping: ") { return .choice(.skip(reason: reason)) }
            case "u": if Question.yes("undo what this run did, last step first? [Y/n] ") { return .choice(.undo) }
            default: return .choice(.stop)
            }
        }
        return .choice(.stop)
    }

    private func chosenFix(_ number: String) -> Int? {
        let index = max(1, min(failure.fixes.count, Int(number.filter(\.isNumber)) ?? 1)) - 1
        for row in failure.fixes[index].script.text.linesAsWritten {
            console.line("    \(TerminalText.safeLine(String(row)))")
        }
        return Question.yes("run this fix, then the step again? [Y/n] ") ? index : nil
    }

    private func showOutput() {
        let rows = failure.tail.linesAsWritten
        for row in rows {
            console.line("  \(line.styled(line.glyphs.bar, .dim)) \(TerminalText.safeLine(String(row)))")
        }
    }
}
