/// ssh writes its last words where the host's errors stand, whatever its log level: they are held back until it is
/// known whose they are.
struct QuitMessage {
    private static let openings = ["Connection to ", "Read from remote host ", "Timeout, server ", "client_loop: "].map
    { Array($0.utf8) }
    private var held: [UInt8] = []

    /// Gives back what is certainly the host's.
    mutating func pass(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard !bytes.isEmpty else { return bytes }
        let all = held.isEmpty ? bytes : (held + bytes)[...]
        held = []
        guard let start = QuitMessage.start(in: all) else { return all }
        held = Array(all[start...])
        return all[..<start]
    }

    /// What was held back and is the host's after all.
    mutating func release() -> ArraySlice<UInt8> {
        defer { held = [] }
        return held[...]
    }

    /// Where ssh's last words begin, if the bytes end with them: the end of one line, with a carriage return as ssh
    /// writes it.
    private static func start(in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.suffix(2).elementsEqual([0x0D, 0x0A]) else { return nil }
        let line = bytes.dropLast(2).lastIndex(of: 0x0A).map { bytes.index(after: $0) } ?? bytes.startIndex
        let text = bytes[line...]
        for index in text.indices where openings.contains(where: { text[index...].starts(with: $0) }) { return index }
        return nil
    }
}
