import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Steps that load a file into a service, behind a check that does not notice that the file has changed.
enum ChangeLint {
    static func check(_ context: inout LintContext) {
        let followed = Set(context.runbook.steps.flatMap { $0.options.whenChanged.map(\.value) })
        var files: [String] = []
        for step in context.runbook.steps where step.phase == .main {
            if case .file = step.body {
                if !followed.contains(step.id.rawValue) { files.append(step.id.rawValue) }
                continue
            }
            if case .ensure = step.body, !step.options.whenChanged.isEmpty { files = [] }
            guard case .script(let script) = step.body, let shell = script.shell, !files.isEmpty else { continue }
            let piece = ScriptPiece(role: .step, step: step, script: script, shell: shell)
            guard let invocation = piece.invocations.first(where: loads) else { continue }
            defer { files = [] }
            guard !step.check.isEmpty, step.options.whenChanged.isEmpty else { continue }
            let names = files.joined(separator: ",")
            context.report(
                .changeNotFollowed,
                """
                if the check of '\(step.id)' passes, a change of '\(files.joined(separator: "' or '"))' is not loaded
                """,
                in: piece, at: invocation.bytes, fix: "add when-changed=\(names) to the step")
        }
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
