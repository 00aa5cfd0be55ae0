import ProvRunbook

@testable import ProvChecks
@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite

/// A run put together by hand, step by step, with a clock that ticks as the steps say.
struct RunFixture {
    var opened: RunOpened
    private var entries: [PlanRecorded.Entry] = []
    private var events: [TimedEvent] = []
    private var now = 1_795_230_855.926
    private var contents: [String: [UInt8]] = [:]

    init(_ opened: RunOpened) {
        self.opened = opened
    }

    static func opened(
        title: String = "Set up the web server", purpose: String? = "CHG-20417", environment: String = "staging"
    ) -> RunOpened {
        RunOpened(
            run: "01KAKF4WQ3V7M2ZJ5T9XHBN8CD", mode: .run, runbook: "runbooks/web-server.md", title: title,
            runbookDigest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            gitCommit: "4f2a9c1be07d3356a1c0ffee9d21b7a8e3f60c55", gitDirty: true, environment: environment,
            parameters: ["HTTP_PORT": "80", "DOMAIN": "example.org"], kind: "deployment", purpose: purpose, user: "ada",
            loginUser: "ada.l",
            machine: "control-1", toolVersion: "0.1.0", toolDigest: String(repeating: "b7", count: 32), rtoSeconds: 900,
            rpoSeconds: 300,
            storeCheckpoint: StoreCheckpoint(size: 41, root: String(repeating: "5e", count: 32)))
    }

    mutating func step(
        _ name: String, _ title: String, section: [String] = ["Set up"], kind: EntryKind = .step,
        phase: Step.Phase = .main,
        hosts: [String] = ["local"], needs: [String]? = nil, command: String = "true", proves: [String] = [],
        leftOut: LeftOut? = nil,
        isUndoable: Bool = false
    ) {
        let line = 12 + entries.count * 9
        entries.append(
            PlanRecorded.Entry(
                step: name, title: title, section: section, kind: kind, phase: phase, hosts: hosts,
                needs: needs ?? entries.last.map { [$0.step] } ?? [],
                file: opened.runbook, line: line, endLine: line + 5, digest: String(repeating: "c3", count: 32),
                command: command, proves: proves,
                leftOut: leftOut, isUndoable: isUndoable))
    }

    mutating func tick(_ seconds: Double) { now += seconds }

    mutating func record(_ event: Event) {
        events.append(TimedEvent(seq: events.count + 3, wall: now, mono: 0, event: event))
    }

    /// Runs a step's command on a host; the clock moves on by its seconds.
    mutating func run(
        _ step: String, on host: String = "local", _ action: ActionKey.Action = .run, attempt: Int = 1,
        command: String? = nil,
        seconds: Double = 1, code: Int? = 0, ending: String = "exit", detail: String? = nil, output: String = "",
        errors: String = "",
        survivors: [String] = [], isSeenToEnd: Bool = true
    ) {
        let key = ActionKey(step: step, host: host, action: action, attempt: attempt)
        let text = command ?? entries.first { $0.step == step }?.command ?? "true"
        record(.stepIntended(StepIntended(key: key, command: text, interpreter: "bash", timeoutSeconds: 600)))
        record(.stepStarted(StepStarted(key: key, pid: 4711)))
        guard isSeenToEnd else { return }
        now += seconds
        for (stream, text) in [("stdout", output), ("stderr", errors)] where !text.isEmpty {
            store(Array(text.utf8), key, stream)
        }
        record(
            .stepExited(
                StepExited(
                    key: key, ending: ActionEnding(word: ending, code: code), detail: detail, seconds: seconds,
                    survivors: survivors)))
    }

    mutating func store(_ bytes: [UInt8], _ key: ActionKey, _ stream: String) {
        let hash = ContentHash.hex(bytes)
        let lines = bytes.count { $0 == 0x0A } + (bytes.last == 0x0A || bytes.isEmpty ? 0 : 1)
        let inline = bytes.count <= 4096 ? String(validating: bytes, as: UTF8.self) : nil
        if inline == nil { contents[hash] = bytes }
        record(
            .output(
                OutputStored(
                    key: key, stream: stream, length: bytes.count, hash: hash, maskHits: 0, lines: lines, inline: inline
                )))
    }

    mutating func check(
        _ step: String, on host: String = "local", _ moment: CheckMoment, _ result: Verdict.Result, _ summary: String,
        wanted: String, found: String
    ) {
        record(
            .checkEvaluated(
                CheckEvaluated(
                    step: step, host: host, moment: moment, summary: summary, result: result, wanted: wanted,
                    found: found)))
    }

    mutating func settle(_ step: String, on host: String = "local", _ state: StepState, _ reason: String? = nil) {
        record(.stepSettled(StepSettled(step: step, host: host, state: state, reason: reason)))
    }

    mutating func close(_ verdict: RunVerdict) {
        record(.runClosed(report.closing(verdict: verdict, seconds: now - 1_795_230_855.926)))
    }

    var report: RunReport {
        let start = TimedEvent(seq: 1, wall: 1_795_230_855.926, mono: 0, event: .runOpened(opened))
        let plan = TimedEvent(seq: 2, wall: 1_795_230_855.926, mono: 0, event: .plan(PlanRecorded(entries: entries)))
        guard
            let report = RunReport(
                events: [start, plan] + events,
                headHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        else { preconditionFailure("a run that is opened always has a report") }
        return report
    }

    func input(_ integrity: ReportIntegrity = ReportIntegrity(chain: .whole, segments: ["journal-0001.jsonl"]))
        -> ReportInput
    {
        let contents = contents
        return ReportInput(report: report, integrity: integrity, generatorVersion: "0.1.0") { contents[$0.contentHash] }
    }
}
