import Glibc
import ProvSystem
import Synchronization

/// Turns Ctrl-C, TERM and HUP into requests to stop: the first ends running steps, the second the clean-up too, the
/// third prov itself.
///
/// The handler does nothing but write the signal's number into a pipe; a thread of our own reads it. Blocking the
/// signals instead would not do: the pool's threads exist before a run begins, and one of them would take the signal.
final class StopSignals: Sendable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private static let writing = Atomic<Int32>(-1)
    private static let count = Atomic<Int>(0)

    /// Whether somebody asked to stop; a question that is open then is no longer answered.
    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// - Parameters:
    ///   - stop: asks what runs to end; called with the reason for each request.
    ///   - say: shows a line to whoever watches.
    ///   - suspend: called before Ctrl-Z stops prov, and with false once it is continued.
    init(
        stop: @escaping @Sendable (String) -> Void, say: @escaping @Sendable (String) -> Void,
        suspend: @escaping @Sendable (Bool) -> Void
    ) {
        guard let (reading, writing) = RawIO.pipe() else { return }
        StopSignals.count.store(0, ordering: .relaxed)
        StopSignals.writing.store(writing, ordering: .releasing)
        TerminalModes.remember()
        for number in StopSignals.signals + [SIGTSTP] { StopSignals.install(number) }
        BackgroundThread.start { StopSignals.watch(reading, stop: stop, say: say, suspend: suspend) }
    }

    /// Later signals end prov as they would have without us.
    func close() {
        for number in StopSignals.signals + [SIGTSTP] { _ = signal(number, SIG_DFL) }
        let number = StopSignals.writing.exchange(-1, ordering: .acquiringAndReleasing)
        guard number >= 0 else { return }
        _ = RawIO.write(number, [0])
        Glibc.close(number)
    }

    /// A signal that is ignored stays so: `nohup` means it.
    private static func install(_ number: Int32) {
        let before = signal(number) { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(StopSignals.writing.load(ordering: .relaxed), &byte, 1)
            errno = saved
        }
        if unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
            _ = signal(number, SIG_IGN)
        }
    }

    private static func watch(
        _ reading: Int32, stop: (String) -> Void, say: (String) -> Void, suspend: (Bool) -> Void
    ) {
        defer { Glibc.close(reading) }
        var buffer: [UInt8] = [0]
        while true {
            let size = RawIO.read(reading, into: &buffer)
            if size < 0, errno == EINTR { continue }
            guard size == 1, buffer[0] != 0 else { return }
            if Int32(buffer[0]) == SIGTSTP {
                // The steps lead sessions of their own and keep running; only prov's view stops.
                suspend(true)
                // To this thread, which then goes no further; sent to the process, it may stop a moment later.
                pthread_kill(pthread_self(), SIGSTOP)
                suspend(false)
                continue
            }
            switch count.add(1, ordering: .relaxed).newValue {
            case 1: say("stopping: ending the running step, then cleanup steps; press Ctrl-C again to skip cleanup")
            case 2: say("stopping without cleanup; press Ctrl-C again to quit now and leave the running steps in doubt")
            default:
                TerminalModes.restore()
                _exit(ExitStatus.inDoubt.rawValue)
            }
            stop("stopped by \(name(Int32(buffer[0])))")
        }
    }

    static func name(_ number: Int32) -> String {
        switch number {
        case SIGINT: "Ctrl-C"
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "signal \(number)"
        }
    }
}

/// The terminal as prov found it, to be put back however a run ends.
enum TerminalModes {
    private static let saved = Mutex<TerminalSettings?>(nil)

    static func remember() {
        guard let settings = TerminalSettings(of: 0) else { return }
        saved.withLock { $0 = settings }
    }

    /// Canonical mode, echo, and a cursor that can be seen.
    static func restore() {
        saved.withLock { $0?.apply() }
        if Console.standardOutput.isTerminal { Console.standardOutput.write("\u{1B}[?25h") }
    }
}
