import ProvJournal
import ProvPolicy
import ProvRunbook

/// A gate whose approvals are signatures: asks, reads what was answered, waits where somebody wants to.
struct SignedApproval: Sendable {
    let runner: StepRunner
    let gate: ApprovalGate
    let source: ApprovalSource

    private var context: RunContext { runner.context }
    private var memory: RunMemory { runner.run.memory }
    private var name: String { runner.step.id.rawValue }

    /// How long a request holds, at a gate without `timeout`.
    private static let validity: Duration = .seconds(24 * 3600)
    private static let pause: Duration = .seconds(1)

    func decide() async throws -> StepRunner.StateAndReason {
        do {
            let asked = ApprovalRequest(runner.planned, gate, run: runner.run)
            let (request, voided) = try await source.request(
                asked, runner.step.options.timeout ?? SignedApproval.validity)
            if let voided { try await void(voided) }
            try await note(request)
            return try await outcome(of: request)
        } catch let trouble as ApprovalTrouble {
            return (.pending, trouble.message)
        }
    }

    /// What was approved before is not what would run now.
    private func void(_ reason: String) async throws {
        var event = ApprovalEvent(action: .voided, step: name, digest: runner.run.digest, note: reason)
        event.rule = await memory.approvals(of: runner.step.id).isEmpty ? nil : "earlier approvals no longer count"
        try await runner.record(event)
        context.observe(.remark("the request for approval of \(name) is void: \(reason)"))
    }

    private func note(_ request: ApprovalRequest) async throws {
        let hash = context.log.contentHash(Array(request.text.utf8))
        guard await !memory.approvals(of: runner.step.id).contains(where: { $0.request == hash }) else { return }
        var event = ApprovalEvent(
            action: .requested, step: name, digest: request.digest, note: "until \(request.expires)")
        event.request = try context.log.store(Array(request.text.utf8))
        try await runner.record(event)
    }

    /// Reads the answers again and again, for as long as somebody wants to wait.
    private func outcome(of request: ApprovalRequest) async throws -> StepRunner.StateAndReason {
        let begun = ContinuousClock.now
        var patience: Duration?
        var isAsked = false
        var told: Set<String> = []
        while true {
            if source.isExpired(request) {
                return (
                    .pending,
                    "the request expired at \(request.expires) without enough approvals; a resumed run makes a new request"
                )
            }
            let (word, approvers) = try await tally(request, &told)
            if let word { return word }
            if !isAsked {
                isAsked = true
                try runner.context.log.flush()
                patience = await context.decider.waits(
                    for: ApprovalQuestion(
                        request: request, approvers: approvers, command: source.command(request),
                        patience: source.patience))
                if patience != nil {
                    context.observe(
                        .remark("\(name) waits for \(missing(approvers)); to approve: \(source.command(request))"))
                }
            }
            let waited = ContinuousClock.now - begun
            guard let limit = patience, waited < limit, !runner.run.isStopping else {
                return (
                    .pending,
                    """
                    \(approvers.count) of \(gate.count) approvals\(by(approvers)); \(missing(approvers)) must \
                    approve: \(source.command(request))
                    """
                )
            }
            do { try await context.sleep(min(SignedApproval.pause, limit - waited)) } catch { patience = nil }
        }
    }

    private func by(_ approvers: [String]) -> String {
        approvers.isEmpty ? "" : " (\(approvers.joined(separator: ", ")))"
    }

    private func missing(_ approvers: [String]) -> String {
        let count = gate.count - approvers.count
        return count == 1 ? "one of \(gate.approvers)" : "\(count) of \(gate.approvers)"
    }

    /// Counts persons, not signatures.
    private func tally(_ request: ApprovalRequest, _ told: inout Set<String>) async throws -> (
        StepRunner.StateAndReason?, approvers: [String]
    ) {
        let rule = ApprovalRule(approvers: gate.approvers, executor: source.executor)
        let hash = context.log.contentHash(Array(request.text.utf8))
        var persons: [String] = []
        for answer in try await source.answers(request) {
            switch rule.judge(answer) {
            case .refused(let why):
                if told.insert(answer.signature).inserted {
                    context.observe(.remark("an approval of \(name) does not count: \(why)"))
                }
            case .counts(let person, let found):
                try await keep(answer, person: person, rule: found, request, hash: hash)
                if let reason = answer.denial { return ((.failed, "approval denied by \(person): \(reason)"), persons) }
                if !persons.contains(person) { persons.append(person) }
            }
        }
        guard persons.count >= gate.count else { return (nil, persons) }
        return ((.done, "approved by \(persons.sorted().joined(separator: ", "))"), persons)
    }

    /// Into the record, once.
    private func keep(_ answer: SignedAnswer, person: String, rule: String, _ request: ApprovalRequest, hash: String)
        async throws
    {
        guard await !memory.approvals(of: runner.step.id).contains(where: { $0.signature == answer.signature }) else {
            return
        }
        var event = ApprovalEvent(
            action: answer.denial == nil ? .granted : .denied, step: name, digest: request.digest, approver: person,
            signature: answer.signature, note: answer.denial)
        event.request = hash
        event.principals = answer.principals
        event.key = answer.key
        event.rule = rule
        event.identity = person
        try await runner.record(event)
        if answer.denial == nil { context.observe(.remark("\(person) approved \(name)")) }
    }
}
