import Glibc
package import ProvSystem
import ProvText

/// What a helper command said.
package struct OneShotResult: Sendable {
    package var outcome: Outcome
    /// Cut at `OneShot.limit` bytes.
    package var stdout: [UInt8]
    package var stderr: [UInt8]
    /// Whether more was written than was kept.
    package var wasCut = false
}

/// Runs a helper program to its end: git, age, the command that prints a secret.
package enum OneShot {
    /// Bytes kept of each stream; the rest is read and dropped.
    package static let limit = 16 << 20

    /// - Parameters:
    ///   - arguments: the program (looked for on the PATH) and its arguments; nothing of it passes through a shell.
    ///   - environment: `nil` is prov's own.
    /// Throws `HostError` where the program cannot be started; a program that fails is a result.
    package static func run(
        _ arguments: [String], input: [UInt8] = [], directory: String? = nil, environment: Environment? = nil,
        timeout: Duration = .seconds(60)
    ) async throws -> OneShotResult {
        do {
            return try await BlockingQueue.run {
                try execute(arguments, input, directory, environment ?? ProcessEnvironment.all, timeout)
            }
        } catch let error as SystemError {
            throw HostError(
                code: .spawnFailed, host: HostAddress.local.name, message: error.message,
                advice: "install \(arguments.first ?? "it"), or put it on the PATH")
        }
    }

    /// The same for a caller that may block; `nil` if the program cannot be started.
    package static func answer(_ arguments: [String], environment: Environment, timeout: Duration) -> OneShotResult? {
        try? execute(arguments, [], nil, environment, timeout)
    }

    /// - Parameter wake: readable when it is to be ended before its time.
    static func execute(
        _ arguments: [String], _ input: [UInt8], _ directory: String?, _ environment: Environment,
        _ timeout: Duration, wake: Int32 = -1
    ) throws -> OneShotResult {
        var rest = input[...]
        var texts: [OutputStream: [UInt8]] = [:]
        var wasCut = false
        let outcome = try PipedProcess.run(
            arguments, environment: environment, directory: directory, timeout: timeout, wake: wake
        ) {
            defer { rest = [] }
            return rest
        } output: { stream, bytes in
            let room = max(0, limit - (texts[stream]?.count ?? 0))
            texts[stream, default: []].append(contentsOf: bytes.prefix(room))
            if bytes.count > room { wasCut = true }
        }
        // Whoever asks for a helper's answer wants to know that there is none, not why.
        let ending = outcome.ending == .cancelled ? .timedOut : outcome.ending
        return OneShotResult(
            outcome: Outcome(ending: ending, duration: outcome.duration), stdout: texts[.stdout] ?? [],
            stderr: texts[.stderr] ?? [], wasCut: wasCut)
    }
}
