/// The beginning and the end of an output that is too long to be shown whole, and what lies between.
package struct OutputExcerpt {
    package var head: ArraySlice<UInt8>
    /// Empty where `head` is everything.
    package var tail: ArraySlice<UInt8>
    /// The number, from 1, of the tail's first line.
    package var tailFirstLine: Int
    package var skippedLines: Int
    var skippedBytes: Int

    package var isWhole: Bool { skippedBytes == 0 }

    /// - Parameters:
    ///   - lines, bytes: how much is shown at most; a fifth of it from the beginning, the rest from the end.
    package init(_ output: [UInt8], lines: Int, bytes: Int) {
        let total = OutputExcerpt.lineCount(output[...])
        guard total > lines || output.count > bytes else {
            self.init(head: output[...], tail: [], tailFirstLine: total + 1, skippedLines: 0, skippedBytes: 0)
            return
        }
        let headEnd = OutputExcerpt.end(of: lines / 5, in: output, bytes: bytes / 5)
        let tailStart = max(
            headEnd, OutputExcerpt.start(ofLast: lines - lines / 5, in: output, bytes: bytes - bytes / 5))
        let skipped = OutputExcerpt.newlineCount(output[headEnd..<tailStart])
        self.init(
            head: output[..<headEnd], tail: output[tailStart...],
            tailFirstLine: OutputExcerpt.newlineCount(output[..<headEnd]) + skipped + 1,
            skippedLines: skipped, skippedBytes: tailStart - headEnd)
    }

    private init(
        head: ArraySlice<UInt8>, tail: ArraySlice<UInt8>, tailFirstLine: Int, skippedLines: Int, skippedBytes: Int
    ) {
        self.head = head
        self.tail = tail
        self.tailFirstLine = tailFirstLine
        self.skippedLines = skippedLines
        self.skippedBytes = skippedBytes
    }

    /// The last lines of an output, at most so many bytes of them.
    package static func lastLines(_ count: Int, of output: [UInt8], bytes: Int = 64 << 10) -> ArraySlice<UInt8> {
        output[start(ofLast: count, in: output, bytes: bytes)...]
    }

    /// Lines, the last of which may lack its newline.
    package static func lineCount(_ bytes: ArraySlice<UInt8>) -> Int {
        newlineCount(bytes) + (bytes.isEmpty || bytes.last == 0x0A ? 0 : 1)
    }

    private static func newlineCount(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        for byte in bytes where byte == 0x0A { count += 1 }
        return count
    }

    private static func end(of lines: Int, in output: [UInt8], bytes: Int) -> Int {
        var left = lines
        var end = 0
        for index in 0..<min(output.count, bytes) where left > 0 && output[index] == 0x0A {
            left -= 1
            end = index + 1
        }
        return end
    }

    private static func start(ofLast lines: Int, in output: [UInt8], bytes: Int) -> Int {
        guard lines > 0 else { return output.count }
        let floor = max(0, output.count - bytes)
        var index = output.last == 0x0A ? output.count - 1 : output.count
        var left = lines
        while index > floor {
            if output[index - 1] == 0x0A {
                left -= 1
                if left == 0 { return index }
            }
            index -= 1
        }
        return OutputExcerpt.characterStart(in: output, from: index)
    }

    /// The first index from there on that does not lie within a character.
    private static func characterStart(in output: [UInt8], from index: Int) -> Int {
        var index = index
        while index < output.count, output[index] & 0xC0 == 0x80 { index += 1 }
        return index
    }
}
