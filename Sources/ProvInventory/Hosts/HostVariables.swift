package import ProvText

/// Everything an inventory says about one host, groups' variables included.
package struct HostVariables: Sendable {
    package var host: String
    /// Where the inventory names the host first.
    package var file: String
    package var range: TextRange
    /// As written: templates are still in it.
    package var written: InventoryVariables
    /// Variables that Ansible provides and templates may name.
    private let provided: [String: InventoryValue]
    /// Files that are encrypted as a whole; they may set anything.
    package var encryptedFiles: [String]

    /// A value as it is used, or why it cannot be.
    package enum Resolved: Sendable, Equatable {
        case value(InventoryValue)
        case unreadable(String)
    }

    init(
        _ host: Inventory.Host, written: InventoryVariables, provided: [String: InventoryValue],
        encryptedFiles: [String]
    ) {
        self.host = host.name
        file = host.file
        range = host.range
        self.written = written
        self.provided = provided
        self.encryptedFiles = encryptedFiles
    }

    /// `nil` where there is no such variable.
    package subscript(name: String) -> Resolved? {
        guard let value = lookUp(name) else { return nil }
        return TemplateResolver(lookUp: lookUp).resolve(value, of: name)
    }

    private func lookUp(_ name: String) -> InventoryValue? { provided[name] ?? written[name]?.value }

    /// The text of a scalar variable; `nil` where there is none, where it cannot be read or is no scalar.
    package func text(_ name: String) -> String? {
        if case .value(let value)? = self[name] { value.scalarText } else { nil }
    }

    /// Where a variable was written.
    package func place(_ name: String) -> (file: String, range: TextRange)? {
        written[name].map { ($0.file, $0.range) }
    }
}

extension Inventory {
    /// The variables of a host, in Ansible's order: `all` in the inventory, its other groups by depth, priority and
    /// name, then the group_vars of `all` and of those groups, then the host's own, then its host_vars. `nil` for a
    /// host it does not know.
    package func variables(of host: String) -> HostVariables? {
        guard let number = hostNumber(host) else { return nil }
        let ordered = groupsByPrecedence(of: number)
        var written = groups[Inventory.all].variables
        var encrypted: [String] = []
        func lay(_ variables: InventoryVariables?) { if let variables { written.merge(variables) { _, new in new } } }
        func lay(_ kind: VariableFolder.Kind, _ names: [String]) {
            for folder in variableFolders where folder.kind == kind {
                for name in names {
                    lay(folder.variables[name])
                    encrypted += folder.encrypted[name] ?? []
                }
            }
        }
        for group in ordered { lay(groups[group].variables) }
        lay(.groups, ["all"])
        lay(.groups, ordered.map { groups[$0].name })
        lay(hosts[number].variables)
        lay(.hosts, [host])
        return HostVariables(
            hosts[number], written: written, provided: provided(host, hosts[number], ordered), encryptedFiles: encrypted
        )
    }

    private func provided(_ name: String, _ host: Host, _ groups: [Int]) -> [String: InventoryValue] {
        let isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
        let folder = host.file.lastIndex(of: "/").map { String(host.file[..<$0]) } ?? "."
        return [
            "inventory_hostname": .string(name),
            "inventory_hostname_short": .string(isAddress ? name : String(name.prefix { $0 != "." })),
            "group_names": .list(groups.map { self.groups[$0].name }.sorted().map(InventoryValue.string)),
            "inventory_file": .string(host.file),
            "inventory_dir": .string(folder),
        ]
    }
}
