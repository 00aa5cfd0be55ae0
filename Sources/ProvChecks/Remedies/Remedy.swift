package import ProvText

/// How prov makes checks of an `{ensure}` block true, and how it undoes that.
///
/// Hosts are asked and changed by POSIX shell texts, as for checks. What an undo needs is asked for before the change;
/// the undo's text is made of it here, so that nothing is run that a record says.
package struct Remedy: Sendable {
    enum Work: Sendable {
        case recipe(any RemedyRecipe)
        case line(LineEdit)
    }

    /// The kind of check, for example `package`.
    package let kind: String
    /// The checks of the block that it makes true: neighbouring packages are one transaction.
    package internal(set) var checks: [DeclarativeCheck]
    var work: Work
    /// What is done and how it is undone, in a few sentences.
    let notes: String
    private var given: [String]
    private var needed: [String]

    init(
        _ kind: String, _ check: DeclarativeCheck, _ work: Work, notes: String, given: [String], needed: [String]
    ) {
        self.kind = kind
        self.notes = notes
        self.work = work
        checks = [check]
        self.given = given
        self.needed = needed
    }

    /// Both as one transaction; `nil` where they cannot be one.
    func joined(with other: Remedy) -> Remedy? {
        guard case .recipe(var mine as PackageRemedy) = work, case .recipe(let theirs as PackageRemedy) = other.work,
            mine.withRecommends == theirs.withRecommends
        else { return nil }
        mine.wants += theirs.wants
        var joined = self
        joined.work = .recipe(mine)
        joined.checks += other.checks
        joined.given += other.given.filter { !given.contains($0) }
        joined.needed += other.needed.filter { !needed.contains($0) }
        return joined
    }

    /// The line that is wanted in a file; such a file is read, changed and written as a file block's is.
    package var line: LineEdit? { if case .line(let edit) = work { edit } else { nil } }

    /// What asks the host what is there now; `nil` for a line of a file.
    package var before: Probe? {
        guard case .recipe(let recipe) = work else { return nil }
        return probe("say effective \"$(id -u)\"\n" + recipe.before)
    }

    private func probe(_ body: String) -> Probe {
        Probe(script: ProbeScript(body: body).text(given: given, needed: needed))
    }

    /// A command to run before the host is asked again, where what it has is not enough: the lists of packages are
    /// read from their sources again.
    package func refresh(_ before: ProbeAnswer) -> String? {
        guard case .recipe(let recipe) = work else { return nil }
        return recipe.refresh(CheckAnswer(before))
    }

    /// A second question, made of the answer to the first.
    package func simulation(_ before: ProbeAnswer) throws(RemedyTrouble) -> Probe? {
        guard case .recipe(let recipe) = work else { return nil }
        let answer = try read(before, recipe)
        do throws(CheckTrouble) { return try recipe.simulation(answer).map(probe) } catch {
            throw RemedyTrouble(reason: error.found)
        }
    }

    /// What has to be done; `nil` for nothing.
    ///
    /// - Parameter isDue: whether a change that the step follows asks for it whatever is there.
    package func change(_ before: ProbeAnswer, _ simulated: ProbeAnswer?, isDue: Bool) throws(RemedyTrouble)
        -> RemedyChange?
    {
        guard case .recipe(let recipe) = work else { return nil }
        let answer = try read(before, recipe)
        if let simulated, let reason = CheckAnswer(simulated)["cannot"] { throw RemedyTrouble(reason: reason) }
        do throws(CheckTrouble) {
            guard let change = try recipe.change(answer, simulated.map(CheckAnswer.init), isDue: isDue) else {
                return nil
            }
            if recipe.needsRoot, answer["effective"] != "0" {
                throw CheckTrouble("\(kind) needs root; add as=root to the step")
            }
            return change
        } catch {
            throw RemedyTrouble(reason: error.found)
        }
    }

    private func read(_ answer: ProbeAnswer, _ recipe: any RemedyRecipe) throws(RemedyTrouble) -> CheckAnswer {
        guard answer.exitCode != nil else { throw RemedyTrouble(reason: "the host did not answer in time") }
        let answer = CheckAnswer(answer)
        if let name = answer.lines("unset").first { throw RemedyTrouble(reason: "\(name) has no value on the host") }
        if let reason = answer["cannot"] { throw RemedyTrouble(reason: reason) }
        return answer
    }

    /// The command that undoes a change.
    ///
    /// - Parameter state: as it was in the change.
    package func undo(_ state: RemedyState) throws(RemedyTrouble) -> String {
        guard case .recipe(let recipe) = work else { throw RemedyTrouble(reason: "the record does not have the file") }
        do throws(CheckTrouble) { return try recipe.undo(state) } catch { throw RemedyTrouble(reason: error.found) }
    }
}

/// Why a host cannot be made as it is wanted, or not be changed back.
package struct RemedyTrouble: Error, Sendable {
    package var reason: String

    package init(reason: String) { self.reason = reason }
}

/// A change that makes checks true.
package struct RemedyChange: Sendable {
    /// POSIX shell; it fails with a message.
    package var script: String
    /// What is different afterwards, one line each: `+ package nginx 1.22.1-9`.
    package var differences: [String]
    package var state: RemedyState
    /// A file that the change removes, whose content is kept first.
    package var removedFile: String?
    /// Whether a service begins, which may end at once.
    package var startsService = false
}

/// What was there before a change, by name.
package struct RemedyState: Sendable, Equatable {
    private var values: [String: [String]]

    init(_ values: [String: [String]]) { self.values = values.filter { !$0.value.isEmpty } }

    /// The first value of that name; `nil` where nothing was recorded.
    package subscript(name: String) -> String? { values[name]?.first }
    func lines(_ name: String) -> [String] { values[name] ?? [] }

    package var json: JSON {
        .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .array($0.value.map(JSON.string))) })
    }

    /// Reads what `json` wrote; `nil` for anything else.
    package init?(_ json: JSON) {
        guard case .object(let members) = json else { return nil }
        values = [:]
        for member in members {
            guard case .array(let items) = member.value else { return nil }
            values[member.key] = items.compactMap(\.stringValue)
        }
    }
}

/// What a kind of check does to become true.
protocol RemedyRecipe: Sendable {
    var needsRoot: Bool { get }
    /// The body of the probe for what is there.
    var before: String { get }
    func refresh(_ before: CheckAnswer) -> String?
    func simulation(_ before: CheckAnswer) throws(CheckTrouble) -> String?
    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange?
    func undo(_ state: RemedyState) throws(CheckTrouble) -> String
    /// The lines that a host answers to `before` that has nothing of it yet.
    func lacking(_ values: TypedValues) -> [String]
    /// The change on such a host, for a person to type.
    func byHand(_ values: TypedValues) -> String?
}

extension RemedyRecipe {
    func refresh(_ before: CheckAnswer) -> String? { nil }
    func simulation(_ before: CheckAnswer) throws(CheckTrouble) -> String? { nil }
}

/// A kind of check that prov can make true.
protocol EnsurableKind: CheckKind {
    /// Keys that only an `{ensure}` block has.
    static var ensureKeys: [CheckKey] { get }
    /// What is done and how it is undone, in a few sentences.
    static var ensureNotes: String { get }
    /// The keys of the kind and its own have been checked when this is called; what cannot be made true is refused.
    static func work(_ values: CheckValues) throws(CheckReadingError) -> Remedy.Work
    /// The time that the check may take to hold after the change, where its `until` does not say another.
    static var patience: Duration? { get }
}

extension EnsurableKind {
    static var ensureKeys: [CheckKey] { [] }
    static var patience: Duration? { nil }
}

extension CheckValues {
    /// Refuses keys whose wish prov cannot make true.
    func refuse(_ keys: [String], _ reason: String) throws(CheckReadingError) {
        for key in keys where has(key) {
            throw CheckReadingError(key: key, "'\(key)' cannot be made true: \(reason)", fix: "write it in a {check}")
        }
    }
}
