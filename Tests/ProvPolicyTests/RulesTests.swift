import ProvJournal
import ProvPolicy
import ProvRunbook
import Testing

/// The rules a run was opened with, the people it counts, the environments there are.
@Suite struct RulesTests {
    private static var rules: RunRules {
        var policy = EnvironmentPolicy()
        (policy.approvers, policy.approvals, policy.after) = ("oncall, boss", 2, ["staging"])
        (policy.windows, policy.onFailure, policy.provenWithin) = (["Mon-Fri 09:00-17:00 UTC"], .undo, .seconds(3600))
        return RunRules(
            environment: "production", policy: policy,
            signers: "ada,oncall ssh-ed25519 AAAA\nbob,oncall ssh-ed25519 BBBB\n",
            hosts: [.init(name: "h2", reached: "ssh h2"), .init(name: "h1", reached: "ssh root@10.0.0.1 port 22")])
    }

    @Test("rules read back what they wrote", arguments: [false, true], [false, true])
    func reading(verify: Bool, committed: Bool) {
        var rules = Self.rules
        (rules.policy.gatesVerify, rules.policy.needsCommittedSigners) = (verify, committed)
        #expect(RunRules(text: Array(rules.text.utf8)) == rules)
    }

    @Test("every edit of the rules changes their text and is named", arguments: 0..<10)
    func everyEditIsSeen(_ edit: Int) {
        var changed = Self.rules
        switch edit {
        case 0: changed.policy.approvals = 0
        case 1: changed.policy.approvers = "eve"
        case 2: changed.policy.after = []
        case 3: changed.policy.windows = []
        case 4: changed.policy.onFailure = nil
        case 5: changed.signers = (changed.signers ?? "") + "eve@x,oncall ssh-ed25519 EEEE\n"
        case 6: changed.signers = nil
        case 7: changed.policy.gatesVerify = true
        case 8: changed.policy.needsCommittedSigners = true
        default: changed.hosts[0].reached = "ssh root@10.0.0.9 port 2222"
        }
        #expect(changed.text != Self.rules.text)
        #expect(changed.changes(since: Self.rules).count == 1)
    }

    @Test("an edit that only Unicode calls none is one")
    func anotherForm() {
        for change in 0..<3 {
            var (then, now) = (Self.rules, Self.rules)
            (then.policy.approvers, then.policy.after, then.hosts[0].reached) = ("\u{E9}", ["\u{E9}"], "\u{E9}")
            (now.policy.approvers, now.policy.after, now.hosts[0].reached) = ("\u{E9}", ["\u{E9}"], "\u{E9}")
            switch change {
            case 0: now.policy.approvers = "e\u{301}"
            case 1: now.policy.after = ["e\u{301}"]
            default: now.hosts[0].reached = "e\u{301}"
            }
            #expect(now.changes(since: then).count == 1)
        }
    }

    @Test func onlyKeysOfThenThatAreListedTodayCount() {
        let then = "ada,oncall ssh-ed25519 AAAA\nbob,oncall ssh-ed25519 BBBB\n"
        #expect(RunRules.signers(then: then, now: then + "eve,oncall ssh-ed25519 EEEE\n") == then)
        #expect(RunRules.signers(then: then, now: "bob,oncall ssh-ed25519 BBBB\n") == "bob,oncall ssh-ed25519 BBBB\n")
        #expect(RunRules.signers(then: then, now: "ada,oncall,dba ssh-ed25519 AAAA\n").isEmpty)
    }

    @Test(
        "what stands behind a sign that only Unicode calls a line end is no line of today's file",
        arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"])
    func signerInCommentCountsForNothing(end: String) {
        let then = "bob,oncall ssh-ed25519 BBBB\n"
        #expect(RunRules.signers(then: then, now: "# removed:\(end)bob,oncall ssh-ed25519 BBBB\n").isEmpty)
    }

    @Test("a signer in another Unicode form is another signer")
    func signerInAnotherForm() {
        let (composed, decomposed) = ("ren\u{E9},oncall ssh-ed25519 AAAA\n", "rene\u{301},oncall ssh-ed25519 AAAA\n")
        #expect(RunRules.signers(then: composed, now: decomposed).isEmpty)
        #expect(RunRules.signers(then: composed, now: composed).utf8.elementsEqual(composed.utf8))
    }

    private func granted(_ name: String, _ identity: String?) -> ApprovalEvent {
        var event = ApprovalEvent(action: .granted, step: "gate", digest: "d", approver: name)
        event.identity = identity
        return event
    }

    @Test("one account under several names is one approval")
    func identitiesAreCounted() {
        #expect(
            ApprovalTally([granted("bob as root", "uid:0"), granted("carol as root", "uid:0")], digest: "d").count == 1)
        #expect(ApprovalTally([granted("bob", "uid:7"), granted("bob", "uid:8")], digest: "d").count == 2)
        #expect(ApprovalTally([granted("bob", nil), granted("bob", nil)], digest: "d").count == 1)
    }

    @Test("a denial, a change and a voided request take back what was approved")
    func whatTakesBack() {
        let bob = granted("bob", "uid:7")
        for action in [ApprovalAction.denied, .voided] {
            #expect(
                ApprovalTally([bob, ApprovalEvent(action: action, step: "gate", digest: "d")], digest: "d").count == 0)
        }
        #expect(ApprovalTally([bob], digest: "another").count == 0)
    }

    @Test("an environment that nothing knows is refused", arguments: ["prodution", "Production", "x"])
    func unknownEnvironment(_ name: String) {
        let book = runbook("---\npolicy: {production: {approvers: oncall, approvals: 2}}\n---\n# T\n")
        #expect(throws: EnvironmentNames.Unknown.self) {
            try EnvironmentNames(places: ["lab"], runbooks: [book]).check(name)
        }
    }

    @Test("what is declared anywhere is known", arguments: ["local", "lab", "production"])
    func knownEnvironment(_ name: String) throws {
        let book = runbook("---\npolicy: {production: {approvers: oncall, approvals: 2}}\n---\n# T\n")
        try EnvironmentNames(places: ["lab"], runbooks: [book]).check(name)
    }

    @Test func aNameIsRefusedWhereNothingIsDeclared() {
        #expect(throws: EnvironmentNames.Unknown(near: nil, known: [])) {
            try EnvironmentNames(places: [], runbooks: []).check("production")
        }
        #expect(throws: Never.self) {
            try EnvironmentNames(places: [], runbooks: []).check("production", hasInventory: true)
        }
    }

    @Test func overridesNeedAReason() {
        let broken = [RuleFinding(name: "policy:windows", wanted: "w", found: "f", advice: "wait")]
        #expect(RulesVerdict([], override: nil, environment: "p") == .kept)
        #expect(RulesVerdict(broken, override: "now", environment: "p") == .overridden(["p requires w; f: now"]))
        for none in [nil, "", "  "] as [String?] {
            if case .forbidden = RulesVerdict(broken, override: none, environment: "p") {
            } else {
                Issue.record("an empty reason overrides")
            }
        }
    }
}
