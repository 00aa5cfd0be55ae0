import Synchronization

/// A truth that one thread keeps and others look at.
final class SharedFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func store(_ isSet: Bool) { value.store(isSet, ordering: .releasing) }
}
