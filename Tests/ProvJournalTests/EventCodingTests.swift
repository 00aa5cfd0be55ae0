import FoundationEssentials
import ProvRunbook
import Testing

@testable import ProvChecks
@testable import ProvJournal
@testable import ProvText

@Suite struct EventCodingTests {
    static let events: [Event] = {
        var opened = RunOpened.example("01JD0000000000000000000000")
        opened.gitCommit = "deadbeef"
        opened.gitDirty = true
        opened.kind = "setup"
        opened.purpose = "CHG-1 \"quoted\"\n"
        opened.loginUser = "ada"
        opened.toolDigest = "00"
        opened.undoes = "01JC"
        opened.rtoSeconds = 3600
        opened.rpoSeconds = 0.5
        opened.storeCheckpoint = StoreCheckpoint(size: 3, root: "ff")
        opened.isDrill = true
        opened.claimedUser = "bob"
        opened.rules = "ee"
        opened.signers = SignersRecorded(path: "/srv/allowed_signers", digest: "ab", commit: "c0ffee", isChanged: true)
        var outage = PlanRecorded.Entry.example("cut")
        outage.beginsOutage = true
        opened.inventory = ["/srv/hosts.ini", "web1,web2"]
        opened.limit = "web:!web3"
        opened.hostParameters = ["web1": ["port": "80"], "web2": ["port": "81", "zone": "b"]]
        var signedApproval = ApprovalEvent(action: .voided, step: "gate", digest: "d", note: "changed")
        (signedApproval.request, signedApproval.key, signedApproval.rule) = ("aa", "SHA256:k", "kept")
        signedApproval.principals = ["eve", "oncall"]
        signedApproval.identity = "login 1000"
        var resumed = RunResumed(
            lastHash: "aa", tornBytes: 17, user: "ada", toolVersion: "0.2", inDoubt: ["one on local"], mode: .rollback)
        (resumed.machine, resumed.loginUser, resumed.claimedUser) = ("host", "ada", "bob")
        var following = StepSettled(step: "restart", host: "local", state: .proven, of: .run)
        following.followed = [
            FollowedChange(step: "conf"), FollowedChange(step: "unit", run: "01JC"),
            FollowedChange(step: nil, run: "01JB"),
        ]
        var unfollowed = StepSettled(step: "note", host: "local", state: .skipped, reason: "no change", of: .noUndo)
        unfollowed.followed = []
        var shared = StepSettled(step: "note", host: "local", state: .done, reason: "another run's", of: .shared)
        shared.undoneIn = "01JD"
        shared.followers = ["after"]
        return [
            .runOpened(opened), .runOpened(.example("01JD0000000000000000000000")),
            .plan(
                PlanRecorded(entries: [
                    .example("one", proves: ["port 1"]),
                    .example("two", hosts: ["a", "b"], leftOut: .other("--only"), isUndoable: true),
                ])),
            .plan(PlanRecorded(entries: [outage])),
            .plan(
                PlanRecorded(
                    entries: [
                        .notAmongOnly, .beforeFrom("two"), .noTag(["a", "b"]), .onlyWhenNamed,
                        .conditionFalse("os == 1"), .outsideLimit,
                    ].map { .example("one", leftOut: $0) })),
            .plan(PlanRecorded(entries: [])),
            .plan(
                PlanRecorded(
                    entries: [.example("two", leftOut: .otherVariant(group: "install", own: "yarn", taken: "npm"))],
                    alternatives: [
                        .init(
                            group: "install", variants: ["npm", "yarn"], taken: "npm", reason: .program, about: "npm"),
                        .init(group: "start", variants: ["macos"], taken: nil, reason: .byHost, about: nil),
                    ])),
            .toolHashed(ToolHashed(version: "0.1", digest: "ab")),
            .hostSeen(
                HostSeen(
                    host: "local", transport: "local", system: "debian 12", bootID: "b", machineHash: "m", shell: "bash"
                )),
            .hostSeen(HostSeen(host: "x", transport: "ssh", system: "", bootID: nil, machineHash: nil, shell: "sh")),
            .approval(ApprovalEvent(action: .requested, step: "gate", digest: "d")),
            .approval(
                ApprovalEvent(action: .granted, step: "gate", digest: "d", approver: "eve", signature: "s", note: "n")),
            .approval(ApprovalEvent(action: .denied, step: "gate", digest: "d", approver: "eve")),
            .approval(signedApproval),
            .stepIntended(
                StepIntended(
                    key: .example(), command: "echo 'ü\t\u{1}'", interpreter: "shell", timeoutSeconds: 1800,
                    isIdempotent: true,
                    wantedExit: 3, isJudgedFurther: true, undoData: "{\"mode\":420}")),
            .stepIntended(StepIntended(key: .example("a", host: "h", .undo, 7), command: "", interpreter: "python3")),
            .stepStarted(StepStarted(key: .example(), pid: 4711)),
            .serverSeen(
                ServerSeen(key: .example(), pid: 4711, program: "python3", address: "127.0.0.1:8000", seconds: 10)),
            .stepExited(
                StepExited(
                    key: .example(), ending: .exit(0), detail: "line 2", seconds: 0.125, survivors: ["sleep (12)"])),
            .stepExited(
                StepExited(
                    key: .example(), ending: .exit(1),
                    failed: CommandPlace(file: "setup.md", line: 12, column: 3, text: "grep x"), seconds: 1)),
            .stepExited(
                StepExited(
                    key: .example(), ending: .exit(1), failed: CommandPlace(file: "a.md", line: nil, text: "f"),
                    seconds: 1)),
            .stepExited(StepExited(key: .example(.init("b"), host: "h", .check, 2), ending: .timeout, seconds: 3)),
            .stepExited(
                StepExited(key: .example(), ending: .lost, detail: "gone", seconds: 3, keptIn: "prov.a.b.1-2.c")),
            .stepSettled(StepSettled(step: "one", host: "local", state: .inDoubt, reason: "killed")),
            .stepSettled(StepSettled(step: "one", host: "local", state: .notReached)),
            .stepSettled(following),
            .stepSettled(unfollowed),
            .stepSettled(shared),
            .stateSaved(StateSaved(step: "one", host: "local", length: 3, hash: "aa", inline: "x=1")),
            .stateSaved(StateSaved(step: "one", host: "local", length: 30_000, hash: "aa", inline: nil)),
            .stateSaved(
                StateSaved(
                    step: "one", host: "local", length: 3, hash: "aa", inline: "x=1",
                    withheld: [
                        WithheldVariable(name: "TOKEN", isExported: true, proof: "bb"),
                        WithheldVariable(name: "passwd", isExported: false, proof: nil),
                    ])),
            .output(
                OutputStored(
                    key: .example(), stream: "stdout", length: 2, hash: "aa", maskHits: 1, lines: 1, inline: "a\n")),
            .output(
                OutputStored(
                    key: .example(), stream: "stderr", length: 9000, hash: "aa", maskHits: 0, lines: 90, inline: nil,
                    isWithheld: true,
                    storedLength: 4000, storedHash: "bb")),
            .output(
                OutputStored(
                    key: .example(), stream: "stdout", length: 2, hash: "aa", maskHits: 0, lines: 1, inline: "b\n",
                    isAfterEnd: true)),
            .backgroundEnded(BackgroundEnded(key: .example(), pid: 4712, ending: .signal(9), seconds: 2.5)),
            .backgroundEnded(
                BackgroundEnded(key: .example(), pid: 4713, ending: .lost, detail: "the shell ended", seconds: 2)),
            .checkEvaluated(
                CheckEvaluated(
                    step: "one", host: "local", moment: .after, summary: "port", result: .pass, wanted: "1", found: "1")
            ),
            .checkEvaluated(
                CheckEvaluated(
                    step: "one", host: "local", moment: .expect, summary: "output", result: .fail, wanted: "1",
                    found: "2", difference: "-1\n+2\n")),
            .captured(Captured(name: "ID", value: "42", step: "one", host: "local")),
            .captured(
                Captured(name: "PASSWORD", value: "[masked:PASSWORD]", step: "one", host: "local", proof: "ab12")),
            .deviation(
                Deviation(kind: .skip, step: "one", host: "local", user: "ada", reason: "known", evidence: "ee")),
            .deviation(Deviation(kind: .lockBroken, user: "ada", reason: "stale")),
            .deviation(
                Deviation(
                    kind: .fix(pattern: "in use", after: "exit code 1"), step: "one", host: "local", user: "ada",
                    reason: "applied the fix for /in use/ after: exit code 1")),
            .deviation(Deviation(kind: .other("of-later"), user: "ada", reason: "")),
            .runInterrupted(RunInterrupted(cause: "signal")),
            .runResumed(
                RunResumed(
                    lastHash: "aa", tornBytes: 17, user: "ada", toolVersion: "0.2", inDoubt: ["one on local"],
                    mode: .rollback)),
            .runResumed(resumed),
            .auditFailure(AuditFailure(what: "gap")),
            .redactionSummary(RedactionSummary(hits: ["A": 1, "B": 2], forms: ["A raw": 1], occurrencesLeft: 0)),
            .redactionSummary(
                RedactionSummary(
                    hits: ["A": 1], occurrencesLeft: 3, places: ["journal-0001.jsonl": 1, "outputs/aa": 2])),
            .redactionSummary(RedactionSummary(hits: [:])),
            .runClosed(
                RunClosed(
                    verdict: .proven, planned: 2, executed: 1, satisfied: 1, skipped: 0, failed: 0, seconds: 1.5,
                    merkleRoot: "ab")),
            .stepExited(leaving),
        ]
    }()

    private static let leaving: StepExited = {
        var exited = StepExited(key: .example(), ending: .running, seconds: 0.5)
        exited.left = [4711, 4712]
        return exited
    }()

    @Test(arguments: events) func comesBackAsItWas(_ event: Event) throws {
        let text = event.payload.text()
        #expect(try Event(type: event.type, payload: JSON(parsing: text)) == event)
    }

    /// With PROV_RECORD=1 the golden file is written anew, which never passes. Only lines may be added to it.
    @Test func theStoredBytesStay() throws {
        let path = "\(packageRoot())/Tests/Corpus/events.txt"
        let text = Self.events.map { "\($0.type.rawValue) \($0.payload.text())\n" }.joined()
        if ProcessInfo.processInfo.environment["PROV_RECORD"] != nil {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            Issue.record("recorded events.txt; look at it, then run again without PROV_RECORD")
        } else {
            let stored = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            for (stored, now) in zip(stored.split(separator: "\n"), text.split(separator: "\n")) {
                #expect(stored == now)
            }
            #expect(stored.count == text.count)
        }
    }

    @Test func everyTypeIsTried() {
        #expect(Set(Self.events.map(\.type)) == Set(EventType.allCases))
    }

    @Test func everyMemberIsTried() {
        for type in EventType.allCases {
            // Approvals of all kinds have the same members.
            let family = type.rawValue.hasPrefix("approval.") ? "approval." : type.rawValue
            let payloads = Self.events.filter { $0.type.rawValue.hasPrefix(family) }.map(\.payload)
            for member in type.form.members() {
                #expect(payloads.contains { $0[member.key] != nil }, "\(type.rawValue) \(member.key)")
            }
        }
    }

    @Test(arguments: events) func aMemberIsOptionalOrMissed(_ event: Event) throws {
        let members = try #require(event.payload.members)
        // Written for other readers.
        for member in event.type.form.members() where member.key != "format" {
            let payload = JSON.object(members.filter { $0.key != member.key })
            if member.isOptional {
                #expect(throws: Never.self) { try Event(type: event.type, payload: payload) }
            } else {
                #expect(throws: PayloadError(key: member.key)) { try Event(type: event.type, payload: payload) }
            }
        }
    }

    @Test(arguments: events) func extraMembersAreIgnored(_ event: Event) throws {
        guard case .object(var members) = event.payload else { return }
        members.append(.init("from-the-future", ["x": [1, 2]]))
        #expect(try Event(type: event.type, payload: .object(members)) == event)
    }

    @Test func aMissingMemberIsNamed() {
        #expect(throws: PayloadError(key: "pid")) {
            try Event(type: .stepStarted, payload: ["step": "a", "host": "b", "action": "run", "attempt": 1])
        }
        #expect(throws: PayloadError(key: "title")) { try Event(type: .plan, payload: ["entries": [["step": "a"]]]) }
        #expect(throws: PayloadError(key: "state")) {
            try Event(type: .stepSettled, payload: ["step": "a", "host": "b", "state": "from-the-future"])
        }
    }
}
