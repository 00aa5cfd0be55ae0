import Glibc
import Synchronization
import Testing

@testable import ProvSystem

@Suite("Descriptors, locks and threads")
struct DescriptorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a lock is one's own until it is given back; readers share theirs")
    func locks() throws {
        let path = try folder.write([], to: "lock")
        func open() throws -> Descriptor { try Descriptor(path: path, flags: O_RDWR) }
        func holding() throws {
            let first = try open()
            #expect(try first.lock())
            #expect(try first.lock(), "a run's own lock does not stop it")
            let second = try open()
            #expect(try !second.lock())
            #expect(try !second.lock(exclusive: false))
            #expect(try !second.lock(withinMilliseconds: 20))
        }
        try holding()
        let reader = try open()
        let other = try open()
        let writer = try open()
        #expect(try reader.lock(exclusive: false))
        #expect(try other.lock(exclusive: false))
        #expect(try !writer.lock())
    }

    @Test("who waits for a lock gets it once it is free")
    func waiting() async throws {
        let path = try folder.write([], to: "lock")
        let isHeld = SharedFlag()
        let isOver = SharedFlag()
        let holder = Task {
            try await BlockingQueue.run {
                let file = try Descriptor(path: path, flags: O_RDWR)
                #expect(try file.lock())
                isHeld.store(true)
                usleep(100_000)
                isOver.store(true)
            }
        }
        while !isHeld.isSet { try await Task.sleep(for: .milliseconds(1)) }
        let file = try Descriptor(path: path, flags: O_RDWR)
        #expect(try file.lock(withinMilliseconds: 20_000))
        #expect(isOver.isSet)
        try await holder.value
    }

    @Test("a pipe carries bytes, and both of its ends are closed on exec")
    func pipes() throws {
        let pipe = try Pipe()
        for number in [pipe.reading.number, pipe.writing.number] {
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
        }
        #expect(!RawIO.isReadable(pipe.reading.number, withinMilliseconds: 0))
        #expect(RawIO.write(pipe.writing.number, Array("abc".utf8)[1...]) == 2)
        #expect(RawIO.isReadable(pipe.reading.number, withinMilliseconds: 1000))
        var buffer = [UInt8](repeating: 0, count: 10)
        #expect(RawIO.read(pipe.reading.number, into: &buffer, most: 1) == 1)
        #expect(RawIO.read(pipe.reading.number, into: &buffer) == 1 && buffer[0] == UInt8(ascii: "c"))
    }

    @Test("a signal wakes who polls, once, however often it came")
    func waking() throws {
        let wake = try WakeEvent()
        #expect(!RawIO.isReadable(wake.reading, withinMilliseconds: 0))
        for _ in 0..<3 { wake.signal() }
        #expect(RawIO.isReadable(wake.reading, withinMilliseconds: 1000))
        wake.reset()
        #expect(!RawIO.isReadable(wake.reading, withinMilliseconds: 0))
        // There is nothing to forget, and nobody waits for something.
        wake.reset()
    }

    @Test("a listener is there for this machine alone, on a port of its own")
    func listening() throws {
        let listener = try LocalListener(port: 0)
        defer { close(listener.number) }
        #expect(listener.port > 0)
        // The kernel's table: address and port in hexadecimal, the bytes of the address backwards; 0A is LISTEN.
        let port = String(listener.port, radix: 16, uppercase: true)
        let wanted = "0100007F:" + String(repeating: "0", count: 4 - port.count) + port
        let table = String(decoding: Files.readUnsized("/proc/self/net/tcp"), as: UTF8.self).split(separator: "\n")
        #expect(table.contains { $0.contains(" \(wanted) 00000000:0000 0A ") })
        let error = #expect(throws: SystemError.self) { _ = try LocalListener(port: listener.port) }
        #expect(error?.number == EADDRINUSE)
    }

    private final class Running: Sendable {
        let count = Atomic(0)
    }

    @Test("work on a queue is done one after the other, and its errors come back")
    func queue() async throws {
        let queue = BlockingQueue(label: "test")
        let running = Running()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await queue.run {
                        #expect(running.count.add(1, ordering: .relaxed).oldValue == 0)
                        usleep(200)
                        running.count.subtract(1, ordering: .relaxed)
                        return number
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 49 * 50 / 2)
        let error = SystemError(number: EIO, call: "test")
        await #expect(throws: error) { try await BlockingQueue.run { () throws -> Void in throw error } }
    }

    @Test("a thread in the background runs what it was given")
    func thread() async throws {
        let isDone = SharedFlag()
        BackgroundThread.start { isDone.store(true) }
        for _ in 0..<10_000 where !isDone.isSet { try await Task.sleep(for: .milliseconds(1)) }
        #expect(isDone.isSet)
    }

    @Test("of two clocks one never goes backwards, and both go as fast")
    func clocks() {
        let clock = SystemClock.system()
        let (wall, mono) = (clock.wallMilliseconds(), clock.monotonicNanoseconds())
        usleep(50_000)
        #expect(clock.monotonicNanoseconds() - mono >= 50_000_000)
        #expect(clock.wallMilliseconds() - wall >= 49)
        #expect(clock.boot.count == 36)
        #expect(clock.boot == SystemClock.system().boot)
    }
}
