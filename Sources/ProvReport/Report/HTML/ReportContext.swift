import ProvJournal

/// What the run was given and what it met: parameters, captured values, hosts, masked secrets.
struct ReportContext {
    let report: RunReport

    var section: ReportSection? {
        var page = Markup()
        page.add(values("Parameters", report.opened.parameters))
        page.add(values("Captured values", report.captures))
        page.add(hosts)
        page.add(values("Masked secrets", report.redactions.mapValues { Quantity.count($0, "time") }))
        guard !page.isEmpty else { return nil }
        return ReportSection(id: "context", title: "Inputs and hosts", content: page)
    }

    private func values(_ title: String, _ values: [String: String]) -> Markup {
        guard !values.isEmpty else { return "" }
        var page: Markup = "<h3>\(title)</h3>\n<dl class=\"values\">\n"
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            page.add("<div><dt class=\"mono\">\(name)</dt><dd class=\"mono\">\(value)</dd></div>\n")
        }
        page.add("</dl>\n")
        return page
    }

    private var hosts: Markup {
        guard !report.hosts.isEmpty else { return "" }
        var page: Markup = "<h3>Hosts</h3>\n"
        page.add(ReportTable.open(caption: "Hosts", columns: ["Host", "Reached by", "System", "Shell", "Boot"]))
        for host in report.hosts {
            page.add(
                """
                <tr><th scope="row">\(host.host)</th><td data-c="Reached by">\(host.transport)</td><td \
                data-c="System">\(host.system)</td>\
                <td data-c="Shell">\(host.shell)</td><td data-c="Boot" class="mono">\(host.bootID ?? "–")</td></tr>

                """)
        }
        page.add(ReportTable.close)
        return page
    }
}
