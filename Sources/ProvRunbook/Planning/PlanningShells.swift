package import ProvDiagnostics

/// What the planner decides about the shells that steps are meant for, and about what steps find in theirs.
extension Planner {
    /// Refuses the due steps that are meant for another shell: they would run in this one.
    ///
    /// A plan that is only looked at shows them instead, and what an earlier plan decided is not decided again.
    func otherShells(_ leftOut: [LeftOut?]) -> [Diagnostic] {
        guard !request.allowsOpenParameters, request.decidedHosts.isEmpty else { return [] }
        return zip(runbook.steps, leftOut).compactMap { step, leftOut in
            guard leftOut == nil, !step.isNamed(request.skipped.contains), let part = step.otherShell else {
                return nil
            }
            return part.diagnostic(.otherShellRefused, in: step)
        }
    }

    /// A block that only sets what later steps find in the shell, or only reads what they use, stays where any of
    /// those is due.
    func keepingState(_ leftOut: [LeftOut?]) -> [LeftOut?] {
        guard let last = leftOut.lastIndex(where: { $0 == nil }) else { return leftOut }
        return leftOut.enumerated().map { index, reason in
            let options = runbook.steps[index].options
            let isKept = options.setsState || options.isReadOnly && !options.captures.isEmpty
            guard let reason, index < last, isKept, reason.isNarrowing else { return reason }
            return nil
        }
    }
}

extension OtherShell {
    /// What lint warns of and what a run refuses, in the same words.
    package func diagnostic(_ rule: DiagnosticRule, in step: Step) -> Diagnostic {
        Diagnostic(
            rule, "command meant for another shell: it follows \(origin)", file: step.file, range: range,
            notes: [(change.file, change.range, "the other shell is opened here")], fix: OtherShell.remedy)
    }
}
