import Glibc

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

    /// The journal's segments in order; a gap in their numbers shows as an empty one, which breaks the chain after it.
    static func segments(in folder: String) throws(SystemError) -> [JournalSegment] {
        let numbers = try Files.names(in: folder).compactMap(segmentNumber).sorted()
        var segments: [JournalSegment] = []
        for number in numbers {
            let name = segmentName(number)
            segments.append(JournalSegment(name: name, bytes: try Files.read("\(folder)/\(name)")))
        }
        return segments
    }

    /// Whether a process has the run's journal open for writing.
    static func isBeingWritten(_ folder: String) -> Bool {
        guard let file = try? Descriptor(path: "\(folder)/\(segmentName(1))", flags: O_RDONLY) else { return false }
        return (try? file.lock(exclusive: false)) == false
    }
}
