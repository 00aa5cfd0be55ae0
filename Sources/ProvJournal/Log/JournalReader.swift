import ProvRunbook

/// Everything a journal holds up to the first thing that is wrong with it.
package struct JournalContents: Sendable {
    package var events: [TimedEvent] = []
    /// Where the chain stands after the last line that is whole.
    package var head = JournalHead()
    package var lineHashes: [[UInt8]] = []
    /// Bytes after the last whole line of the last segment, left by a write that was cut off; nobody was told they were written.
    package var tornBytes = 0
    /// What is wrong; empty for a whole journal. Reading stops at the first corruption.
    package var problems: [JournalProblem] = []
    /// Lines whose type this version does not know, by type: they are proven, but not understood.
    package var unknown: [String: Int] = [:]
    /// Lines of a known type that lack something: proven, but not understood.
    package var unreadable: [JournalProblem] = []

    package init() {}
}

/// A place in a journal and what is wrong there.
package struct JournalProblem: Sendable, Equatable, CustomStringConvertible {
    package var segment: String
    /// From 1 within the segment.
    package var line: Int
    package var what: String

    package var description: String { "\(segment), line \(line): \(what)" }
}

/// One file of a journal, as read.
package struct JournalSegment: Sendable {
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Reads journals: checks every line's hash, the chain, the numbering, and tells a torn tail from corruption.
package struct JournalReader {
    private var contents = JournalContents()
    /// Torn bytes that the next segment must own up to in its `run.resumed`.
    private var unaccounted = 0

    /// - Parameter segments: in order.
    package static func read(_ segments: [JournalSegment]) -> JournalContents {
        var reader = JournalReader()
        for segment in segments {
            guard reader.contents.problems.isEmpty else { break }
            reader.read(segment)
        }
        reader.contents.tornBytes = reader.unaccounted
        return reader.contents
    }

    private mutating func read(_ segment: JournalSegment) {
        let bytes = segment.bytes
        var start = bytes.startIndex
        var number = 0
        var isFirst = true
        while start < bytes.endIndex {
            number += 1
            guard let end = bytes[start...].firstIndex(of: 0x0A) else {
                return tear(bytes[start...])
            }
            let line = bytes[start..<end]
            do throws(JournalLine.Flaw) {
                try take(line, isFirst: isFirst, in: segment.name, number)
            } catch {
                if isTorn(line, followedBy: bytes[(end + 1)...]) { return tear(bytes[start...]) }
                contents.problems.append(JournalProblem(segment: segment.name, line: number, what: error.what))
                return
            }
            isFirst = false
            start = end + 1
        }
    }

    private mutating func tear(_ rest: ArraySlice<UInt8>) { unaccounted += rest.count }

    /// A power cut can leave a stretch of zeros where a block was not written, even with later blocks of the same
    /// write in place. A flipped bit does not make sixteen zeros in a row, and whole lines after them rule it out.
    private func isTorn(_ line: ArraySlice<UInt8>, followedBy rest: ArraySlice<UInt8>) -> Bool {
        var run = 0
        var longest = 0
        for byte in line {
            run = byte == 0 ? run + 1 : 0
            longest = max(longest, run)
        }
        guard longest >= 16 else { return false }
        return !rest.split(separator: 0x0A).contains { line in
            if case .success = Result(catching: { () throws(JournalLine.Flaw) in try JournalLine.parse(line) }) { true } else { false }
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>, isFirst: Bool, in segment: String, _ number: Int) throws(JournalLine.Flaw) {
        let parsed = try JournalLine.parse(line)
        let expected = contents.head.sequence + 1
        guard parsed.sequence == expected else {
            throw JournalLine.Flaw(what: "has the number \(parsed.sequence) where \(expected) was due")
        }
        guard parsed.previous == contents.head.hashText else {
            throw JournalLine.Flaw(what: "does not follow the line before it: `prev` names another hash")
        }
        try account(for: parsed, isFirst: isFirst)
        contents.head.advance(to: parsed.hash)
        contents.lineHashes.append(parsed.hash)
        guard let type = EventType(rawValue: parsed.type) else {
            contents.unknown[parsed.type, default: 0] += 1
            return
        }
        do {
            let event = try Event(type: type, payload: parsed.data)
            contents.events.append(TimedEvent(seq: parsed.sequence, wall: Double(parsed.wallMilliseconds) / 1000,
                                              mono: parsed.monotonicNanoseconds, event: event))
        } catch {
            let what = "\(type.rawValue) without a valid '\((error as? PayloadError)?.key ?? "?")'"
            contents.unreadable.append(JournalProblem(segment: segment, line: number, what: what))
        }
    }

    /// A torn tail before a further segment is accounted for only by the resume that found it.
    private mutating func account(for line: JournalLine.Parsed, isFirst: Bool) throws(JournalLine.Flaw) {
        guard isFirst, contents.head.sequence > 0 || unaccounted > 0 else { return }
        let isResume = line.type == EventType.runResumed.rawValue
        guard unaccounted == 0 || (isResume && line.data["torn"]?.intValue == unaccounted) else {
            throw JournalLine.Flaw(what: "follows \(unaccounted) torn bytes that no resume accounts for")
        }
        unaccounted = 0
    }
}
