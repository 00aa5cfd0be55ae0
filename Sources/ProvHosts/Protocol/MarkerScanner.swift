import Glibc

/// What the shell knows of the processes it started in the background.
struct ShellJobs: Equatable {
    var running: [Int] = []
    /// With their exit codes as a shell tells them, 128 and more for a signal.
    var ended: [Ended] = []
    /// True where something on another host holds the streams of the command that is over.
    var holdStreams = false

    struct Ended: Equatable {
        var pid: Int
        var status: Int
    }

    init() {}

    /// - Parameter fields: numbers, numbers with codes, each apart by blanks, and whether the streams are held.
    init(_ fields: ArraySlice<String>) {
        guard fields.count >= 3, let first = fields.first, let second = fields.dropFirst().first else { return }
        holdStreams = fields.last == "1"
        running = first.split(separator: " ").compactMap { Int($0) }
        ended = second.split(separator: " ").compactMap { word in
            let parts = word.split(separator: ":").compactMap { Int($0) }
            return parts.count == 2 ? Ended(pid: parts[0], status: parts[1]) : nil
        }
    }
}

/// Finds the markers of one step in one stream and passes on everything else, whatever the boundaries of the reads.
struct MarkerScanner {
    /// What a marker said.
    enum Marker: Equatable {
        /// The command ended: exit code and directory (both only on standard output).
        case returned(code: Int?, directory: String?, jobs: ShellJobs = ShellJobs())
        /// The shell itself is ending: exit code, directory and the command that ended it.
        case exiting(code: Int?, directory: String, command: String, jobs: ShellJobs = ShellJobs())
        /// The same as `returned`; the shell's state follows.
        case settling(code: Int?, directory: String, jobs: ShellJobs = ShellJobs())
        /// The state of the shell, complete.
        case state([UInt8])
        /// From here on the host keeps what the command prints.
        case begun
        /// The shell's own process.
        case identified(pid: Int32)
        /// What started the shell there introduces itself.
        case greeted(Bootstrap.Greeting)
        /// From here on the host passes on other streams; what reads them there, and all that was started for that.
        case carried(tees: [Int32], helpers: [Int32])
        /// The shell is gone there; its exit code as a shell tells it, 128 and more for a signal.
        case ended(code: Int)
        /// The command is over, and the state that it left was not kept.
        case stateLost
        /// The process that started the shell has listed what still runs.
        case listed
    }

    private let prefix: [UInt8]
    /// What the one that started the shell begins its markers with; empty where nobody did.
    private let keeperPrefix: [UInt8]
    /// Bytes of the stream so far.
    private(set) var received = 0
    /// How many of them stood before what the host keeps; `nil` before `begun`.
    private(set) var keptFrom: Int?
    private var pending: [UInt8] = []
    private var isReadingState = false
    /// True where something is missing of the state that is being read.
    private var hasGap = false
    private var state: [UInt8] = []

    /// - Parameter keeper: the token that the shell was started with on another host.
    init(nonce: String, keeper: String = "") {
        prefix = [ShellProtocol.start] + Array(nonce.utf8) + [0x20]
        keeperPrefix = keeper.isEmpty ? [] : [ShellProtocol.start] + Array(keeper.utf8) + [0x20]
    }

    /// - Parameter emit: gets the bytes that are output, in order.
    mutating func feed(_ bytes: ArraySlice<UInt8>, emit: (ArraySlice<UInt8>) throws -> Void) rethrows -> [Marker] {
        let base = received - pending.count
        received += bytes.count
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
            guard let length = prefixLength(of: rest) else {
                try pass(pending[begin...begin], emit)
                position = begin + 1
                continue
            }
            guard rest.count > length, let end = rest.firstIndex(of: 0) else { break }
            if let marker = parse(pending[(begin + length)..<end]) { markers.append(marker) }
            position = end + 1
            if markers.last == .begun, keptFrom == nil { keptFrom = base + position }
        }
        pending.removeFirst(position)
        return markers
    }

    /// How much of what the host keeps of the command has come.
    var kept: Int { keptFrom.map { received - $0 } ?? 0 }

    /// Drops what was held back: it comes again.
    mutating func forget() { pending = [] }

    /// What comes next does not follow on what came before.
    mutating func skipGap(emit: (ArraySlice<UInt8>) throws -> Void) rethrows {
        hasGap = isReadingState
        if isReadingState { pending = [] } else { try flush(emit: emit) }
    }

    /// What was held back because it could still have become a marker.
    mutating func flush(emit: (ArraySlice<UInt8>) throws -> Void) rethrows {
        let rest = pending
        pending = []
        try pass(rest[...], emit)
    }

    /// Where the `begun` marker of this command stands in what a host kept.
    func beginning(in bytes: [UInt8]) -> Range<Int>? {
        let marker = prefix + [0x42, 0]
        guard bytes.count >= marker.count else { return nil }
        for start in 0...(bytes.count - marker.count) where bytes[start] == ShellProtocol.start {
            if bytes[start..<(start + marker.count)].elementsEqual(marker) { return start..<(start + marker.count) }
        }
        return nil
    }

    /// How long the prefix is that the bytes begin with, or may still turn out to begin with.
    private func prefixLength(of bytes: ArraySlice<UInt8>) -> Int? {
        for prefix in [prefix, keeperPrefix] where !prefix.isEmpty {
            if bytes.prefix(prefix.count).elementsEqual(prefix.prefix(bytes.count)) { return prefix.count }
        }
        return nil
    }

    private mutating func pass(_ bytes: ArraySlice<UInt8>, _ emit: (ArraySlice<UInt8>) throws -> Void) rethrows {
        guard !bytes.isEmpty else { return }
        if isReadingState { state.append(contentsOf: bytes) } else { try emit(bytes) }
    }

    private mutating func parse(_ bytes: ArraySlice<UInt8>) -> Marker? {
        let fields = bytes.split(separator: ShellProtocol.separator, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        switch fields.first {
        case "R":
            return .returned(
                code: fields.count > 1 ? Int(fields[1]) : nil, directory: fields.count > 2 ? fields[2] : nil,
                jobs: ShellJobs(fields.dropFirst(3)))
        case "X" where fields.count >= 4:
            isReadingState = true
            state = []
            return .exiting(
                code: Int(fields[1]), directory: fields[2], command: fields[3], jobs: ShellJobs(fields.dropFirst(4)))
        case "S" where fields.count >= 3:
            isReadingState = true
            state = []
            return .settling(code: Int(fields[1]), directory: fields[2], jobs: ShellJobs(fields.dropFirst(3)))
        case "Y":
            isReadingState = false
            defer { hasGap = false }
            return hasGap ? .stateLost : .state(state)
        case "B": return .begun
        case "P" where fields.count > 1: return Int32(fields[1]).map(Marker.identified)
        case "L":
            isReadingState = true
            state = []
            return nil
        case "H":
            let arrival = isReadingState ? String(decoding: state, as: UTF8.self) : ""
            isReadingState = false
            guard var greeting = Bootstrap.Greeting(fields: fields) else { return nil }
            greeting.arrival = arrival
            return .greeted(greeting)
        case "Z": return .listed
        case "T" where fields.count > 2:
            let numbers = fields[1...2].map { $0.split(separator: " ").compactMap { Int32($0) } }
            return .carried(tees: numbers[0], helpers: numbers[1])
        case "Q" where fields.count > 1: return Int(fields[1]).map(Marker.ended)
        default: return nil
        }
    }

    private func firstStart(in bytes: ArraySlice<UInt8>) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base, Int32(ShellProtocol.start), buffer.count)
            else { return nil }
            let offset = unsafe UnsafeRawPointer(found) - base
            return bytes.startIndex + offset
        }
    }
}
