import ProvJournal
import ProvRunbook
import ProvText

/// Every step in the order of the plan, grouped by heading; what failed is open.
struct ReportSteps {
    let run: RunOverview
    let input: ReportInput
    private let budget: LogBudget

    init(run: RunOverview, input: ReportInput) {
        self.run = run
        self.input = input
        budget = LogBudget(run)
    }

    var section: ReportSection? {
        guard !run.steps.isEmpty else {
            return ReportSection(
                id: "steps", title: "Steps", content: "<p>The journal ends before the plan: no step had started.</p>\n")
        }
        var page = Markup()
        var heading: [String]?
        for step in run.steps {
            let section = step.step.planned.phase == .finally ? ["Finally"] : step.step.planned.section
            if section != heading {
                if heading != nil { page.add("</div>\n") }
                heading = section
                page.add(
                    """
                    <h3 class="path">\(trail(section))</h3>
                    <div class="steps\(run.isOnManyHosts ? "" : " one")">

                    """
                )
            }
            page.add(markup(of: step))
        }
        page.add("</div>\n")
        return ReportSection(id: "steps", title: "Steps", content: page)
    }

    private func trail(_ section: [String]) -> Markup {
        // A runbook's first heading is its title, which stands at the top of the page.
        let section =
            section.count > 1 && section.first == input.report.opened.title ? section.dropFirst() : section[...]
        guard let last = section.last else { return "Before the first heading" }
        var page = Markup()
        for outer in section.dropLast() {
            page.add("<span class=\"soft\">\(VisibleControls.shownOnOneLine(outer)) › </span>")
        }
        page.add("\(VisibleControls.shownOnOneLine(last))")
        return page
    }

    private func markup(of step: StepOverview) -> Markup {
        let words = step.state.words
        let needsAttention = step.state == .failed || step.state == .inDoubt
        var page: Markup = "<details class=\"step\" id=\"\(step.anchor)\""
        if needsAttention { page.add(" open") }
        page.add(
            """
            ><summary>\(Icon.use(step.state))<span class="name"><span class="number">\(step.number)</span> \
            \(VisibleControls.shownOnOneLine(step.title))</span>\
            <span class="meta"><span class="t-\(words.tone.rawValue)">\(step.label)</span>\(hostWords(step))\(durationWords(step))</span>\(track(step))</summary>
            <div class="body">

            """)
        page.add(about(step))
        var lines = StepLines(step: step, budget: budget)
        for group in step.groups {
            page.add(ReportHosts(run: run, step: step, input: input).markup(of: group, lines: &lines))
        }
        page.add("</div></details>\n")
        return page
    }

    private func hostWords(_ step: StepOverview) -> Markup {
        guard run.isOnManyHosts, !step.step.hosts.isEmpty else { return "" }
        return
            "<span>\(step.step.hosts.count > 2 ? Quantity.count(step.step.hosts.count, "host") : step.step.hosts.map(\.host).joined(separator: ", "))</span>"
    }

    private func durationWords(_ step: StepOverview) -> Markup {
        step.seconds.map { "<span class=\"took\">\(Quantity.duration($0))</span>" } ?? ""
    }

    /// When the step ran, as a stroke on the run's whole length; only drawn where there is room.
    private func track(_ step: StepOverview) -> Markup {
        guard let startedAt = step.startedAt, let endedAt = step.endedAt, run.seconds > 0 else { return "" }
        let start = (startedAt - run.report.startedAt) / run.seconds * 100
        return """
            <svg class="track" width="100%" height="6" aria-hidden="true" focusable="false"><rect class="rail" \
            width="100%" height="6" rx="3"/>\
            <rect class="s-\(step.state.rawValue)" x="\(percent(min(start, 99)))" width="\(percent(max((endedAt - startedAt) / run.seconds * 100, 1)))" height="6" rx="3"/></svg>
            """
    }

    private func about(_ step: StepOverview) -> Markup {
        let planned = step.step.planned
        var page = Markup()
        if !planned.command.isEmpty {
            let caption =
                switch planned.kind {
                case .file: "Writes"
                case .ensure: "Ensures"
                case .manual: "Manual step"
                case .gate: "Waits for"
                case .check: "Verifies"
                default: "Runs"
                }
            page.add(
                """
                <figure><figcaption>\(caption) <span class="mono soft">\(step.place)</span></figcaption><pre \
                class="command">
                \(planned.command)</pre></figure>

                """
            )
        }
        page.add("<dl class=\"small\"><div><dt>Name</dt><dd class=\"mono\">\(planned.step)</dd></div>")
        if !planned.proves.isEmpty {
            page.add("<div><dt>Proven by</dt><dd>\(Markup(prose: planned.proves.joined(separator: "; ")))</dd></div>")
        }
        if !planned.needs.isEmpty {
            page.add(
                """
                <div><dt>After</dt><dd \
                class="mono">\(RunOverview.shortened(planned.needs).joined(separator: ", "))</dd></div>
                """
            )
        }
        if let leftOut = planned.leftOut { page.add("<div><dt>Skipped</dt><dd>\(leftOut.sentence)</dd></div>") }
        page.add("</dl>\n")
        return page
    }
}

/// How much of each output the page shows, so that it stays one that a browser opens.
///
/// Small outputs are always whole; what is left is shared among the long ones.
package struct LogBudget {
    /// Bytes of output, each line counted with the markup around it.
    static let total = 32 << 20
    static let lineCost = 64

    private let share: Int

    package init(_ run: RunOverview) {
        let outputs = run.steps.flatMap(\.groups).flatMap(\.sample.attempts).flatMap(\.outputs)
        let costs = outputs.map {
            min($0.storedLength ?? $0.length, Self.total) + min($0.lines, Self.total) * Self.lineCost
        }.sorted()
        var left = Self.total
        var share = Self.total
        for (index, cost) in costs.enumerated() {
            share = left / (costs.count - index)
            if cost > share { break }
            left -= cost
            share = Self.total
        }
        self.share = share
    }

    /// An output cut to the share that each output of the page has.
    package func excerpt(_ bytes: [UInt8]) -> OutputExcerpt {
        OutputExcerpt(bytes, lines: max(20, share / (2 * Self.lineCost)), bytes: max(4096, share))
    }
}
