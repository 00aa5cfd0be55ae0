import ProvDiagnostics
import ProvInventory
import ProvJournal
import ProvPolicy
import ProvRunbook
import ProvSystem
import ProvText

/// The hosts that a command can name, from inventories, ssh_config and the options.
struct RunHosts {
    let environment: String
    /// As recorded: absolute paths, and lists of names as they were given.
    let inventory: [String]
    let limit: String?
    let forks: Int?
    let directory: HostDirectory
    let project: Project?
    let files: InventoryFiles

    /// - Parameters:
    ///   - folder: where environments are looked for: that of the runbook.
    ///   - runbooks: whose policies name environments too.
    ///   - named: inventories that were named; empty looks for the environment's.
    init(environment: String, named: [String], limit: String?, forks: Int?, folder: String, runbooks: [Runbook] = [])
        throws
    {
        let place = try EnvironmentSources(from: folder)
        try place.refuseUnknown(environment, runbooks: runbooks, hasInventory: !named.isEmpty)
        let places = named.isEmpty ? place.inventory(of: environment) : named
        files = try InventoryFiles(places)
        try files.refuseErrors()
        self.environment = environment
        self.limit = limit
        self.forks = forks ?? place.project?.environments[environment]?.forks
        inventory = places.map { $0.contains(",") && !Files.exists($0) ? $0 : Files.absolutePath($0) }
        project = place.project
        var directory = HostDirectory(inventory: files.inventory, sshHosts: SSHHosts.read())
        if places.isEmpty {
            directory.advice =
                place.names.isEmpty
                ? "write 'local' for this machine, or choose an inventory: --inventory PATH"
                : "choose an environment: --env \(place.names.joined(separator: " or --env "))"
        }
        if let limit {
            do { try directory.limit(to: limit) } catch {
                throw CommandFailure(.usage, "--limit \(limit): \(error.message)", advice: error.fix)
            }
        }
        self.directory = directory
    }

    /// The hosts that a pattern means, this machine among them.
    func hosts(matching pattern: String) throws(CommandFailure) -> Set<String> {
        switch directory.answer(pattern) {
        case .hosts(let names): Set(names).union(PlanHosts.localNames)
        case .trouble(let trouble):
            throw CommandFailure(.usage, "--limit \(pattern): \(trouble.message)", advice: trouble.fix)
        }
    }

    /// Puts into a request what is known of hosts and of the environment's rules.
    func fill(_ request: inout PlanRequest, for runbook: Runbook) {
        request.environment = environment
        request.hosts = directory.planHosts
        request.inventory = inventory
        request.limit = limit
        request.forks = forks
        request.signers = project?.signers(of: environment)
        request.policy = policy(for: runbook)
    }

    /// The rules of the environment, with what prov.yml says of failures where the runbook's own say nothing of them.
    private func policy(for runbook: Runbook) -> EnvironmentPolicy {
        var policy =
            project?.policy(of: environment, for: runbook) ?? runbook.front.policy[environment] ?? EnvironmentPolicy()
        policy.onFailure = policy.onFailure ?? project?.environments[environment]?.onFailure
        return policy
    }

    /// What a run that begins now is held to.
    func rules(of runbook: Runbook, signers: AllowedSigners?, _ addresses: [HostAddress], _ masker: Masker)
        -> RunRules
    {
        RunRules(
            environment: environment, policy: policy(for: runbook), signers: signers?.text,
            hosts: addresses.map { RunRules.Host(name: $0.name, reached: masker.mask($0.summary)) })
    }

    /// A run's secrets, and what stands in the inventory under the name of one: both are masked.
    func secrets(with declared: Secrets) -> Secrets { declared.adding(directory.inventory.plainSecrets) }

    /// How the plan's hosts are reached, by name in order; refuses what cannot be used of an inventory, for here it is.
    func addresses(of plan: Plan) throws -> [HostAddress] {
        var addresses: [HostAddress] = []
        var diagnostics: [Diagnostic] = []
        for host in Set(plan.steps.filter { $0.leftOut == nil }.flatMap(\.hosts)).sorted() {
            guard let (address, found) = directory.address(host) else {
                throw CommandFailure(
                    .refused, "nothing was run: \(host) is no longer in the inventory",
                    advice: "add it to \(inventory.joined(separator: ", ")), or start a new run")
            }
            addresses.append(address)
            diagnostics += found
        }
        guard !diagnostics.isEmpty else { return addresses }
        let console = Console.standardError
        console.write(DiagnosticText(color: console.hasColour, source: files.source).render(diagnostics))
        throw CommandFailure(
            .refused, "nothing was run: the inventory has \(DiagnosticText.summary(diagnostics) ?? "errors")",
            advice: "fix the errors above")
    }
}

/// The hosts of the user's and the system's ssh_config.
enum SSHHosts {
    /// Includes go no deeper than ssh itself follows them.
    private static let depth = 16

    static func read() -> [String] {
        let home = ProcessEnvironment["HOME"] ?? ""
        var hosts: [String] = []
        read("\(home)/.ssh/config", base: "\(home)/.ssh", home: home, depth: 0, into: &hosts)
        read("/etc/ssh/ssh_config", base: "/etc/ssh", home: home, depth: 0, into: &hosts)
        return hosts
    }

    private static func read(_ path: String, base: String, home: String, depth: Int, into hosts: inout [String]) {
        guard depth < Self.depth, !Files.isFolder(path), let bytes = try? TextFile.read(path) else { return }
        let configuration = SSHConfiguration(String(decoding: bytes, as: UTF8.self))
        for host in configuration.hosts where !hosts.contains(host) { hosts.append(host) }
        for include in configuration.includes {
            let full =
                include.hasPrefix("~/")
                ? home + include.dropFirst() : include.hasPrefix("/") ? include : "\(base)/\(include)"
            for path in expanded(full) { read(path, base: base, home: home, depth: depth + 1, into: &hosts) }
        }
    }

    /// `config.d/*` in the last part of a path.
    private static func expanded(_ path: String) -> [String] {
        guard path.contains(where: { "*?[".contains($0) }), let slash = path.lastIndex(of: "/") else { return [path] }
        let folder = String(path[..<slash])
        let pattern = String(path[path.index(after: slash)...])
        return Files.namesIfReadable(in: folder).filter { !$0.hasPrefix(".") && NamePattern.matches($0, pattern) }
            .sorted().map { "\(folder)/\($0)" }
    }
}
