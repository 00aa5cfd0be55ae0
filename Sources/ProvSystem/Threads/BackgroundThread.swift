import Glibc

/// A thread for blocking work that nobody awaits, for example a loop that lasts as long as prov.
package final class BackgroundThread: Sendable {
    private let work: @Sendable () -> Void

    private init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    /// Starts the work and returns; nothing says when it ends.
    package static func start(_ work: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        _ = unsafe pthread_create(
            &thread, nil,
            { argument in
                pthread_detach(pthread_self())
                if let argument = unsafe argument {
                    unsafe Unmanaged<BackgroundThread>.fromOpaque(argument).takeRetainedValue().work()
                }
                return nil
            }, Unmanaged.passRetained(BackgroundThread(work)).toOpaque())
    }
}
