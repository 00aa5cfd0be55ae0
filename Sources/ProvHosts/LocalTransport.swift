import Glibc

/// This machine: shells are children of prov.
package struct LocalTransport: Transport {
    /// What the shells start with, as `NAME=value`.
    private let environment: [String]

    package var name: String { "local" }

    /// - Parameter environment: prov's own environment; what would make bash read start-up files is taken out.
    package init(environment: [String: String]) {
        let refused: Set<String> = ["BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PROV_SESSION", "PROV_RUN", "PROMPT_COMMAND"]
        self.environment = environment.filter { !refused.contains($0.key) }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    package func refusal(host: String, user: String?) -> HostError? {
        guard host == "local" || host == "localhost" else {
            return HostError(code: "unknown-host", host: host, message: "only this machine can be reached so far",
                             advice: "leave out `on`, or write on=local")
        }
        guard let user, !LocalTransport.isOurself(user) else { return nil }
        // Running it as somebody else than the runbook says would be worse than not running it.
        return HostError(code: "other-user", host: host, message: "prov cannot become \(user) so far",
                         advice: "leave out `as`, or run prov as \(user)")
    }

    package func open(host: String, options: SessionOptions) async throws -> any Session {
        if let refusal = refusal(host: host, user: options.user) { throw refusal }
        let environment = environment
        return try await BlockingThread.run {
            try ShellSession(host: host, environment: environment, options: options)
        }
    }

    /// By name or by number.
    private static func isOurself(_ user: String) -> Bool {
        if user == String(getuid()) { return true }
        guard let entry = unsafe getpwuid(getuid()) else { return false }
        return unsafe String(cString: entry.pointee.pw_name) == user
    }
}
