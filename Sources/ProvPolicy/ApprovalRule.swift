import ProvRunbook
import ProvText

/// One signed answer to a request, as far as its signature could be verified.
package struct SignedAnswer: Sendable, Equatable {
    /// Why it was denied; `nil` for an approval.
    package var denial: String?
    /// What the key's line in `allowed_signers` lists; the first is the person.
    package var principals: [String]
    /// The key's fingerprint.
    package var key: String
    package var signature: String
    /// Why it does not count whoever it is from; `nil` where the signature holds.
    package var trouble: String?

    package init(denial: String?, principals: [String], key: String, signature: String, trouble: String? = nil) {
        self.denial = denial
        self.principals = principals
        self.key = key
        self.signature = signature
        self.trouble = trouble
    }
}

/// Who may answer at a gate: pure.
package struct ApprovalRule: Sendable {
    /// As written at the gate: names with commas between them.
    package var approvers: String
    /// The names that the one who executes goes by: the account's, and the principals of keys at hand.
    package var executor: Set<String>

    package init(approvers: String, executor: Set<String>) {
        self.approvers = approvers
        self.executor = executor
    }

    /// Whether an answer counts; a refusal has the reason, which is recorded.
    package enum Judgement: Sendable, Equatable {
        /// It counts as the person's; the text is what the separation of duties found.
        case counts(person: String, rule: String)
        case refused(String)
    }

    /// Judges one answer by who signed it; whether as many have answered as are required is `ApprovalTally`'s.
    package func judge(_ answer: SignedAnswer) -> Judgement {
        if let trouble = answer.trouble { return .refused(trouble) }
        guard let person = answer.principals.first else {
            return .refused("key \(answer.key) is not in allowed_signers")
        }
        let wanted = ApprovalRule.names(approvers)
        let isWanted = wanted.contains { name in answer.principals.contains { $0.isSame(as: name) } }
        guard wanted == [ApprovalGate.anyone] || isWanted else {
            return .refused(
                """
                \(person) is not in \(wanted.joined(separator: ", ")); the key is registered for \(answer.principals.joined(separator: ", "))
                """
            )
        }
        if let own = answer.principals.first(where: isExecutor) {
            return .refused(
                """
                \(person) executes the run\(own == person ? "" : " (as \(own))"), and the executor cannot approve it
                """
            )
        }
        return .counts(
            person: person,
            rule: "separation of duties: \(person) is not who executes (\(executor.sorted().joined(separator: ", ")))")
    }

    private func isExecutor(_ principal: String) -> Bool {
        // Principals are often addresses, accounts are their first half.
        executor.contains(principal) || executor.contains(String(principal.prefix { $0 != "@" }))
    }

    /// A role is a name like any other, listed for several keys.
    package static func names(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == " " }.map(String.init)
    }
}
