import Glibc
package import ProvSystem
package import ProvText

/// Reaches this machine, ssh hosts and containers, each by its address.
package final class HostTransport: Transport {
    /// What shells here and the programs that connect start with.
    private let environment: Environment
    private let addresses: [String: HostAddress]
    /// Ours, which follow the user's.
    private let configurations: SSHConfigurations

    /// - Parameters:
    ///   - environment: prov's own; what would make bash read start-up files is taken out.
    ///   - addresses: every host but this machine.
    package init(environment: Environment, addresses: [HostAddress] = []) {
        let refused: Set<String> = [
            "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PROV_SESSION", "PROV_RUN", "PROMPT_COMMAND",
        ]
        self.environment = environment.filter { !refused.contains($0) }
        self.addresses = Dictionary(addresses.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        configurations = SSHConfigurations(for: addresses)
    }

    /// How the host is reached, as the record names it: `ssh`, `podman`; a host that is not known counts as this
    /// machine.
    package func name(of host: String) -> String { (address(of: host)?.kind ?? .local).rawValue }

    private func address(of host: String) -> HostAddress? {
        addresses[host]
            ?? (host == HostAddress.local.name || host == "localhost" ? HostAddress(name: host, kind: .local) : nil)
    }

    /// Why no session can be opened, as far as that is known without connecting: asked before the first step.
    package func refusal(host: String, user: String?) -> HostError? {
        guard let address = address(of: host) else {
            return HostError(
                code: .unknownHost, host: host, message: "it is not in the inventory, and it is not this machine",
                advice: "pass --inventory or --env, remove `on`, or write on=local")
        }
        guard let user = user ?? address.become.user, address.kind == .local, !HostTransport.isOurself(user) else {
            return nil
        }
        guard Accounts.group(of: user) != nil || UInt32(user) != nil else {
            return HostError(
                code: .noUser, host: host, message: "unknown user \(user) on this machine",
                advice: "check `as`, and the output of `getent passwd`")
        }
        return nil
    }

    /// Opens a shell on the host, as the user of the options, else as the one that its address names.
    ///
    /// Throws `HostError`, which names the host and says what to do.
    package func open(host: String, options: SessionOptions) async throws -> any Session {
        if let refusal = refusal(host: host, user: options.user) { throw refusal }
        guard let address = address(of: host) else {
            throw HostError(
                code: .unknownHost, host: host, message: "it is not in the inventory", advice: "check the inventory")
        }
        var user = options.user ?? address.become.user
        if let wanted = user, address.kind == .local ? HostTransport.isOurself(wanted) : wanted == address.user {
            user = nil
        }
        var options = options
        // A folder of this machine means nothing on another; another user begins at home.
        if address.kind != .local || user != nil { options.directory = nil }
        let launcher = Launcher(
            address: address, user: user, password: user == nil ? nil : options.password ?? address.become.password,
            environment: environment,
            configurations: configurations)
        let final = options
        do {
            let wake = try WakeEvent()
            return try await withTaskCancellationHandler {
                try await BlockingQueue.run { try ShellSession(launcher: launcher, options: final, wake: wake) }
            } onCancel: {
                wake.signal()
            }
        } catch let error as SystemError {
            throw error.hostError(launcher)
        }
    }

    /// By name or by number.
    private static func isOurself(_ user: String) -> Bool {
        if user == String(getuid()) { return true }
        return Accounts.name(of: getuid()) == user
    }
}
