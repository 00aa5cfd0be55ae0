import ProvJournal
import ProvRunbook

/// What people decided and did, and what could not be recorded: everything that makes this run differ from its runbook.
struct ReportPeople {
    let report: RunReport

    var section: ReportSection? {
        var page = Markup()
        page.add(list("Recording problems", report.problems, tone: .bad))
        page.add(list("Interruptions", report.interruptions, tone: .warning))
        page.add(deviations)
        page.add(approvals)
        guard !page.isEmpty else { return nil }
        return ReportSection(id: "people", title: "Deviations and decisions", content: page)
    }

    private func list(_ title: String, _ lines: [String], tone: Tone) -> Markup {
        guard !lines.isEmpty else { return "" }
        var page: Markup = "<h3>\(title)</h3>\n<ul class=\"lines b-\(tone.rawValue)\">\n"
        for line in lines { page.add("<li>\(line)</li>\n") }
        page.add("</ul>\n")
        return page
    }

    private var deviations: Markup {
        guard !report.deviations.isEmpty else { return "" }
        var page: Markup = "<h3>Changes and decisions by people</h3>\n"
        page.add(
            ReportTable.open(caption: "Changes and decisions by people", columns: ["What", "Step", "Who", "Reason"]))
        for deviation in report.deviations {
            let host = deviation.host.map { $0 == PlanHosts.localName ? "" : " on \($0)" } ?? ""
            let evidence: Markup =
                deviation.evidence.map { "<br><span class=\"soft\">evidence</span> <span class=\"mono\">\($0)</span>" }
                ?? ""
            page.add(
                """
                <tr><th scope="row">\(deviation.label)</th><td data-c="Step">\(deviation.step ?? "–")\(host)</td>\
                <td data-c="Who">\(deviation.user)</td><td data-c="Reason">\(deviation.reason)\(evidence)</td></tr>

                """)
        }
        page.add(ReportTable.close)
        return page
    }

    private var approvals: Markup {
        guard !report.approvals.isEmpty else { return "" }
        var page: Markup = "<h3>Approvals</h3>\n"
        page.add(ReportTable.open(caption: "Approvals", columns: ["What", "Step", "Who", "Bound to", "Note"]))
        for approval in report.approvals {
            let signed: Markup = approval.signature == nil ? "" : " <span class=\"tag b-good\">signed</span>"
            page.add(
                """
                <tr><th scope="row">\(approval.action.rawValue)\(signed)</th><td \
                data-c="Step">\(approval.step)</td><td data-c="Who">\(approval.approver ?? "–")</td>\
                <td data-c="Bound to" class="mono">\(String(approval.digest.prefix(16)))…</td><td data-c="Note">\(approval.account)</td></tr>

                """)
        }
        page.add(ReportTable.close)
        return page
    }
}

/// A table with a caption for those who hear it; on a phone its rows become cards.
package enum ReportTable {
    /// The table up to its first row; `close` ends it.
    package static func open(caption: String, columns: [String]) -> Markup {
        var page: Markup = "<table><caption class=\"heard\">\(caption)</caption><thead><tr>"
        for column in columns { page.add("<th scope=\"col\">\(column)</th>") }
        page.add("</tr></thead><tbody>\n")
        return page
    }

    package static let close: Markup = "</tbody></table>\n"
}

extension ApprovalEvent {
    /// What was said, by which key, and what the rules made of it.
    fileprivate var account: String {
        let parts = [note, key.map { "signed with \($0)" }, rule].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? "–" : parts.joined(separator: "; ")
    }
}
