import ProvJournal

/// What this page rests on, and how anyone can check it without prov.
struct ReportProof {
    let input: ReportInput

    private var report: RunReport { input.report }

    var section: ReportSection? {
        var page = chain
        page.add("<dl class=\"values\">\n")
        func add(_ term: String, _ value: String) {
            page.add("<div><dt>\(term)</dt><dd class=\"mono\">\(value)</dd></div>\n")
        }
        if !report.headHash.isEmpty { add("Hash of the last line", report.headHash) }
        if let root = report.closed?.merkleRoot { add("Merkle root", root) }
        add("Records", Quantity.grouped(report.eventCount))
        add("Runbook (SHA-256)", report.opened.runbookDigest)
        for digest in report.toolDigests { add("prov binary (SHA-256)", digest) }
        if let checkpoint = report.opened.storeCheckpoint {
            add("Store's log before", "\(Quantity.count(checkpoint.size, "entry", "entries")), root \(checkpoint.root)")
        }
        page.add("</dl>\n")
        page.add(anchors)
        page.add(check)
        for remark in input.integrity.remarks {
            page.add("<p class=\"soft\">Not supported by this version: \(remark)</p>\n")
        }
        return ReportSection(id: "proof", title: "Proof", content: page)
    }

    private var chain: Markup {
        let (icon, words): (Markup, String) =
            switch input.integrity.chain {
            case .whole:
                (
                    Icon.use("proven", tone: .good),
                    "The hash chain of the journal is intact: every line has its hash and follows the one before it."
                )
            case .torn(let bytes):
                (
                    Icon.use("interrupted", tone: .warning),
                    """
                    The hash chain of the journal is intact up to its last line; \(Quantity.count(bytes, "byte")) of an interrupted write follow it.
                    """
                )
            case .corrupt(let place):
                (
                    Icon.use("failed", tone: .bad),
                    "The hash chain is broken: \(place). Do not rely on this record; the page shows what could be read."
                )
            case .unchecked:
                (Icon.use("in-doubt", tone: .warning), "The journal was not verified when this page was made.")
            }
        return "<p class=\"chain\">\(icon)<span>\(words)</span></p>\n"
    }

    private var anchors: Markup {
        guard !input.integrity.anchors.isEmpty else {
            return """
                <p class="chain">\(Icon.use("pending", tone: .warning))<span><strong>UNANCHORED.</strong> The chain proves that no single line was changed, but not that the owner of the store did not rewrite all of them. Copy the hash of the last line to a place that they cannot change: the ticket, a signed timestamp, a second store.</span></p>

                """
        }
        var page: Markup = "<h3>Anchored by</h3>\n<ul class=\"lines b-good\">\n"
        for anchor in input.integrity.anchors { page.add("<li>\(anchor)</li>\n") }
        page.add("</ul>\n")
        return page
    }

    private var check: Markup {
        let last = input.integrity.segments.last ?? "journal-0001.jsonl"
        var lines = ["cd .prov/runs/\(report.opened.run)"]
        if report.closed != nil {
            lines.append("sha256sum -c SHA256SUMS          # journal and outputs are the ones that were sealed")
        }
        lines.append("tail -n 1 \(last) | grep -o '\"h\":\"[0-9a-f]*\"}$'   # ends in the hash above")
        lines.append(
            """
            { printf '\\0'; tail -n 1 \(last) | sed 's/,"h":"[0-9a-f]\\{64\\}"}$/}/'; } | tr -d '\\n' | \
            sha256sum   # and has it
            """
        )
        return """
            <h3>Check it yourself</h3>
            <pre class="command">
            \(lines.joined(separator: "\n"))</pre>
            <p class="soft">Every line of the journal contains the hash of the line before it, so the last hash covers all of them.</p>

            """
    }
}
