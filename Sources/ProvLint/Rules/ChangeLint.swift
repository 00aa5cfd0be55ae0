import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Steps that load a file into a service, behind a check that does not notice that the file has changed.
enum ChangeLint {
    static func check(_ context: inout LintContext) {
        let followed = Set(context.runbook.steps.flatMap { $0.options.whenChanged.map(\.value) })
        var files: [(name: String, on: String)] = []
        for step in context.runbook.steps where step.phase == .main {
            if case .file = step.body {
                if !followed.contains(step.id.rawValue) {
                    files.append((step.id.rawValue, hosts(of: step, context.runbook)))
                }
                continue
            }
            let place = hosts(of: step, context.runbook)
            let isHere = { (file: (name: String, on: String)) in mayMeet(file.on, place) }
            if case .ensure = step.body, !step.options.whenChanged.isEmpty { files.removeAll(where: isHere) }
            guard case .script(let script) = step.body, let shell = script.shell, files.contains(where: isHere) else {
                continue
            }
            let piece = ScriptPiece(role: .step, step: step, script: script, shell: shell)
            guard let invocation = piece.invocations.first(where: loads) else { continue }
            let names = files.filter(isHere).map(\.name)
            files.removeAll(where: isHere)
            guard !step.check.isEmpty, step.options.whenChanged.isEmpty else { continue }
            context.report(
                .changeNotFollowed,
                """
                if the check of '\(step.id)' passes, a change of '\(names.joined(separator: "' or '"))' is not loaded
                """,
                in: piece, at: invocation.bytes, fix: "add when-changed=\(names.joined(separator: ",")) to the step")
        }
    }

    /// The hosts of a step as they are written.
    private static func hosts(of step: Step, _ runbook: Runbook) -> String {
        step.options.on?.value ?? runbook.front.on ?? "local"
    }

    /// Whether two patterns may mean the same host. Without an inventory, only plain names that differ are taken to be
    /// other hosts.
    private static func mayMeet(_ left: String, _ right: String) -> Bool {
        func isPlain(_ pattern: String) -> Bool {
            pattern != "all" && pattern.utf8.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period }
        }
        return left == right || !isPlain(left) || !isPlain(right)
    }

    private static let managers: Set<String> = [
        "systemctl", "service", "rc-service", "supervisorctl", "pg_ctlcluster", "pg_ctl", "apachectl", "docker",
        "podman", "initctl",
    ]
    private static let verbs: Set<String> = [
        "restart", "reload", "reload-or-restart", "try-restart", "try-reload-or-restart", "force-reload", "graceful",
        "daemon-reload",
    ]

    /// Whether a command makes a service read its files again.
    private static func loads(_ invocation: Invocation) -> Bool {
        let words = invocation.arguments.map(\.text)
        switch invocation.program {
        case let name where managers.contains(name): return words.contains { verbs.contains($0) }
        case "nginx": return words.contains("reload")
        case "nft":
            return words.contains { ["-f", "--file"].contains($0) }
                && !words.contains { ["-c", "--check"].contains($0) }
        case "sysctl": return words.contains { ["-p", "--load", "--system"].contains($0) }
        case "kill", "pkill", "killall": return words.contains { ["-HUP", "-1", "-SIGHUP"].contains($0) }
        default: return false
        }
    }
}
