import ArgumentParser
import ProvEngine
import ProvJournal

/// What every command that changes hosts takes.
struct RunningOptions: ParsableArguments {
    @OptionGroup var locking: LockOptions
    @OptionGroup var purpose: PurposeOptions
    @OptionGroup var link: LinkOptions
    @OptionGroup var storing: StoreOptions

    func launcher(
        _ store: Store, mode: RunMode, asks: Bool, choices: OperatorChoices, approving: ApprovalOptions? = nil
    ) throws -> RunLauncher {
        var launcher = RunLauncher(
            store: store, storeHint: storing.hint, mode: mode, reason: purpose.reason, view: try purpose.usableView(),
            asks: asks,
            choices: choices)
        launcher.settings.linkTimeout = try link.patience()
        launcher.brokenLocks = try locking.reason()
        if let approving {
            launcher.approvalPatience = try approving.patience()
            launcher.policyOverride = approving.overridePolicy
        }
        return launcher
    }
}
