import ProvChecks
import ProvRunbook
import ProvText

extension ActionKey: Record {
    static var blank: ActionKey { ActionKey(step: "", host: "", action: .run, attempt: 0) }
    static let fields: [Field<ActionKey>] = [
        .member("step", \.step, "the step's name"),
        .member("host", \.host, "the host's name"),
        .member("action", \.action, "which part of the step"),
        .member("attempt", \.attempt, "from 1, over all segments of the run"),
    ]
}

extension StepIntended: Record {
    static var blank: StepIntended { StepIntended(key: .blank, command: "", interpreter: "") }
    static let fields: [Field<StepIntended>] = [
        .members(of: \.key),
        .member("command", \.command, "the exact text, masked"),
        .member("interpreter", \.interpreter, "what runs it"),
        .member("timeout", \.timeoutSeconds, "seconds"),
        .member("idempotent", \.isIdempotent, "may be run again when it is not known whether it ended"),
        .wantedExit,
        .member("judged", \.isJudgedFurther, "more than the exit code decides"),
        .member("undo", \.undoData, "of a file: what its undo needs, as JSON"),
    ]
}

extension Field<StepIntended> {
    private static let anyEnd = "any"

    /// A number, or a word where any end means success.
    fileprivate static let wantedExit = Field(
        members: [
            StoredMember(
                key: "exit", kind: "\(Int.kind) or `\(anyEnd)`", isOptional: true,
                meaning: "the exit code that means success, where it is not 0")
        ],
        write: { intended, members in
            guard intended.wantedExit != 0 else { return }
            members.append(.init("exit", intended.wantedExit.map(JSON.integer) ?? .string(anyEnd)))
        },
        read: { intended, payload in
            intended.wantedExit = payload.word("exit") == anyEnd ? nil : try payload.member("exit") ?? 0
        })
}

extension StepStarted: Record {
    static var blank: StepStarted { StepStarted(key: .blank, pid: 0) }
    static let fields: [Field<StepStarted>] = [
        .members(of: \.key),
        .member("pid", \.pid, "its process on the host"),
    ]
}

extension ServerSeen: Record {
    static var blank: ServerSeen { ServerSeen(key: .blank, pid: 0, program: "", address: "", seconds: 0) }
    static let fields: [Field<ServerSeen>] = [
        .members(of: \.key),
        .member("pid", \.pid, "the process that listens"),
        .member("program", \.program, "its name"),
        .member("address", \.address, "where it listens"),
        .member("seconds", \.seconds, "how long the step had run"),
    ]
}

extension CommandPlace: Record {
    static var blank: CommandPlace { CommandPlace(file: "", line: nil, text: "") }
    static let fields: [Field<CommandPlace>] = [
        .member("file", \.file, "the file of the runbook"),
        .member("line", \.line, "its line there"),
        .member("column", \.column, "its column, in bytes"),
        .member("text", \.text, "its first line"),
    ]
}

extension StepExited: Record {
    static var blank: StepExited { StepExited(key: .blank, ending: .lost, seconds: 0) }
    static let fields: [Field<StepExited>] = [
        .members(of: \.key),
        .ending(\.ending, ["exit", "signal", "timeout", "cancelled", "lost", "not-started", "running"]),
        .member("detail", \.detail, "why; in older records also the command that failed: `at line 3: grep x`"),
        .member("failed", \.failed, "the command in it that failed: file, line, column, its first line"),
        .member("seconds", \.seconds, "how long it took"),
        .member("survivors", \.survivors, "processes it left running"),
        .member("left", \.left, "the processes that it left running, by number on the host"),
        .member("keptIn", \.keptIn, "of a command that was lost: the folder on its host that has what it printed"),
    ]
}

extension OutputStored: Record {
    static var blank: OutputStored {
        OutputStored(key: .blank, stream: "", length: 0, hash: "", maskHits: 0, lines: 0, inline: nil)
    }
    static let fields: [Field<OutputStored>] = [
        .members(of: \.key),
        .member("stream", \.stream, "`stdout` or `stderr`"),
        .member("length", \.length, "bytes after masking"),
        .member("hash", \.hash, "SHA-256 of the masked bytes, hex"),
        .member("masked", \.maskHits, "how many stretches were masked"),
        .member("lines", \.lines, "how many lines"),
        .member("text", \.inline, "the masked text up to 4 KiB; longer ones are in `outputs/`"),
        .member("withheld", \.isWithheld, "it is not kept, because a secret is too short to mask"),
        .member("stored-length", \.storedLength, "how many bytes are kept, where only the start is"),
        .member("stored-hash", \.storedHash, "SHA-256 of the bytes kept, where only the start is"),
        .member("after", \.isAfterEnd, "it is what processes of the action printed after its end"),
    ]
}

extension BackgroundEnded: Record {
    static var blank: BackgroundEnded { BackgroundEnded(key: .blank, pid: 0, ending: .lost, seconds: 0) }
    static let fields: [Field<BackgroundEnded>] = [
        .members(of: \.key),
        .member("pid", \.pid, "its process on the host"),
        .ending(\.ending, ["exit", "signal", "ended-by-prov", "left-running", "lost"]),
        .member("detail", \.detail, "why"),
        .member("seconds", \.seconds, "from the start of its action until the end was noticed"),
    ]
}

extension CheckEvaluated: Record {
    static var blank: CheckEvaluated {
        CheckEvaluated(step: "", host: "", moment: .before, summary: "", result: .pass, wanted: "", found: "")
    }
    static let fields: [Field<CheckEvaluated>] = [
        .member("step", \.step, "the step's name"),
        .member("host", \.host, "the host's name"),
        .member("moment", \.moment, "when it was asked"),
        .member("summary", \.summary, "the check in one line"),
        .member("result", \.result, "its answer"),
        .member("wanted", \.wanted, "what it expects"),
        .member("found", \.found, "what it found"),
        .member("difference", \.difference, "the changed lines of an output, each with `-` or `+` before it"),
    ]
}

extension StepSettled: Record {
    static var blank: StepSettled { StepSettled(step: "", host: "", state: .pending) }
    static let fields: [Field<StepSettled>] = [
        .member("step", \.step, "the step's name"),
        .member("host", \.host, "the host's name"),
        .member("state", \.state, "where the step stands"),
        .member("reason", \.reason, "why, where it is not plain success"),
        Field(
            members: [
                StoredMember(
                    key: "of", kind: Settled.kind, isOptional: true, meaning: "what came to that; not in older records")
            ],
            write: { settled, members in
                if let of = settled.of { members.append(.init("of", .string(of.rawValue))) }
            },
            read: { settled, payload in
                settled.of = payload.word("of").flatMap(Settled.init(rawValue:))
                // Older records say it in words, and only of a step without an undo.
                if payload["of"] == nil, payload.word("reason") == hasNoUndo { settled.of = .noUndo }
            }),
        .member("followed", \.followed, "of a step with `when-changed`: the changes it had to follow"),
        .member("undone-in", \.undoneIn, "the run whose undo of the same step is this one's too"),
        .member(
            "followers", \.followers, absent: [], "of an undo: the steps that the rollback has to run again after it"),
    ]
}

extension StepSettled.Settled: StoredWord {}

extension FollowedChange: Record {
    static var blank: FollowedChange { FollowedChange(step: nil) }
    static let fields: [Field<FollowedChange>] = [
        .member("step", \.step, "the step that changed something; absent where a record could not be read"),
        .member("run", \.run, "the run it changed something in; absent for this one"),
    ]
}

extension StateSaved: Record {
    static var blank: StateSaved { StateSaved(step: "", host: "", length: 0, hash: "", inline: nil) }
    static let fields: [Field<StateSaved>] = [
        .member("step", \.step, "the step's name"),
        .member("host", \.host, "the host's name"),
        .member("length", \.length, "bytes after masking"),
        .member("hash", \.hash, "SHA-256 of the masked bytes, hex"),
        .member("text", \.inline, "the masked text, where it is short; longer ones are in `outputs/`"),
        .member("withheld", \.withheld, "the variables that are not in it, because their name says secret"),
    ]
}

extension WithheldVariable: Record {
    static var blank: WithheldVariable { WithheldVariable(name: "", isExported: false, proof: nil) }
    static let fields: [Field<WithheldVariable>] = [
        .member("name", \.name, "the variable, or `alias NAME`"),
        .member("exported", \.isExported, absent: false, "whether programs had it in their environment"),
        .member("proof", \.proof, "a hash of its value that only the store can make; not of an array"),
    ]
}

extension Field {
    /// An ending takes two members.
    fileprivate static func ending(
        _ path: FieldPath<Root, ActionEnding>, _ words: [String]
    ) -> Field {
        Field(
            members: [
                StoredMember(
                    key: "ending", kind: words.map { "`\($0)`" }.joined(separator: ", "), isOptional: false,
                    meaning: "how it ended; `running`: it was started in the background"),
                StoredMember(key: "code", kind: Int.kind, isOptional: true, meaning: "the exit code or the signal"),
            ],
            write: { root, members in
                let ending = root[keyPath: path]
                members.append(.init("ending", .string(ending.word)))
                if let code = ending.code { members.append(.init("code", .integer(code))) }
            },
            read: { root, payload in
                guard let word = payload.word("ending") else { throw PayloadError(key: "ending") }
                root[keyPath: path] = ActionEnding(word: word, code: payload["code"]?.intValue)
            })
    }
}
