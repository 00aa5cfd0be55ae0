import FoundationEssentials
import Glibc
import Synchronization

@testable import ProvHosts

/// A session and what its commands print, for tests.
struct Probe: Sendable {
    struct Answer: Sendable {
        var outcome: Outcome
        var output: String
        var errors: String
        /// What the command's processes print after its end, as it comes.
        var late: Late
    }

    let session: any Session

    func run(
        _ text: String, strict: Bool = true, isolated: Bool = false, timeout: Duration = .seconds(60),
        grace: Duration = .seconds(5)
    ) async throws -> Answer {
        var command = Command(text: text, isStrict: strict, isIsolated: isolated, timeout: timeout)
        command.grace = grace
        return try await run(command)
    }

    func run(_ command: Command) async throws -> Answer {
        let texts = Mutex<[String: [UInt8]]>([:])
        let late = Late()
        var command = command
        command.afterwards = { late.take($0) }
        let final = command
        let outcome = try await session.run(
            final, started: { _ in },
            output: { chunk in
                texts.withLock { $0[chunk.stream.rawValue, default: []].append(contentsOf: chunk.bytes) }
            })
        return texts.withLock { texts in
            func text(_ name: String) -> String { String(decoding: texts[name] ?? [], as: UTF8.self) }
            return Answer(outcome: outcome, output: text("stdout"), errors: text("stderr"), late: late)
        }
    }

    func close() async { await session.close(keepingBackground: false) }
}

final class Counter: Sendable {
    private let value = Mutex(0)
    func add(_ count: Int) { value.withLock { $0 += count } }
    var total: Int { value.withLock { $0 } }
}

func isGone(_ pid: Int) -> Bool {
    guard kill(pid_t(pid), 0) == 0 else { return true }
    let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    return stat.contains(") Z ")
}

func openDescriptors() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }

extension Probe {
    /// What a command on this machine prints.
    static func here(_ text: String) async throws -> String {
        String(decoding: try await OneShot.run(["bash", "-c", text]).stdout, as: UTF8.self)
    }
}

/// Collects what comes after a command's end.
final class Late: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    func take(_ chunk: OutputChunk) { bytes.withLock { $0 += chunk.bytes } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    var count: Int { bytes.withLock { $0.count } }

    /// Whether it becomes that text; the machine may be slow.
    func waits(for wanted: String) async throws -> Bool {
        for _ in 0..<400 where text != wanted { try await Task.sleep(for: .milliseconds(25)) }
        return text == wanted
    }
}
