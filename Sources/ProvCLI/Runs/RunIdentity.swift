import Glibc
import ProvEngine
import ProvJournal
import ProvRunbook
import ProvSystem
import ProvText

/// Who runs what, from where: what an auditor asks first.
enum RunIdentity {
    static func opened(run: String, plan: Plan, mode: RunMode, reason: String?, signers: AllowedSigners?) async
        -> RunOpened
    {
        let runbook = plan.runbook
        let git = await GitState.read(folder: Files.folder(of: runbook.path))
        var opened = RunOpened(
            run: run, mode: mode, runbook: Files.resolved(runbook.path), title: runbook.title,
            runbookDigest: PlanRecord.runbookDigest(runbook, hash: ContentHash.hex), gitCommit: git?.commit,
            gitDirty: git?.isDirty ?? false,
            environment: plan.environment, parameters: plan.parameters, kind: runbook.front.kind?.rawValue,
            purpose: reason, user: User.name, loginUser: User.login.map(String.init), machine: machineName,
            toolVersion: ProgramVersion.text, rtoSeconds: runbook.front.objectives.rto?.seconds,
            rpoSeconds: runbook.front.objectives.rpo?.seconds, inventory: plan.inventory, limit: plan.limit,
            hostParameters: hostParameters(plan))
        opened.claimedUser = User.claimed
        opened.isDrill = plan.isDrill
        opened.signers = await signers?.recorded()
        return opened
    }

    /// Of what hosts have for themselves, the runbook's parameters are its inputs; the rest stays the inventory's
    /// affair.
    private static func hostParameters(_ plan: Plan) -> [String: [String: String]] {
        let names = Set(plan.runbook.parameters.map(\.name))
        return plan.hostVariables.mapValues { own in own.filter { names.contains($0.key) } }.filter {
            !$0.value.isEmpty
        }
    }

    static var machineName: String { Accounts.machineName ?? "unknown" }
}
