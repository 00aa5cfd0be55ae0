package import ProvDiagnostics
import ProvRunbook
package import ProvText
import ProvYAML

/// Reads `prov.yml`, with every mistake in it.
package struct ProjectReader {
    private let file: YAMLFile
    private var project: Project
    private var diagnostics: [Diagnostic] = []

    private init(_ file: YAMLFile) {
        self.file = file
        project = Project(path: file.source.path)
    }

    /// Reads a `prov.yml`; what cannot be read is left out of the project and named by a diagnostic.
    package static func read(_ source: SourceText) -> (project: Project, diagnostics: [Diagnostic]) {
        switch YAMLFile.read(source, rule: .badProject, merging: false) {
        case .failure(let failure): return (Project(path: source.path), [failure.diagnostic])
        case .success(let file):
            var reader = ProjectReader(file)
            reader.readRoot()
            return (reader.project, reader.diagnostics)
        }
    }

    private static let keys = ["environments"]
    private static let environmentKeys = [
        "inventory", "approvals", "approvers", "after", "windows", "forks", "on-failure", "proven-within",
        "notify",
    ]
    private static let approvalKeys = ["by", "count", "signers", "committed", "verify"]

    private mutating func readRoot() {
        guard let root = file.root, !root.isEmpty else { return }
        guard let mapping = root.mapping else {
            return refuse(root, "a project file must be a mapping, not \(root.foundName)", fix: "write 'environments:'")
        }
        for (key, value) in mapping {
            guard key.text == "environments" else {
                reportUnknown(key, in: ProjectReader.keys, of: "prov.yml")
                continue
            }
            if value.isEmpty { continue }
            guard let environments = value.mapping else {
                refuse(
                    value, "'environments' must map names to rules, not be \(value.foundName)",
                    fix: "write for example 'staging: {forks: 5}'")
                continue
            }
            for (key, value) in environments { readEnvironment(key, value) }
        }
    }

    private mutating func readEnvironment(_ key: YAMLNode, _ value: YAMLNode) {
        guard let name = key.text, !name.isEmpty else { return }
        var environment = Project.Environment()
        defer { project.environments[name] = environment }
        if value.isEmpty { return }
        guard let mapping = value.mapping else {
            return refuse(
                value, "environment '\(name)' must be a mapping of rules, not \(value.foundName)",
                fix: "write for example '\(name): {forks: 5}'")
        }
        for (key, value) in mapping {
            switch key.text {
            case "inventory": environment.inventory = strings(value, of: "inventory")
            case "approvals": readApprovals(value, into: &environment)
            // As the front matter of a runbook has it.
            case "approvers":
                environment.policy.approvers = strings(value, of: "approvers").map(\.value).joined(separator: ", ")
            case "after": environment.policy.after = strings(value, of: "after").map(\.value)
            case "windows":
                let windows = strings(value, of: "windows")
                for window in windows where TimeWindow.parse(window.value) == nil {
                    refuse(
                        value, "'windows' must have days, hours and a time zone, not '\(window.value)'",
                        fix: "write for example '\(TimeWindow.form)'")
                }
                environment.policy.windows = windows.map(\.value)
            case "forks": environment.forks = number(value, of: "forks", from: 1)
            case "on-failure": readFailure(value, into: &environment)
            case "notify": environment.notify = readNotification(value)
            case "proven-within":
                environment.policy.provenWithin = value.scalar.flatMap { Duration.parse($0.text) }
                if environment.policy.provenWithin == nil {
                    refuse(
                        value,
                        """
                        'proven-within' must be a duration, not \
                        \(value.scalar.map { "'\($0.text)'" } ?? value.foundName)
                        """,
                        fix: "write for example 'proven-within: 90d'")
                }
            default: reportUnknown(key, in: ProjectReader.environmentKeys, of: "an environment")
            }
        }
        let isCounted = mapping.contains { $0.0.text == "approvals" && !$0.1.isEmpty }
        if environment.policy.approvers != nil, !isCounted { environment.policy.approvals = 1 }
    }

    /// `2`, or `{by: oncall, count: 2, signers: allowed_signers}`.
    private mutating func readApprovals(_ node: YAMLNode, into environment: inout Project.Environment) {
        guard let mapping = node.mapping else {
            if node.scalar != nil {
                environment.policy.approvals = number(node, of: "approvals", from: 0) ?? 0
            } else {
                refuse(
                    node, "'approvals' must be a mapping with by, count and signers, not \(node.foundName)",
                    fix: "write for example 'approvals: {by: oncall, count: 2}'")
            }
            return
        }
        var count: Int?
        for (key, value) in mapping {
            switch key.text {
            case "by": environment.policy.approvers = strings(value, of: "by").map(\.value).joined(separator: ", ")
            case "count": count = number(value, of: "count", from: 0)
            case "signers": environment.signers = strings(value, of: "signers").first
            case "committed": environment.policy.needsCommittedSigners = flag(value, of: "committed")
            case "verify": environment.policy.gatesVerify = flag(value, of: "verify")
            default: reportUnknown(key, in: ProjectReader.approvalKeys, of: "approvals")
            }
        }
        environment.policy.approvals = count ?? (environment.policy.approvers == nil ? 0 : 1)
    }

    private mutating func readFailure(_ node: YAMLNode, into environment: inout Project.Environment) {
        let written = node.text ?? ""
        environment.onFailure = FailurePolicy(rawValue: written)
        guard environment.onFailure == nil else { return }
        let names = FailurePolicy.allCases.map(\.rawValue)
        let near = Suggestion.closest(to: written, in: names)
        refuse(
            node, "'on-failure' must be stop, continue or undo, not '\(written)'",
            fix: near.map { "write '\($0)'" } ?? "write one of them", replacement: near)
    }

    /// `./call.sh`, or `{command: ./call.sh, on: [failed, waiting]}`.
    private mutating func readNotification(_ node: YAMLNode) -> Project.Notification? {
        let before = diagnostics.count
        var command = node.scalar?.text
        var occasions: [Project.Notification.Occasion] = [.failed, .inDoubt, .waiting]
        if let mapping = node.mapping {
            for (key, value) in mapping { readNotification(key, value, &command, &occasions) }
        }
        guard let command, !command.isEmpty else {
            // What was misspelt is reported already.
            if node.mapping?.isEmpty == false, diagnostics.count > before { return nil }
            refuse(
                node, "'notify' requires a command",
                fix: "write for example 'notify: {command: ./call.sh, on: [failed]}'")
            return nil
        }
        return Project.Notification(command: command, occasions: occasions)
    }

    private mutating func readNotification(
        _ key: YAMLNode, _ value: YAMLNode, _ command: inout String?,
        _ occasions: inout [Project.Notification.Occasion]
    ) {
        switch key.text {
        case "command": command = value.scalar?.text
        case "on": occasions = strings(value, of: "on").compactMap { occasion($0, of: value) }
        default: reportUnknown(key, in: ["command", "on"], of: "notify")
        }
    }

    private mutating func occasion(_ word: Located<String>, of node: YAMLNode) -> Project.Notification.Occasion? {
        if let occasion = Project.Notification.Occasion(rawValue: word.value) { return occasion }
        let names = Project.Notification.Occasion.allCases.map(\.rawValue)
        refuse(
            node, "'on' must name ends of a run, not '\(word.value)'",
            fix: Suggestion.closest(to: word.value, in: names).map { "write '\($0)'" }
                ?? "the ends are \(names.joined(separator: ", "))")
        return nil
    }

    // MARK: Values

    private mutating func flag(_ node: YAMLNode, of key: String) -> Bool {
        switch node.text {
        case "true": return true
        case "false": return false
        default:
            refuse(
                node, "'\(key)' must be true or false, not \(node.scalar.map { "'\($0.text)'" } ?? node.foundName)",
                fix: "write '\(key): true'")
            return false
        }
    }

    private mutating func strings(_ node: YAMLNode, of key: String) -> [Located<String>] {
        if let scalar = node.scalar { return scalar.text.isEmpty ? [] : [Located(scalar.text, at: node.range)] }
        guard let sequence = node.sequence else {
            refuse(node, "'\(key)' must be a list, not \(node.foundName)", fix: "write for example '\(key): [a, b]'")
            return []
        }
        var values: [Located<String>] = []
        for item in sequence {
            if let scalar = item.scalar {
                values.append(Located(scalar.text, at: item.range))
            } else {
                refuse(
                    item, "'\(key)' must be a list of words, not of \(item.foundName)",
                    fix: "write for example '\(key): [a, b]'")
            }
        }
        return values
    }

    private mutating func number(_ node: YAMLNode, of key: String, from least: Int) -> Int? {
        if let number = node.scalar.flatMap({ Int($0.text) }), number >= least { return number }
        refuse(
            node, "'\(key)' must be a whole number of at least \(least)",
            fix: "write for example '\(key): \(max(2, least))'")
        return nil
    }

    private mutating func refuse(_ node: YAMLNode, _ headline: String, fix: String, replacement: String? = nil) {
        diagnostics.append(
            InventoryRule.badProject.diagnostic(
                headline, file: file.source.path, range: node.range, fix: fix, replacement: replacement))
    }

    private mutating func reportUnknown(_ key: YAMLNode, in keys: [String], of parent: String) {
        let name = key.text ?? ""
        let near = Suggestion.closest(to: name, in: keys)
        diagnostics.append(
            InventoryRule.unknownProjectKey.diagnostic(
                "unknown key '\(name)' in \(parent)", file: file.source.path, range: key.range,
                fix: near.map { "write '\($0)'" } ?? "the keys are \(keys.joined(separator: ", "))",
                replacement: near))
    }
}
