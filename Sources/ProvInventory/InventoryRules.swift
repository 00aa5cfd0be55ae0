package import ProvDiagnostics
import ProvText

/// What can be wrong with an inventory or a project file; docs/reference/inventory.md lists them.
package enum InventoryRule: String, Sendable, CaseIterable {
    case badINI = "bad-inventory-line"
    case badYAML = "bad-inventory-yaml"
    case badText = "bad-inventory-text"
    case badValue = "bad-inventory-value"
    case badRange = "bad-host-range"
    case unknownGroup = "unknown-group"
    case groupCycle = "group-cycle"
    case unsupported = "unsupported-inventory"
    case misplacedPriority = "misplaced-group-priority"
    case sameName = "host-and-group-of-one-name"
    case unknownKey = "unknown-inventory-key"
    case badConnection = "bad-connection"
    case badProject = "bad-project-file"
    case unknownProjectKey = "unknown-project-key"

    package var severity: Diagnostic.Severity {
        switch self {
        case .misplacedPriority, .sameName, .unknownKey: .warning
        default: .error
        }
    }

    /// Why the rule exists, as a clause.
    package var explanation: String {
        switch self {
        case .badINI: "ignoring a line that cannot be read could lose a host or a variable"
        case .badYAML: "if a part of a file cannot be read, the rest cannot be trusted"
        case .badText: "a value with other bytes would be changed without a message"
        case .badValue: "a value of the wrong type would be ignored without a message"
        case .badRange: "a range stands for the hosts between two numbers or letters"
        case .unknownGroup: "an undeclared group has no hosts"
        case .groupCycle: "a group that contains itself has no order of variables"
        case .unsupported: "prov reads inventories, it does not run them"
        case .misplacedPriority: "the priority of a group counts only in the inventory itself"
        case .sameName: "a pattern with that name means the group"
        case .unknownKey: "a group has hosts, children and vars"
        case .badConnection: "the host could not be reached as the inventory says"
        case .badProject: "rules that cannot be read would not be kept"
        case .unknownProjectKey: "a misspelt key would be ignored without a message"
        }
    }

    func diagnostic(
        _ headline: String, file: String, range: TextRange,
        notes: [(file: String, range: TextRange, text: String)] = [],
        fix: String? = nil, replacement: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            rule: rawValue, severity: severity, headline: headline, file: file, range: range, why: explanation,
            notes: notes,
            fix: fix, replacement: replacement)
    }
}
