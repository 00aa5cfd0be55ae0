import Glibc
import ProvRunbook
import Synchronization
import Testing

@testable import ProvJournal
@testable import ProvSystem
@testable import ProvText

/// A store in a folder of its own, with a way to make runs in it.
struct TestStore {
    let folder: TemporaryFolder
    let clock = TestClock()
    let store: Store

    init(system: SystemCalls = .real, outputLimit: Int = 256 << 20) throws {
        folder = try TemporaryFolder()
        store = try Store(at: "\(folder.path)/.prov", context: .test(clock, system: system, outputLimit: outputLimit))
    }

    func open(runbook: String = "setup.md") throws -> RunLog {
        try store.createRun(.example(store.newRunID(), runbook: runbook))
    }

    /// A run of one step, closed.
    /// - Parameters:
    ///   - page: its report, sealed with it.
    ///   - beforeClose: puts more into its folder.
    func closedRun(
        output: String = "hello\n", verdict: RunVerdict = .done, page: ((LoadedRun) -> [UInt8]?)? = nil,
        beforeClose: (RunLog) throws -> Void = { _ in }
    ) throws -> String {
        let log = try open()
        try log.append(.plan(PlanRecorded(entries: [.example("one")])))
        try log.append(.stepIntended(StepIntended(key: .example(), command: "true", interpreter: "shell")))
        let recorder = try log.recorder(for: .example(), stream: "stdout")
        try recorder.write(Array(output.utf8)[...])
        try log.append([
            .output(try recorder.finish()), .stepExited(StepExited(key: .example(), ending: .exit(0), seconds: 0.1)),
            .stepSettled(StepSettled(step: "one", host: "local", state: .done)),
        ])
        try beforeClose(log)
        try log.close(
            RunClosed(verdict: verdict, planned: 1, executed: 1, satisfied: 0, skipped: 0, failed: 0, seconds: 1),
            page: page)
        return log.id
    }

    func files(_ run: String) -> String { "\(store.path)/runs/\(run)" }
}

@Suite struct StoreTests {
    @Test func aRunIsOpenedWrittenClosedAndReadBack() throws {
        let test = try TestStore()
        let id = try test.closedRun(output: String(repeating: "a line\n", count: 2000))
        let run = try test.store.load("last")
        #expect(run.id == id)
        #expect(run.integrity.isWhole)
        #expect(!run.isRunning)
        #expect(run.report.verdict == .done)
        #expect(run.report.closed?.merkleRoot == Hexadecimal.text(MerkleTree.root(run.integrity.lineHashes.dropLast())))
        let output = try #require(run.report.steps[0].hosts[0].attempts[0].outputs.first)
        #expect(output.inline == nil)
        #expect(output.lines == 2000)
        #expect(try run.bytes(of: output).count == 14_000)
        #expect(try run.tail(of: output, lines: 2) == "a line\na line")
        #expect(try test.store.verify().problems == [])
        #expect(!Files.exists("\(run.directory)/reserve"))
    }

    @Test("whoever is late writes nothing behind the end of a run: its record stays whole")
    func nothingBehindTheEnd() async throws {
        let test = try TestStore()
        let log = try test.open()
        let recorder = try log.recorder(for: .example(), stream: "stdout")
        try log.close(
            RunClosed(verdict: .refused, planned: 1, executed: 0, satisfied: 0, skipped: 0, failed: 0, seconds: 0))
        let late = Event.toolHashed(ToolHashed(version: "1", digest: "ab"))
        #expect(throws: StoreError.self) { try log.note(late) }
        #expect(throws: StoreError.self) { try log.append(late) }
        #expect(throws: StoreError.self) { try log.append([late]) {} }
        await #expect(throws: StoreError.self) { try await log.append([late]) }
        log.share()
        await #expect(throws: StoreError.self) { try await log.append([late]) }
        _ = try? recorder.write(Array("late".utf8)[...])
        _ = try? recorder.finish()
        #expect(try test.store.verify().problems == [])
        #expect(
            try test.store.load(log.id).events.last.map { if case .runClosed = $0.event { true } else { false } }
                == true)
    }

    @Test func theSealIsCheckedBySha256sum() throws {
        let test = try TestStore()
        let id = try test.closedRun(output: String(repeating: "x", count: 5000))
        let good = try run(["sha256sum", "-c", "SHA256SUMS"], in: test.files(id))
        #expect(good.code == 0, "\(good.output)")
        #expect(good.output.split(separator: "\n").count == 2)
        let (_, log) = try test.store.resume(id, user: "ada", toolVersion: "1")
        try log.close(
            RunClosed(verdict: .done, planned: 1, executed: 1, satisfied: 0, skipped: 0, failed: 0, seconds: 1))
        let again = try run(["sha256sum", "-c", "SHA256SUMS"], in: test.files(id))
        #expect(again.output.contains("journal-0002.jsonl: OK") && again.code == 0)
        #expect(try test.store.verify().problems == [])
    }

    @Test func runsAreListedNewestFirstThoughAClockJumpedBack() throws {
        let test = try TestStore()
        let first = try test.closedRun()
        test.clock.jump(by: -3_600_000)
        let second = try test.closedRun(verdict: .failed)
        let open = try test.open()
        #expect(first > second)
        let runs = try test.store.runs()
        #expect(runs.map(\.id) == [open.id, second, first])
        #expect(runs.map(\.state) == [.running, .closed(.failed), .closed(.done)])
        #expect(try test.store.resolve("last") == open.id)
        #expect(runs[0].opened?.runbook == "setup.md")
    }

    @Test func aRunIsFoundByTheBeginningOfItsName() throws {
        let test = try TestStore()
        let first = try test.closedRun()
        #expect(try test.store.resolve(String(first.prefix(20)).lowercased()) == first)
        _ = try test.closedRun()
        let ambiguous = #expect(throws: StoreError.self) { try test.store.resolve(String(first.prefix(4))) }
        #expect(ambiguous?.code == .ambiguousRun)
        #expect(ambiguous?.message.contains("it matches 2 runs: \(first), ") == true)
        let missing = #expect(throws: StoreError.self) { try test.store.resolve("ZZZ") }
        #expect(
            missing?.description
                == "unknown run 'ZZZ' in \(test.store.path); `prov runs` lists them; `last` is the newest")
    }

    @Test func aKilledRunIsResumedInANewSegment() throws {
        let test = try TestStore()
        let id: String
        do {
            let log = try test.open()
            id = log.id
            try log.append(.plan(PlanRecorded(entries: [.example("one"), .example("two")])))
            try log.append(.stepIntended(StepIntended(key: .example(), command: "true", interpreter: "shell")))
            #expect(try test.store.load(id).report.steps[0].hosts[0].state == .running)
            let refused = #expect(throws: StoreError.self) { try test.store.resume(id, user: "ada", toolVersion: "1") }
            #expect(refused?.code == .stillRunning)
        }
        try Files.makeFolder("\(test.files(id))/outputs")
        try Files.replace("\(test.files(id))/outputs/.partial-1-1", with: [1], isDurable: false, system: .real)
        let path = "\(test.files(id))/journal-0001.jsonl"
        let torn = try Files.read(path) + Array("{\"seq\":4,\"pr".utf8)
        try Files.replace(path, with: torn, isDurable: false, system: .real)
        #expect(try test.store.runs().map(\.state) == [.unfinished])
        let (before, log) = try test.store.resume(id, user: "ada", toolVersion: "1")
        #expect(before.report.inDoubtKeys == [.example()])
        #expect(before.integrity.tornBytes == 12)
        #expect(try Files.names(in: "\(test.files(id))/outputs") == [])
        #expect(try Files.read(path) == torn)
        try log.append(.stepSettled(StepSettled(step: "one", host: "local", state: .done, reason: "settled by ada")))
        #expect(try log.report().steps[0].hosts[0].state == .done)
        let after = try test.store.load(id)
        guard case .runResumed(let resumed)? = after.events.first(where: { $0.event.type == .runResumed })?.event else {
            Issue.record("no resume")
            return
        }
        #expect(resumed.tornBytes == 12)
        #expect(resumed.inDoubt == ["one on local, run 1"])
        #expect(resumed.lastHash == before.integrity.head.hashText)
        #expect(after.integrity.segments == ["journal-0001.jsonl", "journal-0002.jsonl"])
        #expect(after.report.interruptions == ["ended without a reason"])
    }

    @Test func aCorruptRunIsNotResumed() throws {
        let test = try TestStore()
        let id = try test.closedRun()
        let path = "\(test.files(id))/journal-0001.jsonl"
        var bytes = try Files.read(path)
        let third = bytes.indices.filter { bytes[$0] == 0x0A }[1] + 40
        bytes[third] ^= 1
        try Files.replace(path, with: bytes, isDurable: false, system: .real)
        let error = #expect(throws: StoreError.self) { try test.store.resume(id, user: "ada", toolVersion: "1") }
        #expect(error?.code == .corrupt)
        #expect(
            error?.message.contains("journal-0001.jsonl, line 3: does not have the content its hash was made from")
                == true)
        #expect(
            try test.store.load(id).report.problems == [
                "journal: journal-0001.jsonl, line 3: does not have the content its hash was made from"
            ])
    }

    @Test func statesAndContentsComeBack() throws {
        let test = try TestStore()
        let log = try test.open()
        let long = String(repeating: "declare -x A=\"1\"\n", count: 2000)
        let withheld = [WithheldVariable(name: "token", isExported: true, proof: "aa")]
        try log.saveState(KeptState(text: "x=1"), step: "one", host: "local")
        try log.saveState(KeptState(text: long), step: "two", host: "local")
        try log.saveState(KeptState(text: "x=2", withheld: withheld), step: "one", host: "local")
        let hash = try log.store(Array("old file".utf8))
        try log.append(.runInterrupted(RunInterrupted(cause: "test")))
        let run = try test.store.load(log.id)
        #expect(
            try run.states() == [
                "one\u{0}local": KeptState(text: "x=2", withheld: withheld), "two\u{0}local": KeptState(text: long),
            ])
        #expect(try log.stored(hash) == Array("old file".utf8))
        #expect(try run.stored(hash) == Array("old file".utf8))
        let other = try test.open()
        #expect(log.keyedHash("machine") == other.keyedHash("machine"))
        #expect(log.keyedHash("machine") != ContentHash.hex(Array("machine".utf8)))
    }

    @Test func runsThatStartTogetherAllStandInTheLog() async throws {
        let test = try TestStore()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    for _ in 0..<4 {
                        _ = try test.closedRun()
                        _ = try test.store.runs()
                    }
                }
            }
            try await group.waitForAll()
        }
        let verification = try test.store.verify()
        #expect(verification.problems == [])
        #expect(verification.runs == 24)
        #expect(try test.store.ledger().count == 48)
    }

    @Test func runsThatBeginANewStoreTogetherHaveOneKey() async throws {
        for _ in 0..<20 {
            let test = try TestStore()
            let hashes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try test.open().keyedHash("machine") } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(hashes.count == 1)
            #expect(try Files.names(in: test.store.path).allSatisfy { !$0.contains(".new") })
        }
    }

    @Test func theStoreKeepsItselfOutOfGit() throws {
        let test = try TestStore()
        #expect(try Files.read("\(test.store.path)/.gitignore") == Array("*\n".utf8))
    }

    @Test func whatASecretLeavesBehindIsCountedAtTheClose() throws {
        let test = try TestStore()
        let masker = Masker(["PW": "hunter22"])
        let log = try test.open()
        try log.append(.captured(Captured(name: "X", value: masker.mask("hunter22"), step: "one", host: "local")))
        try log.append(.captured(Captured(name: "Y", value: "forgotten: hunter22", step: "one", host: "local")))
        let recorder = try log.recorder(for: .example(), stream: "stdout")
        try recorder.write(Array((String(repeating: "-", count: 5000) + "hunter22").utf8)[...])
        _ = try recorder.finish()
        try log.close(
            RunClosed(verdict: .done, planned: 0, executed: 0, satisfied: 0, skipped: 0, failed: 0, seconds: 1),
            hits: masker.hits,
            masker: masker)
        let run = try test.store.load(log.id)
        #expect(run.report.redactions == ["PW": 1])
        let output = try #require(run.report.unmasked.keys.first { $0.hasPrefix("outputs/") })
        #expect(run.report.unmasked == ["journal-0001.jsonl": 1, output: 1])
        #expect(
            run.report.problems == ["a secret is not masked in 2 places of the record: journal-0001.jsonl, \(output)"])
    }
}

@Suite struct StoreFailureTests {
    @Test func aMissingStoreIsSaidToBeMissing() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: StoreError.self) { try Store(at: "\(folder.path)/.prov", isCreating: false) }
        #expect(
            error?.description
                == """
                no store of runs at \(folder.path)/.prov; run a runbook with `prov run` first, or name \
                the store with `--store`
                """
        )
        let store = try Store(at: "\(folder.path)/.prov")
        #expect(try store.runs().isEmpty)
        #expect(throws: StoreError.self) { try store.load("last") }
    }

    @Test func aFileInTheWayIsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write([], to: "file")
        let error = #expect(throws: StoreError.self) { try Store(at: "\(folder.path)/file/.prov") }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("\(folder.path)/file/.prov") == true)
    }

    /// For root, who may write anywhere, only the reading is tried.
    @Test func aReadOnlyStoreIsReadAndRefusesRuns() throws {
        let test = try TestStore()
        let id = try test.closedRun(output: String(repeating: "x", count: 5000))
        _ = try run(["chmod", "-R", "a-w", test.store.path])
        defer { _ = try? run(["chmod", "-R", "u+w", test.store.path]) }
        let store = try Store(at: test.store.path, context: .test(), isCreating: false)
        #expect(try store.load("last").id == id)
        #expect(try store.runs().count == 1)
        #expect(try store.verify().problems == [])
        if geteuid() != 0 {
            let error = #expect(throws: StoreError.self) { try test.open() }
            #expect(error?.code == .permissionDenied)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root reads everything")) func aStoreThatCannotBeReadIsNotTakenForAnEmptyOne()
        throws
    {
        let test = try TestStore()
        _ = try test.closedRun()
        _ = try run(["chmod", "000", test.store.path])
        defer { _ = try? run(["chmod", "700", test.store.path]) }
        let error = #expect(throws: StoreError.self) {
            try Store(at: test.store.path, context: .test(), isCreating: false)
        }
        #expect(error?.code == .permissionDenied)
    }

    @Test func aStoreThatSudoLeftToRootSaysHowToGiveItBack() throws {
        let test = try TestStore()
        let project = test.folder.path + "/project it's"
        let store = project + "/.prov"
        try Files.makeFolders(store + "/runs/01JD")
        // What is above the store is the user's, the store somebody else's; without the right to give folders away,
        // above is root's /tmp.
        let user: uid_t = geteuid() == 0 ? 12_345 : 0
        if geteuid() == 0 { #expect(unsafe chown(project, user, user) == 0) }
        let foreign = try #require(OtherOwner(of: store + "/runs/01JD/journal-0001.jsonl", user: user))
        #expect(foreign.path == store)
        #expect(
            foreign.advice.contains(
                "sudo chown -R \(user == 0 ? "root" : "12345"): '\(test.folder.path)/project it'\\''s/.prov'"))
        if user != 0 { #expect(foreign.reason == "it belongs to root, not to 12345, as after `sudo prov run`") }
        #expect(OtherOwner(of: store + "/log", user: 54_321) == nil)
        #expect(OtherOwner(of: store + "/log", user: geteuid()) == nil)
    }

    @Test(arguments: [(ENOSPC, "disk-full"), (EROFS, "read-only"), (EACCES, "permission-denied"), (EIO, "io-error")])
    func aFailingDiskRefusesTheRunWithWhatToDo(_ number: Int32, _ code: String) throws {
        let system = FaultySystem(.init())
        let test = try TestStore(system: system.calls)
        system.plan.withLock {
            $0.writesLeft = 0
            $0.writeError = number
        }
        let error = #expect(throws: StoreError.self) { try test.open() }
        #expect(error?.code.rawValue == code)
        #expect(error?.advice.isEmpty == false)
    }

    @Test(arguments: 0..<6) func aCrashWhileOpeningLeavesAStoreThatGoesOn(_ writes: Int) throws {
        let system = FaultySystem(.init())
        let test = try TestStore(system: system.calls)
        let first = try test.closedRun()
        system.plan.withLock {
            $0.writesLeft = writes
            $0.partial = 10
        }
        _ = try? test.open()
        system.plan.withLock { $0.writesLeft = .max }
        let second = try test.closedRun()
        #expect(try test.store.runs().map(\.id).filter { $0 == first || $0 == second } == [second, first])
        #expect(try test.store.resolve("last") == second)
        let problems = try test.store.verify().problems
        #expect(problems.allSatisfy { $0.what.contains("cannot be read") }, "\(problems)")
    }

    @Test func aSecondRunOfTheSameRunbookIsToldWhoHasIt() throws {
        let test = try TestStore()
        let holder = LockHolder(pid: 4711, user: "ada", host: "web1", since: "2026-11-21T03:14:15Z")
        var lock: StoreLock? = try test.store.lock(runbook: "deploy.md", environment: "staging", holder: holder)
        let first = #expect(throws: StoreError.self) {
            try test.store.lock(runbook: "deploy.md", environment: "staging", holder: holder)
        }
        #expect(first?.code == .locked)
        #expect(
            first?.message
                == "ada on web1 (process 4711) has been running deploy.md on staging since 2026-11-21T03:14:15Z")
        var withRun = holder
        withRun.run = "01JD"
        try lock?.note(withRun)
        let second = #expect(throws: StoreError.self) {
            try test.store.lock(runbook: "deploy.md", environment: "staging", holder: holder)
        }
        #expect(second?.message.hasSuffix("since 2026-11-21T03:14:15Z as run 01JD") == true)
        _ = try test.store.lock(runbook: "deploy.md", environment: "production", holder: holder)
        _ = try test.store.lock(runbook: "other.md", environment: "staging", holder: holder)
        lock = nil
        _ = try test.store.lock(runbook: "deploy.md", environment: "staging", holder: holder)
    }
}
