import ProvSystem
import ProvText

/// Everything a journal holds up to the first thing that is wrong with it.
package struct JournalContents: Sendable {
    package var events: [TimedEvent] = []
    /// Where the chain stands after the last line that is whole.
    package var head = JournalHead()
    package var lineHashes: [[UInt8]] = []
    /// Bytes after the last whole line of the last segment, left by a write that was cut off; nobody was told they were
    /// written.
    package var tornBytes = 0
    /// What is wrong; empty for a whole journal. Reading stops at the first corruption.
    package var problems: [JournalProblem] = []
    /// Lines whose type this version does not know, by type: they are proven, but not understood.
    package var unknown: [String: Int] = [:]
    /// Lines of a known type that lack something: proven, but not understood.
    package var unreadable: [JournalProblem] = []
    /// The segments as files.
    package var files: [JournalFile] = []
    /// The Merkle root over the lines before the last `run.closed`, hex.
    var rootBeforeClose: String?

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

/// One file of a journal, read in pieces so that its size does not matter.
package struct JournalSegment: Sendable {
    package var name: String
    /// Hands over the segment's bytes in order.
    var read: @Sendable (_ take: (ArraySlice<UInt8>) -> Void) throws(SystemError) -> Void

    init(name: String, read: @escaping @Sendable (_ take: (ArraySlice<UInt8>) -> Void) throws(SystemError) -> Void) {
        self.name = name
        self.read = read
    }
}

/// What a segment's file is, whatever its lines say.
package struct JournalFile: Sendable, Equatable {
    package var name: String
    /// SHA-256 of all its bytes, hex.
    package var hash: String
    /// Bytes after its last whole line.
    package var tornBytes: Int
}

/// Reads journals: checks every line's hash, the chain, the numbering, and tells a torn tail from corruption.
package struct JournalReader {
    private var contents = JournalContents()
    /// Torn bytes that the next segment must own up to in its `run.resumed`.
    private var unaccounted = 0
    private var line = LineBuffer()
    private var lineNumber = 0
    /// What is wrong with the line after which no whole one has come yet: a torn tail, unless one comes.
    private var doubt: JournalProblem?
    /// Bytes from the beginning of that line to the end of the last line taken.
    private var doubtfulBytes = 0

    /// - Parameter segments: in order.
    static func read(_ segments: [JournalSegment]) throws(SystemError) -> JournalContents {
        var reader = JournalReader()
        for segment in segments { try reader.read(segment) }
        reader.contents.tornBytes = reader.unaccounted
        return reader.contents
    }

    private mutating func read(_ segment: JournalSegment) throws(SystemError) {
        var hasher = ContentHasher()
        (line, lineNumber, doubt, doubtfulBytes) = (LineBuffer(), 0, nil, 0)
        try segment.read { piece in
            hasher.update(piece)
            // Reading stops at the first corruption; the file's hash is that of all of it.
            if contents.problems.isEmpty { feed(piece, in: segment.name) }
        }
        let torn = doubtfulBytes + line.count
        unaccounted += torn
        contents.files.append(JournalFile(name: segment.name, hash: hasher.hex, tornBytes: torn))
    }

    private mutating func feed(_ piece: ArraySlice<UInt8>, in segment: String) {
        var rest = piece
        while let end = rest.firstIndex(of: 0x0A), contents.problems.isEmpty {
            line.append(rest[..<end])
            finishLine(in: segment)
            rest = rest[(end + 1)...]
        }
        line.append(rest)
    }

    private mutating func finishLine(in segment: String) {
        defer { line = LineBuffer() }
        lineNumber += 1
        guard doubt == nil else {
            doubtfulBytes += line.count + 1
            // Whole lines after it rule a torn tail out.
            if line.isWhole, let doubt { contents.problems.append(doubt) }
            return
        }
        do throws(JournalLine.Flaw) {
            try take(line.bytes[...], isFirst: lineNumber == 1, in: segment, lineNumber)
        } catch {
            let problem = JournalProblem(
                segment: segment, line: lineNumber, what: line.isTooLong ? "is longer than any line" : error.what)
            if line.hasHole {
                (doubt, doubtfulBytes) = (problem, line.count + 1)
            } else {
                contents.problems.append(problem)
            }
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>, isFirst: Bool, in segment: String, _ number: Int)
        throws(JournalLine.Flaw)
    {
        let parsed = try JournalLine.parse(line)
        let expected = contents.head.sequence + 1
        guard parsed.sequence == expected else {
            throw JournalLine.Flaw(what: "has the number \(parsed.sequence), expected \(expected)")
        }
        guard parsed.previous == contents.head.hashText else {
            throw JournalLine.Flaw(what: "does not follow the line before it: `prev` names another hash")
        }
        try account(for: parsed, isFirst: isFirst)
        if parsed.type == EventType.runClosed.rawValue {
            contents.rootBeforeClose = Hexadecimal.text(contents.head.tree.root)
        }
        contents.head.advance(to: parsed.hash)
        contents.lineHashes.append(parsed.hash)
        guard let type = EventType(rawValue: parsed.type) else {
            contents.unknown[parsed.type, default: 0] += 1
            return
        }
        do {
            let event = try Event(type: type, payload: parsed.data)
            contents.events.append(
                TimedEvent(
                    seq: parsed.sequence, wall: Double(parsed.wallMilliseconds) / 1000,
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
            throw JournalLine.Flaw(what: "follows \(unaccounted) torn bytes that no resume declares")
        }
        unaccounted = 0
    }
}

/// A line on its way in. Of one that a power cut made hollow, or that is longer than any, only the length is kept.
private struct LineBuffer {
    /// A power cut can leave a stretch of zeros where a block was not written, even with later blocks of the same
    /// write in place. A flipped bit does not make sixteen zeros in a row.
    private static let hole = 16
    /// Longer ones are looked at before they are kept.
    private static let longest = 256 << 20

    private(set) var bytes: [UInt8] = []
    private(set) var count = 0
    private(set) var hasHole = false
    private(set) var isTooLong = false
    private var zeros = 0

    mutating func append(_ piece: ArraySlice<UInt8>) {
        count += piece.count
        guard !hasHole, !isTooLong else { return }
        for byte in piece {
            zeros = byte == 0 ? zeros + 1 : 0
            if zeros >= Self.hole { return drop(\.hasHole) }
        }
        if count > Self.longest { return drop(\.isTooLong) }
        bytes.append(contentsOf: piece)
    }

    private mutating func drop(_ why: WritableKeyPath<Self, Bool>) {
        self[keyPath: why] = true
        bytes = []
    }

    var isWhole: Bool {
        guard !hasHole, !isTooLong else { return false }
        if case .success = Result(catching: { () throws(JournalLine.Flaw) in try JournalLine.parse(bytes[...]) }) {
            return true
        }
        return false
    }
}
