import ProvJournal
import ProvPolicy
import ProvReport
import ProvRunbook
import ProvText

/// The page for operators and auditors: what is proven where, drills against their objectives, how runs end, and the
/// way to all of them.
package struct Overview {
    static let path = "overview.html"
    package static let tablePath = "runs.csv"
    private static let mostDrills = 50

    let history: RunHistory
    private let failures: FailureHistory
    private let pairs: [(before: RunReport, after: RunReport)]
    private let undone: Set<String>

    init(_ history: RunHistory) {
        self.init(history, failures: FailureHistory(history), pairs: Differences.pairs(history))
    }

    init(_ history: RunHistory, failures: FailureHistory, pairs: [(before: RunReport, after: RunReport)]) {
        self.history = history
        self.failures = failures
        self.pairs = pairs
        undone = history.undone
    }

    private var references: PageReferences { PageReferences(page: Self.path, history: history) }

    /// Nothing where nothing has been run.
    package var pages: [PageContent] {
        guard !history.isEmpty else { return [] }
        var page = PageBuilder(path: Self.path, title: "Overview")
        let rates = RunRates(history.runs, undone: undone)
        let summary =
            """
            \(Quantity.count(rates.runs, "run")) of \(Quantity.count(paths.count, "runbook")): \
            \(RunRates.share(rates.succeeded, of: rates.runs)) succeeded, \
            \(rates.rolledBack == 0 ? "none was" : "\(RunRates.share(rates.rolledBack, of: rates.runs)) were") rolled back.
            """
        page.add("<p class=\"lead\">\(summary)</p>\n", words: summary)
        lost.lead(&page)
        proofs(&page)
        drills(&page)
        self.rates(&page, rates)
        troubles(&page)
        differences(&page)
        population(&page)
        return [page.page(kind: .overview, summary: summary)]
    }

    private var lost: LostRunsPart { LostRunsPart(lost: history.lost) }
    private var paths: [String] { unique(history.runs.map { history.path(of: $0) }) }

    // MARK: Proofs

    private func proofs(_ page: inout PageBuilder) {
        page.heading("Last proof", anchor: "proof")
        var rows: [[Markup]] = []
        // What was run comes first: among many guides it is what a reader of a record looks for.
        for path in paths.sorted() + history.runbooks.map(\.path).filter({ path in !paths.contains(path) }).sorted() {
            let ours = history.runs.filter { history.path(of: $0) == path && $0.opened.mode == .run }
            let title = history.runbook(at: path)?.title ?? ours.last?.opened.title ?? path
            guard !ours.isEmpty else {
                if history.runbook(at: path)?.steps.isEmpty == false {
                    rows.append([references.guide(path, title), "–", "<span class=\"soft\">never run</span>", "", ""])
                }
                continue
            }
            for environment in unique(ours.map(\.opened.environment)) {
                rows.append(row(path, title, environment, ours.filter { $0.opened.environment == environment }))
            }
        }
        page.table(
            "Runbooks and environments with their last proof",
            columns: ["Runbook", "Environment", "Last proven, UTC", "Since then", "Succeeded"], rows: rows)
    }

    private func row(_ path: String, _ title: String, _ environment: String, _ runs: [RunReport]) -> [Markup] {
        let rates = RunRates(runs, undone: undone)
        let share: Markup = "\(RunRates.share(rates.succeeded, of: rates.runs))"
        guard let proven = runs.last(where: { $0.verdict == .proven && Proof($0) == .whole }) else {
            let newest =
                runs.last.map { run -> Markup in
                    """
                    \(references.run(run.opened.run, "<span class=\"t-\(run.words.tone.rawValue)\">\(run.words.label)</span>")) \
                    \(.time(run.lastEventAt, hasZone: false) as Markup)
                    """
                } ?? ""
            return [
                references.guide(path, title), "\(environment)",
                runs.last?.verdict == .done
                    ? "<span class=\"soft\">nothing verifies it</span>" : "<span class=\"t-bad\">never</span>",
                "\(newest)", share,
            ]
        }
        let failures = runs.filter { $0.lastEventAt > proven.lastEventAt && [.failed, .inDoubt].contains($0.verdict) }
        var since: Markup =
            failures.isEmpty ? "" : "<span class=\"t-bad\">failed \(Quantity.count(failures.count, "time"))</span>"
        if let newest = failures.last { since = references.run(newest.opened.run, since) }
        let takenBack = runs.filter { $0.lastEventAt > proven.lastEventAt && $0.verdict == .rolledBack }
        if let newest = takenBack.last {
            since =
                "\(since)\(since.isEmpty ? "" : ", " as Markup)\(references.run(newest.opened.run, "<span class=\"t-warning\">rolled back \(Quantity.count(takenBack.count, "time"))</span>"))"
        }
        if history.runbook(at: path) != nil, !history.isToday(proven) {
            since =
                "\(since)\(since.isEmpty ? "" : ", " as Markup)<span class=\"t-warning\">changed</span>"
        }
        return [
            references.guide(path, title), "\(environment)",
            references.run(proven.opened.run, .time(proven.lastEventAt, hasZone: false)),
            since.isEmpty ? "<span class=\"t-good\">unchanged</span>" : since, share,
        ]
    }

    // MARK: Drills

    private func drills(_ page: inout PageBuilder) {
        let drills = history.runs.filter {
            $0.opened.mode == .run && ($0.opened.rtoSeconds != nil || $0.opened.rpoSeconds != nil)
        }
        guard !drills.isEmpty else { return }
        page.heading("Drills and objectives", anchor: "drills")
        page.table(
            "Drills and their measurements",
            columns: ["When", "What", "Runbook", "Environment", "Recovery time", "Recovery point"],
            rows: drills.reversed().prefix(Self.mostDrills).map { report in
                let objectives = RunOverview(report).objectives
                let path = history.path(of: report)
                return [
                    references.run(report.opened.run, .time(report.startedAt)), report.opened.isDrill ? "drill" : "run",
                    references.guide(path, report.opened.title), "\(report.opened.environment)",
                    measure(objectives.first { $0.name == "RTO" }), measure(objectives.first { $0.name == "RPO" }),
                ]
            })
        if drills.count > Self.mostDrills {
            page.paragraph("And \(drills.count - Self.mostDrills) more in the table of all runs.", isSoft: true)
        }
    }

    private func measure(_ objective: Objective?) -> Markup {
        guard let objective else { return "<span class=\"soft\">no objective</span>" }
        let wanted = "of \(Quantity.duration(objective.wanted))"
        guard let measured = objective.measured else {
            return "<span class=\"t-warning\">not measured</span> <span class=\"soft\">\(wanted)</span>"
        }
        let isMet = objective.isMet == true
        return
            """
            <span class="t-\(isMet ? "good" : "bad")">\(isMet ? "met" : "missed"): \
            \(Quantity.duration(measured))</span> <span class="soft">\(wanted)</span>
            """
    }

    // MARK: Rates

    private func rates(_ page: inout PageBuilder, _ all: RunRates) {
        page.heading("How runs end", anchor: "rates")
        func row(_ name: String, _ rates: RunRates) -> [Markup] {
            [
                "\(name)", "\(rates.runs)", "\(RunRates.share(rates.succeeded, of: rates.runs))",
                "\(RunRates.share(rates.failed, of: rates.runs))",
                "\(RunRates.share(rates.other, of: rates.runs))", "\(RunRates.share(rates.rolledBack, of: rates.runs))",
            ]
        }
        var rows = unique(history.runs.map(\.opened.environment)).sorted().map { name in
            row(name, RunRates(history.runs.filter { $0.opened.environment == name }, undone: undone))
        }
        if rows.count > 1 { rows.append(row("All", all)) }
        page.table(
            "How runs end, by environment",
            columns: ["Environment", "Runs", "Succeeded", "Failed", "Unfinished", "Rolled back"], rows: rows)
    }

    private func troubles(_ page: inout PageBuilder) {
        let seen = failures.troubles.filter { !$0.failures.isEmpty }
        guard !seen.isEmpty else { return }
        page.heading("Most frequent failures", anchor: "failures")
        page.add("<ul class=\"plain\">\n")
        for trouble in seen.prefix(5) {
            page.add(
                """
                <li><a href="\(trouble.path)">\(trouble.title)</a> <span \
                class="soft">\(Quantity.count(trouble.failures.count, "time"))\(trouble.best == nil ? ", no known fix" : "")</span></li>

                """
            )
        }
        page.add(
            """
            </ul>
            <p><a \
            href="\(Troubleshooting.path)">\(seen.count == 1 ? "Details" : "All \(seen.count) kinds of failure")</a></p>

            """
        )
    }

    private func differences(_ page: inout PageBuilder) {
        guard !pairs.isEmpty else { return }
        page.heading("Run comparison", anchor: "differences")
        page.add("<ul class=\"plain\">\n")
        for (before, after) in pairs.reversed().prefix(Self.mostDrills) {
            let environments =
                before.opened.environment == after.opened.environment
                ? "two runs in \(after.opened.environment)"
                : "\(before.opened.environment) against \(after.opened.environment)"
            page.add(
                """
                <li><a href="\(DifferencePage.path(before, after))">\(VisibleControls.shownOnOneLine(after.opened.title)): \(environments)</a> \
                <span class="soft">\(before.words.label), \(Moment.short(before.startedAt)); \(after.words.label), \(Moment.short(after.startedAt))</span></li>

                """)
        }
        page.add("</ul>\n")
    }

    private func population(_ page: inout PageBuilder) {
        page.heading("Every run", anchor: "population")
        let modes = Dictionary(grouping: history.runs, by: \.opened.mode).mapValues(\.count)
            .sorted { $0.key.rawValue < $1.key.rawValue }
        let words = Quantity.list(
            modes.map { mode, count in
                switch mode {
                case .run: Quantity.count(count, "run")
                case .verify: Quantity.count(count, "verification")
                case .rollback: Quantity.count(count, "rollback")
                }
            })
        let span = history.runs.first.flatMap { first in history.runs.last.map { (first.startedAt, $0.startedAt) } }
        page.add(
            """
            <p>The record contains \(words.isEmpty ? "no readable run" : words)\(span.map { ", from \(Moment.short($0)) to \(Moment.short($1)) UTC" } ?? ""). <a href="runs/index.html">The list of runs</a> links to the reports; <a href="\(Self.tablePath)" download>runs.csv</a> has all of them with their numbers, for spreadsheets and auditors.</p>

            """)
        lost.list(&page)
        let damaged = history.runs.filter { $0.corruption != nil }
        for run in damaged.prefix(20) {
            page.add(
                """
                <p class="t-bad">\(references.run(run.opened.run, "\(run.opened.run)")) was altered or damaged: \(run.corruption ?? "").</p>

                """
            )
        }
    }
}
