import ProvSystem

/// A run of which no more is known than that there was one: its record cannot be read, or is gone.
package struct UnreadableRun: Sendable, Equatable {
    package var id: String
    /// When it was opened, RFC 3339, by the store's log; `nil` where that does not have it.
    package var openedAt: String?
    package var why: String
    /// Whether the folder of its record is not there any more.
    package var isGone: Bool

    /// Whether the store's log has it, so that something was done to its record.
    package var isKnown: Bool { openedAt != nil }

    package init(id: String, openedAt: String?, why: String, isGone: Bool) {
        self.id = id
        self.openedAt = openedAt
        self.why = why
        self.isGone = isGone
    }
}

extension Store {
    /// The runs that are missing from what can be loaded, in the order in which they were opened; those that the log
    /// does not have come last.
    ///
    /// - Parameter unreadable: why `load` refused, by run.
    package func lost(unreadable: [String: String]) throws(StoreError) -> [UnreadableRun] {
        var rest = unreadable
        var lost: [UnreadableRun] = []
        for case let entry? in try storing("read the log of", path, { try log.read().entries })
        where entry.kind == .opened {
            if let why = rest.removeValue(forKey: entry.run) {
                lost.append(UnreadableRun(id: entry.run, openedAt: entry.wall, why: why, isGone: false))
            } else if unreadable[entry.run] == nil, !Files.isFolder(folder(of: entry.run)) {
                lost.append(
                    UnreadableRun(
                        id: entry.run, openedAt: entry.wall, why: "the folder of its record is missing", isGone: true))
            }
        }
        return lost
            + rest.sorted { $0.key < $1.key }.map {
                UnreadableRun(id: $0.key, openedAt: nil, why: $0.value, isGone: false)
            }
    }
}
