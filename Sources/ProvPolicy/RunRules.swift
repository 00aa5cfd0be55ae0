package import ProvRunbook
import ProvText

/// The rules a run is held to: kept in its record by content, so that no later edit of a file changes them.
package struct RunRules: Sendable, Equatable {
    package struct Host: Sendable, Equatable {
        package var name: String
        /// Connection, address, port, user and how another user is become, in one line.
        package var reached: String

        package init(name: String, reached: String) {
            self.name = name
            self.reached = reached
        }
    }

    package var environment: String
    package var policy: EnvironmentPolicy
    /// The text of the `allowed_signers` file; `nil` where there is none.
    package var signers: String?
    /// By name.
    package var hosts: [Host]

    package init(environment: String, policy: EnvironmentPolicy, signers: String?, hosts: [Host]) {
        self.environment = environment
        self.policy = policy
        self.signers = signers
        self.hosts = hosts.sorted { $0.name < $1.name }
    }

    /// What differs from the rules of another time, a clause for each kind.
    package func changes(since earlier: RunRules) -> [String] {
        var changes: [String] = []
        let isSamePeople = policy.approvers?.bytes == earlier.policy.approvers?.bytes
        let isSameOrder = policy.after.map(\.bytes) == earlier.policy.after.map(\.bytes)
        if policy != earlier.policy || !isSamePeople || !isSameOrder { changes.append("the rules of \(environment)") }
        if signers?.bytes != earlier.signers?.bytes { changes.append("the allowed signers") }
        let before = Dictionary(earlier.hosts.map { ($0.name, $0.reached) }, uniquingKeysWith: { first, _ in first })
        let moved = hosts.filter { host in before[host.name].map { !$0.isSame(as: host.reached) } ?? false }
        changes += moved.map { "how \($0.name) is reached (\(before[$0.name] ?? ""), now \($0.reached))" }
        return changes
    }

    /// The keys that count: those that the file lists now and listed then, line by line.
    ///
    /// A key that was added, exchanged or given another role while the run was stopped counts for nothing, and so does
    /// one that was removed.
    package static func signers(then: String, now: String) -> String {
        let today = Set(now.lines.map(\.bytes))
        return then.lines.filter { today.contains($0.bytes) }.map { "\($0)\n" }.joined()
    }

    // MARK: As stored

    /// JSON with its members in a fixed order; its SHA-256 stands in `run.opened`.
    package var text: String {
        JSON.object([
            .init("environment", .string(environment)),
            .init(
                "policy",
                .object(
                    [
                        .init("approvers", policy.approvers.map(JSON.string) ?? .null),
                        .init("approvals", .integer(policy.approvals)),
                        .init("after", .array(policy.after.map(JSON.string))),
                        .init("windows", .array(policy.windows.map(JSON.string))),
                        .init("on-failure", policy.onFailure.map { JSON.string($0.rawValue) } ?? .null),
                        .init("proven-within", policy.provenWithin.map { JSON.string($0.runbookText) } ?? .null),
                    ] + flags)),
            .init("signers", signers.map(JSON.string) ?? .null),
            .init("hosts", .object(hosts.map { .init($0.name, .string($0.reached)) })),
        ]).text(pretty: false)
    }

    /// Those that are set, so that rules without them keep the text that they had before there were any.
    private var flags: [JSON.Member] {
        [("verify", policy.gatesVerify), ("committed", policy.needsCommittedSigners)].filter(\.1).map {
            .init($0.0, .bool(true))
        }
    }

    /// Reads what `text` wrote; `nil` where it is something else.
    package init?(text: [UInt8]) {
        guard let json = try? JSON(parsing: text), let environment = json["environment"]?.stringValue,
            let rules = json["policy"],
            let approvals = rules["approvals"]?.intValue, let hosts = json["hosts"]?.members
        else { return nil }
        var policy = EnvironmentPolicy()
        policy.approvers = rules["approvers"]?.stringValue
        policy.approvals = approvals
        policy.after = rules["after"]?.arrayValue?.compactMap(\.stringValue) ?? []
        policy.windows = rules["windows"]?.arrayValue?.compactMap(\.stringValue) ?? []
        policy.onFailure = rules["on-failure"]?.stringValue.flatMap(FailurePolicy.init(rawValue:))
        policy.provenWithin = rules["proven-within"]?.stringValue.flatMap(Duration.parse)
        policy.gatesVerify = rules["verify"] == .bool(true)
        policy.needsCommittedSigners = rules["committed"] == .bool(true)
        self.init(
            environment: environment, policy: policy, signers: json["signers"]?.stringValue,
            hosts: hosts.map { Host(name: $0.key, reached: $0.value.stringValue ?? "") })
    }
}
