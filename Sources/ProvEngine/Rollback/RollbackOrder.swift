import ProvRunbook
import ProvText

/// In which order a rollback comes to what ran on a host.
enum RollbackOrder {
    /// Puts each step that runs again when what it follows has been put back after the last of those steps.
    ///
    /// - Parameter items: the last that ran first.
    static func followersLast<Item>(_ items: [Item], step: (Item) -> Step) -> [Item] {
        var ordered: [Item] = []
        var waiting: [(item: Item, for: Set<String>)] = []
        for (index, item) in items.enumerated() {
            let own = step(item)
            let later = Set(items[(index + 1)...].map { step($0).id.rawValue }).intersection(
                own.options.whenChanged.map(\.value))
            if own.runsAgainAfterUndo, !later.isEmpty {
                waiting.append((item, later))
                continue
            }
            ordered.append(item)
            for position in waiting.indices { waiting[position].for.remove(own.id.rawValue) }
            ordered += waiting.filter(\.for.isEmpty).map(\.item)
            waiting.removeAll(where: \.for.isEmpty)
        }
        return ordered
    }
}

extension Step {
    /// Whether a rollback runs it again once the steps that it follows are undone, in place of an undo of its own.
    var runsAgainAfterUndo: Bool {
        guard !options.whenChanged.isEmpty, undo.isEmpty, case .script = body else { return false }
        return true
    }
}
