import ProvReport

/// Cuts an output into lines fit for a terminal, whatever the pieces it comes in; each line gets a prefix.
///
/// A carriage return starts the line again, as progress bars do. It is never obeyed: what was overwritten is shown as
/// a line of its own, unless the next text only updates it (`Progress 41%`, `Progress 42%`).
struct TerminalLines {
    /// A line longer than this is shown in parts: an output without line ends must not be kept.
    static let longest = 16 << 10

    private let prefix: [UInt8]
    private let keepsColours: Bool
    private var stream: TerminalTextStream
    private var isPlain = true
    private var partial: [UInt8] = []
    /// Whether `partial` may hold carriage returns.
    private var hasReturns = false

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
        hasReturns = hasReturns || bytes.contains(0x0D)
        return cut(Array(stream.feed(bytes).utf8)[...])
    }

    /// What came after the last line end.
    mutating func finish() -> [UInt8] {
        var result = cut(Array(stream.finish().utf8)[...])
        if !partial.isEmpty { append(partial[...], to: &result) }
        partial = []
        return result
    }

    /// The line that has not ended yet, as a terminal shows it now; empty if there is none.
    var current: String {
        guard hasReturns else { return String(decoding: partial, as: UTF8.self) }
        let parts = ProgressLine.parts(partial[...])
        return String(decoding: parts.last { !$0.isEmpty } ?? [], as: UTF8.self)
    }

    private mutating func cut(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            if partial.isEmpty {
                append(rest[..<end], to: &result)
            } else {
                partial += rest[..<end]
                append(partial[...], to: &result)
                partial = []
            }
            rest = rest[(end + 1)...]
        }
        partial += rest
        if partial.count > TerminalLines.longest, hasReturns { partial = ProgressLine.compacted(partial) }
        if partial.count > TerminalLines.longest {
            append(partial[...], to: &result)
            partial = []
        }
        return result
    }

    private func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
        guard hasReturns else { return appendRow(line, to: &result) }
        for row in ProgressLine.rows(line) { appendRow(row, to: &result) }
    }

    private func appendRow(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
        result += prefix
        result += line
        if keepsColours, line.contains(0x1B) { result += "\u{1B}[0m".utf8 }
        result.append(0x0A)
    }
}

/// A line that was written over by carriage returns, which the text shows as `␍`.
enum ProgressLine {
    private static let mark = Array("␍".utf8)
    /// Words that change while a progress bar runs.
    private static let units: Set<String> = [
        "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "ms", "us", "sec", "secs", "min", "mins", "eta", "left",
        "elapsed", "bytes", "bps", "kbps", "mbps",
    ]

    /// The texts between the carriage returns, in order.
    static func parts(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == mark[0], line[index...].starts(with: mark) {
                parts.append(line[start..<index])
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        parts.append(line[start...])
        return parts
    }

    /// What is shown of the line: every text but those that the next one only updates.
    static func rows(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let parts = parts(line).filter { !$0.isEmpty }
        guard parts.count > 1 else { return parts.isEmpty ? [line.prefix(0)] : parts }
        let words = parts.map(words)
        return parts.indices.filter { $0 == parts.count - 1 || words[$0] != words[$0 + 1] }.map { parts[$0] }
    }

    /// The line without the texts that were only updated.
    static func compacted(_ line: [UInt8]) -> [UInt8] { Array(rows(line[...]).joined(separator: mark)) }

    /// The words of a text that do not change from one update to the next.
    private static func words(_ text: ArraySlice<UInt8>) -> [String] {
        let letters = text.split { !($0 >= 0x41 && $0 <= 0x5A || $0 >= 0x61 && $0 <= 0x7A) }
        return letters.filter { $0.count > 1 }.map { String(decoding: $0, as: UTF8.self).lowercased() }.filter {
            !units.contains($0)
        }
    }
}
