import ProvJournal
package import ProvRunbook
import ProvText

/// The plan as a picture: each step below the steps it waits for. Self-contained, light or dark as the viewer is.
package struct PlanSVG: PlanFormat {
    package let name = "svg"
    package let about = "a picture of the steps and their dependencies"
    package let fileExtension = "svg"
    package let mediaType = "image/svg+xml"

    package init() {}

    package func render(_ plan: Plan) -> [UInt8] {
        let overview = PlanOverview(plan)
        let graph = StepGraph(
            nodes: overview.steps.map(node), ids: overview.steps.map(\.step.id.rawValue),
            needs: overview.steps.map { $0.planned.dependencies.map(\.rawValue) })
        let drawing = GraphDrawing(graph)
        let width = max(240, Int(drawing.width.rounded(.up)))
        let height = max(40, Int(drawing.height.rounded(.up)))
        var page: Markup = """
            <svg xmlns="http://www.w3.org/2000/svg" class="graph" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="title about">
            <title id="title">Plan of \(VisibleControls.shownOnOneLine(overview.title))</title>
            <desc id="about">\(overview.totals). \(graph.words())</desc>
            <style>
            """
        page.add(text: Self.css)
        page.add("</style>\n<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>\n")
        page.add(drawing.content)
        page.add("</svg>\n")
        return page.bytes
    }

    private static let css = BaseStyle.variables + ".ground{fill:var(--page)}\n" + GraphDrawing.css

    private func node(_ step: PlannedStepOverview) -> StepGraph.Node {
        let note =
            step.planned.leftOut.map { "skipped: \($0.sentence)" }
            ?? [step.step.phase == .finally ? "finally" : nil, step.isOnlyHere ? nil : step.hostsText, deed(step)]
            .compactMap { $0 }.joined(separator: " · ")
        let tone: Tone = step.planned.leftOut != nil ? .muted : step.proofs.isEmpty ? .neutral : .good
        return StepGraph.Node(
            number: step.number, title: step.title, note: note, tone: tone, isLeftOut: step.planned.leftOut != nil,
            isFinal: step.step.phase == .finally)
    }

    private func deed(_ step: PlannedStepOverview) -> String {
        switch step.kind {
        case .manual: "by hand"
        case .gate: "approval"
        case .check: "check"
        default: step.proofs.isEmpty ? "unverified" : "verified"
        }
    }
}
