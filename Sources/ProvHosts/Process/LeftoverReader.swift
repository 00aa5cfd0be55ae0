import Dispatch
import Glibc
import ProvSystem

/// Reads on what a command left running prints, on a thread of its own, until nobody holds its streams any more.
final class LeftoverReader: Sendable {
    private let background: Background
    private let streams: StepStreams
    private let output: @Sendable (OutputChunk) throws -> Void
    /// Closed by us when there is nothing more to wait for.
    private let stopping: WakeEvent
    private let finished = DispatchSemaphore(value: 0)

    init(_ streams: StepStreams, of background: Background, output: @escaping @Sendable (OutputChunk) throws -> Void)
        throws(SystemError)
    {
        self.background = background
        self.streams = streams
        self.output = output
        stopping = try WakeEvent()
        DispatchQueue(label: "prov.leftover").async { [self] in
            read()
            background.releaseStreams()
            finished.signal()
        }
    }

    /// Reads what is there yet, and then no more; waits for that.
    func stop() {
        stopping.signal()
        _ = finished.wait(timeout: .now() + .seconds(10))
        finished.signal()
    }

    private func read() {
        var open = streams.numbers
        var buffer = ReadBuffers.take()
        defer { ReadBuffers.giveBack(buffer) }
        while !open.isEmpty {
            var polls = open.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
            polls.append(pollfd(fd: stopping.reading, events: Int16(POLLIN), revents: 0))
            if RawIO.poll(&polls, milliseconds: -1) < 0, errno != EINTR { return }
            for (index, entry) in open.enumerated().reversed() where polls[index].revents != 0 {
                let count = RawIO.read(entry.number, into: &buffer)
                if count > 0 {
                    // A record that cannot be kept ends the run at its next word; what runs here is ended with it.
                    do { try output(OutputChunk(stream: entry.stream, bytes: buffer[..<count])) } catch { return }
                } else if count == 0 || errno != EAGAIN {
                    open.remove(at: index)
                }
            }
            if polls[polls.count - 1].revents != 0 {
                _ = try? streams.finish(output)
                return
            }
        }
    }
}
