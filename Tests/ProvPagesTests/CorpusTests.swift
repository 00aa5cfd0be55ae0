import FoundationEssentials
import Glibc
import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvReport
@testable import ProvSite
@testable import ProvText

/// Journals that earlier versions wrote, in Tests/Corpus: they are read as they were meant, for ever.
@Suite("Journals of earlier versions")
struct CorpusTests {
    static let folder = "\(packageRoot())/Tests/Corpus"

    static var runs: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            !journals(of: $0).isEmpty
        }.sorted()
    }

    static func journals(of run: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(run)")) ?? []).filter {
            $0.hasSuffix(".jsonl")
        }.sorted()
    }

    static func bytes(_ path: String) -> [UInt8] {
        FileManager.default.contents(atPath: "\(folder)/\(path)").map { Array($0) } ?? []
    }

    static func lines(of run: String) -> [ArraySlice<UInt8>] {
        journals(of: run).flatMap { bytes("\(run)/\($0)").split(separator: 0x0A).filter { $0.last == 0x7D } }
    }

    @Test("hold every type of event but those that a person has to make")
    func everyType() throws {
        let types = try Set(Self.runs.flatMap { try Self.lines(of: $0).map { try JournalLine.parse($0).type } })
        #expect(Set(EventType.allCases.map(\.rawValue)).subtracting(types) == ["approval.voided"])
    }

    @Test("are written again to the same bytes", arguments: runs)
    func bytesStay(run: String) throws {
        for line in Self.lines(of: run) {
            let parsed = try JournalLine.parse(line)
            let event = try Event(type: #require(EventType(rawValue: parsed.type)), payload: parsed.data)
            let start = try #require(line.firstRange(of: Array(",\"data\":".utf8))).upperBound
            let stored = line[start...].dropLast(JournalLine.tailLength)
            #expect(event.payload.text() == String(decoding: stored, as: UTF8.self))
        }
    }

    /// With PROV_RECORD=1 the reports are written anew, which never passes.
    @Test("fold to the same report", arguments: runs)
    func reports(run: String) throws {
        let segments = Self.journals(of: run).map { name in
            JournalSegment(name: name) { take in take(Self.bytes("\(run)/\(name)")[...]) }
        }
        let journal = try JournalReader.read(segments)
        #expect(journal.problems.isEmpty && journal.unreadable.isEmpty && journal.unknown.isEmpty)
        let report = try #require(RunReport(events: journal.events, headHash: journal.head.hashText))
        let input = ReportInput(
            report: report,
            integrity: ReportIntegrity(chain: .whole, segments: segments.map(\.name)), generatorVersion: "of the corpus"
        ) { Self.bytes("\(run)/outputs/\($0.contentHash)") }
        try expectGolden(JSONReport().render(input), in: "Tests/Corpus/\(run)", "report.json")
    }
}
