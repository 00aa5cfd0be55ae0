import ProvRunbook
import ProvText

extension RunOpened: Record {
    static var blank: RunOpened {
        RunOpened(
            run: "", mode: .run, runbook: "", title: "", runbookDigest: "", environment: "", user: "", machine: "",
            toolVersion: "")
    }
    static let fields: [Field<RunOpened>] = [
        .written("format", { _ in JournalLine.format }, "the version of the stored form"),
        .member("run", \.run, "the run's id, a ULID"),
        .member("mode", \.mode, "what the run does"),
        .member("runbook", \.runbook, "the runbook's path"),
        .member("title", \.title, "the runbook's title"),
        .member("digest", \.runbookDigest, "SHA-256 of the bytes of the runbook and its includes, hex"),
        .member("commit", \.gitCommit, "the git commit of the runbook"),
        .member("dirty", \.gitDirty, "whether the runbook differs from that commit"),
        .member("environment", \.environment, "the environment"),
        .member("parameters", \.parameters, "the inputs by name, masked reversibly"),
        .member("kind", \.kind, "`kind` of the front matter"),
        .member("purpose", \.purpose, "the reason or change ticket of `--reason`"),
        .member("user", \.user, "the account, as the kernel knows it"),
        .member("login", \.loginUser, "the login uid of the audit subsystem, which survives `sudo`"),
        .member("machine", \.machine, "the name of the machine that prov runs on"),
        .member("version", \.toolVersion, "the version of prov"),
        .member("binary", \.toolDigest, "SHA-256 of prov's binary in older records; newer ones have `tool`"),
        .member("undoes", \.undoes, "of a rollback: the run it undoes"),
        .member("rto", \.rtoSeconds, "the recovery time objective, seconds"),
        .member("rpo", \.rpoSeconds, "the recovery point objective, seconds"),
        .member("inventory", \.inventory, "where the hosts come from: paths, or a list of names"),
        .member("limit", \.limit, "the pattern of `--limit`"),
        .member("claimed", \.claimedUser, "what `$SUDO_USER` said: a claim, which decides nothing"),
        .member("rules", \.rules, "hash of the rules that the run is held to, kept with its outputs"),
        .member("drill", \.isDrill, "a drill: steps run although their check passes, and a missed objective fails it"),
        .member("signers", \.signers, "the `allowed_signers` file, where something has to be approved"),
        .member("host-parameters", \.hostParameters, "inputs that differ by host, by host and name"),
        .member("store", \.storeCheckpoint, "the store's log as it was before this run"),
    ]
}

extension SignersRecorded: Record {
    static var blank: SignersRecorded { SignersRecorded(path: "", digest: "") }
    static let fields: [Field<SignersRecorded>] = [
        .member("path", \.path, "the path of the file"),
        .member("digest", \.digest, "SHA-256 of its bytes, hex"),
        .member("commit", \.commit, "the commit that changed it last"),
        .member("changed", \.isChanged, "whether it differs from that commit"),
    ]
}

extension StoreCheckpoint: Record {
    static var blank: StoreCheckpoint { StoreCheckpoint(size: 0, root: "") }
    static let fields: [Field<StoreCheckpoint>] = [
        .member("size", \.size, "how many entries the log had"),
        .member("root", \.root, "the Merkle root over them, hex"),
    ]
}

extension PlanRecorded: Record {
    static var blank: PlanRecorded { PlanRecorded(entries: []) }
    static let fields: [Field<PlanRecorded>] = [
        .member("entries", \.entries, "the steps"),
        .member("alternatives", \.alternatives, absent: [], "groups of variants of which one is taken"),
    ]
}

extension PlanRecorded.Alternative: Record {
    static var blank: PlanRecorded.Alternative {
        .init(group: "", variants: [], taken: nil, reason: .first, about: nil)
    }
    static let fields: [Field<PlanRecorded.Alternative>] = [
        .member("group", \.group, "its name"),
        .member("variants", \.variants, "the names of its variants"),
        .member("taken", \.taken, "the variant that is taken; none if no variant fits, or each host decides"),
        .member("reason", \.reason, "why"),
        .member("about", \.about, "the system or the program that decided"),
    ]
}

extension PlanRecorded.Entry: Record {
    static var blank: PlanRecorded.Entry {
        .init(
            step: "", title: "", section: [], kind: .step, phase: .main, hosts: [], needs: [], file: "", line: 0,
            endLine: 0, digest: "", command: "", proves: [], leftOut: nil)
    }
    static let fields: [Field<PlanRecorded.Entry>] = [
        .member("step", \.step, "the step's name"),
        .member("title", \.title, "the step's title"),
        .member("section", \.section, "headings above it, outermost first"),
        .member("kind", \.kind, "what it is"),
        .member("phase", \.phase, "when it runs"),
        .member("hosts", \.hosts, "where it runs"),
        .member("needs", \.needs, "the steps it needs"),
        .member("file", \.file, "the file it is written in"),
        .member("line", \.line, "its first line"),
        .member("end", \.endLine, "its last line"),
        .member("digest", \.digest, "SHA-256 of its text and options, hex"),
        .member("command", \.command, "what it runs, masked"),
        .member("proves", \.proves, "one line for each thing that verifies it"),
        leftOut,
        .member("undo", \.isUndoable, "whether a rollback can undo it: it has an undo, or writes a file"),
        .member("outage", \.beginsOutage, "whether the outage that the run recovers from begins with it"),
        .member("template", \.template, "the step in the runbook, of a step that is there for each item of a list"),
        .member("item", \.item, "the item that the step is for"),
    ]

    /// Older journals keep the sentence alone.
    private static let leftOut = Field<PlanRecorded.Entry>(
        members: [
            StoredMember(key: "left-out", kind: "text", isOptional: true, meaning: "why it is skipped, as a sentence"),
            StoredMember(
                key: "left-out-by", kind: "`only`, `from`, `tags`, `named`, `when`, `limit`, `variant`, `empty`",
                isOptional: true,
                meaning: "the same as a word"),
            StoredMember(
                key: "left-out-names", kind: [String].kind, isOptional: true, meaning: "what that word refers to"),
        ],
        write: { entry, members in
            guard let leftOut = entry.leftOut else { return }
            members.append(.init("left-out", .string(leftOut.storedSentence)))
            let (word, names) = leftOut.stored
            guard !word.isEmpty else { return }
            members.append(.init("left-out-by", .string(word)))
            if let names = names.stored { members.append(.init("left-out-names", names)) }
        },
        read: { entry, payload in
            entry.leftOut = try payload.word("left-out").map {
                LeftOut(
                    sentence: $0, word: payload.word("left-out-by"),
                    names: try payload.member("left-out-names") ?? [])
            }
        })
}

extension HostSeen: Record {
    static var blank: HostSeen {
        HostSeen(host: "", transport: "", system: "", bootID: nil, machineHash: nil, shell: "")
    }
    static let fields: [Field<HostSeen>] = [
        .member("host", \.host, "the host's name"),
        .member("transport", \.transport, "how it is reached"),
        .member("system", \.system, "its operating system"),
        .member("boot", \.bootID, "the kernel's boot id"),
        .member("machine", \.machineHash, "keyed hash of its machine id"),
        .member("shell", \.shell, "the shell that runs the steps"),
    ]
}

extension ApprovalEvent: Record {
    static var blank: ApprovalEvent { ApprovalEvent(action: .requested, step: "", digest: "") }
    static let fields: [Field<ApprovalEvent>] = [
        .member("step", \.step, "the gate"),
        .member("digest", \.digest, "the digest of what is approved"),
        .member("approver", \.approver, "the first principal of the key, or who sat at the terminal"),
        .member("signature", \.signature, "the SSH signature, namespace `prov-approve`"),
        .member("note", \.note, "the reason of a denial, or why the approval is void"),
        .member("request", \.request, "SHA-256 of the signed text, which is kept with the outputs"),
        .member("principals", \.principals, "all that the key's line in `allowed_signers` lists"),
        .member("key", \.key, "the key's fingerprint"),
        .member("rule", \.rule, "what the separation of duties said"),
        .member("identity", \.identity, "the person or account that approvals are counted by"),
    ]
}

extension Captured: Record {
    static var blank: Captured { Captured(name: "", value: "", step: "", host: "") }
    static let fields: [Field<Captured>] = [
        .member("name", \.name, "the variable"),
        .member("value", \.value, "its value, masked reversibly"),
        .member("step", \.step, "the step it was captured from"),
        .member("host", \.host, "the host of that step"),
        .member("proof", \.proof, "a keyed hash of a value that is masked because the variable's name says secret"),
    ]
}

extension Deviation: Record {
    static var blank: Deviation { Deviation(kind: .skip, user: "", reason: "") }
    static let fields: [Field<Deviation>] = [
        Field(
            members: [StoredMember(key: "kind", kind: "text", isOptional: false, meaning: DeviationKind.allWords)],
            write: { deviation, members in members.append(.init("kind", .string(deviation.kind.word))) },
            read: { deviation, payload in
                guard let word = payload.word("kind") else { throw PayloadError(key: "kind") }
                deviation.kind = DeviationKind(
                    word: word, pattern: payload.word("pattern"), after: payload.word("after"),
                    reason: payload.word("reason") ?? "")
            }),
        .member("step", \.step, "the step"),
        .member("host", \.host, "the host"),
        .member("user", \.user, "who decided it"),
        .member("reason", \.reason, "why"),
        .member("evidence", \.evidence, "SHA-256 of an evidence file, which is kept with the outputs"),
        .written("pattern", \.kind.fix?.pattern, "of a fix: the pattern that was found"),
        .written("after", \.kind.fix?.after, "of a fix: the failure it was found in"),
    ]
}

extension ToolHashed: Record {
    static var blank: ToolHashed { ToolHashed(version: "", digest: "") }
    static let fields: [Field<ToolHashed>] = [
        .member("version", \.version, "the version of prov"),
        .member("binary", \.digest, "SHA-256 of its binary, hex"),
    ]
}

extension RunInterrupted: Record {
    static var blank: RunInterrupted { RunInterrupted(cause: "") }
    static let fields: [Field<RunInterrupted>] = [
        .member("cause", \.cause, "`signal`, `stopped`, `disk-full` or a sentence")
    ]
}

extension RunResumed: Record {
    static var blank: RunResumed {
        RunResumed(lastHash: "", tornBytes: 0, user: "", toolVersion: "", inDoubt: [])
    }
    static let fields: [Field<RunResumed>] = [
        .member("last", \.lastHash, "`h` of the last line that was found whole"),
        .member("torn", \.tornBytes, "bytes of a torn tail that were set aside"),
        .member("user", \.user, "the account, as the kernel knows it"),
        .member("version", \.toolVersion, "the version of prov"),
        .member("in-doubt", \.inDoubt, "what is in doubt"),
        .member("mode", \.mode, absent: .run, isWritten: true, "what this segment does"),
        .member("machine", \.machine, "the name of the machine that prov runs on"),
        .member("login", \.loginUser, "the login uid of the audit subsystem"),
        .member("claimed", \.claimedUser, "what `$SUDO_USER` said"),
    ]
}

extension AuditFailure: Record {
    static var blank: AuditFailure { AuditFailure(what: "") }
    static let fields: [Field<AuditFailure>] = [
        .member("what", \.what, "what does not fit")
    ]
}

extension RedactionSummary: Record {
    static var blank: RedactionSummary { RedactionSummary(hits: [:]) }
    static let fields: [Field<RedactionSummary>] = [
        .member("hits", \.hits, "hits by secret"),
        .member("forms", \.forms, "hits by secret and form"),
        .member("left", \.occurrencesLeft, "how many a last search of everything recorded still found"),
        .member("places", \.places, "in which files of the run, and how often in each"),
    ]
}

extension RunClosed: Record {
    static var blank: RunClosed {
        RunClosed(verdict: .done, planned: 0, executed: 0, satisfied: 0, skipped: 0, failed: 0, seconds: 0)
    }
    static let fields: [Field<RunClosed>] = [
        .member("verdict", \.verdict, "the verdict"),
        .member("planned", \.planned, "how many steps were due, host by host"),
        .member("executed", \.executed, "those of which something was run"),
        .member("satisfied", \.satisfied, "those whose check already passed"),
        .member("skipped", \.skipped, "those that were skipped"),
        .member("failed", \.failed, "those that failed"),
        .member("seconds", \.seconds, "how long the segment took"),
        .member("root", \.merkleRoot, "the Merkle root over all lines before this one, hex"),
    ]
}
