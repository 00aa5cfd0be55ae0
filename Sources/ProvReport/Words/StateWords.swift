package import ProvJournal

/// How good or bad something is, for icons and colours; never the only thing that says so.
package enum Tone: String, Sendable {
    case good, neutral, warning, bad, muted
}

/// A state as it is shown: a symbol, a word, a tone.
package struct StateWords: Sendable {
    /// One column wide in a terminal.
    package var symbol: String
    package var label: String
    package var tone: Tone
    /// What it means, as a clause.
    package var meaning: String
}

extension StepState {
    package var words: StateWords {
        switch self {
        case .proven:
            StateWords(symbol: "✓", label: "Proven", tone: .good, meaning: "it ran, and its checks passed")
        case .satisfied:
            StateWords(
                symbol: "=", label: "Satisfied", tone: .good, meaning: "its check passed before it, so it was not run")
        case .done:
            StateWords(symbol: "•", label: "Done", tone: .neutral, meaning: "it ran to its end; nothing verifies it")
        case .failed: StateWords(symbol: "✗", label: "Failed", tone: .bad, meaning: "it did not succeed")
        case .inDoubt:
            StateWords(
                symbol: "?", label: "In doubt", tone: .warning, meaning: "it was started, and its end was not recorded")
        case .skipped: StateWords(symbol: "»", label: "Skipped", tone: .muted, meaning: "it was skipped by choice")
        case .undone: StateWords(symbol: "↶", label: "Undone", tone: .neutral, meaning: "its changes were undone")
        case .notReached:
            StateWords(symbol: "·", label: "Not reached", tone: .muted, meaning: "the run ended before it")
        case .pending: StateWords(symbol: "○", label: "Pending", tone: .muted, meaning: "it has not been started")
        case .running: StateWords(symbol: "▸", label: "Running", tone: .neutral, meaning: "it is running")
        }
    }

    /// The higher, the more it says about a step that stands differently on different hosts.
    package var weight: Int {
        switch self {
        case .failed: 9
        case .inDoubt: 8
        case .running: 7
        case .pending: 6
        case .notReached: 5
        case .undone: 4
        case .proven: 3
        case .done: 2
        case .satisfied: 1
        case .skipped: 0
        }
    }
}

extension RunVerdict {
    package var words: StateWords {
        switch self {
        case .running:
            StateWords(
                symbol: "▸", label: "Running", tone: .neutral, meaning: "it was running when this was written")
        case .proven:
            StateWords(symbol: "✓", label: "Proven", tone: .good, meaning: "all checks passed")
        case .done:
            StateWords(symbol: "•", label: "Done", tone: .neutral, meaning: "it ran to its end; nothing was verified")
        case .failed: StateWords(symbol: "✗", label: "Failed", tone: .bad, meaning: "a step did not succeed")
        case .interrupted:
            StateWords(symbol: "○", label: "Interrupted", tone: .warning, meaning: "it stopped before its end")
        case .refused:
            StateWords(
                symbol: "⊘", label: "Refused", tone: .warning,
                meaning: "a requirement was missing, so nothing was run")
        case .inDoubt:
            StateWords(
                symbol: "?", label: "In doubt", tone: .warning,
                meaning: "a step was started, and its end was not recorded")
        case .rolledBack:
            StateWords(symbol: "↶", label: "Rolled back", tone: .neutral, meaning: "its changes were undone")
        case .notWhole:
            StateWords(
                symbol: "!", label: "ALTERED OR DAMAGED", tone: .bad, meaning: "its record was altered or damaged")
        }
    }
}
