/// Rules about the entries of YAML check blocks.
extension DiagnosticRule {
    static let checkRules: [DiagnosticRule] = []
}
