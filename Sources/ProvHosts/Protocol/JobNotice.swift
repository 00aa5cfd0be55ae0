/// What bash itself says of the end of a background process stands among the errors of the command that runs then: it
/// is taken out.
///
/// Such a line reads `bash: line 40: 19258 Killed  { …; }`.
struct JobNotice {
    /// Processes in the background that bash is the parent of.
    let pids: Set<Int>
    private var held: [UInt8] = []

    private static let opening = Array("bash: ".utf8)

    init(pids: Set<Int>) { self.pids = pids }

    /// - Returns: what is certainly the command's.
    mutating func pass(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if held.isEmpty, !mayHold(bytes) { return bytes }
        let all = held + bytes
        held = []
        var rest: [UInt8] = []
        var start = 0
        while start < all.count {
            guard let end = all[start...].firstIndex(of: 0x0A) else {
                let line = all[start...]
                if line.starts(with: JobNotice.opening.prefix(line.count)) { held = Array(line) } else { rest += line }
                break
            }
            if !isNotice(all[start..<end]) { rest += all[start...end] }
            start = end + 1
        }
        return rest[...]
    }

    /// What was held back and is the command's after all.
    mutating func release() -> ArraySlice<UInt8> {
        defer { held = [] }
        return held[...]
    }

    private func mayHold(_ bytes: ArraySlice<UInt8>) -> Bool {
        let tail = bytes.suffix(JobNotice.opening.count)
        return bytes.firstRange(of: JobNotice.opening) != nil
            || tail.indices.contains { JobNotice.opening.starts(with: tail[$0...]) }
    }

    private func isNotice(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: JobNotice.opening) else { return false }
        // Its words are in the shell's language, its numbers are not: the first that ends no "line N:" is the process.
        let words = line.split(separator: 0x20).dropFirst().map { String(decoding: $0, as: UTF8.self) }
        return words.prefix(4).contains { word in Int(word).map(pids.contains) ?? false }
    }
}
