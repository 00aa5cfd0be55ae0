package import ProvDiagnostics
package import ProvRunbook
import ProvText

/// Advice about a runbook that is well-formed: what is likely to hurt when it runs.
package enum Linter {
    /// Every remark on the runbook, in the order of their places in each file.
    ///
    /// A text nobody wrote for prov must not drown in remarks: each rule speaks once a step, nothing is an error.
    package static func lint(_ runbook: Runbook) -> [Diagnostic] {
        var context = LintContext(runbook)
        LintContext.visit(
            runbook,
            code: { code, range, isRunnable in
                FenceLint.checkFence(code, range: range, &context)
                SecretLint.check(code, isRunnable: isRunnable, &context)
            },
            paragraph: { range in
                FenceLint.checkParagraph(range, &context)
                context.read(paragraph: range)
            })
        for step in runbook.steps {
            FenceLint.checkPrompts(step, &context)
            let pieces = context.pieces(of: step)
            for piece in pieces { for rule in scriptRules { rule(piece, &context) } }
            DestructiveLint.check(step, pieces, &context)
            VacuousLint.check(step, pieces, &context)
            OtherShellLint.check(step, &context)
            BatchLint.check(step, &context)
        }
        SecretLint.checkParameters(&context)
        StateLint.check(&context)
        ChangeLint.check(&context)
        AcceptingLint.check(&context)
        GateLint.check(&context)
        return context.diagnostics.withoutRepetition.enumerated().sorted {
            let (left, right) = ($0.element, $1.element)
            if left.file == right.file, left.range.start != right.range.start {
                return left.range.start < right.range.start
            }
            return $0.offset < $1.offset
        }.map(\.element)
    }

    /// A new rule about scripts is one file and one line here.
    private static let scriptRules: [@Sendable (ScriptPiece, inout LintContext) -> Void] = [
        PipedInstallerLint.check, SleepLint.check, InteractiveLint.check, EndlessLint.check, RebootLint.check,
        CommandSecretLint.check, PrintedSecretLint.check, PlaceholderLint.check, PinLint.check,
        UnfinishedLint.check, HiddenCharacterLint.check,
    ]
}
