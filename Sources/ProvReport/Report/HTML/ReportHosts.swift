import ProvJournal

/// A step on the hosts where it went the same way: attempts, outputs, checks.
struct ReportHosts {
    let run: RunOverview
    let step: StepOverview
    let input: ReportInput

    func markup(of group: HostGroup, lines: inout StepLines) -> Markup {
        var page = Markup()
        if run.isOnManyHosts || step.groups.count > 1 { page.add(heading(group)) }
        if let reason = group.reason {
            page.add("<p class=\"reason b-\(group.state.words.tone.rawValue)\">\(Markup(prose: reason))</p>\n")
        }
        let isOpen = group.state == .failed || group.state == .inDoubt
        for index in group.sample.attempts.indices {
            page.add(
                attempt(
                    index, of: group,
                    isOpen: isOpen
                        && group.sample.attempts[index].intended.key == group.sample.decisiveAttempt?.intended.key,
                    lines: &lines))
        }
        page.add(checks(group.sample.checks))
        return page
    }

    private func heading(_ group: HostGroup) -> Markup {
        let same =
            group.hosts.count > 1
            ? (group.sample.attempts.contains { !$0.outputs.isEmpty } ? ": same output" : ": the same") : ""
        return
            """
            <p class="hosts">\(Icon.use(group.state))<span><b>\(group.names.joined(separator: ", "))</b>\(same) \
            <span class="soft">\(group.label)</span></span></p>

            """
    }

    private func attempt(_ index: Int, of group: HostGroup, isOpen: Bool, lines: inout StepLines) -> Markup {
        let attempt = group.sample.attempts[index]
        var page: Markup =
            """
            <div class="attempt">
            <p><b>\(attempt.label)</b> <span class="t-\(attempt.tone.rawValue)">\(attempt.ending)</span>
            """
        if let seconds = group.seconds(ofAttempt: index) {
            page.add(" <span class=\"soft\">in \(Self.range(seconds))</span>")
        }
        page.add(
            """
             <span class="soft">at \(Moment.timeOfDay(attempt.intendedAt)), \
            \(attempt.intended.interpreter)</span></p>

            """
        )
        if attempt.intended.command != step.step.planned.command {
            page.add("<pre class=\"command\">\n\(attempt.intended.command)</pre>\n")
        }
        if let survivors = attempt.exited?.survivors, !survivors.isEmpty {
            page.add(
                "<p class=\"reason b-warning\">Processes that kept running: \(survivors.joined(separator: ", "))</p>\n")
        }
        if attempt.exited?.ending != .running {
            for ended in attempt.background {
                page.add(
                    """
                    <p class="soft">Process \(ended.pid), left running: \(ended.words) after \
                    \(Quantity.duration(ended.seconds))</p>

                    """
                )
            }
        }
        for stored in attempt.outputs where stored.length > 0 {
            page.add(output(stored, isOpen: isOpen, lines: &lines))
        }
        page.add("</div>\n")
        return page
    }

    private func output(_ stored: OutputStored, isOpen: Bool, lines: inout StepLines) -> Markup {
        let anchor = lines.nextAnchor()
        let size = "\(Quantity.count(stored.lines, "line")), \(Quantity.bytes(stored.length))"
        guard !stored.isWithheld else {
            return
                "<p class=\"soft\">\(stored.label): \(size), withheld: a secret in it is too short to mask</p>\n"
        }
        guard let bytes = input.bytes(of: stored) else {
            return
                """
                <p class="reason b-warning">\(stored.label): \(size), no longer readable (outputs/\(stored.contentHash))</p>

                """
        }
        let masked = stored.maskHits > 0 ? ", \(Quantity.count(stored.maskHits, "place")) masked" : ""
        var page: Markup = "<details class=\"output\""
        if isOpen { page.add(" open") }
        page.add(
            """
            ><summary>\(stored.label) <span class="soft">\(size)\(masked)</span></summary>
            <div class="log\(stored.lines > 3 * OutputMarkup.chunk ? " long" : "") \
            w\(String(max(stored.lines, 1)).utf8.count)">
            """
        )
        let excerpt = lines.budget.excerpt(bytes)
        var numbered = OutputMarkup(anchor: anchor)
        numbered.add(excerpt.head, to: &page)
        if !excerpt.isWhole {
            numbered.skip(
                lines: excerpt.skippedLines, bytes: excerpt.skippedBytes, nextLine: excerpt.tailFirstLine, to: &page)
            numbered.add(excerpt.tail, to: &page)
        }
        page.add("</div>\n")
        if stored.isTruncated {
            page.add(
                """
                <p class="gap">Only the first \(Quantity.bytes(stored.storedLength ?? 0)) were stored; the hash in the journal covers all \(Quantity.bytes(stored.length)).</p>

                """
            )
        }
        if !excerpt.isWhole {
            page.add(
                """
                <p class="gap">The full output is the file <span class="mono">outputs/\(stored.contentHash)</span> next to the journal.</p>

                """
            )
        }
        page.add("</details>\n")
        return page
    }

    private func checks(_ checks: [CheckEvaluated]) -> Markup {
        let lines = CheckLine.lines(of: checks)
        guard !lines.isEmpty else { return "" }
        var page = ReportTable.open(
            caption: "Checks of step \(step.number)", columns: ["Check", "When", "Result", "Expected", "Found"])
        for line in lines {
            let times = line.times > 1 ? ", \(line.times) times" : ""
            page.add(
                """
                <tr><th scope="row">\(line.summary)</th><td data-c="When">\(line.moment)\(times)</td>\
                <td data-c="Result"><span class="t-\(line.tone.rawValue)">\(line.label)</span></td>\
                <td data-c="Expected"><span>\(Markup(prose: line.wanted))</span></td><td data-c="Found"><span>\(Markup(prose: line.found))</span></td></tr>

                """)
        }
        page.add(ReportTable.close)
        return page
    }

    private static func range(_ seconds: ClosedRange<Double>) -> String {
        let (least, most) = (Quantity.duration(seconds.lowerBound), Quantity.duration(seconds.upperBound))
        return least == most ? least : "\(least) to \(most)"
    }
}

/// Hands out the anchors of a step's outputs: `s3-L` for its first, `s3-o2-L` for the next.
package struct StepLines {
    let step: StepOverview
    package let budget: LogBudget
    private var outputs = 0

    package init(step: StepOverview, budget: LogBudget) {
        self.step = step
        self.budget = budget
    }

    /// The beginning of the anchors of the next output's lines; the number of a line follows it. Different for each
    /// call.
    package mutating func nextAnchor() -> String {
        outputs += 1
        return outputs == 1 ? "\(step.anchor)-L" : "\(step.anchor)-o\(outputs)-L"
    }
}
