import ProvReport
import ProvRunbook
import ProvText

/// Something that may help, as a card: how often it did, what it is for, what to type.
struct CureMarkup {
    let cure: Cure
    let number: Int
    let trouble: Trouble
    let references: PageReferences

    func add(to page: inout PageBuilder) {
        page.add("<article class=\"card \(cure.worked > 0 ? "good" : cure.tried > 0 ? "bad" : "muted")\">\n")
        page.heading("\(number). \(Self.name(cure))", anchor: "fix-\(number)", level: 3)
        page.add("<p>\(tag)\(lastWorked)</p>\n")
        if let cause = cure.written?.fix.cause, !cause.isEmpty {
            page.add("<p><b>Cause</b> \(Markup(markdown: cause))</p>\n", words: cause)
        }
        confirm(&page)
        what(&page)
        stayedRed(&page)
        page.add("</article>\n")
    }

    static func name(_ cure: Cure) -> String {
        switch cure.remedy {
        case .fix(let pattern, _):
            cure.written?.fix.symptom ?? (pattern.isEmpty ? "A fix of the runbook" : "Fix for “\(pattern)”")
        case .again: "Retry"
        case .laterRun: "Fix something outside of the runbook"
        case .edit: "Change the step"
        }
    }

    private var tag: Markup {
        if cure.worked > 0 {
            let words =
                cure.worked == cure.tried
                ? (cure.tried == 1 ? "helped the one time" : "helped every time, \(cure.tried) of \(cure.tried)")
                : "helped \(cure.worked) of \(cure.tried) times"
            return "<span class=\"tag b-good t-good\">\(cure.isFix ? "Verified: " : "")\(words)</span>"
        }
        if cure.tried > 0 {
            return
                "<span class=\"tag b-bad t-bad\">never helped in \(Quantity.count(cure.tried, "attempt"))</span>"
        }
        return
            """
            <span class="tag b-muted \
            t-muted">\(cure.isFromElsewhere ? "unproven: written for another step" : "unproven: no recorded run has used it")</span>
            """
    }

    private var lastWorked: Markup {
        guard let last = cure.lastWorked else { return "" }
        return " <span class=\"soft\">last \(references.run(last.run, .time(last.at)))</span>"
    }

    private func confirm(_ page: inout PageBuilder) {
        guard case .fix(let pattern, let step) = cure.remedy, !pattern.isEmpty else { return }
        let proves = trouble.failures.last { $0.writtenStep == step }?.proves ?? []
        page.add(
            """
            <p><b>Confirm</b> The output contains \
            <code>\(pattern)</code>\(proves.isEmpty ? "." : "; it is fixed if this passes: \(Markup(prose: proves.prefix(3).joined(separator: "; ")))." as Markup)</p>

            """,
            words: pattern)
    }

    private func what(_ page: inout PageBuilder) {
        switch cure.remedy {
        case .fix: fix(&page)
        case .again:
            page.add("<p>The same step succeeded when it was retried without changes.</p>\n")
            page.commands("prov resume last")
        case .laterRun:
            page.add(
                """
                <p>A later run of the same version succeeded. The cause is outside of the runbook: the host, the network, another service.</p>

                """
            )
        case .edit(let from, let to):
            page.add("<p>A later run succeeded with another version of the step.</p>\n")
            page.add(LineDifference(from, to).markup)
        }
    }

    private func fix(_ page: inout PageBuilder) {
        guard let written = cure.written else {
            page.add("<p>It is no longer in a runbook; the report of the run has it.</p>\n")
            return
        }
        let isVain = cure.tried > 0 && cure.worked == 0
        let isOnHosts = trouble.failures.contains { $0.host != PlanHosts.localName }
        page.commands(
            written.fix.script.text,
            caption: isVain
                ? "Attempted fix"
                : cure.isFromElsewhere
                    ? "Written for “\(written.stepTitle)”: read it before you run it"
                    : isOnHosts ? "Run this on the host that failed" : "Run this")
        let place = references.guide(
            written.runbook, anchor: written.anchor, "\(written.runbook), line \(written.fix.script.range.start.line)")
        guard !isVain, !cure.isFromElsewhere else {
            page.add("<p class=\"soft\">From \(place).</p>\n")
            return
        }
        page.add("<p class=\"soft\">From \(place). Or let prov apply it and continue the failed run:</p>\n")
        page.commands(
            trouble.failures.isEmpty ? "prov run \(ShellText.word(written.runbook)) --fix" : "prov resume last --fix")
    }

    private func stayedRed(_ page: inout PageBuilder) {
        guard !cure.stayedRed.isEmpty else { return }
        page.add("<p><b>Failed after it</b></p>\n<ul class=\"plain\">\n")
        for (title, run, count) in cure.stayedRed {
            page.add(
                """
                <li>\(title ?? "the same error again") <span class="soft">\(Quantity.count(count, "time")), \
                \(references.run(run, "report"))</span></li>

                """
            )
        }
        page.add("</ul>\n")
    }
}
