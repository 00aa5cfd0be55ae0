/// One thing that happened in a run; the vocabulary of the journal. The stored form is documented in docs/reference/journal.md.
///
/// Every text in it is masked before it gets here.
package enum Event: Sendable, Equatable {
    case runOpened(RunOpened)
    case plan(PlanRecorded)
    case hostSeen(HostSeen)
    case approval(ApprovalEvent)
    case stepIntended(StepIntended)
    case stepStarted(StepStarted)
    case stepExited(StepExited)
    case output(OutputStored)
    case checkEvaluated(CheckEvaluated)
    /// A step's final word on one host for this segment of the run.
    case stepSettled(StepSettled)
    case captured(Captured)
    case deviation(Deviation)
    case runInterrupted(RunInterrupted)
    case runResumed(RunResumed)
    case auditFailure(AuditFailure)
    case redactionSummary(RedactionSummary)
    case runClosed(RunClosed)
}

package struct RunOpened: Sendable, Equatable {
    /// ULID.
    package var run: String
    /// `run`, `verify` or `rollback`.
    package var mode: String
    package var runbook: String
    package var title: String
    /// SHA-256 of the runbook's bytes and those of its includes, hex.
    package var runbookDigest: String
    package var gitCommit: String?
    package var gitDirty: Bool
    package var environment: String
    package var parameters: [String: String]
    /// `setup`, `operation` … from the front matter.
    package var kind: String?
    /// Change ticket or other reason, as the user gave it.
    package var purpose: String?
    package var user: String
    /// The login uid of the audit subsystem, where there is one: survives `sudo`.
    package var loginUser: String?
    package var machine: String
    package var toolVersion: String
    package var toolDigest: String?
    /// For a rollback: the run it undoes.
    package var undoes: String?
    package var rtoSeconds: Double?
    package var rpoSeconds: Double?

    package init(run: String, mode: String, runbook: String, title: String, runbookDigest: String, gitCommit: String? = nil,
                 gitDirty: Bool = false, environment: String, parameters: [String: String] = [:], kind: String? = nil,
                 purpose: String? = nil, user: String, loginUser: String? = nil, machine: String, toolVersion: String,
                 toolDigest: String? = nil, undoes: String? = nil, rtoSeconds: Double? = nil, rpoSeconds: Double? = nil) {
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
    }
}

/// Every step that was due, in order: what the report compares with what happened.
package struct PlanRecorded: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var step: String
        package var title: String
        /// Headings above it, outermost first.
        package var section: [String]
        /// `step`, `console`, `file`, `manual`, `gate`, `check`, `requires` or `undo`.
        package var kind: String
        package var phase: String
        package var hosts: [String]
        package var needs: [String]
        package var file: String
        package var line: Int
        package var endLine: Int
        /// SHA-256 of the step's text and options, hex.
        package var digest: String
        /// What it runs, masked.
        package var command: String
        /// One line for each thing that proves it.
        package var proves: [String]
        package var leftOut: String?

        package init(step: String, title: String, section: [String], kind: String, phase: String, hosts: [String], needs: [String],
                     file: String, line: Int, endLine: Int, digest: String, command: String, proves: [String], leftOut: String?) {
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
        }
    }

    package var entries: [Entry]
    package init(entries: [Entry]) { self.entries = entries }
}

package struct HostSeen: Sendable, Equatable {
    package var host: String
    package var transport: String
    package var system: String
    package var bootID: String?
    package var machineHash: String?
    package var shell: String

    package init(host: String, transport: String, system: String, bootID: String?, machineHash: String?, shell: String) {
        self.host = host
        self.transport = transport
        self.system = system
        self.bootID = bootID
        self.machineHash = machineHash
        self.shell = shell
    }
}

package struct ApprovalEvent: Sendable, Equatable {
    /// `requested`, `granted` or `denied`.
    package var action: String
    package var step: String
    package var digest: String
    package var approver: String?
    package var signature: String?
    package var note: String?

    package init(action: String, step: String, digest: String, approver: String? = nil, signature: String? = nil, note: String? = nil) {
        self.action = action
        self.step = step
        self.digest = digest
        self.approver = approver
        self.signature = signature
        self.note = note
    }
}

/// Names one attempt of one piece of a step on one host.
package struct ActionKey: Hashable, Sendable {
    package enum Action: String, Sendable { case run, check, undo, fix, requires }

    package var step: String
    package var host: String
    package var action: Action
    /// From 1, over all segments of the run.
    package var attempt: Int

    package init(step: String, host: String, action: Action, attempt: Int) {
        self.step = step
        self.host = host
        self.action = action
        self.attempt = attempt
    }
}

/// Written and on disk before the command is handed to the host.
package struct StepIntended: Sendable, Equatable {
    package var key: ActionKey
    /// The exact text, masked.
    package var command: String
    package var interpreter: String
    package var timeoutSeconds: Double?
    package var isIdempotent: Bool
    /// For a file step: what the undo needs (content hash of what was there, mode, owner), as JSON text.
    package var undoData: String?

    package init(key: ActionKey, command: String, interpreter: String, timeoutSeconds: Double? = nil, isIdempotent: Bool = false,
                 undoData: String? = nil) {
        self.key = key
        self.command = command
        self.interpreter = interpreter
        self.timeoutSeconds = timeoutSeconds
        self.isIdempotent = isIdempotent
        self.undoData = undoData
    }
}

package struct StepStarted: Sendable, Equatable {
    package var key: ActionKey
    package var pid: Int

    package init(key: ActionKey, pid: Int) {
        self.key = key
        self.pid = pid
    }
}

package struct StepExited: Sendable, Equatable {
    package var key: ActionKey
    /// `exit`, `signal`, `timeout`, `cancelled`, `lost` or `not-started`.
    package var ending: String
    package var code: Int?
    package var detail: String?
    package var seconds: Double
    package var survivors: [String]

    package init(key: ActionKey, ending: String, code: Int? = nil, detail: String? = nil, seconds: Double, survivors: [String] = []) {
        self.key = key
        self.ending = ending
        self.code = code
        self.detail = detail
        self.seconds = seconds
        self.survivors = survivors
    }
}

/// A finished output stream of one action, stored by content beside the journal.
package struct OutputStored: Sendable, Equatable {
    package var key: ActionKey
    package var stream: String
    /// Bytes after masking.
    package var length: Int
    /// SHA-256 of the masked bytes, hex.
    package var hash: String
    package var maskHits: Int
    package var lines: Int
    /// Up to 4 KiB of the masked text, here so that small outputs need no second file; `nil` where it is longer.
    package var inline: String?
    /// For steps whose output is kept back because a secret is too short to mask.
    package var isWithheld: Bool

    package init(key: ActionKey, stream: String, length: Int, hash: String, maskHits: Int, lines: Int, inline: String?,
                 isWithheld: Bool = false) {
        self.key = key
        self.stream = stream
        self.length = length
        self.hash = hash
        self.maskHits = maskHits
        self.lines = lines
        self.inline = inline
        self.isWithheld = isWithheld
    }
}

package struct CheckEvaluated: Sendable, Equatable {
    package var step: String
    package var host: String
    /// `before` (is it already so?), `after` (did it work?), `expect`, `requires` or `verify`.
    package var moment: String
    package var summary: String
    /// `pass`, `fail`, `error` or `skipped`.
    package var result: String
    package var wanted: String
    package var found: String

    package init(step: String, host: String, moment: String, summary: String, result: String, wanted: String, found: String) {
        self.step = step
        self.host = host
        self.moment = moment
        self.summary = summary
        self.result = result
        self.wanted = wanted
        self.found = found
    }
}

/// Where a step stands on one host.
package enum StepState: String, Sendable, CaseIterable {
    case pending, running
    /// Its check already held; it was not run.
    case satisfied
    /// It ran, and what verifies it held.
    case proven
    /// It ran to its end; nothing verifies it.
    case done
    case failed, skipped
    /// Started and not seen to end.
    case inDoubt = "in-doubt"
    case undone
    /// Something it needs did not succeed, or the run stopped before it.
    case notReached = "not-reached"

    /// Whether steps that need this one may start.
    package var isSuccess: Bool {
        switch self { case .satisfied, .proven, .done, .skipped: true; default: false }
    }
}

package struct StepSettled: Sendable, Equatable {
    package var step: String
    package var host: String
    package var state: StepState
    /// Why, where it is not plain success: the failing command's line, the check that failed, what it waits for.
    package var reason: String?

    package init(step: String, host: String, state: StepState, reason: String? = nil) {
        self.step = step
        self.host = host
        self.state = state
        self.reason = reason
    }
}

package struct Captured: Sendable, Equatable {
    package var name: String
    package var value: String
    package var step: String
    package var host: String

    package init(name: String, value: String, step: String, host: String) {
        self.name = name
        self.value = value
        self.step = step
        self.host = host
    }
}

package struct Deviation: Sendable, Equatable {
    /// `skip`, `manual`, `settle`, `fix`, `retry`, `extra-command`, `lock-broken`.
    package var kind: String
    package var step: String?
    package var host: String?
    package var user: String
    package var reason: String
    /// SHA-256 of an evidence file, hex.
    package var evidence: String?

    package init(kind: String, step: String? = nil, host: String? = nil, user: String, reason: String, evidence: String? = nil) {
        self.kind = kind
        self.step = step
        self.host = host
        self.user = user
        self.reason = reason
        self.evidence = evidence
    }
}

package struct RunInterrupted: Sendable, Equatable {
    /// `signal`, `stopped`, `disk-full`, …
    package var cause: String
    package init(cause: String) { self.cause = cause }
}

package struct RunResumed: Sendable, Equatable {
    /// Hash of the last line of the journal that was found whole.
    package var lastHash: String
    /// Bytes of a torn tail that were set aside.
    package var tornBytes: Int
    package var user: String
    package var toolVersion: String
    package var inDoubt: [String]

    package init(lastHash: String, tornBytes: Int, user: String, toolVersion: String, inDoubt: [String]) {
        self.lastHash = lastHash
        self.tornBytes = tornBytes
        self.user = user
        self.toolVersion = toolVersion
        self.inDoubt = inDoubt
    }
}

package struct AuditFailure: Sendable, Equatable {
    package var what: String
    package init(what: String) { self.what = what }
}

package struct RedactionSummary: Sendable, Equatable {
    /// Hits per secret name, for example `DB_PASSWORD: 3`.
    package var hits: [String: Int]
    package init(hits: [String: Int]) { self.hits = hits }
}

package struct RunClosed: Sendable, Equatable {
    /// `proven`, `failed`, `interrupted`, `in-doubt`, `rolled-back`.
    package var verdict: String
    package var planned: Int
    package var executed: Int
    package var satisfied: Int
    package var skipped: Int
    package var failed: Int
    package var seconds: Double

    package init(verdict: String, planned: Int, executed: Int, satisfied: Int, skipped: Int, failed: Int, seconds: Double) {
        self.verdict = verdict
        self.planned = planned
        self.executed = executed
        self.satisfied = satisfied
        self.skipped = skipped
        self.failed = failed
        self.seconds = seconds
    }
}
