import ProvJournal
import ProvReport
import ProvRunbook
import ProvText

/// The page of a guide: when it was proven last, what it needs to know, its text, what each step proves.
struct GuidePage {
    let source: SiteSource
    let proof: GuideProof
    private var runbook: Runbook { source.runbook }

    init(_ source: SiteSource, proof: GuideProof) {
        self.source = source
        self.proof = proof
    }

    func content(_ links: PageLinks) -> (PageContent, PageRenderer) {
        var renderer = PageRenderer(links: links)
        let blocks = GuideBlocks(runbook)
        renderer.parts.anchors.formUnion(["last-proven", "parameters", "steps-and-proofs"])
        if let summary = runbook.front.summary {
            renderer.page.add("<p class=\"lead\">\(Markup(prose: VisibleControls.shownOnOneLine(summary)))</p>\n")
        }
        if let shape = source.alertShape { renderer.page.add(shape.markup) }
        renderer.page.add(proofPanel)
        renderer.page.add(facts)
        renderer.page.add(GuideForm(runbook).markup)
        blocks.attach(to: &renderer)
        renderer.render(runbook.document, title: source.title)
        renderer.page.add(steps)
        renderer.parts.begin(anchor: "steps-and-proofs", level: 2, title: "Steps and checks")
        let summary = runbook.front.summary ?? renderer.parts.opening
        let content = PageContent(
            path: source.page, kind: .guide, title: source.title, summary: VisibleControls.shownOnOneLine(summary),
            body: renderer.page.text, sections: renderer.parts.sections, source: source.path)
        return (content, renderer)
    }

    // MARK: Proof

    private var proofPanel: Markup {
        var page: Markup =
            """
            <section class="panel proof-panel" aria-labelledby="last-proven">
            <h2 id="last-proven">Last proven</h2>

            """
        if proof.places.isEmpty {
            page.add(
                proof.runs.isEmpty
                    ? "<p>No recorded run of this guide yet.</p>\n"
                    : """
                    <p>None of the \(Quantity.count(proof.runs.count, "recorded run")) of this guide proved it. \
                    <a href="\(report(proof.runs[0]))">The newest</a>.</p>

                    """
            )
        } else {
            page.add("<ul>\n")
            for place in proof.places { page.add(line(place)) }
            page.add("</ul>\n")
        }
        page.add(
            """
            <p class="soft"><a \
            href="\(SitePath.encoded(SitePath.relative(SiteData.badge(of: source.page), from: source.page)))">Badge</a></p>
            </section>

            """
        )
        return page
    }

    private func line(_ place: GuideProof.Place) -> Markup {
        let target = place.system.isEmpty ? place.environment : "\(place.environment), \(place.system)"
        if let run = place.unverified {
            return
                """
                <li class="b-neutral"><strong>Nothing verifies it</strong> on \(target): the newest run only \
                ended <a href="\(report(run))">done</a>, \
                \(.time(run.lastEventAt) as Markup).\(sequel(place, since: ""))</li>

                """
        }
        guard let run = place.proven else {
            if place.failures.isEmpty {
                return
                    """
                    <li class="b-neutral"><strong>No current proof</strong> on \
                    \(target).\(sequel(place, since: ""))</li>

                    """
            }
            return "<li class=\"b-bad\"><strong>Never</strong> on \(target).\(sequel(place, since: ""))</li>\n"
        }
        let isOfToday = proof.isOfToday(run)
        var page: Markup =
            """
            <li \
            class="\(place.failures.isEmpty && place.takenBack.isEmpty && isOfToday ? "b-good" : "b-warning")"><a \
            href="\(report(run))"><time \
            datetime="\(Moment.machine(run.lastEventAt))">\(Moment.short(run.lastEventAt)) UTC</time></a> on \
            \(target).
            """
        page.add(sequel(place, since: " since then"))
        if !isOfToday { page.add(" The guide has changed since.") }
        page.add("</li>\n")
        return page
    }

    /// How often it failed or was taken back.
    private func sequel(_ place: GuideProof.Place, since: String) -> Markup {
        var page = Markup()
        if let newest = place.failures.first {
            page.add(
                " <a href=\"\(report(newest))\">Failed \(Quantity.count(place.failures.count, "time"))\(since)</a>.")
        }
        if let newest = place.takenBack.first {
            page.add(
                """
                 <a href="\(report(newest))">Rolled back \(Quantity.count(place.takenBack.count, "time"))\(since)</a>.
                """
            )
        }
        return page
    }

    private func report(_ run: RunReport) -> String {
        SitePath.relative("runs/\(run.opened.run).html", from: source.page)
    }

    // MARK: What it is

    private var facts: Markup {
        let front = runbook.front
        var rows: [(String, Markup)] = []
        if let kind = front.kind { rows.append(("Kind", "\(kind.rawValue)")) }
        if let owner = front.owner { rows.append(("Owner", "\(VisibleControls.shownOnOneLine(owner))")) }
        if let on = front.on { rows.append(("Runs on", "\(VisibleControls.shownOnOneLine(on))")) }
        if !front.requires.isEmpty {
            rows.append(
                (
                    "Requires",
                    "\(VisibleControls.shownOnOneLine(Quantity.list(front.requires.map { "\($0.tool) \($0.constraint.text)" })))"
                ))
        }
        if let rto = front.objectives.rto {
            rows.append(("Recovery time", "at most \(Quantity.duration(rto.seconds))"))
        }
        if let rpo = front.objectives.rpo {
            rows.append(("Recovery point", "at most \(Quantity.duration(rpo.seconds))"))
        }
        if !front.tags.isEmpty {
            rows.append(("Tags", "\(VisibleControls.shownOnOneLine(front.tags.joined(separator: ", ")))"))
        }
        guard !rows.isEmpty else { return "" }
        var page: Markup = "<dl class=\"facts\">\n"
        for (name, value) in rows { page.add("<div><dt>\(name)</dt><dd>\(value)</dd></div>\n") }
        page.add("</dl>\n")
        return page
    }

    // MARK: Steps

    private var steps: Markup {
        let steps = runbook.steps
        let texts = GuideCode(runbook: runbook)
        var page: Markup = """
            <section aria-labelledby="steps-and-proofs">
            <h2 id="steps-and-proofs">Steps and checks</h2>
            <div class="table" tabindex="0"><table>
            <thead><tr><th>Step</th><th>Kind</th><th>Proven by</th></tr></thead>
            <tbody>

            """
        for (index, step) in steps.enumerated() {
            let proofs = PlannedStepOverview.proofs(of: step)
            let anchor = SitePath.encoded(GuideBlocks.anchor(of: step))
            page.add(
                """
                <tr><td><a \
                href="#\(anchor)">\(index + 1)</a></td><td>\(texts.line(step.title, of: step))</td><td>
                """
            )
            page.add(
                proofs.isEmpty
                    ? "<span class=\"soft\">nothing</span>"
                    : texts.prose(proofs.joined(separator: "; "), of: step))
            page.add("</td></tr>\n")
        }
        page.add("</tbody></table></div>\n")
        page.add(graph)
        page.add("</section>\n")
        return page
    }

    private static let mostGraphSteps = 300

    private var graph: Markup {
        let steps = runbook.steps
        guard steps.count > 1, steps.count <= Self.mostGraphSteps else { return "" }
        let nodes = steps.enumerated().map { index, step in
            StepGraph.Node(
                number: index + 1, title: step.title,
                note: PlannedStepOverview.proofs(of: step).isEmpty ? "not verified" : "verified",
                tone: PlannedStepOverview.proofs(of: step).isEmpty ? .neutral : .good, isFinal: step.phase == .finally)
        }
        var needs: [[String]] = []
        var previous: String?
        for step in steps {
            needs.append(
                step.options.needs?.map(\.value) ?? (step.phase == .finally ? [] : previous.map { [$0] } ?? []))
            if step.phase == .main { previous = step.id.rawValue }
        }
        let graph = StepGraph(nodes: nodes, ids: steps.map(\.id.rawValue), needs: needs)
        let drawing = GraphDrawing(graph)
        let width = Int(drawing.width.rounded(.up))
        let height = Int(drawing.height.rounded(.up))
        return """
            <details class="part"><summary>Step graph</summary>
            <div class="table" tabindex="0"><svg class="graph" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img" aria-label="\(graph.words())">
            \(drawing.content)</svg></div></details>

            """
    }
}
