import ProvChecks

/// How a step failed on one host. It stays, whatever happened to the step afterwards.
package struct RecordedFailure: Sendable, Equatable {
    /// Why, in the words of the record.
    package var reason: String
    /// The attempt that failed; `nil` where nothing was started.
    package var attempt: ActionKey?

    package init(reason: String, attempt: ActionKey?) {
        self.reason = reason
        self.attempt = attempt
    }
}

/// What happened to a failed step after it failed.
package enum Aftermath: Sendable, Equatable {
    /// Its undo ran and held.
    case undone
    case undoFailed(reason: String?)
    /// Its undo was started and not seen to end.
    case undoInDoubt(reason: String?)
    /// A rollback came to it, and it has no undo.
    case kept
    /// A rollback left it as it is, because a later step's undo failed on its host.
    case left(reason: String?)
    /// Somebody chose to go on without it.
    case skipped(reason: String?)
    /// It was run again and succeeded, after so many failures; `isFixed` where a fix ran in between.
    case succeeded(failures: Int, isFixed: Bool)
}

extension HostReport {
    /// The state as a reader is to see it: a step that failed is shown as failed, though it was undone or skipped
    /// since.
    package var shown: StepState {
        guard failure != nil else { return state }
        switch aftermath {
        case .undone, .undoFailed, .undoInDoubt, .kept, .left, .skipped: return .failed
        case .succeeded, nil: return state
        }
    }

    /// Whether its failure counts: it was not made good by running it again.
    package var didFail: Bool { shown == .failed }

    /// The attempt that a failure is shown with.
    package var decisiveAttempt: AttemptReport? {
        if let key = failure?.attempt, let found = attempts.last(where: { $0.intended.key == key }) { return found }
        return attempts.last { [.run, .undo, .fix].contains($0.intended.key.action) } ?? attempts.last
    }
}

extension RunReport {
    /// Whether a step failed, whatever became of the run.
    package var didFail: Bool { verdict == .failed || steps.contains { $0.hosts.contains(where: \.didFail) } }
}

extension ReportFold.Slot {
    /// Why the last attempt went wrong; `nil` where it did not, or nobody saw its end.
    private func flaw() -> RecordedFailure? {
        guard let attempt = attempts.last(where: { $0.intended.key.action == .run }), let exited = attempt.exited else {
            return nil
        }
        let key = attempt.intended.key
        if exited.ending == .running || attempt.intended.accepts(exited.ending) {
            let ends = attempt.background.map(\.ending)
            if case .exit(let code)? = ends.first(where: { $0.isExit && !attempt.intended.accepts($0) }) {
                return RecordedFailure(
                    reason: "its background process ended with exit code \(code.map(String.init) ?? "unknown")",
                    attempt: key)
            }
            // A console step runs command after command: that one more comes is no failure of the one before.
            guard let check = checks.last(where: { $0.moment != .before }),
                check.result == .fail || check.result == .error
            else { return nil }
            return RecordedFailure(
                reason: "\(check.summary): expected \(check.wanted), found \(check.found)", attempt: key)
        }
        switch exited.ending {
        case .exit(let code):
            return RecordedFailure(reason: "exit code \(code.map(String.init) ?? "unknown")", attempt: key)
        case .signal(let signal):
            return RecordedFailure(reason: "ended by signal \(signal.map(String.init) ?? "unknown")", attempt: key)
        case .timeout:
            return RecordedFailure(reason: "timed out" + (exited.detail.map { ": \($0)" } ?? ""), attempt: key)
        case .running, .lost, .notStarted, .cancelled, .endedByProv, .leftRunning: return nil
        case .other(let word, _): return RecordedFailure(reason: exited.detail ?? word, attempt: key)
        }
    }

    /// Takes down that what ran so far failed, where it is run again before anybody settled it.
    mutating func runsAgain() {
        guard isUnsettled, let flaw = flaw() else { return }
        failures.append(flaw)
    }

    /// Whether a word says nothing about what an earlier segment did or left in doubt: not to have come to it settles
    /// nothing.
    func keepsItsWord(_ event: StepSettled, in segment: Int) -> Bool {
        guard [.notReached, .pending].contains(event.state) else { return false }
        if settled?.state == .inDoubt || event.state == .notReached && settled?.state.isSuccess == true { return true }
        return open.map { openedInSegment < segment && attempts[$0].exited?.ending != .notStarted } ?? false
    }

    /// Takes the last word on the step for now.
    mutating func settle(_ event: StepSettled) {
        open = nil
        defer { isUnsettled = false }
        if let of = undone(event) { return settle(of, event) }
        settled = event
        undo = nil
        didEndWell = [.proven, .done, .satisfied].contains(event.state)
        switch event.state {
        case .failed:
            let key = attempts.last { $0.intended.key.action == .run }?.intended.key
            failures.append(RecordedFailure(reason: event.reason ?? "no reason was recorded", attempt: key))
        case .skipped: runsAgain()
        default: break
        }
    }

    private mutating func settle(_ of: StepSettled.Settled, _ event: StepSettled) {
        switch of {
        case .run, .undo: settled = event
        case .noUndo:
            undo = .kept
            return
        case .left:
            undo = .left(reason: event.reason)
            return
        case .shared:
            undoneIn = event.undoneIn
            settled = settled ?? event
            return
        }
        undo =
            switch event.state {
            case .undone: .undone
            case .inDoubt: .undoInDoubt(reason: event.reason)
            default: .undoFailed(reason: event.reason)
            }
    }

    /// Whether a rollback came to that; in older records the undo's attempt says so.
    private func undone(_ event: StepSettled) -> StepSettled.Settled? {
        switch event.of {
        case .run?: nil
        case let of?: of
        case nil:
            event.state == .undone || attempts.last { $0.intended.key.action != .check }?.intended.key.action == .undo
                ? .undo : nil
        }
    }

    /// The failure that a reader is to see first, and what came of it.
    func failure(state: StepState) -> (RecordedFailure, Aftermath?)? {
        guard let last = failures.last, let first = failures.first else { return nil }
        if let undo, !didEndWell { return (last, undo) }
        switch state {
        case .skipped: return (last, .skipped(reason: settled?.reason))
        case .proven, .done, .satisfied:
            return (
                first,
                .succeeded(failures: failures.count, isFixed: attempts.contains { $0.intended.key.action == .fix })
            )
        // What it failed with before it succeeded is not why its undo failed.
        default: return didEndWell ? nil : (last, nil)
        }
    }
}
