import Glibc

/// What a helper command said.
package struct OneShotResult: Sendable {
    package var outcome: Outcome
    /// Cut at `OneShot.limit` bytes.
    package var stdout: [UInt8]
    package var stderr: [UInt8]
}

/// Runs a helper program to its end: git, age, the command that prints a secret.
package enum OneShot {
    /// Bytes kept of each stream; the rest is read and dropped.
    package static let limit = 16 << 20

    /// - Parameters:
    ///   - arguments: the program (looked for on the PATH) and its arguments; nothing of it passes through a shell.
    ///   - environment: `nil` is prov's own.
    /// Throws `HostError` where the program cannot be started; a program that fails is a result.
    package static func run(_ arguments: [String], input: [UInt8] = [], directory: String? = nil, environment: [String]? = nil,
                            timeout: Duration = .seconds(60)) async throws -> OneShotResult {
        do {
            return try await BlockingThread.run { try execute(arguments, input, directory, environment ?? currentEnvironment(), timeout) }
        } catch let error as SystemError {
            throw HostError(code: "spawn-failed", host: "local", message: error.message, advice: "install \(arguments.first ?? "it"), or put it on the PATH")
        }
    }

    static func currentEnvironment() -> [String] {
        var list: [String] = []
        var pointer = unsafe environ
        while let entry = unsafe pointer.pointee {
            list.append(unsafe String(cString: entry))
            unsafe pointer += 1
        }
        return list
    }

    /// - Parameter wake: readable when it is to be ended before its time.
    static func execute(_ arguments: [String], _ input: [UInt8], _ directory: String?, _ environment: [String],
                                _ timeout: Duration, wake: Int32 = -1) throws -> OneShotResult {
        let begun = ContinuousClock.now
        let stdin = try Descriptor.pipe(), stdout = try Descriptor.pipe(), stderr = try Descriptor.pipe()
        let child = try ChildProcess(ChildProcess.Setup(
            arguments: arguments, environment: environment, directory: directory,
            standard: (stdin.reading.number, stdout.writing.number, stderr.writing.number)))
        var feed: Descriptor? = stdin.takeWriting()
        let output = stdout.takeReading(), errors = stderr.takeReading()
        output.setNonBlocking()
        errors.setNonBlocking()
        if input.isEmpty { feed = nil }
        var texts: (out: [UInt8], err: [UInt8]) = ([], [])
        var open = (out: true, err: true)
        var written = 0
        var isOver = false
        let deadline = begun + timeout
        var timedOut = false
        while open.out || open.err, !(isOver && ContinuousClock.now > deadline) {
            let feeding: Int32 = switch feed { case .some(let end): end.number; case .none: -1 }
            var polls = [pollfd(fd: open.out ? output.number : -1, events: Int16(POLLIN), revents: 0), pollfd(fd: open.err ? errors.number : -1, events: Int16(POLLIN), revents: 0),
                         pollfd(fd: feeding, events: Int16(POLLOUT), revents: 0), pollfd(fd: isOver ? -1 : child.watch.number, events: Int16(POLLIN), revents: 0),
                         pollfd(fd: isOver ? -1 : wake, events: Int16(POLLIN), revents: 0)]
            _ = unsafe poll(&polls, nfds_t(polls.count), isOver ? 50 : 200)
            if polls[2].revents != 0 {
                let count = unsafe input[written...].withUnsafeBytes { unsafe write(feeding, $0.baseAddress, $0.count) }
                written += max(0, count)
                if count < 0 || written >= input.count { feed = nil }
            }
            let before = texts.out.count + texts.err.count
            if polls[0].revents != 0 { open.out = take(output.number, &texts.out) }
            if polls[1].revents != 0 { open.err = take(errors.number, &texts.err) }
            if isOver, texts.out.count + texts.err.count == before { break }
            if polls[3].revents != 0 { isOver = true }
            if !isOver, ContinuousClock.now > deadline || polls[4].revents != 0 {
                timedOut = true
                ProcessTable.endAll(ProcessScope(sessions: [child.pid], marker: "PROV_ONE_SHOT=\(child.pid)"))
                isOver = true
            }
        }
        let status = child.reap()
        return OneShotResult(outcome: Outcome(ending: timedOut ? .timedOut : status, duration: ContinuousClock.now - begun), stdout: texts.out, stderr: texts.err)
    }

    private static func take(_ number: Int32, _ text: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, $0.count) }
        if count > 0 {
            text.append(contentsOf: buffer[..<min(count, max(0, limit - text.count))])
            return true
        }
        return count < 0 && (errno == EAGAIN || errno == EINTR)
    }
}
