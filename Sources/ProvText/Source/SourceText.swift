import Glibc

/// The text of a file, with its line starts; every range of prov points into one of these.
package struct SourceText: Sendable {
    package var path: String
    /// As read, byte for byte.
    package var bytes: [UInt8]
    /// Offset of the first byte of each line. A line ends with LF, CRLF or a lone CR, as in CommonMark.
    package let lineStarts: [Int]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        lineStarts = SourceText.lineStarts(of: bytes)
    }

    package init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

    /// The line without its line ending, invalid UTF-8 repaired; `nil` past the end. Lines count from 1.
    package func line(_ number: Int) -> String? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        return String(decoding: bytes[byteRange(ofLine: number)], as: UTF8.self)
    }

    /// The offsets of a line's bytes without its line ending; empty past the end. Lines count from 1.
    package func byteRange(ofLine number: Int) -> Range<Int> {
        guard number >= 1, number <= lineStarts.count else { return bytes.count..<bytes.count }
        let start = lineStarts[number - 1]
        guard number < lineStarts.count else { return start..<bytes.count }
        var end = lineStarts[number] - 1
        if end > start, bytes[end] == ASCII.newline, bytes[end - 1] == ASCII.carriageReturn { end -= 1 }
        return start..<end
    }

    /// The line on which something is written for the first time from a line on; `nil` where it is written otherwise
    /// there.
    package func line(of written: String, from line: Int = 1) -> Int? {
        let wanted = Array(written.utf8)
        guard let first = wanted.first, line >= 1, line <= lineStarts.count else { return nil }
        let start = lineStarts[line - 1]
        let found: Int? = unsafe bytes.withUnsafeBytes { text in
            guard let base = text.baseAddress else { return nil }
            var offset = start
            while offset + wanted.count <= text.count,
                let place = unsafe memchr(base + offset, Int32(first), text.count - offset)
            {
                offset = unsafe UnsafeRawPointer(place) - base
                guard offset + wanted.count <= text.count else { return nil }
                if unsafe memcmp(place, wanted, wanted.count) == 0 { return offset }
                offset += 1
            }
            return nil
        }
        return found.map { offset in (lineStarts[line...].firstIndex { $0 > offset } ?? lineStarts.count) }
    }

    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        starts.reserveCapacity(bytes.count / 32 + 1)
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            let hasReturns = unsafe memchr(base, Int32(ASCII.carriageReturn), buffer.count) != nil
            var offset = 0
            while offset < buffer.count,
                let found = unsafe memchr(base + offset, Int32(ASCII.newline), buffer.count - offset)
            {
                let end = unsafe UnsafeRawPointer(found) - base
                if hasReturns { unsafe appendLoneReturns(in: buffer, from: offset, to: end, &starts) }
                offset = end + 1
                starts.append(offset)
            }
            if hasReturns { unsafe appendLoneReturns(in: buffer, from: offset, to: buffer.count, &starts) }
        }
        return starts
    }

    /// A CR ends a line too, unless it stands right before the LF at `end`.
    private static func appendLoneReturns(
        in buffer: UnsafeRawBufferPointer, from start: Int, to end: Int, _ starts: inout [Int]
    ) {
        let isEndOfText = end == buffer.count
        for offset in start..<end
        where unsafe buffer[offset] == ASCII.carriageReturn && (isEndOfText || offset + 1 < end) {
            starts.append(offset + 1)
        }
    }
}

extension SourceText {
    /// Bytes in the line without its ending; 0 past the end.
    package func lineLength(_ line: Int) -> Int {
        guard line >= 1, line <= lineStarts.count else { return 0 }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return max(0, end - start)
    }

    /// The byte offset of a place; clamped to the file.
    package func offset(of position: TextPosition) -> Int {
        guard position.line >= 1, position.line <= lineStarts.count else { return bytes.count }
        return min(bytes.count, lineStarts[position.line - 1] + position.column - 1)
    }

    /// What stands there; a range that the file does not have is clamped to it.
    package func text(in range: TextRange) -> String {
        let start = offset(of: range.start)
        let end = max(start, offset(of: range.end))
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
