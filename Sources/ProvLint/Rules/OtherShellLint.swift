import ProvDiagnostics
import ProvRunbook

/// Commands after one that leaves this machine, this user or this shell.
enum OtherShellLint {
    static func check(_ step: Step, _ context: inout LintContext) {
        if let part = step.otherShell { context.report(part.diagnostic(.otherShell, in: step)) }
    }
}
