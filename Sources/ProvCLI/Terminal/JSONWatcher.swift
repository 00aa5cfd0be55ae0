import ProvChecks
import ProvEngine
import ProvJournal
import ProvReport
import ProvRunbook
import ProvText
import Synchronization

/// One JSON object a line: what happened, for scripts. The shapes stand in docs/reference/progress.md.
final class JSONWatcher: RunWatcher {
    /// Bytes of each output that are the beginning of a character.
    private let held = Mutex<[String: [UInt8]]>([:])

    static func say(_ type: String, _ members: (String, JSON)...) {
        let all = [JSON.Member("event", .string(type))] + members.map { JSON.Member($0.0, $0.1) }
        Console.standardOutput.line(JSON.object(all).text(pretty: false))
    }

    func take(_ progress: Progress) {
        switch progress {
        case .opened(let run, let plan):
            JSONWatcher.say(
                "opened", ("run", .string(run)), ("runbook", .string(plan.runbook.path)),
                ("title", .string(plan.runbook.title)),
                ("environment", .string(plan.environment)),
                ("steps", .array(plan.steps.map { .string($0.step.id.rawValue) })))
        case .scheduled, .checking: break
        case .started(let key, let command): say("started", key, ("command", .string(command)))
        case .output(let key, let stream, let bytes, let isAfterEnd):
            let members = JSONWatcher.members(
                "output", key, [("stream", .string(stream)), ("late", .bool(isAfterEnd))])
            show(bytes, of: "\(key.step) \(key.host) \(stream)", members)
        case .checked(let check):
            JSONWatcher.say(
                "check", ("step", .string(check.step)), ("host", .string(check.host)),
                ("moment", .string(check.moment.rawValue)),
                ("summary", .string(check.summary)), ("result", .string(check.result.rawValue)),
                ("wanted", .string(check.wanted)), ("found", .string(check.found)),
                ("difference", check.difference.map(JSON.string) ?? .null))
        case .serverSeen(let server):
            say(
                "server-seen", server.key, ("pid", .integer(server.pid)), ("program", .string(server.program)),
                ("address", .string(server.address)), ("seconds", .number(server.seconds)))
        case .exited(let exited):
            say(
                "exited", exited.key, ("ending", .string(exited.ending.word)),
                ("code", exited.code.map(JSON.integer) ?? .null), ("seconds", .number(exited.seconds)))
        case .backgroundEnded(let ended):
            say(
                "background-ended", ended.key, ("pid", .integer(ended.pid)), ("ending", .string(ended.ending.word)),
                ("code", ended.code.map(JSON.integer) ?? .null),
                ("seconds", .number(ended.seconds)))
        case .settled(let settled, let seconds):
            JSONWatcher.say(
                "settled", ("step", .string(settled.step)), ("host", .string(settled.host)),
                ("state", .string(settled.state.rawValue)),
                ("reason", settled.reason.map(JSON.string) ?? .null), ("seconds", .number(seconds)))
        case .difference(let step, let host, let text):
            JSONWatcher.say(
                "difference", ("step", .string(step.rawValue)), ("host", .string(host)), ("text", .string(text)))
        case .remark(let text): JSONWatcher.say("remark", ("text", .string(text)))
        case .closed(let closed):
            JSONWatcher.say(
                "closed", ("verdict", .string(closed.verdict.rawValue)), ("planned", .integer(closed.planned)),
                ("executed", .integer(closed.executed)),
                ("satisfied", .integer(closed.satisfied)), ("skipped", .integer(closed.skipped)),
                ("failed", .integer(closed.failed)), ("seconds", .number(closed.seconds)))
        }
    }

    private func say(_ type: String, _ key: ActionKey, _ members: (String, JSON)...) {
        Console.standardOutput.line(JSON.object(JSONWatcher.members(type, key, members)).text(pretty: false))
    }

    private static func members(_ type: String, _ key: ActionKey, _ more: [(String, JSON)]) -> [JSON.Member] {
        [
            .init("event", .string(type)), .init("step", .string(key.step)), .init("host", .string(key.host)),
            .init("action", .string(key.action.rawValue)), .init("attempt", .integer(key.attempt)),
        ] + more.map { JSON.Member($0.0, $0.1) }
    }

    /// Output can be gigabytes: its bytes are copied once, into the line.
    private func show(_ bytes: ArraySlice<UInt8>, of name: String, _ members: [JSON.Member]) {
        held.withLock { held in
            let all = held[name].map { $0.isEmpty ? bytes : ($0 + bytes)[...] } ?? bytes
            let tail = OutputScanner.incompleteTail(of: all)
            held[name] = Array(all.suffix(tail))
            guard all.count > tail else { return }
            var line: [UInt8] = [UInt8(ascii: "{")]
            JSON.write(members: members, into: &line)
            line += Array(",\"text\":".utf8)
            JSON.write(text: all.dropLast(tail), into: &line)
            line += Array("}\n".utf8)
            Console.standardOutput.write(bytes: line)
        }
    }
}
