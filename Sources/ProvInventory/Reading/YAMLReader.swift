import ProvDiagnostics
import ProvRunbook
import ProvText
import ProvYAML

/// Reads a YAML inventory into the inventory under construction.
struct YAMLReader {
    private let file: YAMLFile
    private var inventory: Inventory
    private var diagnostics: [Diagnostic] = []
    private var depth = 0

    private init(_ file: YAMLFile, _ inventory: Inventory) {
        self.file = file
        self.inventory = inventory
    }

    static func read(_ file: YAMLFile, into inventory: inout Inventory) -> [Diagnostic] {
        var reader = YAMLReader(file, inventory)
        reader.readRoot()
        inventory = reader.inventory
        return reader.diagnostics
    }

    private mutating func report(
        _ rule: InventoryRule, _ headline: String, _ node: YAMLNode, fix: String? = nil, replacement: String? = nil
    ) {
        diagnostics.append(
            rule.diagnostic(headline, file: file.source.path, range: node.range, fix: fix, replacement: replacement))
    }

    private mutating func readRoot() {
        guard let root = file.root else {
            let start = TextPosition(line: 1, column: 1)
            diagnostics.append(
                InventoryRule.badYAML.diagnostic(
                    "the inventory is empty", file: file.source.path, range: TextRange(start, start),
                    fix: "write 'all:' with 'hosts:' under it"))
            return
        }
        guard let mapping = root.mapping else {
            report(
                .badYAML, "an inventory must be a mapping of groups, not \(root.foundName)", root,
                fix: "write 'all:' with 'hosts:' under it")
            return
        }
        for (key, value) in mapping where key.text == "plugin" && value.scalar != nil {
            report(
                .unsupported, "the file configures the inventory plugin '\(value.text ?? "")'", key,
                fix: "save its output as an inventory: ansible-inventory -i FILE --list --yaml > hosts.yml")
            return
        }
        for (key, value) in mapping { _ = readGroup(key, value) }
    }

    /// The group's number; `nil` where the node is no group.
    private mutating func readGroup(_ key: YAMLNode, _ value: YAMLNode) -> Int? {
        depth += 1
        defer { depth -= 1 }
        guard let name = key.text, !name.isEmpty, depth < 100 else {
            report(.badValue, "invalid group name", key, fix: "write a word")
            return nil
        }
        guard value.isEmpty || value.mapping != nil else {
            report(
                .badValue, "group '\(name)' must be a mapping of hosts, children and vars, not \(value.foundName)",
                value,
                fix: "write 'hosts:' under it")
            return nil
        }
        let group = inventory.addGroup(name)
        for (key, value) in value.pairs {
            switch key.text {
            case "hosts": readHosts(value, of: group)
            case "children": readChildren(value, of: group)
            case "vars": readVariables(value, of: group)
            default:
                let written = key.text ?? ""
                let near = Suggestion.closest(to: written, in: ["hosts", "children", "vars"])
                report(
                    .unknownKey, "unknown key '\(written)' in group '\(name)' is ignored", key,
                    fix: near.map { "write '\($0)'" } ?? "move groups to 'children' and variables to 'vars'",
                    replacement: near)
            }
        }
        return group
    }

    /// The pairs of a section; a single word is a key without value.
    private mutating func entries(_ node: YAMLNode, of section: String, fix: String) -> [(
        key: YAMLNode, value: YAMLNode
    )] {
        if node.isEmpty { return [] }
        if let mapping = node.mapping { return Array(mapping) }
        if let scalar = node.scalar,
            scalar.style == .plain || scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        {
            return [(node, .scalar(YAMLScalar("", range: node.range)))]
        }
        report(.badValue, "'\(section)' must be a mapping, not \(node.foundName)", node, fix: fix)
        return []
    }

    private mutating func readHosts(_ node: YAMLNode, of group: Int) {
        for (key, value) in entries(
            node, of: "hosts", fix: "write each host on a line of its own with ':' after it: 'web1:'")
        {
            guard let scalar = key.scalar, case .string(let written) = YAMLValue.untagged(scalar) else {
                report(.badValue, "host name '\(key.text ?? "")' is a number", key, fix: "put it in quotation marks")
                continue
            }
            guard value.isEmpty || value.mapping != nil else {
                report(
                    .badValue, "host '\(written)' must be a mapping of variables, not \(value.foundName)", value,
                    fix: "write 'name: value' under it")
                continue
            }
            let names: [(String, Int?)]
            do { names = try HostName.expand(written) } catch {
                report(.badRange, "invalid host range '\(written)': \(error.message)", key, fix: error.fix)
                continue
            }
            var variables: [(String, InventoryVariable)] = []
            for (key, value) in value.pairs {
                variables.append((YAMLValue.keyText(key), variable(value, named: key)))
            }
            for (name, port) in names {
                inventory.addHost(name, port: port, to: group, file: file.source.path, range: key.range)
                guard let host = inventory.hostNumber(name) else { continue }
                for (name, variable) in variables { inventory.set(name, variable, ofHost: host) }
            }
        }
    }

    private mutating func readChildren(_ node: YAMLNode, of group: Int) {
        for (key, value) in entries(
            node, of: "children", fix: "write each group on a line of its own with ':' after it: 'web:'")
        {
            guard let child = readGroup(key, value) else { continue }
            guard !inventory.add(child: child, to: group) else { continue }
            let (name, parent) = (inventory.groups[child].name, inventory.groups[group].name)
            report(
                .groupCycle,
                name == parent ? "the group '\(name)' contains itself" : "'\(parent)' is already below '\(name)'",
                key,
                fix: "remove one of the two from the other's children")
        }
    }

    private mutating func readVariables(_ node: YAMLNode, of group: Int) {
        for (key, value) in entries(node, of: "vars", fix: "write 'name: value' under it") {
            inventory.set(YAMLValue.keyText(key), variable(value, named: key), ofGroup: group)
        }
    }

    private func variable(_ value: YAMLNode, named key: YAMLNode) -> InventoryVariable {
        InventoryVariable(YAMLValue.value(of: value), file: file.source.path, range: key.range)
    }
}
