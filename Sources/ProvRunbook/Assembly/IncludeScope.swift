import ProvText

/// The names of one file, or of those that are read as one with it: parameters, secrets and captures.
///
/// The runbook has one for itself and the files that it includes without a name. Each file that is included under a
/// name has its own, in which nothing of the including file is known but what is given to it.
final class IncludeScope {
    enum Kind { case parameter, secret, capture }

    struct Name {
        /// As the runbook calls it.
        var full: String
        var kind: Kind
    }

    /// The scope that the include stands in; `nil` for the runbook's own.
    let parent: IncludeScope?
    /// `web/db`; empty for the runbook's own.
    let part: String
    let number: Int
    /// From the normalised name of a declared parameter to its own spelling.
    var declaredNames: [String: String] = [:]
    /// The names of those that are lists.
    var lists: Set<String> = []
    /// Names that the steps so far capture, as the file spells them.
    private(set) var captureNames: [String] = []
    private(set) var names: [String: Name] = [:]
    /// What the include gives, by the name that it writes, until it is taken.
    var given: [Attribute] = []
    /// What its parameters and secrets got.
    var values: [IncludedPart.Value] = []

    /// Of the runbook itself.
    init() {
        parent = nil
        part = ""
        number = 0
    }

    init(_ name: String, in parent: IncludeScope, number: Int, given: [Attribute]) {
        self.number = number
        self.parent = parent
        part = parent.qualified(name)
        self.given = given
    }

    var isRoot: Bool { parent == nil }

    /// The name of a step of this scope, as the runbook calls it.
    func qualified(_ step: String) -> String { isRoot ? step : "\(part)/\(step)" }

    /// The variable of the runbook that something declared here has: `web__port`; in a part of a part
    /// `web__db__port`.
    ///
    /// Two underscores, since a runbook often has a parameter `web_port` of its own, which it gives.
    func variable(_ name: String) -> String { isRoot ? name : "\(IncludeScope.prefix(of: part))\(name)" }

    /// `web-1/db` is `web_1__db__`.
    static func prefix(of part: String) -> String {
        part.replacing(bytesOf: "-", with: "_").replacing(bytesOf: "/", with: "__") + "__"
    }

    /// The name that the runbook has for something.
    func full(_ name: String) -> String { names[name]?.full ?? name }

    /// What a name means here; names of parameters are compared without case.
    func meaning(of name: String) -> Name? {
        names[name] ?? declaredNames[PlaceholderFinder.parameterName(name)].flatMap { names[$0] }
    }

    func add(_ name: String, _ full: String, _ kind: Kind) {
        if kind == .capture { captureNames.append(name) }
        guard names[name] == nil else { return }
        names[name] = Name(full: full, kind: kind)
    }

    var secretNames: [String] { names.filter { $0.value.kind == .secret }.map(\.key).sorted() }

    /// What the include gives under a name, once.
    func take(_ name: String) -> Attribute? {
        guard
            let index = given.firstIndex(where: {
                PlaceholderFinder.parameterName($0.key) == PlaceholderFinder.parameterName(name)
            })
        else { return nil }
        return given.remove(at: index)
    }

    /// What a file block may use besides parameters: secrets, and captures of the steps before it; from the normalised
    /// name to its own spelling.
    var namesForFiles: [String: String] {
        Dictionary(
            (secretNames + captureNames).map { (PlaceholderFinder.parameterName($0), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What its steps know things as; `nil` for the runbook's own, which know them as they are.
    var ofSteps: StepScope? { isRoot ? nil : StepScope(part: part, names: names.mapValues(\.full)) }
}
