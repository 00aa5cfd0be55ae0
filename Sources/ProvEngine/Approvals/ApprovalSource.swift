package import ProvPolicy

/// Where requests for approval are put and signed answers come from; without one a gate asks the person at the
/// terminal.
package struct ApprovalSource: Sendable {
    /// The request as it was asked before, where that still holds, or a new one with its nonce and times; and why the
    /// one before is void.
    ///
    /// It gets a request without them, and how long a new one holds. Throws `ApprovalTrouble`.
    package var request:
        @Sendable (ApprovalRequest, Duration) async throws -> (request: ApprovalRequest, voided: String?)
    /// What was answered to the request so far. Throws `ApprovalTrouble`.
    package var answers: @Sendable (ApprovalRequest) async throws -> [SignedAnswer]
    package var isExpired: @Sendable (ApprovalRequest) -> Bool
    /// The names that the one who executes goes by.
    package var executor: Set<String>
    /// How long to wait for answers where nobody can be asked; `nil` does not wait.
    package var patience: Duration?
    /// The commands that approve a request, as they are typed.
    package var command: @Sendable (ApprovalRequest) -> String

    package init(
        request:
            @escaping @Sendable (ApprovalRequest, Duration) async throws -> (request: ApprovalRequest, voided: String?),
        answers: @escaping @Sendable (ApprovalRequest) async throws -> [SignedAnswer],
        isExpired: @escaping @Sendable (ApprovalRequest) -> Bool, executor: Set<String>, patience: Duration?,
        command: @escaping @Sendable (ApprovalRequest) -> String
    ) {
        self.request = request
        self.answers = answers
        self.isExpired = isExpired
        self.executor = executor
        self.patience = patience
        self.command = command
    }
}

/// Requests or answers could not be kept or read.
package struct ApprovalTrouble: Error, Sendable {
    package var message: String

    package init(message: String) { self.message = message }
}
