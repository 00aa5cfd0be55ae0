import Glibc

extension ArraySlice<UInt8> {
    package var text: String { String(decoding: self, as: UTF8.self) }

    /// Without the spaces and tabs at both ends.
    package func trimmingBlanks() -> ArraySlice<UInt8> { trimming { $0.isBlank } }

    /// Without blanks and line ends around it.
    package func trimmingBlanksAndNewlines() -> ArraySlice<UInt8> { trimming { $0.isBlankOrNewline } }

    /// Without the white space at both ends.
    package func trimmingWhitespace() -> ArraySlice<UInt8> { trimming { $0.isWhitespace } }

    @inline(__always)
    private func trimming(_ isTrimmed: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = startIndex
        var end = endIndex
        while start < end, isTrimmed(self[start]) { start += 1 }
        while end > start, isTrimmed(self[end - 1]) { end -= 1 }
        return self[start..<end]
    }
}

extension [UInt8] {
    /// The first place of a byte at or behind an offset; many times as fast as a loop.
    package func offset(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}

extension [UInt8] {
    /// Calls for each run of letters, digits and `_`, in order.
    package func forEachName(_ body: (Range<Int>) -> Void) {
        var start = 0
        for index in 0...count where index == count || !self[index].isNameByte {
            if index > start { body(start..<index) }
            start = index + 1
        }
    }
}

extension String {
    /// How many newlines the text holds.
    package var newlineCount: Int {
        let bytes = utf8.span
        var count = 0
        for offset in bytes.indices where bytes[offset] == ASCII.newline { count += 1 }
        return count
    }

    /// What stands in front of the first white space.
    package var firstWord: String { String(decoding: utf8.prefix { !$0.isWhitespace }, as: UTF8.self) }
}

extension Span<UInt8> {
    /// A copy of a part, clamped to what there is.
    package func bytes(_ range: Range<Int>) -> [UInt8] {
        let start = Swift.min(range.lowerBound, count)
        let end = Swift.min(range.upperBound, count)
        var copy: [UInt8] = []
        copy.reserveCapacity(end - start)
        for index in start..<end { copy.append(self[index]) }
        return copy
    }

    package func text(_ range: Range<Int>) -> String { String(decoding: bytes(range), as: UTF8.self) }

    /// Whether exactly these bytes stand at the offset.
    package func holds(_ wanted: [UInt8], at start: Int) -> Bool {
        guard start >= 0, start + wanted.count <= count else { return false }
        for offset in wanted.indices where self[start + offset] != wanted[offset] { return false }
        return true
    }

    /// The offset of the next such byte; the end where there is none.
    package func end(of byte: UInt8, from start: Int) -> Int {
        var index = start
        while index < count, self[index] != byte { index += 1 }
        return index
    }
}
