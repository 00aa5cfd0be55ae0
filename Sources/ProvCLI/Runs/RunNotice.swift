import ProvEngine
import ProvHosts
import ProvInventory
import ProvJournal
import ProvReport
import ProvSystem
import ProvText
import Synchronization

/// Calls the command that the project names for the end of a run; each end once a segment.
///
/// What it is given is masked, and on disk already. It changes nothing of the run: if it fails, that is said.
final class RunNotice: Sendable {
    typealias Occasion = Project.Notification.Occasion

    private let notification: Project.Notification
    private let folder: String
    private let facts: [(key: String, value: String)]
    private let sent = Mutex<Set<Occasion>>([])

    private static let patience = Duration.seconds(30)
    /// Of the environment, beside the facts: what a script needs to find its programs.
    private static let kept = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR"]

    /// `nil` where the project names no command for the environment.
    init?(_ project: Project?, _ opened: RunOpened, mode: RunMode) {
        guard let project, let notification = project.environments[opened.environment]?.notify else { return nil }
        self.notification = notification
        folder = Files.folder(of: Files.absolutePath(project.path))
        facts = [
            ("run", opened.run), ("runbook", opened.runbook), ("environment", opened.environment),
            ("mode", mode.rawValue), ("user", opened.user),
        ]
    }

    /// Says how a run ended, by its verdict, and that it waits where it does.
    func send(_ result: RunResult, exit status: ExitStatus, page: String?) async {
        let open = (result.report?.steps ?? []).flatMap { step in
            step.hosts.filter { [.failed, .inDoubt, .pending].contains($0.shown) }.map { (step.planned.step, $0) }
        }
        var occasions = Occasion(rawValue: result.verdict.rawValue).map { [$0] } ?? []
        if open.contains(where: { $0.1.shown == .pending }) { occasions.append(.waiting) }
        let steps = open.map { step, host in
            JSON.object([
                .init("step", .string(step)), .init("host", .string(host.host)),
                .init("state", .string(host.shown.rawValue)), .init("reason", host.reason.map(JSON.string) ?? .null),
            ])
        }
        for occasion in occasions {
            await send(
                occasion,
                [
                    .init("verdict", .string(result.verdict.rawValue)), .init("exit", .integer(Int(status.rawValue))),
                    .init("steps", .array(steps)), .init("report", page.map(JSON.string) ?? .null),
                ])
        }
    }

    /// Says that a run was refused before its first step.
    func send(refusal: CommandFailure) async {
        await send(
            .refused,
            [.init("exit", .integer(Int(refusal.status.rawValue))), .init("reason", .string(refusal.message))])
    }

    /// Says that a gate waits, while the run goes no further.
    func send(waitingAt gate: String) async {
        let step = JSON.object([
            .init("step", .string(gate)), .init("state", .string(StepState.pending.rawValue)),
        ])
        await send(.waiting, [.init("steps", .array([step]))])
    }

    private func send(_ occasion: Occasion, _ details: [JSON.Member]) async {
        guard notification.occasions.contains(occasion), sent.withLock({ $0.insert(occasion).inserted }) else { return }
        let members =
            [JSON.Member("event", .string(occasion.rawValue))]
            + facts.map { JSON.Member($0.key, .string($0.value)) } + details
        let text = JSON.object(members).text() + "\n"
        var variables = ProcessEnvironment.all.filter(RunNotice.kept.contains).adding("PROV_EVENT", occasion.rawValue)
        for fact in facts { variables = variables.adding("PROV_\(fact.key.uppercased())", fact.value) }
        do {
            let result = try await OneShot.run(
                ["sh", "-c", notification.command], input: Array(text.utf8), directory: folder, environment: variables,
                timeout: RunNotice.patience)
            let ending: String
            switch result.outcome.ending {
            case .exited(0): return
            case .exited(let code): ending = "exit code \(code)"
            case .signalled(let number): ending = "signal \(number)"
            case .timedOut: ending = "it did not end within 30 s"
            case .cancelled, .lost: ending = "it was ended"
            }
            let said = String(decoding: result.stderr, as: UTF8.self).lines.last
            report(occasion, said.map { "\(ending): \(TerminalText.safeLine(String($0)))" } ?? ending)
        } catch let error as HostError {
            report(occasion, error.message)
        } catch {
            report(occasion, "it could not be started")
        }
    }

    private func report(_ occasion: Occasion, _ why: String) {
        Console.standardError.line(
            """
            prov: the command of 'notify' failed for '\(occasion.rawValue)': \(why)
                  \(TerminalText.safeLine(notification.command)), in \(folder); the run itself is not affected
            """)
    }
}
