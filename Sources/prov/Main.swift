import Dispatch
import ProvCLI

@main
enum Main {
    /// Not `async`: what that starts before its first line crashes where descriptors or threads are not to be had.
    static func main() {
        Entry.refuseToStart()
        Task { await Entry.main() }
        dispatchMain()
    }
}
