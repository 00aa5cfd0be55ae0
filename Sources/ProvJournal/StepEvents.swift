package import ProvChecks
package import ProvRunbook

/// Names one attempt of one piece of a step on one host.
package struct ActionKey: Hashable, Sendable {
    /// What of the step is executed.
    package enum Action: String, Sendable, CaseIterable { case run, check, undo, fix, requires }

    package var step: String
    package var host: String
    package var action: Action
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
    package var command: String
    package var interpreter: String
    package var timeoutSeconds: Double?
    package var isIdempotent: Bool
    /// The exit code that means success; `nil` where any end does.
    package var wantedExit: Int?
    package var isJudgedFurther: Bool
    package var undoData: String?

    package init(
        key: ActionKey, command: String, interpreter: String, timeoutSeconds: Double? = nil, isIdempotent: Bool = false,
        wantedExit: Int? = 0, isJudgedFurther: Bool = false, undoData: String? = nil
    ) {
        self.key = key
        self.command = command
        self.interpreter = interpreter
        self.timeoutSeconds = timeoutSeconds
        self.isIdempotent = isIdempotent
        self.wantedExit = wantedExit
        self.isJudgedFurther = isJudgedFurther
        self.undoData = undoData
    }

    /// Whether the command ended as it should.
    package func accepts(_ ending: ActionEnding) -> Bool {
        guard let wantedExit else { return ending.isExit || ending.isOwnEnd }
        return ending == .exit(wantedExit)
    }
}

/// That a step which has not ended is probably a server.
package struct ServerSeen: Sendable, Equatable {
    package var key: ActionKey
    package var pid: Int
    package var program: String
    package var address: String
    package var seconds: Double

    package init(key: ActionKey, pid: Int, program: String, address: String, seconds: Double) {
        self.key = key
        self.pid = pid
        self.program = program
        self.address = address
        self.seconds = seconds
    }
}

/// The command runs, as the process with this id on its host.
package struct StepStarted: Sendable, Equatable {
    package var key: ActionKey
    package var pid: Int

    package init(key: ActionKey, pid: Int) {
        self.key = key
        self.pid = pid
    }
}

/// The command came to an end. On disk before anything else starts, and before it is shown.
package struct StepExited: Sendable, Equatable {
    package var key: ActionKey
    package var ending: ActionEnding
    /// The exit code or the signal.
    package var code: Int? { ending.code }
    package var detail: String?
    /// The command in it that failed; `nil` if the shell did not say.
    package var failed: CommandPlace?
    package var seconds: Double
    package var survivors: [String]
    package var keptIn: String?
    /// The processes that it left running on the host, by number.
    package var left: [Int] = []

    package init(
        key: ActionKey, ending: ActionEnding, detail: String? = nil, failed: CommandPlace? = nil, seconds: Double,
        survivors: [String] = [], keptIn: String? = nil
    ) {
        self.failed = failed
        self.key = key
        self.ending = ending
        self.detail = detail
        self.seconds = seconds
        self.survivors = survivors
        self.keptIn = keptIn
    }
}

/// A finished output stream of one action, stored by content beside the journal.
package struct OutputStored: Sendable, Equatable {
    package var key: ActionKey
    package var stream: String
    package var length: Int
    package var hash: String
    package var maskHits: Int
    package var lines: Int
    /// Up to 4 KiB of the masked text, here so that small outputs need no second file; `nil` where it is longer.
    package var inline: String?
    /// For steps whose output is kept back because a secret is too short to mask.
    package var isWithheld: Bool
    package var storedLength: Int?
    package var storedHash: String?
    package var isAfterEnd: Bool

    /// Whether only the start of the output is kept.
    package var isTruncated: Bool { storedLength != nil }
    /// The content hash under which the bytes that are kept can be found.
    package var contentHash: String { storedHash ?? hash }

    package init(
        key: ActionKey, stream: String, length: Int, hash: String, maskHits: Int, lines: Int, inline: String?,
        isWithheld: Bool = false, storedLength: Int? = nil, storedHash: String? = nil, isAfterEnd: Bool = false
    ) {
        self.key = key
        self.stream = stream
        self.length = length
        self.hash = hash
        self.maskHits = maskHits
        self.lines = lines
        self.inline = inline
        self.isWithheld = isWithheld
        self.storedLength = storedLength
        self.storedHash = storedHash
        self.isAfterEnd = isAfterEnd
    }
}

/// The end of a process that an action left running.
package struct BackgroundEnded: Sendable, Equatable {
    package var key: ActionKey
    package var pid: Int
    /// `lost` where nobody could see its exit code.
    package var ending: ActionEnding
    package var code: Int? { ending.code }
    package var detail: String?
    package var seconds: Double

    package init(key: ActionKey, pid: Int, ending: ActionEnding, detail: String? = nil, seconds: Double) {
        self.key = key
        self.pid = pid
        self.ending = ending
        self.detail = detail
        self.seconds = seconds
    }
}

/// The answer to one check, or to an expected output.
package struct CheckEvaluated: Sendable, Equatable {
    package var step: String
    package var host: String
    package var moment: CheckMoment
    package var summary: String
    package var result: Verdict.Result
    package var wanted: String
    package var found: String
    /// Of an output that is compared line by line and is not as expected: its changed lines, each with its sign.
    package var difference: String?

    package init(
        step: String, host: String, moment: CheckMoment, summary: String, result: Verdict.Result, wanted: String,
        found: String, difference: String? = nil
    ) {
        self.step = step
        self.host = host
        self.moment = moment
        self.summary = summary
        self.result = result
        self.wanted = wanted
        self.found = found
        self.difference = difference
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
        switch self {
        case .satisfied, .proven, .done, .skipped: true
        default: false
        }
    }
}

/// The last word on a step on one host in this segment.
package struct StepSettled: Sendable, Equatable {
    package var step: String
    package var host: String
    package var state: StepState
    package var reason: String?
    package var of: Settled?
    package var followed: [FollowedChange]?
    /// The run whose undo of the same step holds for this one too; `nil` for the run's own.
    package var undoneIn: String?
    /// Of an undo: the steps that follow what it restored and that the rollback runs again after it.
    package var followers: [String] = []

    package enum Settled: String, Sendable, CaseIterable {
        case run, undo
        /// A rollback came to a step that has no undo.
        case noUndo = "no-undo"
        /// A rollback left it as it is: it lies further back on its host than an undo that failed.
        case left
        /// A rollback of several runs undoes it once, in the run that `undoneIn` names, which did the same.
        case shared
    }

    /// Of a step that a rollback came to and that has no undo.
    package static let hasNoUndo = "it has no undo: what it did stays"

    package init(step: String, host: String, state: StepState, reason: String? = nil, of: Settled? = nil) {
        self.step = step
        self.host = host
        self.state = state
        self.reason = reason
        self.of = of
    }
}

/// A change that a step with `when-changed` follows.
package struct FollowedChange: Sendable, Hashable {
    package var step: String?
    package var run: String?

    package init(step: String?, run: String? = nil) {
        self.step = step
        self.run = run
    }
}

/// The shell's state as a step left it, masked: what a resumed run goes on from.
package struct StateSaved: Sendable, Equatable {
    package var step: String
    package var host: String
    package var length: Int
    package var hash: String
    package var inline: String?
    /// What the shell had and the state does not hold; `nil` where it holds everything.
    package var withheld: [WithheldVariable]?

    package init(
        step: String, host: String, length: Int, hash: String, inline: String?, withheld: [WithheldVariable]? = nil
    ) {
        self.step = step
        self.host = host
        self.length = length
        self.hash = hash
        self.inline = inline
        self.withheld = withheld
    }
}

/// A variable of a shell whose value no record holds, because its name says secret.
package struct WithheldVariable: Sendable, Hashable {
    /// Of an alias `alias NAME`.
    package var name: String
    /// Whether programs had it in their environment.
    package var isExported: Bool
    /// A hash of its value that only the store can make; `nil` for what is more than one text.
    package var proof: String?

    package init(name: String, isExported: Bool, proof: String?) {
        self.name = name
        self.isExported = isExported
        self.proof = proof
    }
}

/// The state of a shell as a step left it, as far as a record holds it.
package struct KeptState: Sendable, Equatable {
    package var text: String
    package var withheld: [WithheldVariable]

    package init(text: String, withheld: [WithheldVariable] = []) {
        self.text = text
        self.withheld = withheld
    }
}

/// A value that a step captured, for the steps after it.
package struct Captured: Sendable, Equatable {
    package var name: String
    package var value: String
    package var step: String
    package var host: String
    /// A hash of the value that only the store can make, where its name says secret and the record does not hold it.
    package var proof: String?

    package init(name: String, value: String, step: String, host: String, proof: String? = nil) {
        self.name = name
        self.value = value
        self.step = step
        self.host = host
        self.proof = proof
    }
}
