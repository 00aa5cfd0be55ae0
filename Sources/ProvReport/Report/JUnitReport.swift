import ProvJournal
import ProvText

/// JUnit XML: a suite for each host, a case for each step.
///
/// A failed step is a `failure`; one in doubt, an `error`; one that was skipped or not reached, `skipped`; one that was
/// already so passes. Written after the form that Jenkins, GitLab and junitparser read.
package struct JUnitReport: ReportFormat {
    package let name = "junit"
    package let about = "JUnit XML, for CI systems"
    package let fileExtension = "xml"
    package let mediaType = "application/xml"

    /// Lines of output that a case carries.
    static let tailLines = 100

    package init() {}

    package func render(_ input: ReportInput) -> [UInt8] {
        let run = RunOverview(input.report)
        let suites = suites(of: run)
        let all = suites.flatMap(\.cases)
        var page: Markup = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        let missed = input.report.failedByObjectives ? input.report.objectivesMissedInDrill(isReached: true) : []
        page.add(
            """
            <testsuites name="\(line(input.report.opened.title))" \(totals(all, besides: missed.count)) \
            time="\(Self.seconds(run.seconds))">

            """
        )
        for suite in suites {
            page.add(
                """
                <testsuite name="\(line(suite.host))" hostname="\(line(suite.host))" \(totals(suite.cases)) \
                time="\(Self.seconds(suite.cases.reduce(0) { $0 + $1.seconds }))" timestamp="\(String(Moment.machine(run.report.startedAt).prefix(19)))">

                """)
            page.add(properties(of: run))
            for test in suite.cases { page.add(markup(of: test, input: input)) }
            page.add("</testsuite>\n")
        }
        page.add(objectives(missed))
        page.add("</testsuites>\n")
        return page.bytes
    }

    private struct Suite {
        var host: String
        var cases: [Case] = []
    }

    private struct Case {
        var step: StepOverview
        var host: HostReport

        var seconds: Double { host.attempts.reduce(0) { $0 + max(0, $1.exited?.seconds ?? 0) } }
        var isSkipped: Bool { [.skipped, .notReached, .pending, .running].contains(host.shown) }
    }

    private func suites(of run: RunOverview) -> [Suite] {
        var suites: [Suite] = []
        var positions: [String: Int] = [:]
        for step in run.steps {
            for host in step.step.hosts {
                let position = positions[host.host] ?? suites.count
                if position == suites.count {
                    positions[host.host] = position
                    suites.append(Suite(host: host.host))
                }
                suites[position].cases.append(Case(step: step, host: host))
            }
        }
        return suites
    }

    /// What a drill missed: each fails a case of its own, for no step did.
    private func objectives(_ missed: [Objective]) -> Markup {
        guard !missed.isEmpty else { return "" }
        let count = missed.count
        var page: Markup =
            "<testsuite name=\"objectives\" tests=\"\(count)\" failures=\"\(count)\" errors=\"0\" skipped=\"0\">\n"
        for objective in missed {
            page.add("<testcase classname=\"objectives\" name=\"\(objective.name)\">")
            page.add("<failure type=\"objective\" message=\"\(objective.sentence)\"/></testcase>\n")
        }
        page.add("</testsuite>\n")
        return page
    }

    /// - Parameter failures: failed cases that are no step's.
    private func totals(_ cases: [Case], besides failures: Int = 0) -> Markup {
        func count(_ isCounted: (Case) -> Bool) -> Int { cases.count { isCounted($0) } }
        return """
            tests="\(cases.count + failures)" failures="\(count { $0.host.shown == .failed } + failures)" \
            errors="\(count { $0.host.shown == .inDoubt })" \
            skipped="\(count(\.isSkipped))"
            """
    }

    private func properties(of run: RunOverview) -> Markup {
        let opened = run.report.opened
        let values: [(String, String?)] = [
            ("prov.run", opened.run), ("prov.verdict", run.verdict.rawValue), ("prov.runbook", opened.runbook),
            ("prov.runbook.sha256", opened.runbookDigest), ("prov.environment", opened.environment),
            ("prov.user", opened.user),
            ("prov.machine", opened.machine), ("prov.version", opened.toolVersion), ("prov.purpose", opened.purpose),
            ("prov.git.commit", opened.gitCommit), ("prov.journal.head", run.report.headHash),
        ]
        var page: Markup = "<properties>\n"
        for (name, value) in values {
            if let value { page.add("<property name=\"\(name)\" value=\"\(line(value))\"/>\n") }
        }
        page.add("</properties>\n")
        return page
    }

    private func markup(of test: Case, input: ReportInput) -> Markup {
        let planned = test.step.step.planned
        let className = ([planned.file.isEmpty ? input.report.opened.runbook : planned.file] + planned.section).joined(
            separator: " / ")
        var page: Markup = """
            <testcase classname="\(line(className))" name="\(line("\(planned.step): \(test.step.title)"))" \
            file="\(line(planned.file))" \
            line="\(planned.line)" time="\(Self.seconds(test.seconds))">

            """
        let words = test.host.shown.words
        let reason = test.host.reason.map(line) ?? words.meaning
        switch test.host.shown {
        case .failed:
            page.add(
                """
                <failure type="\(failureType(test.host))" \
                message="\(reason)">\(detail(of: test.host, input))</failure>

                """
            )
        case .inDoubt:
            page.add("<error type=\"in-doubt\" message=\"\(reason)\">\(detail(of: test.host, input))</error>\n")
        case _ where test.isSkipped: page.add("<skipped message=\"\(words.label): \(reason)\"/>\n")
        default: break
        }
        page.add(
            """
            <system-out>\(line(test.host.label)): \(reason)\(outputs(of: test.host, input))</system-out>
            </testcase>

            """
        )
        return page
    }

    private func failureType(_ host: HostReport) -> String {
        if !CheckLine.decisive(among: host.checks).isEmpty { return "check" }
        return host.decisiveAttempt?.exited?.ending.word ?? EntryKind.step.rawValue
    }

    private func detail(of host: HostReport, _ input: ReportInput) -> String {
        var text = host.reason ?? ""
        for check in CheckLine.decisive(among: host.checks) {
            text += "\n\(check.summary)\nexpected: \(check.wanted)\nfound: \(check.found)"
            if let difference = check.difference { text += "\n\(difference)" }
        }
        if !host.afterwards.isEmpty { text += "\n\(host.afterwards)" }
        if let attempt = host.decisiveAttempt {
            text += "\n\(attempt.label): \(attempt.ending)\n$ \(attempt.intended.command)\n"
            text += attempt.outputs.map { tail(of: $0, input, lines: 30) }.joined(separator: "\n")
        }
        return text
    }

    private func outputs(of host: HostReport, _ input: ReportInput) -> String {
        // What the step itself wrote, then, apart from it, what its undo did.
        let decisive = host.failure == nil ? host.attempts.last { !$0.outputs.isEmpty } : host.decisiveAttempt
        let undo = host.failure == nil ? nil : host.attempts.last { $0.intended.key.action == .undo }
        return [decisive, undo].compactMap { $0 }.map { attempt in
            let of = attempt.intended.key.action == .undo && host.failure != nil ? "undo " : ""
            return attempt.outputs.map { "\n--- \(of)\($0.label)\n" + tail(of: $0, input, lines: Self.tailLines) }
                .joined()
        }.joined()
    }

    private func tail(of stored: OutputStored, _ input: ReportInput, lines: Int) -> String {
        guard !stored.isWithheld else { return "(withheld)" }
        guard let bytes = input.bytes(of: stored) else { return "(no longer readable)" }
        return TerminalText.safe(Array(OutputExcerpt.lastLines(lines, of: bytes)))
    }

    private func line(_ text: String) -> String { VisibleControls.shownOnOneLine(text) }

    /// `12.345`; XML Schema's decimal, no exponent.
    private static func seconds(_ value: Double) -> String {
        let milliseconds = Int(exactly: (max(0, value.isFinite ? value : 0) * 1000).rounded()) ?? 0
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
    }
}
