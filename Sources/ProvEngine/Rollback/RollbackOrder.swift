import ProvRunbook
import ProvText

/// In which order a rollback comes to what ran on a host.
enum RollbackOrder {
    /// The place of each step in an order in which it follows all that it depends on: the document's, but for a step
    /// that needs one below it.
    static func ranks(_ steps: [PlannedStep]) -> [StepID: Int] {
        let byID = Dictionary(steps.map { ($0.step.id, $0) }, uniquingKeysWith: { first, _ in first })
        var ranks: [StepID: Int] = [:]
        var entered: Set<StepID> = []
        for first in steps {
            // Without recursion: each of many steps may need the one below it.
            var open = [first]
            while let step = open.last {
                let isNew = entered.insert(step.step.id).inserted
                let needed = isNew ? step.dependencies.filter { !entered.contains($0) }.compactMap { byID[$0] } : []
                guard needed.isEmpty else {
                    open += needed.reversed()
                    continue
                }
                open.removeLast()
                if ranks[step.step.id] == nil { ranks[step.step.id] = ranks.count }
            }
        }
        return ranks
    }

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
            // What follows a follower comes after it.
            var released = [item]
            while let next = released.first {
                released.removeFirst()
                ordered.append(next)
                let name = step(next).id.rawValue
                for position in waiting.indices { waiting[position].for.remove(name) }
                released += waiting.filter(\.for.isEmpty).map(\.item)
                waiting.removeAll(where: \.for.isEmpty)
            }
        }
        return ordered + waiting.map(\.item)
    }
}

extension Step {
    /// Whether a rollback runs it again once the steps that it follows are undone, in place of an undo of its own.
    var runsAgainAfterUndo: Bool {
        guard !options.whenChanged.isEmpty, undo.isEmpty, case .script = body else { return false }
        return true
    }
}
