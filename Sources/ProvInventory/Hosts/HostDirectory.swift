package import ProvDiagnostics
package import ProvRunbook
package import ProvText

/// Every host a run can name: those of the inventory, those of ssh_config, this machine.
package struct HostDirectory: Sendable {
    package var inventory: Inventory
    /// Names that ssh_config has a `Host` line for.
    package var sshHosts: [String]
    /// Which hosts `--limit` leaves; `nil` is all of them.
    package private(set) var limited: Set<String>?
    /// What to do where a name is unknown and nothing is like it.
    package var advice: String

    package init(
        inventory: Inventory, sshHosts: [String] = [],
        advice: String = "list the names with `prov hosts`, or choose an inventory with --env NAME or --inventory PATH"
    ) {
        self.inventory = inventory
        self.sshHosts = sshHosts
        self.advice = advice
    }

    /// Applies `--limit`; an unknown name in it is trouble.
    package mutating func limit(to pattern: String) throws(PlanHosts.Trouble) {
        switch answer(pattern) {
        case .hosts(let names): limited = Set(names)
        case .trouble(let trouble): throw trouble
        }
    }

    // MARK: Patterns

    /// What a pattern means here, `--limit` aside.
    package func answer(_ text: String) -> PlanHosts.Answer {
        let pattern: HostPattern
        do { pattern = try HostPattern(text) } catch {
            return .trouble(
                PlanHosts.Trouble(
                    message: error.message, bytes: error.offset..<(error.offset + error.length),
                    fix: "write names of hosts and groups, as in web:&prod:!web3"))
        }
        let match = inventory.hosts(matching: pattern) { isKnownElsewhere($0) }
        if let term = match.unknown.first { return .trouble(trouble(unknown: term)) }
        if let (term, count) = match.beyond.first {
            return .trouble(
                PlanHosts.Trouble(
                    message:
                        """
                        index out of range in '\(term.text)': the pattern before it matches \(count == 1 ? "one host" : "\(count) hosts")
                        """,
                    bytes: term.offset..<(term.offset + term.text.utf8.count),
                    fix: "write a number from 0 to \(count - 1), or from -\(count) to -1"))
        }
        let hosts = match.hosts.map(ownName)
        guard !hosts.isEmpty else {
            return .trouble(
                PlanHosts.Trouble(
                    message: "no host matches '\(text)'", bytes: 0..<text.utf8.count,
                    fix: "list the hosts with `prov hosts`"))
        }
        return .hosts(hosts)
    }

    private func isKnownElsewhere(_ name: String) -> Bool {
        PlanHosts.localNames.contains(name) || sshHosts.contains(name)
    }

    /// This machine has one name in a plan, whatever it was called.
    private func ownName(_ name: String) -> String {
        PlanHosts.localNames.contains(name) && inventory.host(name) == nil && !sshHosts.contains(name)
            ? PlanHosts.localName : name
    }

    private func trouble(unknown term: HostPattern.Term) -> PlanHosts.Trouble {
        let names =
            inventory.hostNames + inventory.groupNames.filter { $0 != "ungrouped" } + sshHosts + [PlanHosts.localName]
        let near = Suggestion.closest(to: term.name, in: names)
        let length = term.name.utf8.count
        return PlanHosts.Trouble(
            message: "unknown host or group '\(term.name)'", bytes: term.offset..<(term.offset + length),
            fix: near.map { "did you mean \($0)?" } ?? advice, replacement: near)
    }

    // MARK: One host

    /// Whether `--limit` has the host; every host is within no limit.
    package func isWithinLimit(_ host: String) -> Bool { limited?.contains(host) ?? true }

    /// The values that steps on a host get from the inventory.
    package func values(_ host: String) -> PlanHosts.Values? {
        guard let variables = inventory.variables(of: host) else { return nil }
        let exported = ExportedVariables(variables)
        return PlanHosts.Values(texts: exported.values, unreadable: exported.unreadable, lists: exported.lists)
    }

    /// How a host is reached, and what of that cannot be used; `nil` for a name it does not know.
    package func address(_ host: String) -> (address: HostAddress, diagnostics: [Diagnostic])? {
        if let variables = inventory.variables(of: host) { return variables.address() }
        if sshHosts.contains(host) { return (HostAddress(name: host, kind: .ssh), []) }
        return PlanHosts.localNames.contains(host) ? (HostAddress(name: host, kind: .local), []) : nil
    }

    /// What a planner asks.
    package var planHosts: PlanHosts {
        PlanHosts(
            resolve: { self.answer($0) }, isWithinLimit: { self.isWithinLimit($0) }, values: { self.values($0) },
            address: { self.address($0)?.address.address ?? $0 })
    }
}
