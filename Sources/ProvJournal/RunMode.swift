package import ProvRunbook

/// What a run, or a segment of one, does.
package enum RunMode: String, Sendable, CaseIterable {
    case run
    /// Only checks; nothing is changed.
    case verify
    /// Only undos, of what an earlier segment ran.
    case rollback
}

/// What a planned step is.
package enum EntryKind: String, Sendable, CaseIterable {
    case step, console, file, ensure, manual, gate, check, requires, undo
}

extension Step.Body {
    /// What it is in plans and records.
    package var kind: EntryKind {
        switch self {
        case .script: .step
        case .console: .console
        case .file: .file
        case .ensure: .ensure
        case .manual: .manual
        case .gate: .gate
        case .checkOnly: .check
        }
    }
}

extension Step {
    /// Whether a rollback can do something about it; what was there before a file or an ensured state is always kept.
    package var isUndoable: Bool {
        switch body {
        case .file, .ensure: true
        case .script, .console, .manual, .gate, .checkOnly: !undo.isEmpty
        }
    }
}

/// Why a variant is taken.
package enum AlternativeReason: String, Sendable, CaseIterable {
    case chosen, named, system, program, first
    case nothingFits = "nothing-fits"
    case byHost = "by-host"

    /// The word, and the system or program that decided.
    package static func of(_ choice: AlternativeChoice) -> (AlternativeReason, about: String?) {
        switch choice.reason {
        case .chosen: (.chosen, nil)
        case .named: (.named, nil)
        case .system(let name): (.system, name)
        case .program(let name): (.program, name)
        case .first: (.first, nil)
        case .nothingFits(let name): (.nothingFits, name)
        case .byHost: (.byHost, nil)
        }
    }
}

/// When a check was asked.
package enum CheckMoment: String, Sendable, CaseIterable {
    /// Is it already so?
    case before
    /// Did it work?
    case after
    case expect, requires, verify
    /// After an undo.
    case undone
}

/// What became of the request for an approval.
package enum ApprovalAction: String, Sendable, CaseIterable {
    case requested, granted, denied, voided
}

/// How a command ended.
package enum ActionEnding: Sendable, Hashable {
    /// With an exit code; `nil` only in journals that hold none.
    case exit(Int?)
    case signal(Int?)
    case timeout, cancelled
    /// It was not seen to end.
    case lost
    case notStarted
    /// It was started in the background.
    case running
    /// A background process that was ended with the run, and one that was left running on purpose.
    case endedByProv, leftRunning
    /// A word of another version of prov.
    case other(String, code: Int?)

    /// The exit code or the signal.
    package var code: Int? {
        switch self {
        case .exit(let code), .signal(let code), .other(_, let code): code
        case .timeout, .cancelled, .lost, .notStarted, .running, .endedByProv, .leftRunning: nil
        }
    }

    /// Whether the command came to an end that is not prov's own doing, or ran out of its time.
    package var isOwnEnd: Bool {
        switch self {
        case .exit, .signal, .timeout: true
        default: false
        }
    }

    package var isExit: Bool { if case .exit = self { true } else { false } }

    /// The word that journals and reports have for it.
    package var word: String {
        switch self {
        case .exit: "exit"
        case .signal: "signal"
        case .timeout: "timeout"
        case .cancelled: "cancelled"
        case .lost: "lost"
        case .notStarted: "not-started"
        case .running: "running"
        case .endedByProv: "ended-by-prov"
        case .leftRunning: "left-running"
        case .other(let word, _): word
        }
    }

    package init(word: String, code: Int?) {
        self =
            switch word {
            case "exit": .exit(code)
            case "signal": .signal(code)
            case "timeout": .timeout
            case "cancelled": .cancelled
            case "lost": .lost
            case "not-started": .notStarted
            case "running": .running
            case "ended-by-prov": .endedByProv
            case "left-running": .leftRunning
            default: .other(word, code: code)
            }
    }
}

/// In which way a run differs from what was planned.
package enum DeviationKind: Sendable, Hashable {
    case skip, manual, settle, retry
    /// A step ran with another text than the runbook has.
    case edited
    /// An output was not as the runbook shows it, and a person took it as the new expected one.
    case outputAccepted
    /// A declared fix ran, because its pattern was found in a failure.
    case fix(pattern: String, after: String)
    case lockBroken, notLocked, hostLost, link, backgroundEnded, policyOverridden, runbookChanged
    /// The rules that a run was opened with were changed before it was resumed.
    case rulesChanged
    /// A word of another version of prov.
    case other(String)

    /// Those without a payload, by the words of journals.
    private static let words: [String: DeviationKind] = [
        "skip": .skip, "manual": .manual, "settle": .settle, "retry": .retry, "edited": .edited,
        "output-accepted": .outputAccepted,
        "lock-broken": .lockBroken, "not-locked": .notLocked,
        "host-lost": .hostLost, "link": .link, "background-ended": .backgroundEnded,
        "policy-overridden": .policyOverridden,
        "runbook-changed": .runbookChanged, "rules-changed": .rulesChanged,
    ]
    private static let fixWord = "fix"

    /// The word that journals and reports have for it.
    package var word: String {
        switch self {
        case .fix: Self.fixWord
        case .other(let word): word
        default: Self.words.first { $0.value == self }?.key ?? ""
        }
    }

    /// - Parameters:
    ///   - pattern: of a fix; what journals before this field have is taken out of `reason`.
    ///   - reason: the sentence that the journal keeps.
    package init(word: String, pattern: String?, after: String?, reason: String) {
        guard word == Self.fixWord else {
            self = Self.words[word] ?? .other(word)
            return
        }
        if let pattern {
            self = .fix(pattern: pattern, after: after ?? "")
        } else {
            let opening = "applied the fix for /"
            let end = reason.hasPrefix(opening) ? reason.firstRange(of: "/ after: ") : nil
            self = .fix(
                pattern: end.map { String(reason[..<$0.lowerBound].dropFirst(opening.count)) } ?? "",
                after: end.map { String(reason[$0.upperBound...]) } ?? "")
        }
    }

    package var isFix: Bool { fix != nil }

    /// Of a fix: the pattern that was found, and the failure it was found in.
    var fix: (pattern: String, after: String)? {
        if case .fix(let pattern, let after) = self { (pattern, after) } else { nil }
    }

    /// Every word that journals have for one, for their reference page.
    static var allWords: String {
        (words.keys + [fixWord]).sorted().map { "`\($0)`" }.joined(separator: ", ")
    }
}

extension LeftOut {
    /// The sentence that journals keep; it does not change with the words that people read.
    var storedSentence: String {
        if case .conditionFalse(let text) = self { "when \(text)\(Self.conditionEnding)" } else { sentence }
    }

    private static let conditionEnding = " does not hold"

    /// The parts that journals keep beside the sentence: a word, and what it speaks of.
    var stored: (word: String, names: [String]) {
        switch self {
        case .notAmongOnly: ("only", [])
        case .beforeFrom(let name): ("from", [name])
        case .noTag(let tags): ("tags", tags)
        case .onlyWhenNamed: ("named", [])
        case .conditionFalse(let text): ("when", [text])
        case .outsideLimit: ("limit", [])
        case .otherVariant(let group, let own, let taken):
            ("variant", [group, own] + (taken.map { [$0] } ?? []))
        case .emptyList(let name): ("empty", [name])
        case .other: ("", [])
        }
    }

    /// - Parameters:
    ///   - word: `nil` in journals that keep the sentence alone.
    init(sentence: String, word: String?, names: [String]) {
        self =
            switch word {
            case "only": .notAmongOnly
            case "from": .beforeFrom(names.first ?? "")
            case "tags": .noTag(names)
            case "named": .onlyWhenNamed
            case "when": .conditionFalse(names.first ?? "")
            case "limit": .outsideLimit
            case "empty": .emptyList(names.first ?? "")
            case "variant" where names.count > 1:
                .otherVariant(group: names[0], own: names[1], taken: names.count > 2 ? names[2] : nil)
            default: LeftOut(sentence: sentence)
            }
    }

    /// What a sentence of an older journal means.
    private init(sentence: String) {
        func rest(_ opening: String, _ ending: String = "") -> String? {
            guard sentence.hasPrefix(opening), sentence.hasSuffix(ending),
                sentence.count >= opening.count + ending.count
            else { return nil }
            return String(sentence.dropFirst(opening.count).dropLast(ending.count))
        }
        for plain in [LeftOut.notAmongOnly, .onlyWhenNamed, .outsideLimit] where plain.sentence == sentence {
            self = plain
            return
        }
        self =
            if let name = rest("before --from ") {
                .beforeFrom(name)
            } else if let tags = rest("has none of the tags ") {
                .noTag(tags.split(separator: ", ").map(String.init))
            } else if let text = rest("when ", Self.conditionEnding) {
                .conditionFalse(text)
            } else {
                .other(sentence)
            }
    }
}
