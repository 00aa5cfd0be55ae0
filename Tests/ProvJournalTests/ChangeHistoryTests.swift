import ProvJournal
import ProvRunbook
import Testing

@Suite("Which changes have still to be followed")
struct ChangeHistoryTests {
    /// What can happen to the step that changes something and to the one that follows it; in time, over several runs.
    enum Act: CaseIterable { case change, changeFails, follow, followFails, followSatisfied, undoBoth, undoChange }

    /// The record of runs, each a list of acts; `pending` of it, and what a plain account of the same acts says.
    private func account(_ runs: [[Act]]) throws -> (found: Bool, wanted: Bool) {
        var history = ChangeHistory([
            ChangeHistory.Follower(step: "restart", hosts: ["local"], follows: ["conf": ["local"]])
        ])
        var wall = 0.0
        /// What is written and what is loaded: versions; and what they were before the run.
        var (written, loaded, version) = (0, 0, 0)
        var reports: [RunReport] = []
        for (number, acts) in runs.enumerated() {
            let before = (written: written, loaded: loaded)
            var record = Record(run: "R\(number)", wall: wall)
            var (didChange, didFollow) = (false, false)
            for act in acts {
                switch act {
                case .change, .changeFails:
                    version += 1
                    (written, didChange) = (version, true)
                    record.attempt("conf", .run, act == .change ? .done : .failed)
                case .follow:
                    (loaded, didFollow) = (written, true)
                    record.attempt("restart", .run, .done)
                case .followFails: record.attempt("restart", .run, .failed)
                // A check is asked only where nothing is to be followed.
                case .followSatisfied where loaded == written: record.settle("restart", .satisfied)
                case .followSatisfied: break
                case .undoBoth where didChange && didFollow:
                    record.attempt("restart", .undo, .undone)
                    record.attempt("conf", .undo, .undone)
                    (written, loaded) = before
                case .undoChange where didChange:
                    record.attempt("conf", .undo, .undone)
                    written = before.written
                    if !didFollow { loaded = before.loaded }
                case .undoBoth, .undoChange: break
                }
            }
            wall = record.wall + 1
            reports.append(try record.report())
        }
        for report in reports.shuffled() { history.take(report) }
        return (
            history.pending[ChangeHistory.Place(step: "restart", host: "local")]?.isEmpty == false, written != loaded
        )
    }

    @Test("a change is followed once, and never lost, over any runs")
    func property() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let runs = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                // In a run the change comes first, what follows it then, and what takes them back last.
                [
                    [.change, .changeFails, nil], [.follow, .followFails, .followSatisfied, nil],
                    [.undoBoth, .undoChange, nil],
                ]
                .compactMap { (acts: [Act?]) in acts.randomElement(using: &generator).flatMap(\.self) }
            }
            let (found, wanted) = try account(runs)
            // A file that was put back to what is loaded already may be loaded once more; nothing may be missed.
            #expect(found || !wanted, "\(runs)")
            if !runs.joined().contains(.undoChange) { #expect(found == wanted, "\(runs)") }
        }
    }

    @Test("a record that cannot be read counts as a change until the step has succeeded after it")
    func unreadable() throws {
        var history = ChangeHistory([
            ChangeHistory.Follower(step: "restart", hosts: ["local"], follows: ["conf": ["local"]])
        ])
        history.takeUnreadable(run: "R1", at: 10)
        let place = ChangeHistory.Place(step: "restart", host: "local")
        #expect(history.pending[place] == [FollowedChange(step: nil, run: "R1")])
        #expect(history.isDecided(before: 5) && !history.isDecided(before: 11))
        var record = Record(run: "R2", wall: 20)
        record.attempt("restart", .run, .done)
        history.take(try record.report())
        #expect(history.pending[place] == [])
    }

    /// A run as its journal would have it.
    private struct Record {
        var wall: Double
        private var events: [TimedEvent] = []
        private var attempts = 0

        init(run: String, wall: Double) {
            self.wall = wall
            add(
                .runOpened(
                    RunOpened(
                        run: run, mode: .run, runbook: "/s.md", title: "S", runbookDigest: "d", environment: "local",
                        user: "u", machine: "m", toolVersion: "1")))
            add(
                .plan(
                    PlanRecorded(
                        entries: ["conf", "restart"].map { step in
                            PlanRecorded.Entry(
                                step: step, title: step, section: [], kind: .step, phase: .main, hosts: ["local"],
                                needs: [], file: "s.md", line: 1, endLine: 2,
                                digest: "", command: "true", proves: [], leftOut: nil, isUndoable: true)
                        })))
        }

        private mutating func add(_ event: Event) {
            wall += 1
            events.append(TimedEvent(seq: events.count + 1, wall: wall, mono: Int(wall * 1e9), event: event))
        }

        mutating func attempt(_ step: String, _ action: ActionKey.Action, _ state: StepState) {
            attempts += 1
            let key = ActionKey(step: step, host: "local", action: action, attempt: attempts)
            add(.stepIntended(StepIntended(key: key, command: "true", interpreter: "bash")))
            add(.stepExited(StepExited(key: key, ending: .exit(state == .failed ? 1 : 0), seconds: 0)))
            settle(step, state, of: action == .undo ? .undo : .run)
        }

        mutating func settle(_ step: String, _ state: StepState, of: StepSettled.Settled = .run) {
            add(.stepSettled(StepSettled(step: step, host: "local", state: state, of: of)))
        }

        func report() throws -> RunReport { try #require(RunReport(events: events)) }
    }
}
