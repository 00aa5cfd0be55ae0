/// The user's terminal, which one at a time has to itself: an interactive step, a question, or a shell for the
/// operator.
package struct TerminalAccess: Sendable {
    /// Whether an interactive step may have it: its output then goes to the terminal and not to the observer.
    ///
    /// False where standard output is a file, a pipe or a stream of JSON.
    package var isOffered: Bool
    private let turn = AsyncSemaphore(1)
    private let yield: @Sendable () -> Void
    private let takeBack: @Sendable () -> Void

    /// - Parameters:
    ///   - yield: called before anyone else writes to it; what prov has drawn must go.
    ///   - takeBack: called when it is prov's again.
    package init(isOffered: Bool, yield: @escaping @Sendable () -> Void, takeBack: @escaping @Sendable () -> Void) {
        self.isOffered = isOffered
        self.yield = yield
        self.takeBack = takeBack
    }

    /// For runs that nobody watches.
    package static var none: TerminalAccess { TerminalAccess(isOffered: false, yield: {}, takeBack: {}) }

    /// Waits until nobody else has it; from then to the end of the work nothing else is written to it.
    package func own<Value: Sendable>(_ work: @Sendable () async throws -> Value) async rethrows -> Value {
        try await turn.within {
            yield()
            defer { takeBack() }
            return try await work()
        }
    }
}
