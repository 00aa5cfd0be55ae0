import ProvJournal
import ProvRunbook
import ProvText

/// Names of a runbook that hold a secret: they are shown and stored as they are, so nothing may run under them.
enum RevealingNames {
    static func refuse(_ plan: Plan, _ masker: Masker) throws(CommandFailure) {
        guard !masker.isEmpty else { return }
        let runbook = plan.runbook
        try refuse(runbook.title, "its title", "\(runbook.path)", masker)
        for tag in runbook.front.tags { try refuse(tag, "a tag", runbook.path, masker) }
        try refuse(runbook.path, "its file's name", masker.mask(runbook.path), masker)
        let isWritten = runbook.sourceBytes.contains { masker.firstOccurrence(in: $0) != nil }
        for planned in plan.steps {
            let step = planned.step
            let place = "\(step.file):\(step.range.start.line)"
            for heading in step.section { try refuse(heading.text, "a heading above the step", place, masker) }
            if step.item != nil, !isWritten {
                try refuse(step.title, "the title for an item of a list", place, masker, advice: itemAdvice)
            }
            try refuse(step.title, "a step's title", place, masker)
            try refuse(step.id.rawValue, "a step's name", place, masker)
        }
    }

    private static let itemAdvice = "give the step a title that does not use the value"

    /// The plan with no secret in the titles that are made of a step's own text, which is masked where it is shown.
    static func masking(_ plan: Plan, _ masker: Masker) -> Plan {
        guard !masker.isEmpty else { return plan }
        return Plan(plan) { step in
            guard step.isTitledByItsText, masker.firstName(in: step.title) != nil else { return step.title }
            let title = masker.mask(step.title)
            return masker.firstName(in: title) == nil ? title : step.id.rawValue
        }
    }

    /// - Parameter what: what kind of name it is.
    private static func refuse(
        _ name: String, _ what: String, _ place: String, _ masker: Masker,
        advice: String = "remove it from the runbook, and change the secret: every reader of the runbook has it"
    ) throws(CommandFailure) {
        guard let found = masker.firstName(in: name) else { return }
        throw CommandFailure(
            .refused, "nothing was run: \(what) at \(place) contains the value of secret \(found)",
            advice: advice)
    }
}
