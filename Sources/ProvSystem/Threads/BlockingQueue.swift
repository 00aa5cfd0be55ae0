import Dispatch

/// Runs blocking work one piece after the other on a thread of its own, so that the cooperative pool stays free; who
/// hands it over awaits its result. What runs for as long as prov does is a `BackgroundThread`.
package struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    package init(label: String) { queue = DispatchQueue(label: label) }

    /// Throws what the work throws; a task that is cancelled still waits for it.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    /// For work that comes once.
    package static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await BlockingQueue(label: "prov.blocking").run(work)
    }
}
