import ProvDiagnostics
import ProvRunbook
import ProvText

/// Keys of batches on steps that have none.
enum BatchLint {
    static func check(_ step: Step, _ context: inout LintContext) {
        guard let soak = step.options.soak, step.options.serial.isEmpty else { return }
        context.report(
            .idleKey, "key 'soak' has no effect without 'serial'", file: step.file, range: soak.range,
            fix: "add serial=1, or another batch size; or remove 'soak'")
    }
}
