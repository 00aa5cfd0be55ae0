import ProvChecks
import ProvJournal

/// Who ran what, where, when and why, and whether it kept its objectives.
struct ReportFacts {
    let run: RunOverview

    private var opened: RunOpened { run.report.opened }

    var section: ReportSection? {
        var page = facts
        page.add(objectives)
        return ReportSection(id: "run", title: "The run", content: page)
    }

    private var facts: Markup {
        var page: Markup = "<dl class=\"facts\">\n"
        func add(_ term: String, _ value: Markup) { page.add("<div><dt>\(term)</dt><dd>\(value)</dd></div>\n") }
        let login = opened.loginUser.flatMap { $0 == opened.user ? nil : $0 }
        add("Who", "\(opened.user)\(login.map { " (logged in as \($0))" } ?? "")")
        add("Where", "\(opened.environment) <span class=\"soft\">from \(opened.machine)</span>")
        add(
            "When",
            "\(Moment.text(run.report.startedAt)) <span class=\"soft\">for \(Quantity.duration(run.seconds))</span>")
        if let purpose = opened.purpose {
            add("Why", "\(purpose)")
        } else {
            add("Why", "<span class=\"soft\">no reason given</span>")
        }
        add(
            "Runbook",
            """
            <span \
            class="mono">\(opened.runbook)</span>\(opened.kind.map { " <span class=\"soft\">\($0)</span>" as Markup } ?? "")
            """
        )
        add(
            "Digest",
            """
            <span class="mono" title="SHA-256 of the runbook and what it includes: \
            \(opened.runbookDigest)">\(String(opened.runbookDigest.prefix(16)))…</span>
            """
        )
        if let commit = opened.gitCommit {
            let dirty: Markup = opened.gitDirty ? " <span class=\"tag b-warning\">with uncommitted changes</span>" : ""
            add("Git commit", "<span class=\"mono\">\(String(commit.prefix(12)))</span>\(dirty)")
        } else if opened.gitDirty {
            add("Git commit", "<span class=\"tag b-warning\">uncommitted changes</span>")
        }
        if opened.isDrill { add("Drill", "steps ran even if their check passed; it fails if an objective is missed") }
        if let began = run.report.outageBeganAt { add("Outage began", "\(Moment.text(began))") }
        if let signers = opened.signers {
            let tone: Markup = signers.isCommitted ? "soft" : "tag b-warning"
            add(
                "Allowed signers",
                "<span class=\"mono\">\(signers.path)</span> <span class=\"\(tone)\">\(signers.state)</span>")
        }
        add("Run by", "prov \(opened.toolVersion)")
        for requirement in RequirementRow.all(of: run.report) {
            let isMet = requirement.check.result == .pass
            add(
                "Requires",
                """
                \(requirement.wanted) <span \
                class="\(isMet ? "soft" : "tag b-bad")">\(isMet ? "found" : "not met:") \(requirement.check.found)</span>
                """
            )
        }
        if let undoes = opened.undoes { add("Undoes", "<span class=\"mono\">\(undoes)</span>") }
        page.add("</dl>\n")
        return page
    }

    private var objectives: Markup {
        let objectives = run.objectives
        guard !objectives.isEmpty else { return "" }
        var page: Markup = "<ul class=\"objectives\">\n"
        for objective in objectives {
            let name: Markup =
                """
                <abbr title="\(objective.about) objective">\(objective.name)</abbr> \
                \(Quantity.duration(objective.wanted))
                """
            switch objective.isMet {
            case true?:
                page.add(
                    """
                    <li>\(Icon.use("proven", tone: .good))<span>\(name): <b>met</b>, \
                    \(Quantity.duration(objective.measured ?? 0)) measured</span></li>

                    """
                )
            case false?:
                page.add(
                    """
                    <li>\(Icon.use("failed", tone: .bad))<span>\(name): <b>missed</b>, \
                    \(Quantity.duration(objective.measured ?? 0)) measured</span></li>

                    """
                )
            case nil:
                page.add("<li>\(Icon.use("pending", tone: .muted))<span>\(name): \(objective.absence)</span></li>\n")
            }
        }
        page.add("</ul>\n")
        return page
    }
}
