import ProvJournal
import ProvMarkdown
import ProvRunbook

@testable import ProvText

func runbook(_ text: String) -> Runbook {
    RunbookReader.read(SourceText(path: "t.md", text: text)) { _, _ in .missing("there is none") }.runbook
}

func plan(_ text: String, _ change: (inout PlanRequest) -> Void = { _ in }) -> Plan? {
    var request = PlanRequest()
    change(&request)
    return Planner.plan(runbook(text), request: request).plan
}
