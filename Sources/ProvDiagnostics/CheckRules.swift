/// Rules about the entries of YAML check blocks.
extension DiagnosticRule {
    package static let badCheck = DiagnosticRule(
        "bad-check", .error, title: "A declarative check that cannot be read",
        explanation: "a check that is left out in silence would let a broken host pass",
        mend: "Write the check as the checks reference has it.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nport: {number: 5432x}\n```\n"))
    package static let unknownCheck = DiagnosticRule(
        "unknown-check", .error, title: "A kind of check that prov does not know",
        explanation: "a check that is left out in silence would let a broken host pass",
        mend: "Write one of the kinds of the checks reference.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nprot: 5432\n```\n"))
    package static let unknownCheckKey = DiagnosticRule(
        "unknown-check-key", .error, title: "A key that the check does not have",
        explanation: "a misspelt key would make the check hold too easily",
        mend: "Write the key as the checks reference has it.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nport: {number: 5432, adress: 127.0.0.1}\n```\n"))
    package static let missingCheckKey = DiagnosticRule(
        "missing-check-key", .error, title: "A check without what it is about",
        explanation: "without this key the check would ask for nothing",
        mend: "Write the key, as the checks reference has it.",
        example: Example("```bash\ntrue\n```\n\n```yaml {check}\nport: {address: 127.0.0.1}\n```\n"))

    static let checkRules: [DiagnosticRule] = [.badCheck, .unknownCheck, .unknownCheckKey, .missingCheckKey]
}
