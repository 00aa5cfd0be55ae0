import ProvRunbook
import ProvText

/// The written form of one line; its grammar stands in docs/reference/journal.md.
///
/// The hash of a line is SHA-256 over a zero byte and the line as it would be without its last member `h`. That makes
/// it the RFC 6962 leaf hash too, and every hashed text is a JSON object of its own.
package enum JournalLine {
    /// The version of the written form, in `run.opened`.
    package static let format = 1
    /// What the first line of a run names as the hash before it.
    package static let firstPrevious = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
    /// `,"h":"`, 64 digits, `"}`: what the hash does not cover.
    static let tailLength = 72
    private static let tailStart = Array(",\"h\":\"".utf8)
    private static let tailEnd = Array("\"}".utf8)

    struct Times {
        var wallMilliseconds: Int
        var monotonicNanoseconds: Int
        var boot: String
    }

    /// Appends the line with its newline; returns its hash.
    static func write(_ event: Event, sequence: Int, previous: [UInt8], times: Times, into bytes: inout [UInt8])
        -> [UInt8]
    {
        let start = bytes.count
        func append(_ text: StaticString) {
            text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        }
        append("{\"seq\":")
        bytes.append(contentsOf: String(sequence).utf8)
        append(",\"prev\":\"")
        bytes.append(contentsOf: previous)
        append("\",\"type\":\"")
        bytes.append(contentsOf: event.type.rawValue.utf8)
        append("\",\"wall\":\"")
        bytes.append(contentsOf: Timestamp.bytes(milliseconds: times.wallMilliseconds))
        append("\",\"mono\":")
        bytes.append(contentsOf: String(times.monotonicNanoseconds).utf8)
        append(",\"boot\":")
        JSON.write(string: times.boot, into: &bytes)
        append(",\"data\":")
        event.payload.write(into: &bytes)
        var hasher = ContentHasher()
        hasher.update([0])
        hasher.update(bytes[start...])
        hasher.update([UInt8(ascii: "}")])
        let hash = hasher.digest
        bytes.append(contentsOf: tailStart)
        bytes.append(contentsOf: Hexadecimal.bytes(hash))
        bytes.append(contentsOf: tailEnd)
        bytes.append(0x0A)
        return hash
    }

    /// What a line says about itself, checked against its bytes.
    struct Parsed {
        var sequence: Int
        var previous: String
        var hash: [UInt8]
        var type: String
        var wallMilliseconds: Int
        var monotonicNanoseconds: Int
        var boot: String
        var data: JSON
    }

    /// Why a line is not to be trusted.
    struct Flaw: Error {
        var what: String
    }

    /// Reads a line without its newline.
    static func parse(_ line: ArraySlice<UInt8>) throws(Flaw) -> Parsed {
        guard line.count > tailLength, line.suffix(tailLength).starts(with: tailStart),
            line.suffix(2).elementsEqual(tailEnd)
        else {
            throw Flaw(what: "does not end in the hash member `h`")
        }
        let digits = String(decoding: line.suffix(tailLength).dropFirst(6).dropLast(2), as: UTF8.self)
        let body = line.dropLast(tailLength)
        var hasher = ContentHasher()
        hasher.update([0])
        hasher.update(body)
        hasher.update([UInt8(ascii: "}")])
        let hash = hasher.digest
        guard Hexadecimal.decode(digits) == hash else {
            throw Flaw(what: "does not have the content its hash was made from")
        }
        let json: JSON
        do { json = try JSON(parsing: line) } catch {
            throw Flaw(what: "is not JSON: \(error.message) at byte \(error.offset)")
        }
        guard let sequence = json["seq"]?.intValue, let previous = json["prev"]?.stringValue,
            let type = json["type"]?.stringValue,
            let wall = json["wall"]?.stringValue.flatMap(Timestamp.milliseconds),
            let monotonic = json["mono"]?.intValue,
            let boot = json["boot"]?.stringValue, let data = json["data"]
        else { throw Flaw(what: "lacks one of seq, prev, type, wall, mono, boot, data") }
        return Parsed(
            sequence: sequence, previous: previous, hash: hash, type: type, wallMilliseconds: wall,
            monotonicNanoseconds: monotonic, boot: boot, data: data)
    }
}

/// An event with its place in the journal.
package struct TimedEvent: Sendable, Equatable {
    /// From 1, without gaps over all segments.
    package var seq: Int
    /// Wall-clock seconds since 1970; not always rising.
    package var wall: Double
    /// Nanoseconds since an unnamed moment of this boot.
    package var mono: Int
    package var event: Event

    package init(seq: Int, wall: Double, mono: Int, event: Event) {
        self.seq = seq
        self.wall = wall
        self.mono = mono
        self.event = event
    }
}
