import ProvEngine
import ProvHosts

/// Does something again and again beside the run, for what is shown on time and not on an event.
enum Heartbeat {
    /// - Parameter beat: gives whether it is wanted again.
    static func start(every pause: Duration, _ beat: @escaping @Sendable () -> Bool) {
        Task.detached {
            while beat() { try? await Task.sleep(for: pause) }
        }
    }
}
