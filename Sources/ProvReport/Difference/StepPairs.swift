import ProvJournal

/// Which step of an earlier run is which of a later one.
///
/// A name that counts the blocks of its section (`install-2`) is another one after a block was put before it: such a
/// step is known by its command. A name that the runbook gives is the step's identity, whatever it does.
struct StepPairs {
    /// For each step of the later run the place of the same one in the earlier run; `nil` where that has none.
    let earlier: [Int?]
    /// The steps that only the earlier run has.
    let gone: [Int]

    init(_ old: [PlanRecorded.Entry], _ new: [PlanRecorded.Entry]) {
        var earlier: [Int?] = new.map { _ in nil }
        var isTaken = old.map { _ in false }
        func pair(_ key: (PlanRecorded.Entry) -> [String]?) {
            var waiting: [[String]: [Int]] = [:]
            for index in old.indices.reversed() where !isTaken[index] {
                if let key = key(old[index]) { waiting[key, default: []].append(index) }
            }
            for index in new.indices where earlier[index] == nil {
                guard let key = key(new[index]), let found = waiting[key]?.popLast() else { continue }
                earlier[index] = found
                isTaken[found] = true
            }
        }
        pair { [$0.step, $0.command] }
        pair { $0.command.isEmpty ? nil : [StepPairs.uncounted($0.step), $0.command] }
        pair { [$0.step] }
        self.earlier = earlier
        gone = old.indices.filter { !isTaken[$0] }
    }

    /// `install` of `install-2`.
    private static func uncounted(_ name: String) -> String {
        guard let hyphen = name.lastIndex(of: "-") else { return name }
        let number = name[name.index(after: hyphen)...]
        return !number.isEmpty && number.allSatisfy(\.isNumber) ? String(name[..<hyphen]) : name
    }
}
