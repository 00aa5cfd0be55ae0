import Glibc
import ProvSystem

/// The files of one run.
enum RunFolder {
    static func segmentName(_ number: Int) -> String {
        let digits = String(number)
        return "journal-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".jsonl"
    }

    static func segmentNumber(_ name: String) -> Int? {
        guard name.hasPrefix("journal-"), name.hasSuffix(".jsonl"), let number = Int(name.dropFirst(8).dropLast(6)),
            segmentName(number) == name
        else { return nil }
        return number
    }

    /// The journal's segments in order, as they stand in the folder.
    static func segments(in folder: String) throws(SystemError) -> [JournalSegment] {
        try Files.names(in: folder).compactMap(segmentNumber).sorted().map { number in
            let name = segmentName(number)
            return JournalSegment(name: name) { take throws(SystemError) in try Files.read("\(folder)/\(name)", take) }
        }
    }

    /// The whole journal; a gap in the numbers of its segments is a problem.
    static func journal(in folder: String) throws(SystemError) -> JournalContents {
        let segments = try segments(in: folder)
        if let foreign = segments.first(where: { !Files.isRegular("\(folder)/\($0.name)") }) {
            var journal = JournalContents()
            journal.problems = [
                JournalProblem(
                    segment: foreign.name, line: 1, what: "the segment is not a regular file with a single link")
            ]
            return journal
        }
        var journal = try JournalReader.read(segments)
        for (index, file) in journal.files.enumerated() where file.name != segmentName(index + 1) {
            journal.problems.append(
                JournalProblem(segment: segmentName(index + 1), line: 1, what: "the segment is missing"))
            break
        }
        return journal
    }

    /// Whether a process has the run's journal open for writing.
    static func isBeingWritten(_ folder: String) -> Bool {
        guard let file = try? Descriptor(path: "\(folder)/\(segmentName(1))", flags: O_RDONLY) else { return false }
        return (try? file.lock(exclusive: false)) == false
    }
}
