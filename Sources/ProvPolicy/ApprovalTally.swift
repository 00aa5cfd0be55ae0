package import ProvJournal

/// Who approves a gate as it is now: pure, over what was recorded about it.
package struct ApprovalTally: Sendable, Equatable {
    /// Names for people to read, each authenticated identity once, in the order of their first approval.
    package private(set) var names: [String] = []
    private var identities: [String] = []

    /// A denial, and any change of what was approved, takes back what was said before it.
    ///
    /// - Parameters:
    ///   - events: what was recorded about the gate, in order.
    ///   - digest: of what would run now.
    package init(_ events: [ApprovalEvent], digest: String) {
        for event in events {
            switch event.action {
            case .denied, .voided:
                names = []
                identities = []
            case .granted where event.digest == digest: add(event)
            case .granted, .requested: break
            }
        }
    }

    private mutating func add(_ event: ApprovalEvent) {
        guard let name = event.approver, let identity = event.identity ?? event.approver, !identities.contains(identity)
        else { return }
        identities.append(identity)
        names.append(name)
    }

    package var count: Int { identities.count }
    /// Whether somebody's answer counts already: a key, or an account of this machine.
    package func includes(_ identity: String) -> Bool { identities.contains(identity) }
}
