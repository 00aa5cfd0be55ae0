import ProvDiagnostics
package import ProvText

/// What `prov hosts` shows of each host: groups, connection and variables.
package struct HostListing: Sendable {
    package var directory: HostDirectory
    /// In order.
    package var hosts: [String]

    package init(directory: HostDirectory, hosts: [String]) {
        self.directory = directory
        self.hosts = hosts
    }

    private enum Shown {
        case value(InventoryValue)
        case hidden(String)
    }

    /// A host's variables in the order of their names; what is named like a secret is not shown.
    private func variables(_ host: String) -> [(name: String, shown: Shown)] {
        guard let variables = directory.inventory.variables(of: host) else { return [] }
        return variables.written.keys.sorted().map { name in
            switch variables[name] {
            case .unreadable(let reason)?: (name, .hidden(reason))
            case .value(_)? where SecretName.isSecret(name): (name, .hidden("not shown: its name suggests a secret"))
            case .value(let value)?: (name, .value(value))
            case nil: (name, .hidden("missing"))
            }
        }
    }

    // MARK: Text

    /// A tree for each host.
    ///
    /// - Parameter safe: makes text from an inventory fit for a terminal.
    package func text(safe: (String) -> String) -> String {
        hosts.map { host in
            let variables = variables(host)
            let groups = directory.inventory.groupNames(of: host).filter { $0 != "ungrouped" }
            var lines = [safe(host)]
            if !groups.isEmpty { lines.append("├─ groups      \(safe(groups.joined(separator: ", ")))") }
            lines.append("\(variables.isEmpty ? "└─" : "├─") connection  \(safe(connectionText(host)))")
            if !variables.isEmpty { lines.append("└─ variables") }
            let names = variables.map { safe($0.name) }
            let width = min(32, names.map(\.count).max() ?? 0)
            for (index, variable) in variables.enumerated() {
                let name = names[index] + String(repeating: " ", count: max(0, width - names[index].count))
                let value =
                    switch variable.shown {
                    case .value(let value): value.scalarText ?? value.json.text()
                    case .hidden(let reason): "(\(reason))"
                    }
                lines.append("   \(index == variables.count - 1 ? "└─" : "├─") \(name)  \(safe(value))")
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private func connectionText(_ host: String) -> String {
        guard let (address, diagnostics) = directory.address(host) else { return "unknown" }
        if let trouble = diagnostics.first { return "cannot be used: \(trouble.headline)" }
        guard address.kind != .local else { return "this machine" }
        var text = "\(address.kind.rawValue) \(address.user.map { "\($0)@" } ?? "")\(address.address)"
        if let port = address.port { text += " port \(port)" }
        if let key = address.keyFile { text += " with \(key)" }
        if !address.arguments.isEmpty { text += " \(address.arguments.joined(separator: " "))" }
        if let user = address.become.user { text += ", becomes \(user) by \(address.become.method.rawValue)" }
        return text
    }

    // MARK: JSON

    package var json: JSON {
        .object([
            .init(
                "hosts",
                .array(
                    hosts.map { host in
                        var members: [JSON.Member] = [
                            .init("name", .string(host)),
                            .init("groups", .array(directory.inventory.groupNames(of: host).map(JSON.string))),
                        ]
                        if let (address, diagnostics) = directory.address(host) {
                            members.append(.init("connection", json(address)))
                            if !diagnostics.isEmpty {
                                members.append(.init("problems", .array(diagnostics.map { .string($0.headline) })))
                            }
                        }
                        var values: [JSON.Member] = []
                        var hidden: [JSON.Member] = []
                        for variable in variables(host) {
                            switch variable.shown {
                            case .value(let value): values.append(.init(variable.name, value.json))
                            case .hidden(let reason): hidden.append(.init(variable.name, .string(reason)))
                            }
                        }
                        members.append(.init("variables", .object(values)))
                        if !hidden.isEmpty { members.append(.init("hidden", .object(hidden))) }
                        return .object(members)
                    }))
        ])
    }

    private func json(_ address: HostAddress) -> JSON {
        var members: [JSON.Member] = [
            .init("kind", .string(address.kind.rawValue)), .init("address", .string(address.address)),
        ]
        if let port = address.port { members.append(.init("port", .integer(port))) }
        if let user = address.user { members.append(.init("user", .string(user))) }
        if let key = address.keyFile { members.append(.init("key", .string(key))) }
        if !address.arguments.isEmpty {
            members.append(.init("arguments", .array(address.arguments.map(JSON.string))))
        }
        if let user = address.become.user {
            members.append(
                .init(
                    "become",
                    .object([
                        .init("method", .string(address.become.method.rawValue)), .init("user", .string(user)),
                    ])))
        }
        return .object(members)
    }
}
