import ProvText

/// The lines of an output, byte for byte, and the exit code as cram shows it: a line `[3]` where it is not 0.
///
/// Four bytes a line beside the text: an output may be nothing but newlines.
struct FoundLines: RandomAccessCollection {
    struct Line {
        /// Without its newline.
        var bytes: ArraySlice<UInt8>
        /// False for what the output ends with where that is not a newline.
        var hasNewline: Bool
    }

    private let bytes: [UInt8]
    private let starts: [UInt32]
    private let exitLine: [UInt8]?
    let startIndex = 0
    let endIndex: Int

    /// - Parameter dialect: for cram a carriage return without a newline ends a line too, one without its newline.
    init(_ bytes: [UInt8], exitCode: Int = 0, dialect: LineDialect) {
        self.bytes = bytes
        var starts: [UInt32] = bytes.isEmpty ? [] : [0]
        for (offset, byte) in bytes.enumerated() where offset + 1 < bytes.count {
            let endsLine =
                byte == ASCII.newline
                || byte == ASCII.carriageReturn && dialect == .cram && bytes[offset + 1] != ASCII.newline
            if endsLine { starts.append(UInt32(clamping: offset + 1)) }
        }
        self.starts = starts
        exitLine = exitCode == 0 ? nil : Array("[\(exitCode)]".utf8)
        endIndex = starts.count + (exitLine == nil ? 0 : 1)
    }

    subscript(index: Int) -> Line {
        guard index < starts.count else { return Line(bytes: (exitLine ?? [])[...], hasNewline: true) }
        let line = bytes[Int(starts[index])..<(index + 1 < starts.count ? Int(starts[index + 1]) : bytes.count)]
        return line.last == ASCII.newline
            ? Line(bytes: line.dropLast(), hasNewline: true) : Line(bytes: line, hasNewline: false)
    }
}
