/// What a store's records say about themselves when everything is read and hashed again.
package struct StoreVerification: Sendable {
    /// One thing that does not fit.
    package struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// `nil` where it concerns the store-wide log.
        package var run: String?
        package var what: String

        package var description: String { run.map { "run \($0): \(what)" } ?? what }
    }

    package var problems: [Problem] = []
    /// Runs whose every line, output and checksum was read.
    package var runs = 0

    package var isWhole: Bool { problems.isEmpty }
}

extension Store {
    /// Reads everything again and names what was altered, cut or removed.
    package func verify() throws(StoreError) -> StoreVerification {
        let ledger = try ledger()
        var result = StoreVerification()
        result.problems = ledger.problems.map { .init(run: nil, what: $0) }
        if ledger.tornBytes > 0 {
            result.problems.append(
                .init(run: nil, what: "the store's log ends in \(ledger.tornBytes) bytes of an incomplete entry"))
        }
        for lost in try lost(unreadable: [:]) { result.problems.append(.init(run: lost.id, what: lost.why)) }
        for id in try ids() {
            result.runs += 1
            do {
                let run = try load(id, ledger)
                result.problems += run.integrity.flaws.map { .init(run: id, what: $0) }
                result.problems += run.integrity.unreadable.map { .init(run: id, what: $0.description) }
            } catch {
                result.problems.append(.init(run: id, what: error.message))
            }
        }
        return result
    }
}
