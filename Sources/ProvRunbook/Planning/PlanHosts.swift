/// What a planner asks about hosts: which ones a pattern means, and what is known of each.
package struct PlanHosts: Sendable {
    package enum Answer: Sendable, Equatable {
        /// In the order in which they are named; never empty.
        case hosts([String])
        case trouble(Trouble)
    }

    /// Why a pattern means no host.
    package struct Trouble: Error, Sendable, Equatable {
        /// One line that names the pattern or its offending part.
        package var message: String
        /// The UTF-8 offsets of that part in the pattern.
        package var bytes: Range<Int>
        /// What to do, as a verb phrase.
        package var fix: String
        /// What to write in the part's place.
        package var replacement: String?

        package init(message: String, bytes: Range<Int>, fix: String, replacement: String? = nil) {
            self.message = message
            self.bytes = bytes
            self.fix = fix
            self.replacement = replacement
        }
    }

    /// The variables of one host that its steps get.
    package struct Values: Sendable, Equatable {
        package var texts: [String: String]
        /// Variables that are there but cannot be read, each with the reason as a clause.
        package var unreadable: [String: String]
        /// Variables that are lists or mappings, as JSON; only a parameter that is a list takes one.
        package var lists: [String: String]

        package init(
            texts: [String: String] = [:], unreadable: [String: String] = [:], lists: [String: String] = [:]
        ) {
            self.texts = texts
            self.unreadable = unreadable
            self.lists = lists
        }
    }

    package var resolve: @Sendable (String) -> Answer
    /// Whether `--limit` leaves a host in.
    package var isWithinLimit: @Sendable (String) -> Bool
    /// `nil` for a host that no inventory speaks of, this machine above all.
    package var values: @Sendable (String) -> Values?
    /// Where a host is reached: its address, else its name.
    package var address: @Sendable (String) -> String

    package init(
        resolve: @escaping @Sendable (String) -> Answer,
        isWithinLimit: @escaping @Sendable (String) -> Bool = { _ in true },
        values: @escaping @Sendable (String) -> Values? = { _ in nil },
        address: @escaping @Sendable (String) -> String = { $0 }
    ) {
        self.resolve = resolve
        self.isWithinLimit = isWithinLimit
        self.values = values
        self.address = address
    }

    /// The machine that prov itself runs on, as plans and records call it.
    package static let localName = "local"
    /// The names this machine goes by.
    package static let localNames: Set<String> = [localName, "localhost", "127.0.0.1", "::1"]

    /// Nothing but this machine.
    package static let local = PlanHosts(resolve: { pattern in
        if localNames.contains(pattern) { return .hosts([localName]) }
        return .trouble(
            Trouble(
                message: "unknown host or group '\(pattern)'", bytes: 0..<pattern.utf8.count,
                fix: "write 'local' for this machine, or choose an inventory with --env NAME or --inventory PATH"))
    })
}
