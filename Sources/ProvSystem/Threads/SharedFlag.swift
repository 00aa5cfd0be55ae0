import Synchronization

/// A truth that one thread keeps and others look at.
package final class SharedFlag: Sendable {
    private let value = Atomic(false)

    package init() {}

    package var isSet: Bool { value.load(ordering: .acquiring) }

    package func store(_ isSet: Bool) { value.store(isSet, ordering: .releasing) }
}
