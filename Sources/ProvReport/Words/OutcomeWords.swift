package import ProvJournal

extension HostReport {
    /// The state in a word or two, what happened to a failed step afterwards included: `Failed, then undone`.
    package var label: String {
        guard let aftermath, failure != nil else { return shown.words.label }
        return switch aftermath {
        case .undone: "Failed, then undone"
        case .undoFailed: "Failed, and its undo failed"
        case .undoInDoubt: "Failed, and its undo is in doubt"
        case .kept: "Failed without an undo"
        case .left: "Failed and not undone"
        case .skipped: "Failed, then skipped"
        case .succeeded(_, let isFixed): "\(shown.words.label) \(isFixed ? "after a fix" : "when run again")"
        }
    }

    /// What happened after the failure, as a sentence; empty where nothing did.
    package var afterwards: String {
        switch aftermath {
        case .undone: "Its undo succeeded."
        case .undoFailed(let reason): "Its undo failed\(reason.map { ": \($0)" } ?? "")."
        case .undoInDoubt(let reason): "The end of its undo was not recorded\(reason.map { ": \($0)" } ?? "")."
        case .kept: "It has no undo; its changes remain."
        case .left(let reason): "It was \(reason ?? "not undone")."
        case .skipped(let reason): "It was skipped\(reason.map { ": \($0)" } ?? "")."
        case .succeeded(let failures, let isFixed):
            """
            It failed \(failures == 1 ? "once" : "\(failures) times") and succeeded \
            \(isFixed ? "after a fix" : "when it was run again").
            """
        case nil: ""
        }
    }
}

extension RunVerdict {
    /// The verdict as it is shown: a failure stays in it, whatever was done about it.
    ///
    /// - Parameter failed: on how many hosts how many steps failed.
    package func words(failed: Int) -> StateWords {
        guard failed > 0 else { return words }
        switch self {
        case .rolledBack:
            return StateWords(
                symbol: "✗", label: "Failed, then rolled back", tone: .bad,
                meaning: "a step failed, and the run was undone")
        case .proven, .done:
            return StateWords(
                symbol: "✗", label: "\(words.label), with a failure skipped", tone: .warning,
                meaning: "a step failed, and the operator continued without it")
        default: return words
        }
    }
}

extension Aftermath {
    /// For machines.
    var name: String {
        switch self {
        case .undone: "undone"
        case .undoFailed: "undo-failed"
        case .undoInDoubt: "undo-in-doubt"
        case .kept: "no-undo"
        case .left: "not-undone"
        case .skipped: "skipped"
        case .succeeded(_, let isFixed): isFixed ? "fixed" : "run-again"
        }
    }
}

extension RunReport {
    /// The verdict in words, with the failures that were undone or skipped.
    package var words: StateWords { verdict.words(failed: counts.failed) }
}
