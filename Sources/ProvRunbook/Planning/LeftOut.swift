/// Why a step is left out of a run.
package enum LeftOut: Sendable, Hashable {
    /// `--only` names others.
    case notAmongOnly
    /// It comes before the step that `--from` names.
    case beforeFrom(String)
    /// It has none of the tags that `--tags` names.
    case noTag([String])
    /// The author wants it run only where `--only` names it.
    case onlyWhenNamed
    /// Its `when`, with this text, is false on every host.
    case conditionFalse(String)
    /// None of its hosts is within `--limit`.
    case outsideLimit
    /// Of the group of alternatives it is in, the variant with the name `taken` is taken, or none fits the host.
    case otherVariant(group: String, own: String, taken: String?)
    /// The list with this name, for whose items it is, has none.
    case emptyList(String)
    /// What another version of prov recorded.
    case other(String)

    /// The reason as a person reads it.
    package var sentence: String {
        switch self {
        case .notAmongOnly: "not among --only"
        case .beforeFrom(let name): "before --from \(name)"
        case .noTag(let tags): "has none of the tags \(tags.joined(separator: ", "))"
        case .onlyWhenNamed: "runs only when named with --only"
        case .conditionFalse(let text): "condition is false: \(text)"
        case .outsideLimit: "no host of it is in --limit"
        case .otherVariant(let group, let own, let taken?):
            "another variant of \(group) is taken: \(taken); to take this one: --variant \(group)=\(own)"
        case .otherVariant(let group, let own, nil):
            "no variant of \(group) is for this system; to take this one: --variant \(group)=\(own)"
        case .emptyList(let name): "\(name) is empty"
        case .other(let sentence): sentence
        }
    }

    /// Whether it was left out because only a part of the runbook was asked for.
    package var isNarrowing: Bool {
        switch self {
        case .notAmongOnly, .beforeFrom, .noTag, .outsideLimit: true
        case .onlyWhenNamed, .conditionFalse, .otherVariant, .emptyList, .other: false
        }
    }
}
