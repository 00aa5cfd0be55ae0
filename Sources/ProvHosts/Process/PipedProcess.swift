import Glibc
import ProvSystem

/// A program with bytes in and bytes out, both streamed: nothing of either is kept here.
enum PipedProcess {
    private static let pieceSize = 256 << 10

    /// Runs it to its end; blocks.
    ///
    /// - Parameters:
    ///   - wake: readable when it is to be ended before its time.
    ///   - input: the next bytes of its standard input; none ends it.
    ///   - output: what it prints, as it comes; throwing ends the program and is rethrown.
    static func run(
        _ arguments: [String], environment: Environment, directory: String? = nil, timeout: Duration, wake: Int32 = -1,
        input: () throws -> ArraySlice<UInt8>, output: (OutputStream, ArraySlice<UInt8>) throws -> Void
    ) throws -> Outcome {
        let begun = ContinuousClock.now
        let stdin = try Pipe()
        let stdout = try Pipe()
        let stderr = try Pipe()
        let child = try ChildProcess(
            ChildProcess.Setup(
                arguments: arguments, environment: environment, directory: directory,
                standard: (stdin.reading.number, stdout.writing.number, stderr.writing.number)))
        var loop = Loop(
            feed: stdin.takeWriting(), output: stdout.takeReading(), errors: stderr.takeReading(),
            deadline: begun + timeout)
        do {
            let early = try loop.run(child, wake: wake, input: input, take: output)
            let status = Outcome.Ending(child.reap())
            return Outcome(ending: early ?? status, duration: ContinuousClock.now - begun)
        } catch {
            end(child.pid)
            _ = child.reap()
            throw error
        }
    }

    private static func end(_ pid: pid_t) {
        ProcessTable.endAll(ProcessScope(sessions: [pid], marker: "PROV_ONE_SHOT=\(pid)"))
    }

    /// The three pipes of a running program.
    private struct Loop: ~Copyable {
        var feed: Descriptor?
        let output: Descriptor
        let errors: Descriptor
        let deadline: ContinuousClock.Instant
        var pending: ArraySlice<UInt8> = []
        var isOpen = (output: true, errors: true)
        var buffer = [UInt8](repeating: 0, count: PipedProcess.pieceSize)

        init(
            feed: consuming Descriptor, output: consuming Descriptor, errors: consuming Descriptor,
            deadline: ContinuousClock.Instant
        ) {
            feed.setNonBlocking()
            output.setNonBlocking()
            errors.setNonBlocking()
            self.feed = consume feed
            self.output = output
            self.errors = errors
            self.deadline = deadline
        }

        /// Why it was ended; `nil` if it ended by itself.
        mutating func run(
            _ child: borrowing ChildProcess, wake: Int32, input: () throws -> ArraySlice<UInt8>,
            take: (OutputStream, ArraySlice<UInt8>) throws -> Void
        ) throws -> Outcome.Ending? {
            var isOver = false
            var early: Outcome.Ending?
            while isOpen.output || isOpen.errors || !isOver {
                try refill(input)
                let feeding: Int32 =
                    switch feed {
                    case .some(let end): end.number
                    case .none: -1
                    }
                var polls = [
                    pollfd(fd: isOpen.output ? output.number : -1, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: isOpen.errors ? errors.number : -1, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: feeding, events: Int16(POLLOUT), revents: 0),
                    pollfd(fd: isOver ? -1 : child.watch.number, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: isOver ? -1 : wake, events: Int16(POLLIN), revents: 0),
                ]
                RawIO.poll(&polls, milliseconds: isOver ? 50 : 200)
                if polls[2].revents != 0 { write(to: feeding) }
                var didRead = false
                if polls[0].revents != 0 { (isOpen.output, didRead) = try read(output.number, .stdout, take) }
                if polls[1].revents != 0 {
                    let (isOpen, more) = try read(errors.number, .stderr, take)
                    self.isOpen.errors = isOpen
                    didRead = didRead || more
                }
                // A daemon that it left behind may hold its pipes for ever.
                if isOver, !didRead { break }
                if polls[3].revents != 0 { isOver = true }
                if !isOver, polls[4].revents != 0 || ContinuousClock.now > deadline {
                    early = polls[4].revents != 0 ? .cancelled : .timedOut
                    PipedProcess.end(child.pid)
                    isOver = true
                }
            }
            return early
        }

        private mutating func refill(_ input: () throws -> ArraySlice<UInt8>) throws {
            let isFeeding =
                switch feed {
                case .some: true
                case .none: false
                }
            guard isFeeding, pending.isEmpty else { return }
            pending = try input()
            if pending.isEmpty { feed = nil }
        }

        private mutating func write(to number: Int32) {
            let count = RawIO.write(number, pending)
            if count > 0 {
                pending = pending.dropFirst(count)
            } else if errno != EAGAIN, errno != EINTR {
                pending = []
                feed = nil
            }
        }

        private mutating func read(
            _ number: Int32, _ stream: OutputStream, _ take: (OutputStream, ArraySlice<UInt8>) throws -> Void
        ) throws
            -> (isOpen: Bool, didRead: Bool)
        {
            let count = RawIO.read(number, into: &buffer)
            if count > 0 {
                try take(stream, buffer[..<count])
                return (true, true)
            }
            return (count < 0 && (errno == EAGAIN || errno == EINTR), false)
        }
    }
}
