import Glibc

/// Runs blocking work on a thread of its own, so that the cooperative pool stays free.
enum BlockingThread {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let box = Box { continuation.resume(with: Result { try work() }) }
            var thread = pthread_t()
            let code = unsafe pthread_create(&thread, nil, { argument in
                pthread_detach(pthread_self())
                if let argument = unsafe argument { unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work() }
                return nil
            }, Unmanaged.passRetained(box).toOpaque())
            if code != 0 {
                unsafe Unmanaged.passUnretained(box).release()
                continuation.resume(throwing: SystemError(code: code, call: "start a thread"))
            }
        }
    }

    private final class Box: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
}
