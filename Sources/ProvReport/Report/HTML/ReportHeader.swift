import ProvJournal
import ProvText

/// The top of the page: what ran and how it ended.
struct ReportHeader {
    let run: RunOverview
    let input: ReportInput

    private var opened: RunOpened { run.report.opened }

    func markup(sections: [ReportSection]) -> Markup {
        var page: Markup = """
            <header class="wrap">
            <p class="eyebrow">\(modeWords) report <span class="mono">\(opened.run)</span></p>
            <h1>\(VisibleControls.shownOnOneLine(opened.title))</h1>

            """
        page.add(banner)
        page.add("<nav aria-label=\"Parts of this report\"><ul>")
        for section in sections { page.add("<li><a href=\"#\(section.id)\">\(section.title)</a></li>") }
        page.add("</ul></nav>\n</header>\n")
        return page
    }

    private var modeWords: String {
        switch opened.mode {
        case .verify: "Verification"
        case .rollback: "Rollback"
        default: "Run"
        }
    }

    // MARK: Verdict

    private var banner: Markup {
        let words = run.words
        var page: Markup = """
            <div class="verdict b-\(words.tone.rawValue)">
            \(Icon.use(run.words.symbol == RunVerdict.failed.words.symbol ? .failed : run.verdict))
            <div>
            <p class="word">\(words.label)</p>
            <p>\(run.sentence)</p>

            """
        page.add(tally)
        page.add("</div>\n</div>\n")
        if !input.integrity.isAnchored, input.integrity.chain == .whole {
            page.add(
                """
                <p class="unanchored"><strong>UNANCHORED</strong> Nothing outside of the store confirms this record. <a href="#proof">Details</a></p>

                """
            )
        }
        if case .corrupt(let place) = input.integrity.chain {
            page.add(
                """
                <p class="unanchored b-bad"><strong>CORRUPT</strong> This record was altered or damaged: \(place). Do not rely on it; this page shows what could be read.</p>

                """
            )
        }
        return page
    }

    /// A bar that shows at a glance how many steps stand where, and the same in words.
    private var tally: Markup {
        let tally = run.tally
        let total = tally.reduce(0) { $0 + $1.count }
        guard total > 0 else { return "" }
        var page: Markup = "<svg class=\"bar\" width=\"100%\" height=\"8\" aria-hidden=\"true\" focusable=\"false\">"
        var start = 0.0
        for part in tally {
            let share = Double(part.count) / Double(total) * 100
            page.add(
                "<rect class=\"s-\(part.state.rawValue)\" x=\"\(percent(start))\" width=\"\(percent(share))\" height=\"8\"/>"
            )
            start += share
        }
        page.add("</svg>\n<ul class=\"tally\">")
        for part in tally {
            page.add(
                """
                <li>\(Icon.use(part.state))<span><b>\(part.count)</b> \
                \(part.state.words.label.lowercased())</span></li>
                """
            )
        }
        page.add("</ul>\n")
        return page
    }
}

/// `12.5%`, for attributes of SVG.
func percent(_ value: Double) -> String {
    let hundredths = Int(exactly: (min(max(value, 0), 100) * 100).rounded()) ?? 0
    let rest = hundredths % 100
    return "\(hundredths / 100)" + (rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)") + "%"
}
