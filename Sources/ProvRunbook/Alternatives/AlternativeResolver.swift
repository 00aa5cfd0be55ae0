import ProvText

/// Gives groups of variants their names, and steps their places in them.
enum AlternativeResolver {
    static func resolve(_ found: [RunbookAssembly.DraftAlternatives], _ drafts: inout [RunbookAssembly.Draft])
        -> [AlternativeGroup]
    {
        // A group that holds others comes first.
        let ordered = found.sorted { left, right in
            let (a, b) = (left.span, right.span)
            return a.lowerBound == b.lowerBound ? a.count > b.count : a.lowerBound < b.lowerBound
        }
        var names: [String: Int] = [:]
        return ordered.enumerated().map { number, group in
            for (index, variant) in group.variants.enumerated() {
                for draft in variant.drafts {
                    drafts[draft].step.alternatives.append(AlternativeMembership(group: number, variant: index))
                }
            }
            var name = group.name ?? StepNaming.slug(of: group.title)
            if name.isEmpty { name = "alternatives" }
            let count = names[name, default: 0] + 1
            names[name] = count
            if count > 1 { name += "-\(count)" }
            return AlternativeGroup(
                name: name, title: group.title, origin: group.origin, variants: variants(of: group, drafts))
        }
    }

    private static func variants(of group: RunbookAssembly.DraftAlternatives, _ drafts: [RunbookAssembly.Draft])
        -> [AlternativeGroup.Variant]
    {
        var taken: Set<String> = []
        return group.variants.enumerated().map { index, variant in
            var name = variant.name.isEmpty ? "variant-\(index + 1)" : variant.name
            while !taken.insert(name).inserted { name += "-\(index + 1)" }
            return AlternativeGroup.Variant(
                name: name, title: variant.title, requirement: variant.requirement,
                steps: variant.drafts.map { drafts[$0].step.id })
        }
    }

    /// The groups that the key `alternative` declares, in the order of their first steps; a step with `none` leaves the
    /// groups that were recognised.
    static func declared(_ drafts: [RunbookAssembly.Draft], _ found: [RunbookAssembly.DraftAlternatives])
        -> [RunbookAssembly.DraftAlternatives]
    {
        var groups: [RunbookAssembly.DraftAlternatives] = []
        var places: [String: Int] = [:]
        var free: Set<Int> = []
        for (index, draft) in drafts.enumerated() {
            switch draft.step.options.alternative?.value {
            case .variant(let group, let name):
                let place = places[group] ?? groups.count
                if place == groups.count {
                    places[group] = place
                    groups.append(
                        RunbookAssembly.DraftAlternatives(name: group, title: group, origin: .declared, variants: []))
                }
                if let known = groups[place].variants.firstIndex(where: { $0.name == name }) {
                    groups[place].variants[known].drafts.append(index)
                } else {
                    groups[place].variants.append(
                        .init(
                            name: name, title: name, requirement: VariantLabel(name)?.requirement ?? .nothing,
                            drafts: [index]))
                }
            case .noVariant: free.insert(index)
            case nil: break
            }
        }
        let rest = found.map { group in
            var group = group
            for index in group.variants.indices { group.variants[index].drafts.removeAll(where: free.contains) }
            return group
        }
        return groups + rest.filter { $0.variants.contains { !$0.drafts.isEmpty } }
    }
}

extension RunbookAssembly.DraftAlternatives {
    /// From the first to the last of its steps.
    fileprivate var span: ClosedRange<Int> {
        let all = variants.flatMap(\.drafts)
        return (all.min() ?? 0)...(all.max() ?? 0)
    }
}
