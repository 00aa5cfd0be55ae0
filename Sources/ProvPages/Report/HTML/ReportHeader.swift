import ProvJournal

/// The top of the page: what ran, how it ended, who, where, when and why.
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
        page.add(facts)
        page.add(objectives)
        page.add("<nav aria-label=\"Parts of this report\"><ul>")
        for section in sections { page.add("<li><a href=\"#\(section.id)\">\(section.title)</a></li>") }
        page.add("</ul></nav>\n</header>\n")
        return page
    }

    private var modeWords: String {
        switch opened.mode {
        case "verify": "Verification"
        case "rollback": "Rollback"
        default: "Run"
        }
    }

    // MARK: Verdict

    private var banner: Markup {
        let words = run.verdict.words
        var page: Markup = """
            <div class="verdict b-\(words.tone.rawValue)">
            \(Icon.use(run.verdict))
            <div>
            <p class="word">\(words.label)</p>
            <p>\(run.sentence)</p>

            """
        page.add(tally)
        page.add("</div>\n</div>\n")
        if !input.integrity.isAnchored, input.integrity.chain == .whole {
            page.add("<p class=\"unanchored\"><strong>UNANCHORED</strong> Nothing outside of the store confirms this record. <a href=\"#proof\">What that means</a></p>\n")
        }
        if case .corrupt(let place) = input.integrity.chain {
            page.add("<p class=\"unanchored b-bad\"><strong>CORRUPT</strong> The journal was altered or damaged at \(place). What follows is only what stands before that place.</p>\n")
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
            page.add("<rect class=\"s-\(part.state.rawValue)\" x=\"\(percent(start))\" width=\"\(percent(share))\" height=\"8\"/>")
            start += share
        }
        page.add("</svg>\n<ul class=\"tally\">")
        for part in tally {
            page.add("<li>\(Icon.use(part.state))<span><b>\(part.count)</b> \(part.state.words.label.lowercased())</span></li>")
        }
        page.add("</ul>\n")
        return page
    }

    // MARK: Facts

    private var facts: Markup {
        var page: Markup = "<dl class=\"facts\">\n"
        func add(_ term: String, _ value: Markup) { page.add("<div><dt>\(term)</dt><dd>\(value)</dd></div>\n") }
        let login = opened.loginUser.flatMap { $0 == opened.user ? nil : $0 }
        add("Who", "\(opened.user)\(login.map { " (logged in as \($0))" } ?? "")")
        add("Where", "\(opened.environment) <span class=\"soft\">from \(opened.machine)</span>")
        add("When", "\(Moment.text(run.report.startedAt)) <span class=\"soft\">for \(Quantity.duration(run.seconds))</span>")
        if let purpose = opened.purpose { add("Why", "\(purpose)") } else { add("Why", "<span class=\"soft\">no reason was given</span>") }
        add("Runbook", "<span class=\"mono\">\(opened.runbook)</span>\(opened.kind.map { " <span class=\"soft\">\($0)</span>" as Markup } ?? "")")
        add("Digest", "<span class=\"mono\" title=\"SHA-256 of the runbook and what it includes: \(opened.runbookDigest)\">\(String(opened.runbookDigest.prefix(16)))…</span>")
        if let commit = opened.gitCommit {
            let dirty: Markup = opened.gitDirty ? " <span class=\"tag b-warning\">with uncommitted changes</span>" : ""
            add("Git commit", "<span class=\"mono\">\(String(commit.prefix(12)))</span>\(dirty)")
        } else if opened.gitDirty {
            add("Git commit", "<span class=\"tag b-warning\">uncommitted changes</span>")
        }
        add("Run by", "prov \(opened.toolVersion)")
        if let undoes = opened.undoes { add("Undoes", "<span class=\"mono\">\(undoes)</span>") }
        page.add("</dl>\n")
        return page
    }

    private var objectives: Markup {
        let objectives = run.objectives
        guard !objectives.isEmpty else { return "" }
        var page: Markup = "<ul class=\"objectives\">\n"
        for objective in objectives {
            let name: Markup = "<abbr title=\"\(objective.about) objective\">\(objective.name)</abbr> \(Quantity.duration(objective.wanted))"
            switch objective.isMet {
            case true?:
                page.add("<li>\(Icon.use("proven", tone: .good))<span>\(name): <b>met</b>, \(Quantity.duration(objective.measured ?? 0)) measured</span></li>\n")
            case false?:
                page.add("<li>\(Icon.use("failed", tone: .bad))<span>\(name): <b>missed</b>, \(Quantity.duration(objective.measured ?? 0)) measured</span></li>\n")
            case nil: page.add("<li>\(Icon.use("pending", tone: .muted))<span>\(name): not measured by a run</span></li>\n")
            }
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
