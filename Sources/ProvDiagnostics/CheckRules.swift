/// Rules about the entries of YAML check blocks.
extension DiagnosticRule {
    package static let badCheck = DiagnosticRule(
        "bad-check", .error, title: "Invalid declarative check",
        explanation: "if the check were ignored, a broken host would pass",
        fix: "Write the check as in the checks reference.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nport: {number: 5432x}\n```\n"))
    package static let unknownCheck = DiagnosticRule(
        "unknown-check", .error, title: "Unknown check",
        explanation: "if the check were ignored, a broken host would pass",
        fix: "Use a check of the checks reference.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nprot: 5432\n```\n"))
    package static let unknownCheckKey = DiagnosticRule(
        "unknown-check-key", .error, title: "Unknown key of a check",
        explanation: "with a misspelt key the check would pass too easily",
        fix: "Use a key of the checks reference.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nport: {number: 5432, adress: 127.0.0.1}\n```\n"))
    package static let missingCheckKey = DiagnosticRule(
        "missing-check-key", .error, title: "Check without its required key",
        explanation: "without this key there is nothing to check",
        fix: "Add the key, as in the checks reference.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nport: {address: 127.0.0.1}\n```\n"))

    package static let nothingToEnsure = DiagnosticRule(
        "nothing-to-ensure", .error, title: "Ensure block that prov cannot make true",
        explanation: "the step would only check, although its writer expects a change",
        fix: "Write {check}, or use a check of the checks reference that prov can make true.",
        example: Example("```yaml {ensure}\nport: 5432\n```\n"))

    static let checkRules: [DiagnosticRule] = [
        .badCheck, .unknownCheck, .unknownCheckKey, .missingCheckKey, .nothingToEnsure,
    ]
}
