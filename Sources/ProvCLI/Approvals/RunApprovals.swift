import ProvEngine
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem
import ProvText
import Synchronization

/// A run's signed approvals, between its folder and ssh-keygen.
struct RunApprovals: Sendable {
    let folder: ApprovalFolder
    let signers: AllowedSigners
    let clock: SystemClock
    let nonce: @Sendable () -> String

    /// `nil` where there is no `allowed_signers` file: then gates ask at the terminal.
    ///
    /// - Parameters:
    ///   - users: everyone who executed a part of the run.
    ///   - hint: what commands about the run need besides its id.
    ///   - whenWaiting: called with the name of a gate whose answers are waited for.
    ///   - held: the rules that the run was opened with, for a run that continues.
    static func source(
        _ plan: Plan, project: String?, held: RunRules?, log: RunLog, store: Store, users: [String],
        patience: Duration?, hint: String, whenWaiting: @escaping @Sendable (_ gate: String) async -> Void
    ) async throws -> ApprovalSource? {
        let hasGates = plan.steps.contains { planned in
            if case .gate = planned.step.body { planned.leftOut == nil } else { false }
        }
        guard hasGates else { return nil }
        let today = try AllowedSigners.find(named: plan.signers, runbook: plan.runbook.path, project: project)
        guard let signers = try held.map({ try stillHolding($0, today, log) }) ?? today else { return nil }
        let random = store.context.random
        let approvals = RunApprovals(
            folder: ApprovalFolder(run: log.directory), signers: signers, clock: store.context.clock
        ) { Hexadecimal.text(random(16)) }
        let cache = Mutex<(key: String, answers: [SignedAnswer])>(("", []))
        return ApprovalSource(
            request: { request, duration in
                let found = try approvals.request(request, holds: duration)
                if patience != nil, approvals.folder.answers(to: request.step).count < request.count {
                    await whenWaiting(request.step)
                }
                return found
            },
            answers: { request in
                let found = approvals.folder.answers(to: request.step)
                // While a run waits it looks often, and there is seldom anything new.
                let key = ([request.text] + found.map(\.text)).joined(separator: "\u{0}")
                if let known = cache.withLock({ $0.key == key ? $0.answers : nil }) { return known }
                let answers = try await approvals.verified(found, request)
                cache.withLock { $0 = (key, answers) }
                return answers
            },
            isExpired: { approvals.isExpired($0) }, executor: await signers.executor(users), patience: patience,
            command: { "prov approve \(log.id) \(ShellText.word($0.step))\(hint)" })
    }

    /// The signers of then who are listed today; `nil` where the run was opened without any.
    private static func stillHolding(_ rules: RunRules, _ today: AllowedSigners?, _ log: RunLog) throws(CommandFailure)
        -> AllowedSigners?
    {
        guard let then = rules.signers else { return nil }
        if let today, today.text?.bytes == then.bytes { return today }
        let folder = ApprovalFolder(run: log.directory).path
        Files.makeFoldersIfPossible(folder)
        let path = "\(folder)/allowed_signers"
        try TextFile.write(Array(RunRules.signers(then: then, now: today?.text ?? "").utf8), to: path)
        return AllowedSigners(path: path)
    }

    private func isExpired(_ request: ApprovalRequest) -> Bool {
        guard let end = Timestamp.milliseconds(request.expires) else { return true }
        return clock.wallMilliseconds() >= end
    }

    /// What was asked before holds as long as it says the very same of everything but its own nonce and times.
    private func request(_ asked: ApprovalRequest, holds: Duration) throws(ApprovalTrouble) -> (
        request: ApprovalRequest, voided: String?
    ) {
        var asked = asked
        // A resumed run may call it by another path.
        asked.runbook = Files.resolved(asked.runbook)
        var voided: String?
        if let text = folder.request(of: asked.step) {
            if let before = ApprovalRequest(text: text) {
                var same = asked
                (same.nonce, same.requested, same.expires, same.executor) = (
                    before.nonce, before.requested, before.expires, before.executor
                )
                if same == before, !isExpired(before) { return (before, nil) }
                voided =
                    before.digest != asked.digest
                    ? "the runbook, its inputs, its policy or its hosts have changed since \(before.requested)"
                    : same != before ? "it does not match what would run" : "it expired at \(before.expires)"
            } else {
                voided = "\(folder.requestPath(asked.step)) was changed"
            }
        }
        var request = asked
        let now = clock.wallMilliseconds()
        request.nonce = nonce()
        request.requested = Timestamp.text(milliseconds: now)
        request.expires = Timestamp.text(milliseconds: now + Int(holds.seconds * 1000))
        try folder.put(request)
        return (request, voided)
    }

    private func verified(_ answers: [ApprovalFolder.Answer], _ request: ApprovalRequest) async throws -> [SignedAnswer]
    {
        var verified: [SignedAnswer] = []
        for answer in answers { verified.append(try await RunApprovals.verify(answer, request, signers)) }
        return verified
    }

    /// An answer as the `allowed_signers` file lets it count.
    static func verify(_ answer: ApprovalFolder.Answer, _ request: ApprovalRequest, _ signers: AllowedSigners)
        async throws -> SignedAnswer
    {
        let hash = ContentHash.hex(Array(request.text.utf8))
        let text = answer.denial.map { ApprovalRequest.denial($0.reason, hash: hash) } ?? request.text
        do {
            return try await SSHSignature.verify(
                text, signature: answer.signature, denial: answer.denial?.reason, against: signers)
        } catch let failure as CommandFailure { throw ApprovalTrouble(message: failure.message) }
    }
}
