import Glibc
import ProvEngine
import Synchronization

/// Turns Ctrl-C, TERM and HUP into requests to stop: the first ends running steps, the second the clean-up too, the third prov itself.
///
/// The signals are blocked in every thread and taken by one of our own, so that nothing runs inside a handler.
final class StopSignals: Sendable {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private let isOpen = Mutex(true)

    init(engine: RunEngine, say: @escaping @Sendable (String) -> Void) {
        var set = StopSignals.set()
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        let watcher = Watcher { [isOpen = Reference(self)] in
            var count = 0
            var set = StopSignals.set()
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&set, &number) == 0 else { continue }
                guard isOpen.target?.isOpen.withLock({ $0 }) ?? false else { _exit(130) }
                count += 1
                switch count {
                case 1: say("stopping: running steps are ended, then what must run at the end runs; press Ctrl-C again to leave that out")
                case 2: say("stopping at once; press Ctrl-C again to leave everything as it is")
                default: _exit(ExitStatus.inDoubt.rawValue)
                }
                engine.stop("stopped by signal \(number)")
            }
        }
        watcher.start()
    }

    /// Later signals end prov as they would have without us.
    func close() { isOpen.withLock { $0 = false } }

    static func set() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        return set
    }

    private final class Reference: Sendable {
        let target: StopSignals?
        init(_ target: StopSignals) { self.target = target }
    }

    private final class Watcher: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }

        func start() {
            var thread = pthread_t()
            _ = unsafe pthread_create(&thread, nil, { argument in
                pthread_detach(pthread_self())
                if let argument = unsafe argument { unsafe Unmanaged<Watcher>.fromOpaque(argument).takeRetainedValue().work() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        }
    }
}
