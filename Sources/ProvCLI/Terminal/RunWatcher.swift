import ProvEngine
import ProvJournal
import ProvPages
import ProvRunbook
import Synchronization

/// Shows a run as it happens.
class RunWatcher: @unchecked Sendable {
    /// The view that fits: JSON lines, a tree on a terminal, plain lines elsewhere.
    static func make(plan: Plan, json: Bool, isInteractive: Bool) -> RunWatcher {
        if json { return JSONWatcher() }
        let console = Console.standardOutput
        if console.isTerminal, Environment["CI"] == nil { return LiveWatcher(plan: plan, console: console) }
        return PlainWatcher(plan: plan, console: console)
    }

    /// Called from any thread.
    func take(_ progress: Progress) {}
    /// Clears what must not stay on the screen, for a question.
    func pause() {}
    func resume() {}
    func close() {}
    func remark(_ text: String) { take(.remark(text)) }
}

/// What a step's line says, the same in every view.
struct StepLine {
    let console: Console

    func glyph(_ state: StepState) -> String {
        let utf8 = (Environment["LC_ALL"] ?? Environment["LC_CTYPE"] ?? Environment["LANG"] ?? "C.UTF-8").uppercased().contains("UTF")
        switch state {
        case .proven: return console.styled(utf8 ? "✔" : "+", .green)
        case .satisfied: return console.styled(utf8 ? "✔" : "=", .cyan)
        case .done: return console.styled(utf8 ? "●" : "*", .green)
        case .failed: return console.styled(utf8 ? "✘" : "!", .red, .bold)
        case .inDoubt: return console.styled("?", .yellow, .bold)
        case .skipped: return console.styled(utf8 ? "–" : "-", .dim)
        case .undone: return console.styled(utf8 ? "↺" : "<", .yellow)
        case .pending, .notReached: return console.styled(utf8 ? "○" : ".", .dim)
        case .running: return utf8 ? "▶" : ">"
        }
    }

    func words(_ settled: StepSettled, seconds: Double) -> String {
        var text = "\(glyph(settled.state)) \(console.styled(settled.step, .bold)) \(settled.state.rawValue)"
        if seconds >= 0.05 { text += console.styled(" \(Quantity.duration(seconds))", .dim) }
        if let reason = settled.reason { text += ": \(TerminalText.safeLine(reason))" }
        return text
    }

    func check(_ check: CheckEvaluated) -> String {
        let isGood = check.result == "pass"
        let mark = isGood ? console.styled("holds", .green) : console.styled(check.moment == "before" ? "not yet" : check.result, check.moment == "before" ? .yellow : .red)
        var text = "  check \(TerminalText.safeLine(check.summary)): \(mark)"
        if !isGood { text += "\n    wanted \(TerminalText.safeLine(check.wanted))\n    found  \(TerminalText.safeLine(check.found))" }
        return text
    }
}

/// One line an event, for logs and pipes.
final class PlainWatcher: RunWatcher, @unchecked Sendable {
    private let console: Console
    private let line: StepLine
    private let total: Int
    private let positions: [String: Int]
    private let state = Mutex<[String: TerminalTextStream]>([:])

    init(plan: Plan, console: Console) {
        self.console = console
        line = StepLine(console: console)
        total = plan.steps.count
        positions = Dictionary(plan.steps.enumerated().map { ($1.step.id.rawValue, $0 + 1) }, uniquingKeysWith: { first, _ in first })
    }

    override func take(_ progress: Progress) {
        switch progress {
        case .opened(let run, let plan): console.line("run \(run): \(TerminalText.safeLine(plan.runbook.title)) (\(plan.steps.count) steps, environment \(plan.environment))")
        case .started(let key, let command):
            guard key.action != .check else { return }
            let first = command.split(separator: "\n").first.map(String.init) ?? ""
            let what = key.action == .run ? "" : " \(key.action.rawValue)"
            console.line("\(line.glyph(.running)) \(positions[key.step] ?? 0)/\(total) \(console.styled(key.step, .bold))\(what) on \(key.host): \(TerminalText.safeLine(String(first.prefix(120))))")
        case .output(let key, let stream, let bytes, let isLate):
            let name = "\(key.step) \(key.host) \(stream)"
            let text = state.withLock { $0[name, default: TerminalTextStream(keepsColours: false)].feed(bytes) }
            let prefix = isLate ? "  ~ " : "  | "
            for row in text.split(separator: "\n", omittingEmptySubsequences: true) { console.line(prefix + row) }
        case .checked(let check): console.line(line.check(check))
        case .settled(let settled, let seconds): console.line(line.words(settled, seconds: seconds))
        case .difference(_, _, let text): for row in text.split(separator: "\n") { console.line("  \(TerminalText.safeLine(String(row)))") }
        case .remark(let text): console.line("  \(TerminalText.safeLine(text))")
        case .checking, .exited, .closed: break
        }
    }
}

/// One JSON object a line: what happened, for scripts.
final class JSONWatcher: RunWatcher, @unchecked Sendable {
    private func say(_ type: String, _ members: (String, JSON)...) {
        let all = [JSON.Member("event", .string(type))] + members.map { JSON.Member($0.0, $0.1) }
        Console.standardOutput.line(JSON.object(all).text(pretty: false))
    }

    override func take(_ progress: Progress) {
        switch progress {
        case .opened(let run, let plan): say("opened", ("run", .string(run)), ("runbook", .string(plan.runbook.path)), ("steps", .integer(plan.steps.count)))
        case .started(let key, _): say("started", ("step", .string(key.step)), ("host", .string(key.host)), ("action", .string(key.action.rawValue)), ("attempt", .integer(key.attempt)))
        case .output(let key, let stream, let bytes, _):
            say("output", ("step", .string(key.step)), ("host", .string(key.host)), ("stream", .string(stream)), ("text", .string(String(decoding: bytes, as: UTF8.self))))
        case .checked(let check):
            say("check", ("step", .string(check.step)), ("host", .string(check.host)), ("moment", .string(check.moment)), ("result", .string(check.result)),
                ("wanted", .string(check.wanted)), ("found", .string(check.found)))
        case .settled(let settled, let seconds):
            say("settled", ("step", .string(settled.step)), ("host", .string(settled.host)), ("state", .string(settled.state.rawValue)),
                ("reason", settled.reason.map(JSON.string) ?? .null), ("seconds", .number(seconds)))
        case .remark(let text): say("remark", ("text", .string(text)))
        case .closed(let closed): say("closed", ("verdict", .string(closed.verdict)), ("seconds", .number(closed.seconds)))
        case .checking, .exited, .difference: break
        }
    }
}
