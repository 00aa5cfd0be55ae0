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
        for planned in plan.steps {
            let step = planned.step
            let place = "\(step.file):\(step.range.start.line)"
            for heading in step.section { try refuse(heading.text, "a heading above the step", place, masker) }
            try refuse(step.title, "a step's title", place, masker)
            try refuse(step.id.rawValue, "a step's name", place, masker)
        }
    }

    /// - Parameter what: what kind of name it is.
    private static func refuse(_ name: String, _ what: String, _ place: String, _ masker: Masker) throws(CommandFailure)
    {
        guard let found = masker.firstName(in: name) else { return }
        throw CommandFailure(
            .refused, "nothing was run: \(what) at \(place) contains the value of secret \(found)",
            advice: "remove it from the runbook, and change the secret: every reader of the runbook has it")
    }
}
