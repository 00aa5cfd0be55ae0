import Glibc
import ProvSystem
import ProvText
import Synchronization

extension ShellSession {
    package func put(
        _ file: FilePlacement, from content: @escaping @Sendable () throws -> ArraySlice<UInt8>,
        output: @escaping @Sendable (OutputChunk) throws -> Void
    ) async throws -> Outcome {
        let line = ShellProtocol.nonce()
        let opening = Mutex(launcher.opening + Array("\(line)\n".utf8))
        let outcome = try await transfer(file.script(after: line), timeout: file.timeout) {
            // The password goes first, where becoming another user takes one.
            let first = opening.withLock { bytes in
                defer { bytes = [] }
                return bytes
            }
            return first.isEmpty ? try content() : first[...]
        } output: {
            try output(OutputChunk(stream: $0, bytes: $1))
        }
        // What ssh ends with when it is ssh that failed.
        guard launcher.address.kind == .ssh, outcome.ending == .exited(255) else { return outcome }
        return Outcome(
            ending: .lost("the connection to the host was lost while the file was written"), duration: outcome.duration)
    }

    package func get(_ path: String, timeout: Duration, take: @escaping @Sendable (ArraySlice<UInt8>) throws -> Void)
        async throws
    {
        let opening = Mutex(launcher.opening)
        let errors = Mutex<[UInt8]>([])
        // The file's bytes begin after this line: a login shell's start-up files may print something before it.
        let line = ShellProtocol.nonce()
        let front = Mutex(Front(line: Array("\(line)\n".utf8)))
        let outcome = try await transfer("echo \(line); exec cat -- \(ShellText.quoted(path))", timeout: timeout) {
            opening.withLock { bytes in
                defer { bytes = [] }
                return bytes[...]
            }
        } output: { stream, bytes in
            if stream == .stdout {
                try take(front.withLock { $0.passed(bytes) })
            } else {
                errors.withLock { $0.append(contentsOf: bytes.prefix(max(0, 4096 - $0.count))) }
            }
        }
        guard outcome.ending != .exited(0) else { return }
        let words = String(decoding: errors.withLock { $0 }, as: UTF8.self).lines.last.map(String.init)
        throw HostError(
            code: .notRead, host: host, message: "\(path) could not be read" + (words.map { ": \($0)" } ?? ""),
            advice: "check the permissions of the file and the connection to the host, then resume")
    }

    /// Runs a script there over a connection of its own, with bytes in and out.
    private func transfer(
        _ script: String, timeout: Duration, input: @escaping @Sendable () throws -> ArraySlice<UInt8>,
        output: @escaping @Sendable (OutputStream, ArraySlice<UInt8>) throws -> Void
    ) async throws -> Outcome {
        if Task.isCancelled { return Outcome(ending: .cancelled, duration: .zero) }
        wake.reset()
        return try await withTaskCancellationHandler {
            do {
                return try await onThread { [self] _ in
                    try PipedProcess.run(
                        launcher.arguments(script), environment: launcher.environment.adding(marker), timeout: timeout,
                        wake: wake.reading, input: input, output: output)
                }
            } catch let error as SystemError {
                throw hostError(error)
            }
        } onCancel: {
            wake.signal()
        }
    }
}

/// Everything up to and with a line is left out of a stream.
private struct Front {
    let line: [UInt8]
    private var held: [UInt8] = []
    private var isPast = false

    init(line: [UInt8]) { self.line = line }

    mutating func passed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if isPast { return bytes }
        held += bytes
        guard let found = held.firstRange(of: line) else { return [] }
        isPast = true
        defer { held = [] }
        return held[found.upperBound...]
    }
}
