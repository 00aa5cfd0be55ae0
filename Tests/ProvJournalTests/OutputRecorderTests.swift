import Glibc
import Synchronization
import Testing

@testable import ProvJournal
@testable import ProvSystem

@Suite struct OutputRecorderTests {
    private func record(_ chunks: [[UInt8]], in log: RunLog) throws -> OutputStored {
        let recorder = try log.recorder(for: .example(), stream: "stdout")
        for chunk in chunks { try recorder.write(chunk[...]) }
        return try recorder.finish(maskHits: 3)
    }

    private func outputs(_ test: TestStore, _ log: RunLog) throws -> [String] {
        let path = "\(log.directory)/outputs"
        return Files.exists(path) ? try Files.names(in: path) : []
    }

    @Test func shortOutputsStandInTheJournal() throws {
        let test = try TestStore()
        let log = try test.open()
        let stored = try record([Array("one\ntwo".utf8), Array(" and more".utf8)], in: log)
        #expect(
            stored
                == OutputStored(
                    key: .example(), stream: "stdout", length: 16,
                    hash: ContentHash.hex(Array("one\ntwo and more".utf8)),
                    maskHits: 3, lines: 2, inline: "one\ntwo and more"))
        #expect(try record([], in: log).lines == 0)
        #expect(try record([Array("x\n".utf8)], in: log).lines == 1)
        #expect(try outputs(test, log) == [])
    }

    @Test(arguments: [4096, 4097, 65_535, 65_536, 65_537, 300_000]) func everyLengthComesBackFromAnyChunks(
        _ length: Int
    ) throws {
        let test = try TestStore()
        let log = try test.open()
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 % 31 == 0 ? 10 : 97 + $0 % 20) }
        for size in [1000, 65_536, length] {
            let chunks = stride(from: 0, to: length, by: size).map { Array(bytes[$0..<min(length, $0 + size)]) }
            let stored = try record(chunks, in: log)
            #expect(stored.length == length)
            #expect(stored.hash == ContentHash.hex(bytes))
            #expect((stored.inline == nil) == (length > 4096))
            #expect(try stored.inline.map { Array($0.utf8) } ?? log.stored(stored.hash) == bytes)
        }
        #expect(try outputs(test, log).count == (length > 4096 ? 1 : 0))
    }

    @Test func whatIsNoTextIsKeptAsItIs() throws {
        let test = try TestStore()
        let log = try test.open()
        let stored = try record([[0xFF, 0x00, 0xFE]], in: log)
        #expect(stored.inline == nil)
        #expect(try log.stored(stored.hash) == [0xFF, 0x00, 0xFE])
    }

    @Test func beyondTheLimitOnlyTheStartIsKept() throws {
        let test = try TestStore(outputLimit: 100_000)
        let log = try test.open()
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 250_000)
        let stored = try record(
            [Array(bytes[..<99_999]), Array(bytes[99_999..<200_000]), Array(bytes[200_000...])], in: log)
        #expect(stored.length == 250_000)
        #expect(stored.hash == ContentHash.hex(bytes))
        #expect(stored.isTruncated)
        #expect(stored.storedLength == 100_000)
        #expect(try log.stored(stored.contentHash) == Array(bytes[..<100_000]))
        try log.append(.plan(PlanRecorded(entries: [.example("one")])))
        try log.append([.stepIntended(StepIntended(key: .example(), command: "", interpreter: "")), .output(stored)])
        try log.close(
            RunClosed(verdict: .done, planned: 1, executed: 1, satisfied: 0, skipped: 0, failed: 0, seconds: 1))
        #expect(try test.store.verify().problems == [])
    }

    @Test func anOutputThatCannotBeKeptEndsTheRecord() throws {
        let system = FaultySystem(.init())
        let test = try TestStore(system: system.calls)
        let log = try test.open()
        let recorder = try log.recorder(for: .example(), stream: "stdout")
        system.plan.withLock {
            $0.writesLeft = 0
            $0.writeError = ENOSPC
        }
        let error = #expect(throws: StoreError.self) { try recorder.write([UInt8](repeating: 1, count: 70_000)[...]) }
        #expect(error?.code == .diskFull)
        #expect(try outputs(test, log) == [])
        system.plan.withLock { $0.writesLeft = .max }
        #expect(throws: StoreError.self) { try log.append(.runInterrupted(RunInterrupted(cause: "x"))) }
        #expect(throws: StoreError.self) { try log.recorder(for: .example(), stream: "stderr") }
    }

    @Test func aFullDiskUnderAnOutputIsTheLastThingRecorded() throws {
        let reserveGone = Mutex(false)
        let system = FaultySystem(.init(writeError: ENOSPC))
        let calls = SystemCalls(
            write: { descriptor, bytes in
                // Only what stands in the journal is small enough for the room that the reserve gave back.
                bytes.count > 4096 ? -Int(ENOSPC) : system.calls.write(descriptor, bytes)
            },
            syncData: system.calls.syncData)
        let test = try TestStore(system: calls)
        let log = try test.open()
        reserveGone.withLock { $0 = true }
        let recorder = try log.recorder(for: .example(), stream: "stdout")
        #expect(throws: StoreError.self) { try recorder.write([UInt8](repeating: 1, count: 70_000)[...]) }
        #expect(try test.store.load(log.id).events.last?.event == .runInterrupted(RunInterrupted(cause: "disk-full")))
    }

    @Test func twoStreamsAtOnceDoNotMeet() async throws {
        let test = try TestStore()
        let log = try test.open()
        let stored = try await withThrowingTaskGroup(of: OutputStored.self) { group in
            for letter in UInt8(ascii: "a")...UInt8(ascii: "h") {
                group.addTask {
                    let recorder = try log.recorder(for: .example("s\(letter)"), stream: "stdout")
                    for _ in 0..<50 { try recorder.write([UInt8](repeating: letter, count: 3000)[...]) }
                    return try recorder.finish()
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for output in stored { #expect(Set(try log.stored(output.hash)).count == 1 && output.length == 150_000) }
        #expect(Set(stored.map(\.hash)).count == 8)
    }
}

@Suite struct OutputTailTests {
    @Test(arguments: [
        ("a\nb\nc\n", 2, "b\nc"), ("a\nb\nc", 2, "b\nc"), ("a", 5, "a"), ("", 3, ""), ("\n\n", 1, ""), ("a\nb", 0, ""),
    ])
    func givesTheLastLines(_ text: String, _ lines: Int, _ tail: String) {
        #expect(OutputTail.text(of: Array(text.utf8), lines: lines) == tail)
    }
}
