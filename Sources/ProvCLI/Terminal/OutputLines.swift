import ProvPages

/// Cuts an output into lines fit for a terminal, whatever the pieces it comes in; each line gets a prefix.
struct OutputLines {
    /// A line longer than this is shown in parts: an output without line ends must not be kept.
    static let longest = 16 << 10

    private let prefix: [UInt8]
    private let keepsColours: Bool
    private var stream: TerminalTextStream
    private var isPlain = true
    private var partial: [UInt8] = []

    init(prefix: String, keepsColours: Bool = false) {
        self.prefix = Array(prefix.utf8)
        self.keepsColours = keepsColours
        stream = TerminalTextStream(keepsColours: keepsColours)
    }

    /// The lines that are whole now, each with prefix and line end.
    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        // Most output is plain ASCII, and there may be gigabytes of it.
        if isPlain, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }) { return cut(bytes) }
        isPlain = false
        return cut(Array(stream.feed(bytes).utf8)[...])
    }

    /// What stands after the last line end.
    mutating func finish() -> [UInt8] {
        var result = cut(Array(stream.finish().utf8)[...])
        if !partial.isEmpty { append(partial[...], to: &result) }
        partial = []
        return result
    }

    private mutating func cut(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            if partial.isEmpty { append(rest[..<end], to: &result) } else {
                partial += rest[..<end]
                append(partial[...], to: &result)
                partial = []
            }
            rest = rest[(end + 1)...]
        }
        partial += rest
        if partial.count > OutputLines.longest {
            append(partial[...], to: &result)
            partial = []
        }
        return result
    }

    private func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
        result += prefix
        result += line
        if keepsColours, line.contains(0x1B) { result += "\u{1B}[0m".utf8 }
        result.append(0x0A)
    }
}
