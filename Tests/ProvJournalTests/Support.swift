import FoundationEssentials
import Glibc
import ProvRunbook
import Synchronization
import Testing

@testable import ProvJournal
@testable import ProvSystem

func packageRoot(from file: String = #filePath) -> String {
    file.firstRange(of: "/Tests/ProvJournalTests/").map { String(file[..<$0.lowerBound]) } ?? file
}

/// A folder of its own for one test, gone afterwards.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("prov-test-\(UInt64.random(in: 0 ... .max))")
            .path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }
    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }
}

/// A clock that a test sets; every look moves it on by a millisecond.
final class TestClock: Sendable {
    private let now: Mutex<(wall: Int, mono: Int)>

    init(wall: Int = 1_795_230_855_926) { now = Mutex((wall, 1_000_000_000)) }

    func jump(by milliseconds: Int) { now.withLock { $0.wall += milliseconds } }

    var clock: SystemClock {
        SystemClock(
            wallMilliseconds: {
                self.now.withLock {
                    $0.wall += 1
                    return $0.wall
                }
            },
            monotonicNanoseconds: {
                self.now.withLock {
                    $0.mono += 1_000_000
                    return $0.mono
                }
            },
            boot: "6f1c2f6e-boot")
    }
}

extension StoreContext {
    static func test(_ clock: TestClock = TestClock(), system: SystemCalls = .real, outputLimit: Int = 256 << 20)
        -> StoreContext
    {
        StoreContext(
            clock: clock.clock, random: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } },
            system: system,
            outputLimit: outputLimit)
    }
}

extension RunOpened {
    static func example(_ run: String, runbook: String = "setup.md") -> RunOpened {
        RunOpened(
            run: run, mode: .run, runbook: runbook, title: "Set up", runbookDigest: String(repeating: "ab", count: 32),
            environment: "local", parameters: ["PORT": "5432"], user: "ada", machine: "host", toolVersion: "0.1")
    }
}

extension PlanRecorded.Entry {
    static func example(
        _ step: String, hosts: [String] = ["local"], proves: [String] = [], leftOut: LeftOut? = nil,
        isUndoable: Bool = false
    ) -> Self {
        .init(
            step: step, title: "Step \(step)", section: ["Setup"], kind: .step, phase: .main, hosts: hosts, needs: [],
            file: "setup.md",
            line: 3, endLine: 5, digest: String(repeating: "cd", count: 32), command: "true", proves: proves,
            leftOut: leftOut,
            isUndoable: isUndoable)
    }
}

extension ActionKey {
    static func example(_ step: String = "one", host: String = "local", _ action: Action = .run, _ attempt: Int = 1)
        -> ActionKey
    {
        ActionKey(step: step, host: host, action: action, attempt: attempt)
    }
}

/// Calls that fail from a certain one on, for writes or syncs.
final class FaultySystem: Sendable {
    struct Plan {
        var writesLeft = Int.max
        var syncsLeft = Int.max
        var writeError: Int32 = EIO
        var syncError: Int32 = EIO
        /// How many bytes a write takes at most.
        var writeLimit = Int.max
        /// Every call is interrupted once before it works.
        var isInterrupted = false
        /// The failing write takes this many bytes before the next one fails.
        var partial = 0
        var wasInterrupted = false
    }

    let plan: Mutex<Plan>
    init(_ plan: Plan) { self.plan = Mutex(plan) }

    var calls: SystemCalls {
        SystemCalls(
            write: { descriptor, bytes in
                let (allowed, error): (Int, Int32) = self.plan.withLock { plan in
                    if plan.isInterrupted {
                        plan.wasInterrupted.toggle()
                        if plan.wasInterrupted { return (0, EINTR) }
                    }
                    if plan.writesLeft > 0 {
                        plan.writesLeft -= plan.writesLeft == Int.max ? 0 : 1
                        return (plan.writeLimit, 0)
                    }
                    let partial = plan.partial
                    plan.partial = 0
                    return (partial, partial > 0 ? 0 : plan.writeError)
                }
                return error == 0 ? SystemCalls.real.write(descriptor, bytes.prefix(allowed)) : -Int(error)
            },
            syncData: { descriptor in
                let error: Int32 = self.plan.withLock { plan in
                    if plan.isInterrupted {
                        plan.wasInterrupted.toggle()
                        if plan.wasInterrupted { return EINTR }
                    }
                    if plan.syncsLeft > 0 {
                        plan.syncsLeft -= plan.syncsLeft == Int.max ? 0 : 1
                        return 0
                    }
                    return plan.syncError
                }
                return error == 0 ? SystemCalls.real.syncData(descriptor) : error
            })
    }
}

/// Runs a program to its end; gives its exit code and what it printed.
func run(_ arguments: [String], in folder: String? = nil) throws -> (code: Int32, output: String) {
    let (code, bytes) = try runForBytes(arguments, in: folder)
    return (code, String(decoding: bytes, as: UTF8.self))
}

/// The same, with the very bytes that were printed.
func runForBytes(_ arguments: [String], in folder: String? = nil) throws -> (code: Int32, output: [UInt8]) {
    let folderText = folder.map { "cd '\($0)' && " } ?? ""
    let line =
        folderText + arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ") + " 2>&1"
    guard let stream = unsafe popen(line, "r") else {
        throw StoreError(code: .system, path: line, message: "popen", advice: "")
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, stream)
        if count == 0 { break }
        output += buffer[..<count]
    }
    let status = unsafe pclose(stream)
    return (status >> 8 & 0xFF, output)
}

extension JournalSegment {
    init(name: String, bytes: [UInt8]) { self.init(name: name) { take in take(bytes[...]) } }
}

extension JournalReader {
    /// Bytes in memory can be read.
    static func read(all segments: [JournalSegment]) -> JournalContents { (try? read(segments)) ?? JournalContents() }
}
