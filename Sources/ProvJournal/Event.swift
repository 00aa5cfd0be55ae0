package import ProvRunbook

/// One thing that happened in a run; the vocabulary of the journal. The stored form is documented in
/// docs/reference/journal.md.
///
/// Every text in it is masked before it gets here. What each property means is in `Coding/RunFields.swift` and
/// `Coding/StepFields.swift`, which write it, read it and document it.
package enum Event: Sendable, Equatable {
    case runOpened(RunOpened)
    case plan(PlanRecorded)
    case hostSeen(HostSeen)
    case approval(ApprovalEvent)
    case stepIntended(StepIntended)
    case stepStarted(StepStarted)
    case serverSeen(ServerSeen)
    case stepExited(StepExited)
    case output(OutputStored)
    case backgroundEnded(BackgroundEnded)
    case checkEvaluated(CheckEvaluated)
    /// A step's final word on one host for this segment of the run.
    case stepSettled(StepSettled)
    case stateSaved(StateSaved)
    case captured(Captured)
    case deviation(Deviation)
    /// Which prov writes this segment; comes once its binary is hashed.
    case toolHashed(ToolHashed)
    case runInterrupted(RunInterrupted)
    case runResumed(RunResumed)
    case auditFailure(AuditFailure)
    case redactionSummary(RedactionSummary)
    case runClosed(RunClosed)
}

/// The first line of a journal: what is run, by whom, with which prov, inputs and rules. Written before anything is
/// asked of a host.
package struct RunOpened: Sendable, Equatable {
    package var run: String
    package var mode: RunMode
    package var runbook: String
    package var title: String
    package var runbookDigest: String
    package var gitCommit: String?
    package var gitDirty: Bool
    package var environment: String
    package var parameters: [String: String]
    package var kind: String?
    package var purpose: String?
    package var user: String
    package var loginUser: String?
    package var machine: String
    package var toolVersion: String
    package var toolDigest: String?
    package var undoes: String?
    package var rtoSeconds: Double?
    package var rpoSeconds: Double?
    /// Who the environment of the process says it is (`$SUDO_USER`): a claim, which nothing is decided by.
    package var claimedUser: String?
    package var rules: String?
    package var signers: SignersRecorded?
    /// A drill: steps run although their check holds, and a missed objective makes the run fail.
    package var isDrill = false
    /// The store's log as it was before this run; filled in when the run is created.
    package var storeCheckpoint: StoreCheckpoint?
    package var inventory: [String]
    package var limit: String?
    package var hostParameters: [String: [String: String]]

    package init(
        run: String, mode: RunMode, runbook: String, title: String, runbookDigest: String, gitCommit: String? = nil,
        gitDirty: Bool = false, environment: String, parameters: [String: String] = [:], kind: String? = nil,
        purpose: String? = nil, user: String, loginUser: String? = nil, machine: String, toolVersion: String,
        toolDigest: String? = nil, undoes: String? = nil, rtoSeconds: Double? = nil, rpoSeconds: Double? = nil,
        storeCheckpoint: StoreCheckpoint? = nil, inventory: [String] = [], limit: String? = nil,
        hostParameters: [String: [String: String]] = [:]
    ) {
        self.run = run
        self.mode = mode
        self.runbook = runbook
        self.title = title
        self.runbookDigest = runbookDigest
        self.gitCommit = gitCommit
        self.gitDirty = gitDirty
        self.environment = environment
        self.parameters = parameters
        self.kind = kind
        self.purpose = purpose
        self.user = user
        self.loginUser = loginUser
        self.machine = machine
        self.toolVersion = toolVersion
        self.toolDigest = toolDigest
        self.undoes = undoes
        self.rtoSeconds = rtoSeconds
        self.rpoSeconds = rpoSeconds
        self.storeCheckpoint = storeCheckpoint
        self.inventory = inventory
        self.limit = limit
        self.hostParameters = hostParameters
    }
}

/// An `allowed_signers` file as it was when a run was opened; its text is among the run's rules.
package struct SignersRecorded: Sendable, Equatable {
    package var path: String
    package var digest: String
    package var commit: String?
    package var isChanged: Bool

    package init(path: String, digest: String, commit: String? = nil, isChanged: Bool = false) {
        self.path = path
        self.digest = digest
        self.commit = commit
        self.isChanged = isChanged
    }

    /// Whether git has the file as it is.
    package var isCommitted: Bool { commit != nil && !isChanged }
}

/// The state of the store-wide log: how many entries, and the Merkle root over them (RFC 6962), hex.
package struct StoreCheckpoint: Sendable, Equatable {
    package var size: Int
    package var root: String

    package init(size: Int, root: String) {
        self.size = size
        self.root = root
    }
}

/// Every step that was due, in order: what the report compares with what happened.
package struct PlanRecorded: Sendable, Equatable {
    /// A step of the plan as it was decided when the run began; reports need no runbook.
    package struct Entry: Sendable, Equatable {
        package var step: String
        package var title: String
        package var section: [String]
        package var kind: EntryKind
        package var phase: Step.Phase
        package var hosts: [String]
        package var needs: [String]
        package var file: String
        package var line: Int
        package var endLine: Int
        package var digest: String
        package var command: String
        package var proves: [String]
        package var leftOut: LeftOut?
        package var isUndoable: Bool
        /// Whether the outage that the run recovers from begins with it.
        package var beginsOutage = false
        /// The step as it stands in the runbook, and the item of a list that this one is for; `nil` for a step without
        /// `foreach`.
        package var template: String?
        package var item: String?

        /// The step's name in the runbook.
        package var writtenStep: String { template ?? step }

        package init(
            step: String, title: String, section: [String], kind: EntryKind, phase: Step.Phase, hosts: [String],
            needs: [String],
            file: String, line: Int, endLine: Int, digest: String, command: String, proves: [String], leftOut: LeftOut?,
            isUndoable: Bool = false
        ) {
            self.step = step
            self.title = title
            self.section = section
            self.kind = kind
            self.phase = phase
            self.hosts = hosts
            self.needs = needs
            self.file = file
            self.line = line
            self.endLine = endLine
            self.digest = digest
            self.command = command
            self.proves = proves
            self.leftOut = leftOut
            self.isUndoable = isUndoable
        }
    }

    /// A group of variants, and the one that the run takes.
    package struct Alternative: Sendable, Equatable {
        package var group: String
        package var variants: [String]
        package var taken: String?
        package var reason: AlternativeReason
        /// The system or the program that decided.
        package var about: String?

        package init(group: String, variants: [String], taken: String?, reason: AlternativeReason, about: String?) {
            self.group = group
            self.variants = variants
            self.taken = taken
            self.reason = reason
            self.about = about
        }
    }

    package var entries: [Entry]
    package var alternatives: [Alternative]

    package init(entries: [Entry], alternatives: [Alternative] = []) {
        self.entries = entries
        self.alternatives = alternatives
    }
}

/// A host that the run reached, as it described itself then.
package struct HostSeen: Sendable, Equatable {
    package var host: String
    package var transport: String
    package var system: String
    package var bootID: String?
    package var machineHash: String?
    package var shell: String

    package init(host: String, transport: String, system: String, bootID: String?, machineHash: String?, shell: String)
    {
        self.host = host
        self.transport = transport
        self.system = system
        self.bootID = bootID
        self.machineHash = machineHash
        self.shell = shell
    }
}

/// Something that happened at a gate. It counts for the `digest` that it names alone.
package struct ApprovalEvent: Sendable, Equatable {
    package var action: ApprovalAction
    package var step: String
    package var digest: String
    package var approver: String?
    package var signature: String?
    package var note: String?
    package var request: String?
    package var principals: [String] = []
    package var key: String?
    package var rule: String?
    package var identity: String?

    package init(
        action: ApprovalAction, step: String, digest: String, approver: String? = nil, signature: String? = nil,
        note: String? = nil
    ) {
        self.action = action
        self.step = step
        self.digest = digest
        self.approver = approver
        self.signature = signature
        self.note = note
    }
}

/// Something that a person decided, or that went otherwise than the runbook has it, with the reason.
package struct Deviation: Sendable, Equatable {
    package var kind: DeviationKind
    package var step: String?
    package var host: String?
    package var user: String
    package var reason: String
    package var evidence: String?

    package init(
        kind: DeviationKind, step: String? = nil, host: String? = nil, user: String, reason: String,
        evidence: String? = nil
    ) {
        self.kind = kind
        self.step = step
        self.host = host
        self.user = user
        self.reason = reason
        self.evidence = evidence
    }
}

/// The run stopped before its end, with the cause: what the operator said, or `disk-full` where nothing more can be
/// written.
package struct RunInterrupted: Sendable, Equatable {
    package var cause: String
    package init(cause: String) { self.cause = cause }
}

package struct RunResumed: Sendable, Equatable {
    package var lastHash: String
    package var tornBytes: Int
    package var user: String
    package var toolVersion: String
    package var inDoubt: [String]
    package var mode: RunMode
    package var machine: String?
    package var loginUser: String?
    package var claimedUser: String?

    package init(
        lastHash: String, tornBytes: Int, user: String, toolVersion: String, inDoubt: [String], mode: RunMode = .run
    ) {
        self.lastHash = lastHash
        self.tornBytes = tornBytes
        self.user = user
        self.toolVersion = toolVersion
        self.inDoubt = inDoubt
        self.mode = mode
    }
}

/// The prov that writes a segment of a run.
package struct ToolHashed: Sendable, Equatable {
    package var version: String
    package var digest: String

    package init(version: String, digest: String) {
        self.version = version
        self.digest = digest
    }
}

package struct AuditFailure: Sendable, Equatable {
    package var what: String
    package init(what: String) { self.what = what }
}

package struct RedactionSummary: Sendable, Equatable {
    package var hits: [String: Int]
    package var forms: [String: Int]
    package var occurrencesLeft: Int?
    package var places: [String: Int]

    package init(
        hits: [String: Int], forms: [String: Int] = [:], occurrencesLeft: Int? = nil, places: [String: Int] = [:]
    ) {
        self.places = places
        self.hits = hits
        self.forms = forms
        self.occurrencesLeft = occurrencesLeft
    }
}

/// The last line of a segment that came to its end: the verdict, and the root over all lines before it.
package struct RunClosed: Sendable, Equatable {
    package var verdict: RunVerdict
    package var planned: Int
    package var executed: Int
    package var satisfied: Int
    package var skipped: Int
    package var failed: Int
    package var seconds: Double
    /// Merkle root (RFC 6962) over all lines before this one, hex; filled in when the run is closed.
    package var merkleRoot: String?

    package init(
        verdict: RunVerdict, planned: Int, executed: Int, satisfied: Int, skipped: Int, failed: Int, seconds: Double,
        merkleRoot: String? = nil
    ) {
        self.verdict = verdict
        self.planned = planned
        self.executed = executed
        self.satisfied = satisfied
        self.skipped = skipped
        self.failed = failed
        self.seconds = seconds
        self.merkleRoot = merkleRoot
    }
}
