import ProvText
import ProvYAML

extension FrontMatterReader {
    // MARK: requires

    func readRequirements(_ node: YAMLNode) {
        if node.isEmpty { return }
        if let sequence = node.sequence {
            for item in sequence {
                guard let tool = text(item, of: "requires") else { continue }
                addRequirement(tool, "*", at: item)
            }
            return
        }
        guard let mapping = node.mapping else {
            reportValue(
                node, "'requires' must map tools to versions, not be \(node.kindName)",
                fix: "write for example 'node: \"16.0.10\"'")
            return
        }
        for (key, value) in mapping {
            guard let tool = key.text else { continue }
            if let details = value.mapping {
                readRequirement(tool, details, at: key)
                continue
            }
            guard let scalar = value.scalar else {
                reportValue(value, "the version of '\(tool)' must be one value, not \(value.kindName)")
                continue
            }
            addRequirement(tool, value.isEmpty ? "*" : scalar.text, at: value.isEmpty ? key : value)
        }
    }

    /// `{version: ">= 1", here: true}`
    private func readRequirement(_ tool: String, _ details: YAMLMapping, at key: YAMLNode) {
        var version = ("*", key)
        var isHere = false
        for (member, value) in details {
            switch member.text {
            case "version":
                guard let text = text(value, of: "version") else { return }
                version = (text, value)
            case "here": isHere = flag(value, of: "here")
            default: reportUnknown(member, in: FrontMatterKey.members(of: "requires"), of: "requirement '\(tool)'")
            }
        }
        addRequirement(tool, version.0, isHere: isHere, at: version.1)
    }

    private func addRequirement(_ tool: String, _ version: String, isHere: Bool = false, at node: YAMLNode) {
        do {
            let constraint = try VersionConstraint(parsing: version)
            // A file that is included twice requires the same twice.
            if include != nil,
                assembly.header.requires.contains(where: {
                    $0.tool == tool && $0.constraint.text == constraint.text && $0.isHere == isHere
                })
            {
                return
            }
            assembly.header.requires.append(
                ToolRequirement(tool: tool, constraint: constraint, isHere: isHere, range: place(node)))
        } catch {
            reportValue(
                node, "'\(version)' is not a version or a range of versions",
                fix: "write for example \"16.0.10\" or \">= 15\"")
        }
    }

    // MARK: secrets

    func readSecrets(_ node: YAMLNode) {
        if node.isEmpty { return }
        guard let mapping = node.mapping else {
            reportValue(
                node, "'secrets' must map names to sources, not be \(node.kindName)",
                fix: "write for example 'DB_PASSWORD: {env: PGPASSWORD}'")
            return
        }
        for (key, value) in mapping {
            guard let name = key.text else { continue }
            guard ShellText.isVariableName(name) else {
                reportValue(key, "invalid secret name '\(name)'", fix: "use letters, digits and '_'")
                continue
            }
            let scope = assembly.scope
            let variable = scope.variable(name)
            guard scope.names[name]?.kind != .secret,
                !assembly.header.secrets.contains(where: { $0.name == variable })
            else {
                reportValue(key, "duplicate secret '\(name)'", fix: "rename one of them")
                continue
            }
            if !scope.isRoot, PartValues(assembly: assembly, scope: scope).isGiven(secret: name) { continue }
            if let source = secretSource(value, name: name) {
                scope.add(name, variable, .secret)
                assembly.header.secrets.append(SecretDeclaration(name: variable, source: source, range: place(key)))
            }
        }
    }

    /// `{env: X}`, `env:X`, `$X`, or nothing: the variable of the same name.
    private func secretSource(_ value: YAMLNode, name: String) -> SecretDeclaration.Source? {
        if value.isEmpty { return .environment(name) }
        var kind = ""
        var argument = ""
        if let scalar = value.scalar {
            let text = scalar.text
            if text.hasPrefix("$") { return .environment(String(text.dropFirst())) }
            let parts = text.split(separator: ":", maxSplits: 1)
            kind = parts.count == 2 ? String(parts[0]) : ""
            argument =
                parts.count == 2
                ? String(decoding: Array(parts[1].utf8)[...].trimmingBlanksAndNewlines(), as: UTF8.self) : ""
        } else if let source = environmentFile(value, name: name) {
            return source
        } else if let mapping = value.mapping, mapping.count == 1, let entry = mapping.first {
            kind = entry.key.text ?? ""
            argument = entry.value.text ?? ""
        }
        guard !argument.isEmpty else {
            reportSource(value, name)
            return nil
        }
        switch kind {
        case "env", "environment": return .environment(argument)
        case "file": return .file(argument)
        case "env-file": return .environmentFile(argument, name: name)
        case "command": return .command(argument)
        case "age": return .age(file: argument)
        default:
            reportSource(value, name)
            return nil
        }
    }

    /// `{env-file: .env}` or `{env-file: .env, name: TOKEN}`.
    private func environmentFile(_ value: YAMLNode, name: String) -> SecretDeclaration.Source? {
        guard let mapping = value.mapping, let path = mapping["env-file"]?.text, !path.isEmpty else { return nil }
        if mapping.count == 1 { return .environmentFile(path, name: name) }
        guard mapping.count == 2, let other = mapping["name"]?.text, ShellText.isVariableName(other) else { return nil }
        return .environmentFile(path, name: other)
    }

    private func reportSource(_ value: YAMLNode, _ name: String) {
        reportValue(
            value, "secret '\(name)' requires a source: env, file, env-file, command or age",
            fix: "write for example '\(name): {env: \(name)}', and never the value itself")
    }

    // MARK: objectives and policy

    func readObjectives(_ node: YAMLNode) {
        if node.isEmpty { return }
        guard let mapping = node.mapping else {
            reportValue(
                node, "'objectives' must be a mapping with rto and rpo, not \(node.kindName)",
                fix: "write for example 'rto: 15m'")
            return
        }
        for (key, value) in mapping {
            switch key.text {
            case "rto": assembly.header.objectives.rto = duration(value, of: "rto")
            case "rpo": assembly.header.objectives.rpo = duration(value, of: "rpo")
            default: reportUnknown(key, in: FrontMatterKey.members(of: "objectives"), of: "objectives")
            }
        }
    }

    private func duration(_ node: YAMLNode, of key: String) -> Duration? {
        guard let text = text(node, of: key) else { return nil }
        if let duration = ValueReading.duration(text) { return duration }
        reportValue(node, "'\(key)' must be a duration, not '\(text)'", fix: "write for example '\(key): 15m'")
        return nil
    }

    func flag(_ node: YAMLNode, of key: String) -> Bool {
        if let flag = node.scalar.flatMap({ ValueReading.bool($0.text) }) { return flag }
        reportValue(
            node, "'\(key)' must be true or false, not \(node.scalar.map { "'\($0.text)'" } ?? node.kindName)",
            fix: "write '\(key): true'")
        return false
    }

    private static let policyKeys = FrontMatterKey.members(of: "policy")

    func readPolicy(_ node: YAMLNode) {
        if node.isEmpty { return }
        guard let mapping = node.mapping else {
            reportValue(
                node, "'policy' must map environments to rules, not be \(node.kindName)",
                fix: "write for example 'production: {approvals: 2}'")
            return
        }
        for (key, value) in mapping {
            guard let name = key.text else { continue }
            guard let rules = value.mapping else {
                if !value.isEmpty {
                    reportValue(value, "the policy of '\(name)' must be a mapping of rules, not \(value.kindName)")
                }
                continue
            }
            var policy = EnvironmentPolicy()
            for (key, value) in rules { read(key, value, into: &policy) }
            if policy.approvers != nil, policy.approvals == 0 { policy.approvals = 1 }
            assembly.header.policy[name] = policy
        }
    }

    /// `2`, or as a project file has it: `{by: oncall, count: 2}`.
    private func readApprovals(_ value: YAMLNode, into policy: inout EnvironmentPolicy) {
        guard let mapping = value.mapping else {
            guard let count = value.scalar.flatMap({ Int($0.text) }), count >= 0 else {
                reportValue(value, "'approvals' must be a whole number", fix: "write for example 'approvals: 2'")
                return
            }
            policy.approvals = count
            return
        }
        for (key, value) in mapping {
            switch key.text {
            case "by": policy.approvers = strings(value, of: "by").map(\.value).joined(separator: ", ")
            case "count" where value.mapping == nil: readApprovals(value, into: &policy)
            case "committed": policy.needsCommittedSigners = flag(value, of: "committed")
            case "verify": policy.gatesVerify = flag(value, of: "verify")
            default: reportUnknown(key, in: ["by", "count", "committed", "verify"], of: "approvals")
            }
        }
    }

    private func read(_ key: YAMLNode, _ value: YAMLNode, into policy: inout EnvironmentPolicy) {
        switch key.text {
        case "approvers": policy.approvers = strings(value, of: "approvers").map(\.value).joined(separator: ", ")
        case "approvals": readApprovals(value, into: &policy)
        case "after": policy.after = strings(value, of: "after").map(\.value)
        case "windows":
            let windows = strings(value, of: "windows").map(\.value)
            for window in windows where TimeWindow.parse(window) == nil {
                reportValue(
                    value, "'windows' must have days, hours and a time zone, not '\(window)'",
                    fix: "write for example '\(TimeWindow.form)'")
            }
            policy.windows = windows
        case "on-failure":
            policy.onFailure = FailurePolicy(rawValue: value.text ?? "")
            if policy.onFailure == nil {
                reportValue(
                    value, "'on-failure' must be stop, continue or undo, not '\(value.text ?? value.kindName)'",
                    fix: "write one of them")
            }
        case "proven-within": policy.provenWithin = duration(value, of: "proven-within")
        case "verify": policy.gatesVerify = flag(value, of: "verify")
        case "committed": policy.needsCommittedSigners = flag(value, of: "committed")
        default: reportUnknown(key, in: FrontMatterReader.policyKeys, of: "a policy")
        }
    }
}
