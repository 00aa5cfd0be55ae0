package import ProvJournal

/// What a run was measured against and what was found, a line for each.
package enum ObjectiveText {
    package static func lines(_ report: RunReport, isColoured: Bool) -> [String] {
        lines(RunOverview(report), TerminalPaint(isColoured: isColoured))
    }

    static func lines(_ run: RunOverview, _ paint: TerminalPaint) -> [String] {
        let began = run.report.outageBeganAt.map { ["outage began \(Moment.text($0))"] } ?? []
        return began
            + run.objectives.map { objective in
                let name = "\(objective.name) \(Quantity.duration(objective.wanted)): "
                guard let measured = objective.measured, let isMet = objective.isMet else {
                    return name + paint.faint(objective.absence)
                }
                return name
                    + """
                    \(paint.tone(isMet ? .good : .bad, isMet ? "met" : "missed")), \(Quantity.duration(measured)) \
                    measured
                    """
            }
    }
}
