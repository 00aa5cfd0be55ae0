/// Which variant of a group a run takes, and why.
package struct AlternativeChoice: Sendable, Equatable {
    /// Its place in the group; `nil` if no variant fits, or each host decides.
    package var variant: Int?
    package var reason: Reason

    package enum Reason: Sendable, Equatable {
        /// The operator named it, with `--variant` or as an answer.
        case chosen
        /// `--only` names a step of it.
        case named
        /// The host runs this system.
        case system(String)
        /// The machine has this program.
        case program(String)
        /// Nothing tells against the first one.
        case first
        /// All variants are for other systems than this one.
        case nothingFits(String)
        /// Its steps run on other hosts, whose systems are known when they are reached.
        case byHost

        /// As a clause.
        package var words: String {
            switch self {
            case .chosen: "chosen by the operator"
            case .named: "named with --only"
            case .system(let name): "the system is \(name)"
            case .program(let name): "\(name) is installed"
            case .first: "it is the first that fits"
            case .nothingFits(let name): "no variant is for \(name)"
            case .byHost: "each host decides by its system"
            }
        }
    }

    package init(variant: Int?, reason: Reason) {
        self.variant = variant
        self.reason = reason
    }
}

extension AlternativeGroup {
    /// The variant that fits a machine.
    ///
    /// Where systems are named, the system decides, and a variant for another one is never taken. Else it is the first
    /// whose program is there or that needs none.
    /// - Parameters:
    ///   - facts: of the machine, by name.
    ///   - isInstalled: whether it has a program; `nil` if that is not known.
    package func choice(facts: [String: String], isInstalled: (String) -> Bool? = { _ in nil }) -> AlternativeChoice {
        if hasSystems, let system = facts["os"] {
            if let best = bestSystem(facts) {
                return AlternativeChoice(variant: best, reason: .system(system))
            }
            let others = variants.indices.filter {
                if case .systems = variants[$0].requirement { false } else { !variants[$0].steps.isEmpty }
            }
            guard !others.isEmpty else { return AlternativeChoice(variant: nil, reason: .nothingFits(system)) }
            return first(of: others, isInstalled)
        }
        return first(of: variants.indices.filter { !variants[$0].steps.isEmpty }, isInstalled)
    }

    private var hasSystems: Bool {
        variants.contains { if case .systems = $0.requirement { true } else { false } }
    }

    private func bestSystem(_ facts: [String: String]) -> Int? {
        var best: (index: Int, fit: Int)?
        for (index, variant) in variants.enumerated() {
            guard case .systems(let systems) = variant.requirement,
                let fit = systems.compactMap({ $0.fit(facts) }).max()
            else { continue }
            if fit > best?.fit ?? 0 { best = (index, fit) }
        }
        return best?.index
    }

    private func first(of candidates: [Int], _ isInstalled: (String) -> Bool?) -> AlternativeChoice {
        for index in candidates {
            switch variants[index].requirement {
            case .nothing, .systems: return AlternativeChoice(variant: index, reason: .first)
            case .programs(let programs):
                if let program = programs.first(where: { isInstalled($0) == true }) {
                    return AlternativeChoice(variant: index, reason: .program(program))
                }
            }
        }
        return AlternativeChoice(variant: candidates.first, reason: .first)
    }

    /// The variants that a person may choose among: those with steps that are not for another system.
    package func usable(facts: [String: String]) -> [Int] {
        variants.indices.filter { index in
            guard !variants[index].steps.isEmpty else { return false }
            guard case .systems(let systems) = variants[index].requirement, facts["os"] != nil else { return true }
            return systems.contains { $0.fit(facts) != nil }
        }
    }

    /// Why the steps of a variant are left out; `nil` for the one that is taken.
    package func leftOut(_ variant: Int, by choice: AlternativeChoice) -> LeftOut? {
        guard variant != choice.variant, choice.reason != .byHost else { return nil }
        return .otherVariant(
            group: name, own: variants[variant].name, taken: choice.variant.map { variants[$0].name })
    }
}
