package import ProvSystem

/// What a store gets from outside: clocks, randomness, the calls that may fail, and its limits.
package struct StoreContext: Sendable {
    package var clock: SystemClock
    package var random: @Sendable (Int) -> [UInt8]
    package var system: SystemCalls
    /// Bytes of one output that are stored; what is beyond is counted and hashed only.
    package var outputLimit: Int
    /// Space kept on disk for the last record of a run.
    package var reserveBytes: Int

    package init(
        clock: SystemClock, random: @escaping @Sendable (Int) -> [UInt8], system: SystemCalls = .real,
        outputLimit: Int = 256 << 20, reserveBytes: Int = 64 << 10
    ) {
        self.clock = clock
        self.random = random
        self.system = system
        self.outputLimit = outputLimit
        self.reserveBytes = reserveBytes
    }

    /// The machine's own.
    package static func system() -> StoreContext {
        StoreContext(
            clock: .system(),
            random: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            })
    }
}
