/// One rule of an environment, and what was found.
package struct RuleFinding: Sendable, Equatable {
    /// For the record: `policy:after-staging`.
    package var name: String
    package var wanted: String
    package var found: String
    /// What to do next; `nil` where the rule is kept.
    package var advice: String?

    package init(name: String, wanted: String, found: String, advice: String? = nil) {
        self.name = name
        self.wanted = wanted
        self.found = found
        self.advice = advice
    }
}

/// Whether an environment's rules let a run begin.
package enum RulesVerdict: Sendable, Equatable {
    case kept
    /// They are not kept, and the reason given says why it must be now; one sentence for each broken rule.
    case overridden([String])
    /// The message and what to do next.
    case forbidden(String, advice: String)

    /// - Parameter override: the reason of `--override-policy`.
    package init(_ findings: [RuleFinding], override: String?, environment: String) {
        let broken = findings.filter { $0.advice != nil }
        let sentences = broken.map { "\(environment) requires \($0.wanted); \($0.found)" }
        guard !broken.isEmpty else {
            self = .kept
            return
        }
        if let override, !override.allSatisfy(\.isWhitespace) {
            self = .overridden(sentences.map { "\($0): \(override)" })
        } else {
            self = .forbidden(
                sentences.joined(separator: "; "),
                advice: broken.compactMap(\.advice).joined(separator: "\n")
                    + "\nor override the policy, with a reason for the record: --override-policy REASON")
        }
    }
}
