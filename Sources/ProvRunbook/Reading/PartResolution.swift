import ProvText

/// Settles what the steps of files that are included under a name have of their part.
extension StepResolver {
    /// Conditions and needs of the includes, the names that each step knows, and titles that tell parts apart.
    mutating func finishParts() {
        guard drafts.contains(where: { !$0.scope.isRoot }) else { return }
        for index in drafts.indices {
            guard let scope = drafts[index].scope.ofSteps else { continue }
            drafts[index].step.scope = scope
            drafts[index].step.title += " (\(scope.part))"
            let options = drafts[index].step.options
            if let outer = Condition(all: options.outerWhen + (options.when.map { [$0.value] } ?? [])) {
                let range = options.when?.range ?? drafts[index].step.range
                drafts[index].step.options.when = Located(outer, at: range)
            }
            // A file is compared, and an ensured state asked, whatever has changed.
            if drafts[index].step.body.runsCommands { drafts[index].step.options.whenChanged += options.outerChanges }
            if let outer = options.outerNeeds {
                drafts[index].step.options.needs = (options.needs ?? stepsAbove(index, in: outer.part)) + outer.names
            }
        }
    }

    /// The steps of a part above one of its steps, which that one waits for without `needs`.
    private func stepsAbove(_ index: Int, in part: String) -> [Located<String>] {
        let place = drafts[index].step.range
        return drafts[..<index].filter { draft in
            draft.step.phase == .main && draft.scope.ofSteps?.parts.contains(part) == true
        }.map { Located($0.step.id.rawValue, at: place) }
    }

    /// The steps of each part, by its name.
    var stepsOfParts: [String: [StepID]] {
        var steps: [String: [StepID]] = [:]
        for draft in drafts where draft.step.phase == .main {
            for part in draft.scope.ofSteps?.parts ?? [] { steps[part, default: []].append(draft.step.id) }
        }
        return steps
    }
}

extension Step.Body {
    fileprivate var runsCommands: Bool {
        switch self {
        case .script, .console: true
        case .file, .ensure, .manual, .gate, .checkOnly: false
        }
    }
}
