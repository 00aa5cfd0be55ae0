import Glibc
import Synchronization
import Testing

@testable import ProvJournal
@testable import ProvSystem
@testable import ProvText

@Suite struct JournalWriterTests {
    private let event = Event.runInterrupted(RunInterrupted(cause: "test"))

    @Test func goesOnAfterInterruptionsAndShortWrites() throws {
        let folder = try TemporaryFolder()
        let system = FaultySystem(.init(writeLimit: 7, isInterrupted: true))
        let writer = try folder.journal(system: system.calls)
        try writer.append([event, event])
        #expect(try folder.journalContents().events.count == 2)
    }

    @Test(arguments: [EIO, EDQUOT, ENOSPC]) func theFirstFailedSyncIsFinal(_ number: Int32) throws {
        let folder = try TemporaryFolder()
        let system = FaultySystem(.init(syncsLeft: 1, syncError: number))
        let writer = try folder.journal(system: system.calls)
        try writer.append(event)
        let first = #expect(throws: StoreError.self) { try writer.append(event) }
        #expect(first?.description.contains("cannot write the journal \(writer.path)") == true)
        #expect(first?.description.contains("recording and the run were stopped") == true)
        system.plan.withLock { $0.syncsLeft = .max }
        let second = #expect(throws: StoreError.self) { try writer.append(event) }
        #expect(first == second)
        // What was never acknowledged may or may not be there; what was is.
        #expect(try folder.journalContents().events.count >= 1)
    }

    @Test func aFullDiskIsTheLastThingRecorded() throws {
        let folder = try TemporaryFolder()
        let writer = try folder.journal(system: folder.fillingDisk())
        try writer.append(event)
        let error = #expect(throws: StoreError.self) { try writer.append(event) }
        #expect(error?.code == .diskFull)
        let contents = try folder.journalContents()
        #expect(contents.events.map(\.event) == [event, .runInterrupted(RunInterrupted(cause: "disk-full"))])
        #expect(contents.problems.isEmpty)
        #expect(contents.tornBytes == 0)
        let again = #expect(throws: StoreError.self) { try writer.append(event) }
        #expect(again == error)
    }

    @Test func aFailedWriteLeavesAtMostATornTail() throws {
        let folder = try TemporaryFolder()
        let system = FaultySystem(.init(writesLeft: 1, writeError: EIO, partial: 25))
        let writer = try folder.journal(system: system.calls)
        try writer.append(event)
        #expect(throws: StoreError.self) { try writer.append(event) }
        let contents = try folder.journalContents()
        #expect(contents.events.count == 1)
        #expect(contents.problems.isEmpty)
        #expect(contents.tornBytes == 25)
    }

    @Test func neverWritesIntoASegmentThatExists() throws {
        let folder = try TemporaryFolder()
        _ = try folder.journal()
        #expect(throws: StoreError.self) { try folder.journal() }
    }

    @Test func aNoteIsThereWithTheNextEventAtTheLatest() throws {
        let folder = try TemporaryFolder()
        let writer = try folder.journal()
        try writer.note([.stepStarted(StepStarted(key: .example(), pid: 7))])
        try writer.append(event)
        #expect(try folder.journalContents().events.count == 2)
    }

    @Test func tasksThatWaitTogetherShareASync() async throws {
        let folder = try TemporaryFolder()
        let syncs = Tally()
        let done = Tally()
        let system = SystemCalls(
            write: SystemCalls.real.write,
            syncData: { number in
                usleep(20_000)
                syncs.add()
                return SystemCalls.real.syncData(number)
            })
        let writer = try folder.journal(system: system)
        writer.share()
        let event = event
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let before = syncs.total
                    try await writer.append([event])
                    // A sync that began before the event was written does not count for it.
                    #expect(syncs.total > before)
                    done.add()
                }
            }
            try await group.waitForAll()
        }
        #expect(done.total == 50)
        #expect(syncs.total < 25)
        #expect(try folder.journalContents().events.count == 50)
    }

    @Test func aFailedSyncFailsAllWhoWaitForIt() async throws {
        let folder = try TemporaryFolder()
        let system = FaultySystem(.init(syncsLeft: 0, syncError: EIO))
        let calls = SystemCalls(
            write: system.calls.write,
            syncData: { number in
                usleep(50_000)
                return system.calls.syncData(number)
            })
        let writer = try folder.journal(system: calls)
        writer.share()
        let event = event
        let failures = await withTaskGroup(of: StoreError?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(StoreError) { try await writer.append([event]) } catch { return error }
                    return nil
                }
            }
            var failures: [StoreError?] = []
            for await failure in group { failures.append(failure) }
            return failures
        }
        #expect(failures.count == 20)
        #expect(failures.allSatisfy { $0 != nil && $0 == writer.failure })
    }

    @Test func tasksThatAppendTogetherKeepTheChainWhole() async throws {
        let folder = try TemporaryFolder()
        let writer = try folder.journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<20 {
                        try writer.append([.captured(Captured(name: "\(task)", value: "", step: "", host: "")), event])
                    }
                }
            }
            try await group.waitForAll()
        }
        let contents = try folder.journalContents()
        #expect(contents.problems.isEmpty)
        #expect(contents.events.count == 320)
        #expect(writer.segmentHash == ContentHash.hex(try folder.read("journal-0001.jsonl")))
        #expect(contents.head == writer.head)
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_795_230_855_926, "2026-11-21T03:14:15.926Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]) func isRFC3339(_ milliseconds: Int, _ text: String) {
        #expect(Timestamp.text(milliseconds: milliseconds) == text)
        #expect(Timestamp.milliseconds(text) == milliseconds)
    }

    @Test func anyMomentComesBack() {
        for _ in 0..<2000 {
            let moment = Int.random(in: -60_000_000_000_000...200_000_000_000_000)
            #expect(Timestamp.milliseconds(Timestamp.text(milliseconds: moment)) == moment)
        }
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T03:14:15Z", "2026-13-21T03:14:15.926Z", "2026-11-21T24:14:15.926Z",
        "2026-11-21 03:14:15.926Z",
    ])
    func refusesOtherForms(_ text: String) { #expect(Timestamp.milliseconds(text) == nil) }
}

private final class Tally: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var total: Int { count.withLock { $0 } }
}

/// What is told of a run, and when.
@Suite("Nothing is told before it is on disk")
struct OutboxTests {
    private let event = Event.stepStarted(StepStarted(key: .example(), pid: 7))

    /// Writes what was told, and how many syncs there had been then.
    private final class Listener: Sendable {
        let heard = Mutex<[String]>([])
        func hear(_ word: String) { heard.withLock { $0.append(word) } }
        var words: [String] { heard.withLock { $0 } }
    }

    @Test(
        "what is recorded is told with the next sync, and everything in the order in which it happened",
        arguments: [false, true])
    func order(isShared: Bool) async throws {
        let folder = try TemporaryFolder()
        let (listener, syncs) = (Listener(), Tally())
        let system = SystemCalls(
            write: SystemCalls.real.write,
            syncData: { number in
                syncs.add()
                return SystemCalls.real.syncData(number)
            })
        let writer = try folder.journal(system: system)
        if isShared { writer.share() }
        writer.tell { listener.hear("first") }
        #expect(listener.words == ["first"])
        for round in 0..<100 {
            let before = syncs.total
            try writer.append([event], thenTell: { listener.hear("settled \(round) \(syncs.total > before)") })
            writer.tell { listener.hear("remark \(round)") }
            try await writer.append([event])
            listener.hear("started \(round)")
        }
        let expected = (0..<100).flatMap { ["settled \($0) true", "remark \($0)", "started \($0)"] }
        #expect(listener.words == ["first"] + expected)
    }

    @Test("what nothing follows is on disk and told a moment later")
    func moment() async throws {
        let folder = try TemporaryFolder()
        let (listener, syncs) = (Listener(), Tally())
        let writer = try folder.journal(
            system: SystemCalls(
                write: SystemCalls.real.write,
                syncData: { number in
                    syncs.add()
                    return SystemCalls.real.syncData(number)
                }))
        try writer.append([event], thenTell: { listener.hear("settled after \(syncs.total) sync") })
        for _ in 0..<1000 where listener.words.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(listener.words == ["settled after 1 sync"])
        try writer.append([event], thenTell: { listener.hear("again") })
        try writer.flush()
        #expect(listener.words.last == "again")
    }

    @Test("what could not be recorded is never told, and what needs no record still is")
    func failure() throws {
        let folder = try TemporaryFolder()
        let listener = Listener()
        let system = FaultySystem(.init(syncsLeft: 0, syncError: EIO))
        let writer = try folder.journal(system: system.calls)
        try writer.append([event], thenTell: { listener.hear("settled") })
        writer.tell { listener.hear("remark") }
        #expect(throws: StoreError.self) { try writer.flush() }
        writer.tell { listener.hear("the record could not be kept") }
        #expect(listener.words == ["remark", "the record could not be kept"])
        #expect(throws: StoreError.self) { try writer.append([event], thenTell: { listener.hear("settled") }) }
    }

    @Test("a failure that happened when nobody waited is reported to who asks for the disk next")
    func failureUnasked() async throws {
        let folder = try TemporaryFolder()
        let writer = try folder.journal(system: FaultySystem(.init(syncsLeft: 0, syncError: EIO)).calls)
        try writer.append([event], thenTell: {})
        for _ in 0..<1000 where writer.failure == nil { try await Task.sleep(for: .milliseconds(5)) }
        #expect(throws: StoreError.self) { try writer.flush() }
    }

    @Test("what is on disk when the disk is full is reported")
    func fullDisk() throws {
        let folder = try TemporaryFolder()
        let listener = Listener()
        let writer = try folder.journal(system: folder.fillingDisk())
        try writer.append([event], thenTell: { listener.hear("settled") })
        writer.tell { listener.hear("remark") }
        #expect(throws: StoreError.self) { try writer.note([event]) }
        #expect(listener.words == ["settled", "remark"])
    }
}

extension TemporaryFolder {
    /// A disk that is full after one write, and has room again once the journal's reserve is gone.
    fileprivate func fillingDisk() -> SystemCalls {
        let system = FaultySystem(.init(writesLeft: 1, writeError: ENOSPC, partial: 25))
        let reserve = "\(path)/reserve"
        return SystemCalls(
            write: { descriptor, bytes in
                if unsafe access(reserve, F_OK) != 0 { system.plan.withLock { $0.writesLeft = .max } }
                return system.calls.write(descriptor, bytes)
            },
            syncData: system.calls.syncData)
    }
}
