import ProvJournal
import ProvText

/// One self-contained HTML file: opens by double click, needs no script, prints whole.
package struct HTMLReport: ReportFormat {
    package let name = "html"
    package let about = "one self-contained page for people; prints to PDF"
    package let fileExtension = "html"
    package let mediaType = "text/html"

    package init() {}

    package func render(_ input: ReportInput) -> [UInt8] {
        let run = RunOverview(input.report)
        let title = VisibleControls.shownOnOneLine(input.report.opened.title)
        let page = HTMLPage(
            title: "\(run.words.label): \(title)",
            description: "\(run.words.label). \(run.sentence) Run \(input.report.opened.run).",
            stylesheet: ReportStyle.css, body: body(input, run))
        return page.bytes
    }

    private func body(_ input: ReportInput, _ run: RunOverview) -> Markup {
        let sections: [ReportSection] = [
            ReportFailures(run: run, input: input).section, ReportFacts(run: run).section,
            ReportPeople(report: run.report).section,
            ReportSteps(run: run, input: input).section, ReportCourse(run: run).section,
            ReportContext(report: run.report).section,
            ReportProof(input: input).section,
        ].compactMap { $0 }
        var page: Markup = "<a class=\"skip\" href=\"#main\">Skip to the report</a>\n"
        page.add(Icon.definitions)
        page.add(ReportHeader(run: run, input: input).markup(sections: sections))
        page.add("<main id=\"main\" class=\"wrap\">\n")
        for section in sections {
            page.add(
                """
                <section aria-labelledby="\(section.id)">
                <h2 id="\(section.id)">\(section.title)</h2>
                \(section.content)</section>

                """
            )
        }
        page.add("</main>\n")
        page.add(
            """
            <footer class="wrap"><p>Made by prov \(input.generatorVersion) from the journal of run <span class="mono">\(input.report.opened.run)</span>.
            All times are UTC.</p></footer>

            """)
        return page
    }
}

/// A part of the report with a place in its contents.
struct ReportSection {
    var id: String
    var title: String
    var content: Markup
}
