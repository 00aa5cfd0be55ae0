import Glibc

/// Where times come from; a value, so that tests can make time jump.
package struct SystemClock: Sendable {
    /// Milliseconds since 1970, UTC; may go backwards, which is recorded as it is.
    package var wallMilliseconds: @Sendable () -> Int
    /// Nanoseconds of a clock that never goes backwards while the machine is up.
    package var monotonicNanoseconds: @Sendable () -> Int
    /// Names the boot within which monotonic times can be compared; empty where the system has none.
    package var boot: String

    package init(
        wallMilliseconds: @escaping @Sendable () -> Int, monotonicNanoseconds: @escaping @Sendable () -> Int,
        boot: String
    ) {
        self.wallMilliseconds = wallMilliseconds
        self.monotonicNanoseconds = monotonicNanoseconds
        self.boot = boot
    }

    /// The machine's own clocks.
    package static func system() -> SystemClock {
        let boot = (try? Files.readSmall("/proc/sys/kernel/random/boot_id")) ?? ""
        return SystemClock(
            wallMilliseconds: {
                let now = time(of: CLOCK_REALTIME)
                return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
            },
            monotonicNanoseconds: {
                let now = time(of: CLOCK_BOOTTIME)
                return now.tv_sec * 1_000_000_000 + now.tv_nsec
            },
            boot: boot)
    }

    private static func time(of clock: clockid_t) -> timespec {
        var now = timespec()
        _ = unsafe clock_gettime(clock, &now)
        return now
    }
}
