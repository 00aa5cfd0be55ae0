import Glibc

/// Runs blocking work on a thread of its own, so that the cooperative pool stays free.
enum BlockingThread {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let box = Box { continuation.resume(with: Result { try work() }) }
            var thread = pthread_t()
            var attributes = pthread_attr_t()
            unsafe pthread_attr_init(&attributes)
            unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
            let code = unsafe pthread_create(&thread, &attributes, { argument in
                if let argument = unsafe argument { unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work() }
                return nil
            }, Unmanaged.passRetained(box).toOpaque())
            unsafe pthread_attr_destroy(&attributes)
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
