package import ProvJournal

/// Runs in a list, a line each, as given (the newest first).
package struct RunListText {
    private let runs: [RunSummary]
    private let paint: TerminalPaint
    private let width: Int

    package init(_ runs: [RunSummary], isColoured: Bool, width: Int = 100) {
        self.runs = runs
        paint = TerminalPaint(isColoured: isColoured)
        self.width = width
    }

    package var text: String {
        guard !runs.isEmpty else { return "No runs yet. Start one with `prov run FILE`.\n" }
        let rows = runs.map(row)
        let verdictWidth = rows.map { DisplayWidth.of($0.verdict) }.max() ?? 0
        let whoWidth = min(24, rows.map { DisplayWidth.of($0.who) }.max() ?? 0)
        return rows.map { row in
            let fixed =
                "\(paint.bold(row.id))  \(paint.tone(row.tone, DisplayWidth.padded(row.verdict, to: verdictWidth)))  "
                    + """
                    \(DisplayWidth.padded(row.when, to: 16))  \(DisplayWidth.padded(row.took, to: 10))  \
                    \(fit(row.who, whoWidth))  
                    """
            let used = 26 + 2 + verdictWidth + 2 + 16 + 2 + 10 + 2 + whoWidth + 2
            return (fixed + DisplayWidth.fitted(row.what, to: max(24, width - used))).trimmingTrailingBlanks + "\n"
        }.joined()
    }

    private struct Row {
        var id: String
        var verdict: String
        var tone: Tone
        var when = ""
        var took = ""
        var who = ""
        var what: String
    }

    private func row(_ run: RunSummary) -> Row {
        let words = RunListText.words(of: run)
        var row = Row(
            id: TerminalText.safeLine(run.id), verdict: "\(words.symbol) \(words.label)", tone: words.tone, what: "")
        if let started = run.startedAt {
            row.when = Moment.short(started)
            if let end = run.lastEventAt { row.took = Quantity.duration(max(0, end - started)) }
        }
        switch run.state {
        case .unreadable(let why), .notWhole(let why): row.what = TerminalText.safeLine(why)
        case .running, .closed, .unfinished: break
        }
        guard let opened = run.opened else { return row }
        row.who = TerminalText.safeLine("\(opened.user)@\(opened.environment)")
        let mode = opened.mode == .run ? "" : " (\(opened.mode.rawValue))"
        row.what = TerminalText.safeLine("\(opened.runbook)\(mode)  \(opened.title)")
        return row
    }

    private static func words(of run: RunSummary) -> StateWords {
        if case .closed(let verdict) = run.state { return verdict.words(failed: run.closed?.failed ?? 0) }
        return words(of: run.state)
    }

    /// A run's state as lists show it.
    package static func words(of state: RunSummary.State) -> StateWords {
        switch state {
        case .running: RunVerdict.running.words
        case .closed(let verdict): verdict.words
        case .unfinished:
            StateWords(
                symbol: "○", label: "Unfinished", tone: .warning, meaning: "interrupted; resume it"
            )
        case .notWhole: RunVerdict.notWhole.words
        case .unreadable:
            StateWords(symbol: "!", label: "Unreadable", tone: .bad, meaning: "its first line cannot be trusted")
        }
    }

    private func fit(_ text: String, _ width: Int) -> String {
        DisplayWidth.padded(DisplayWidth.fitted(text, to: width), to: width)
    }
}
