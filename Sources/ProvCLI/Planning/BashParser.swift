import ProvDiagnostics
import ProvHosts
import ProvLint
import ProvRunbook
import ProvSystem

/// Asks the bash of this machine whether scripts parse: one bash for a runbook, which runs nothing of them.
enum BashParser {
    private static let timeout = Duration.seconds(20)

    /// What it cannot parse; nothing on a machine without bash.
    ///
    /// - Parameter known: what was found without it.
    static func diagnostics(of steps: [Step], in runbook: Runbook, besides known: [Diagnostic] = []) -> [Diagnostic] {
        let syntax = ShellSyntax(steps, of: runbook)
        guard !syntax.isEmpty, let path = ProcessEnvironment["PATH"],
            let texts = try? TemporaryFile(content: syntax.texts)
        else { return [] }
        // No other variable: BASH_ENV names a file that would run, and exported functions are commands.
        let answer = OneShot.answer(
            [
                "bash", "--norc", "--noprofile", "-c", ShellSyntax.program, "prov", texts.path,
                syntax.setsExtendedPatterns ? "extglob" : "",
            ], environment: ["PATH": path, "LC_ALL": "C"], timeout: timeout)
        return syntax.diagnostics(answer?.stdout ?? [], besides: known)
    }
}
