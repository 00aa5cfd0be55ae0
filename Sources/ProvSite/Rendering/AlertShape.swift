import ProvMarkdown
import ProvReport
import ProvRunbook
import ProvText

/// The settled shape of a runbook for an alert: Meaning, Impact, Diagnosis, Mitigation.
struct AlertShape {
    private static let names = ["meaning", "impact", "diagnosis", "mitigation"]

    /// The parts that there are, in the order of the shape.
    let parts: [(title: String, anchor: String)]

    /// `nil` for a document of another shape; one part may be missing.
    init?(_ document: Document) {
        var found: [String: (title: String, anchor: String)] = [:]
        for case .heading(let heading) in document.blocks.lazy.map(\.kind) {
            let name = heading.text.lowercased()
            if Self.names.contains(name), found[name] == nil { found[name] = (heading.text, heading.anchor) }
        }
        parts = Self.names.compactMap { found[$0] }
        guard parts.count >= 3 else { return nil }
    }

    /// Links to the parts, for the top of the page.
    var markup: Markup {
        var page: Markup =
            "<nav class=\"panel alert-shape\" aria-label=\"Parts of this alert's runbook\"><strong>Alert</strong><ul>"
        for part in parts {
            page.add(
                """
                <li><a \
                href="#\(SitePath.encoded(part.anchor))">\(VisibleControls.shownOnOneLine(part.title))</a></li>
                """
            )
        }
        page.add("</ul></nav>\n")
        return page
    }

    /// What a step of such a runbook is: what stands under Diagnosis looks, and changes nothing.
    static func word(for step: Step) -> String {
        step.section.contains { $0.text.lowercased() == "diagnosis" } ? "Check" : "Step"
    }
}
