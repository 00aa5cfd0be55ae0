import CProvShims
import Glibc

/// Wakes a thread that sleeps in `poll`, from any other thread; one descriptor.
package final class WakeEvent: Sendable {
    package let reading: Int32

    package init() throws(SystemError) {
        reading = prov_eventfd()
        guard reading >= 0 else { throw SystemError(number: errno, call: "make an event") }
    }

    deinit { close(reading) }

    /// Wakes the sleeper, now or when it next sleeps; several signals before a `reset` are one.
    package func signal() {
        var one: UInt64 = 1
        _ = unsafe write(reading, &one, 8)
    }

    /// Forgets earlier signals.
    package func reset() {
        var count: UInt64 = 0
        _ = unsafe read(reading, &count, 8)
    }
}
