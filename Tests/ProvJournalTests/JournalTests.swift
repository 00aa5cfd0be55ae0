import FoundationEssentials
import Glibc
import Testing

@testable import ProvJournal
@testable import ProvSystem

/// A journal with several segments' worth of events, as its writer left it.
struct SampleJournal {
    let folder: TemporaryFolder
    let bytes: [UInt8]

    init(_ events: [Event] = SampleJournal.events) throws {
        folder = try TemporaryFolder()
        let writer = try folder.journal()
        try writer.append(events[0])
        try writer.append(Array(events.dropFirst()))
        bytes = try folder.read("journal-0001.jsonl")
    }

    static let events: [Event] = [
        .runOpened(.example("01JD0000000000000000000000")),
        .stepIntended(StepIntended(key: .example(), command: "true", interpreter: "shell")),
        .stepExited(StepExited(key: .example(), ending: .exit(0), seconds: 0.1)),
    ]
}

extension TemporaryFolder {
    func journal(
        _ segment: Int = 1, head: JournalHead = JournalHead(), clock: TestClock = TestClock(),
        system: SystemCalls = .real
    ) throws -> JournalWriter {
        try JournalWriter(
            creating: "\(path)/\(RunFolder.segmentName(segment))", head: head, reserve: "\(path)/reserve",
            reserveBytes: 65536,
            clock: clock.clock, system: system)
    }

    func journalContents(_ segments: Int = 1) throws -> JournalContents {
        JournalReader.read(
            all: try (1...segments).map { number in
                let name = RunFolder.segmentName(number)
                return JournalSegment(name: name, bytes: try read(name))
            })
    }
}

@Suite struct JournalTests {
    private func contents(_ bytes: [UInt8]) -> JournalContents {
        JournalReader.read(all: [JournalSegment(name: "journal-0001.jsonl", bytes: bytes)])
    }

    @Test func whatWasAppendedIsReadBack() throws {
        let sample = try SampleJournal()
        let contents = contents(sample.bytes)
        #expect(contents.events.map(\.event) == SampleJournal.events)
        #expect(contents.events.map(\.seq) == [1, 2, 3])
        #expect(contents.problems.isEmpty)
        #expect(contents.tornBytes == 0)
        #expect(contents.events[0].wall == 1_795_230_855.927)
        #expect(Hexadecimal.text(contents.head.tree.root) == Hexadecimal.text(MerkleTree.root(contents.lineHashes)))
    }

    @Test func theWrittenFormIsTheDocumentedOne() throws {
        let sample = try SampleJournal([.runInterrupted(RunInterrupted(cause: "signal"))])
        let zeros = String(repeating: "0", count: 64)
        let body =
            #"{"seq":1,"prev":"\#(zeros)","type":"run.interrupted","wall":"2026-11-21T03:14:15.927Z","mono":1001000000,"#
            + #""boot":"6f1c2f6e-boot","data":{"cause":"signal"}"#
        let hash = ContentHash.hex([0] + Array((body + "}").utf8))
        #expect(String(decoding: sample.bytes, as: UTF8.self) == body + #","h":"\#(hash)"}"# + "\n")
    }

    @Test func everyTruncationIsAWholePrefixWithATornTail() throws {
        let sample = try SampleJournal()
        let ends = sample.bytes.indices.filter { sample.bytes[$0] == 0x0A }.map { $0 + 1 }
        for length in 0...sample.bytes.count {
            let contents = contents(Array(sample.bytes[..<length]))
            #expect(contents.problems.isEmpty, "cut after \(length) bytes")
            #expect(contents.events.count == ends.filter { $0 <= length }.count, "cut after \(length) bytes")
            #expect(contents.tornBytes == length - (ends.last { $0 <= length } ?? 0), "cut after \(length) bytes")
        }
    }

    @Test func everyFlippedBitIsNoticed() throws {
        let sample = try SampleJournal()
        let whole = contents(sample.bytes)
        for index in sample.bytes.indices {
            for bit in 0..<8 {
                var bytes = sample.bytes
                bytes[index] ^= 1 << bit
                let contents = contents(bytes)
                let line = sample.bytes[..<index].count { $0 == 0x0A } + 1
                if index == bytes.count - 1 {
                    #expect(contents.tornBytes > 0, "bit \(bit) of byte \(index)")
                } else {
                    #expect(contents.problems.first?.line == line, "bit \(bit) of byte \(index)")
                }
                #expect(contents.events.elementsEqual(whole.events.prefix(line - 1)), "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test(arguments: [1, 15, 16, 512, 4096]) func zerosAtTheEndAreATornTail(_ count: Int) throws {
        let sample = try SampleJournal()
        let zeros = [UInt8](repeating: 0, count: count)
        #expect(contents(sample.bytes + zeros).tornBytes == count)
        #expect(contents(sample.bytes + zeros).events.count == 3)
        let half = Array(sample.bytes.dropLast(40))
        #expect(contents(half + zeros).problems.isEmpty)
        #expect(contents(half + zeros).events.count == 2)
    }

    @Test func aHoleThatLaterBlocksFollowIsATornTail() throws {
        let sample = try SampleJournal()
        let ends = sample.bytes.indices.filter { sample.bytes[$0] == 0x0A }
        var bytes = sample.bytes
        for index in (ends[1] + 1)..<(ends[1] + 100) { bytes[index] = 0 }
        #expect(contents(bytes).problems.isEmpty)
        #expect(contents(bytes).tornBytes == bytes.count - ends[1] - 1)
        // With a whole line after it, it is not the end of a write.
        bytes = sample.bytes
        for index in (ends[0] + 1)..<(ends[0] + 100) { bytes[index] = 0 }
        #expect(contents(bytes).problems.map(\.line) == [2])
    }

    @Test func removedSwappedAndRepeatedLinesAreNamed() throws {
        let sample = try SampleJournal()
        let lines = sample.bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
        #expect(
            contents(lines[0] + lines[2]).problems.map(\.description) == [
                "journal-0001.jsonl, line 2: has the number 3, expected 2"
            ])
        #expect(contents(lines[1] + lines[2]).problems.map(\.line) == [1])
        #expect(contents(lines[0] + lines[2] + lines[1]).problems.map(\.line) == [2])
        #expect(contents(lines[0] + lines[1] + lines[1]).problems.map(\.line) == [3])
        #expect(contents(lines[0] + [0x0A] + lines[1]).problems.map(\.line) == [2])
        let other = try SampleJournal([.runOpened(.example("01JD0000000000000000000001")), SampleJournal.events[1]])
        let foreign = other.bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
        #expect(
            contents(lines[0] + foreign[1]).problems.map(\.what) == [
                "does not follow the line before it: `prev` names another hash"
            ])
    }

    @Test func unknownTypesAreCountedAndDoNotBreakTheChain() throws {
        let sample = try SampleJournal()
        var text = String(decoding: sample.bytes.split(separator: 0x0A)[1], as: UTF8.self).replacing(
            "step.intended", with: "from.future")
        text = String(text.dropLast(72))
        let hash = ContentHash.hex([0] + Array((text + "}").utf8))
        let line = Array((text + ",\"h\":\"\(hash)\"}\n").utf8)
        let first = Array(sample.bytes.split(separator: 0x0A)[0]) + [0x0A]
        let contents = contents(first + line)
        #expect(contents.problems.isEmpty)
        #expect(contents.unknown == ["from.future": 1])
        #expect(contents.head.sequence == 2)
    }

    @Test func aSecondSegmentAccountsForTheTornTail() throws {
        let sample = try SampleJournal()
        let torn = Array(sample.bytes.dropLast(10))
        try sample.folder.write(torn, to: "journal-0001.jsonl")
        let before = contents(torn)
        let tornCount = before.tornBytes
        func resumed(_ count: Int) -> Event {
            .runResumed(RunResumed(lastHash: "", tornBytes: count, user: "", toolVersion: "", inDoubt: []))
        }
        try sample.folder.journal(2, head: before.head).append(resumed(tornCount))
        #expect(try sample.folder.journalContents(2).problems.isEmpty)
        #expect(try sample.folder.journalContents(2).events.map(\.seq) == [1, 2, 3])
        #expect(try sample.folder.journalContents(2).tornBytes == 0)
        try Files.remove("\(sample.folder.path)/journal-0002.jsonl")
        try sample.folder.journal(2, head: before.head).append(resumed(tornCount + 1))
        #expect(
            try sample.folder.journalContents(2).problems.map(\.what) == [
                "follows \(tornCount) torn bytes that no resume declares"
            ])
    }

    @Test func randomDamageNeverYieldsAnEventThatWasNotWritten() throws {
        let sample = try SampleJournal()
        let written = contents(sample.bytes).events
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = sample.bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                default: bytes.removeSubrange(index..<min(bytes.count, index + 50))
                }
            }
            let contents = contents(bytes)
            #expect(contents.events.elementsEqual(written.prefix(contents.events.count)))
            #expect(
                bytes == sample.bytes || contents.events.count < 3 || contents.tornBytes > 0
                    || !contents.problems.isEmpty)
        }
    }

    @Test func aClockThatJumpsBackIsRecordedAsItIs() throws {
        let folder = try TemporaryFolder()
        let clock = TestClock()
        let writer = try folder.journal(clock: clock)
        try writer.append(SampleJournal.events[0])
        clock.jump(by: -86_400_000)
        try writer.append(SampleJournal.events[1])
        let events = try folder.journalContents().events
        #expect(events[1].wall < events[0].wall)
        #expect(events[1].mono > events[0].mono)
    }

    /// The verifier of docs/reference/journal.md, run as it is printed there.
    @Test func theDocumentedVerifierAgrees() throws {
        let sample = try SampleJournal()
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appendingPathComponent("docs/reference/journal.md")
        let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        let script = try #require(text.split(separator: "```python\n").last?.split(separator: "```").first)
        try sample.folder.write(Array(script.utf8), to: "verify.py")
        let head = contents(sample.bytes).head
        let good = try run(["python3", "verify.py", "."], in: sample.folder.path)
        #expect(good.output == "3 lines, head \(head.hashText)\n")
        try sample.folder.journal(2, head: head).append(.runInterrupted(RunInterrupted(cause: "x")))
        #expect(try run(["python3", "verify.py", "."], in: sample.folder.path).output.hasPrefix("4 lines"))
        var bytes = sample.bytes
        bytes[bytes.count / 2] ^= 1
        try sample.folder.write(bytes, to: "journal-0001.jsonl")
        #expect(try run(["python3", "verify.py", "."], in: sample.folder.path).code == 1)
        // The one-liner for line 3.
        try sample.folder.write(sample.bytes, to: "journal-0001.jsonl")
        let liner = try #require(text.split(separator: "\n").first { $0.contains("sed -n 3p") })
        let sum = try run(["bash", "-c", String(liner)], in: sample.folder.path).output
        #expect(sum.hasPrefix(Hexadecimal.text(contents(sample.bytes).lineHashes[2])))
    }
}
