import ProvSystem
import ProvText

/// Programs of the user's own on their terminal, outside of any host: an editor, a pager.
package enum UserTerminal {
    /// Runs a program to its end; blocks no thread of the pool. Throws `HostError` if it cannot be started.
    @discardableResult
    package static func run(_ arguments: [String]) async throws -> Outcome {
        do {
            return try await BlockingQueue.run {
                let relay = TerminalRelay(timeout: nil, wake: -1)
                return try relay.run(
                    { _ in arguments }, script: "", environment: ProcessEnvironment.all, directory: nil,
                    started: { _ in }, output: { _ in })
            }
        } catch let error as SystemError {
            throw HostError(
                code: .spawnFailed, host: HostAddress.local.name, message: error.message,
                advice: "check the program's name")
        }
    }
}
