import Glibc

/// Finds the markers of one step in one stream and passes on everything else, whatever the boundaries of the reads.
struct MarkerScanner {
    /// What a marker said.
    enum Marker: Equatable {
        /// The command ended: exit code and directory (both only on standard output).
        case returned(code: Int?, directory: String?)
        /// The shell itself is ending: exit code, directory and the command that ended it.
        case exiting(code: Int?, directory: String, command: String)
        /// The same as `returned`; the shell's state follows.
        case settling(code: Int?, directory: String)
        /// The state of the shell, complete.
        case state([UInt8])
    }

    private let prefix: [UInt8]
    private var pending: [UInt8] = []
    private var isReadingState = false
    private var state: [UInt8] = []

    init(nonce: String) { prefix = [ShellProtocol.start] + Array(nonce.utf8) + [0x20] }

    /// - Parameter emit: gets the bytes that are output, in order.
    mutating func feed(_ bytes: ArraySlice<UInt8>, emit: (ArraySlice<UInt8>) throws -> Void) rethrows -> [Marker] {
        if pending.isEmpty, !isReadingState, firstStart(in: bytes) == nil {
            try emit(bytes)
            return []
        }
        pending.append(contentsOf: bytes)
        var markers: [Marker] = []
        var position = 0
        while position < pending.count {
            guard let begin = firstStart(in: pending[position...]) else {
                try pass(pending[position...], emit)
                position = pending.count
                break
            }
            try pass(pending[position..<begin], emit)
            position = begin
            let rest = pending[begin...]
            guard rest.prefix(prefix.count).elementsEqual(prefix.prefix(rest.count)) else {
                try pass(pending[begin...begin], emit)
                position = begin + 1
                continue
            }
            guard rest.count > prefix.count, let end = rest.firstIndex(of: 0) else { break }
            if let marker = parse(pending[(begin + prefix.count)..<end]) { markers.append(marker) }
            position = end + 1
        }
        pending.removeFirst(position)
        return markers
    }

    /// What was held back because it could still have become a marker.
    mutating func flush(emit: (ArraySlice<UInt8>) throws -> Void) rethrows {
        let rest = pending
        pending = []
        try pass(rest[...], emit)
    }

    private mutating func pass(_ bytes: ArraySlice<UInt8>, _ emit: (ArraySlice<UInt8>) throws -> Void) rethrows {
        guard !bytes.isEmpty else { return }
        if isReadingState { state.append(contentsOf: bytes) } else { try emit(bytes) }
    }

    private mutating func parse(_ bytes: ArraySlice<UInt8>) -> Marker? {
        let fields = bytes.split(separator: ShellProtocol.separator, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        switch fields.first {
        case "R": return .returned(code: fields.count > 1 ? Int(fields[1]) : nil, directory: fields.count > 2 ? fields[2] : nil)
        case "X" where fields.count >= 4:
            isReadingState = true
            state = []
            return .exiting(code: Int(fields[1]), directory: fields[2], command: fields[3])
        case "S" where fields.count >= 3:
            isReadingState = true
            state = []
            return .settling(code: Int(fields[1]), directory: fields[2])
        case "Y":
            isReadingState = false
            return .state(state)
        default: return nil
        }
    }

    private func firstStart(in bytes: ArraySlice<UInt8>) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let found = unsafe memchr(base, Int32(ShellProtocol.start), buffer.count) else { return nil }
            let offset = unsafe UnsafeRawPointer(found) - base
            return bytes.startIndex + offset
        }
    }
}
