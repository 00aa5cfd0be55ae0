import ProvChecks
package import ProvJournal
package import ProvRunbook
import ProvText

/// A plan as every export tells it: steps numbered, what they run and what proves them in words.
struct PlanOverview {
    let plan: Plan
    let steps: [PlannedStepOverview]

    init(_ plan: Plan) {
        self.plan = plan
        steps = plan.steps.enumerated().map {
            PlannedStepOverview(
                number: $0 + 1, planned: $1, parameters: $1.step.inputs(from: plan.parameters))
        }
    }

    var title: String { plan.runbook.title }
    var due: [PlannedStepOverview] { steps.filter { $0.planned.leftOut == nil } }
    /// Parameters without a value, by name.
    var open: [String] {
        plan.runbook.parameters.map(\.name).filter { plan.parameters[$0] == nil && ownValues(of: $0).isEmpty }
    }

    /// The values of a parameter that hosts have for themselves, by host.
    func ownValues(of parameter: String) -> [(host: String, value: String)] {
        plan.hostVariables.compactMap { host, values in values[parameter].map { (host, $0) } }.sorted {
            $0.host < $1.host
        }
    }

    /// `12 steps on 3 hosts, 9 of them verified; 1 left out`.
    var totals: String {
        let hosts = Set(due.flatMap(\.planned.hosts)).count
        let verified = due.count { !$0.proofs.isEmpty }
        let left = steps.count - due.count
        let undoable = due.count { $0.canUndo }
        return Quantity.count(due.count, "step") + (hosts > 1 ? " on \(hosts) hosts" : "")
            + ", \(verified) verified, \(undoable) with an undo"
            + (left > 0 ? "; \(left) skipped" : "")
    }
}

/// One planned step in words.
package struct PlannedStepOverview {
    package var number: Int
    package var planned: PlannedStep
    package let parameters: [String: String]

    package var step: Step { planned.step }
    package var title: String { step.title.isEmpty ? step.id.rawValue : step.title }
    var isOnlyHere: Bool { planned.hosts == [PlanHosts.localName] }
    /// Every host by name where they are few: `web1, web2, web3 and 9,995 more hosts`.
    var hostsText: String {
        guard planned.hosts.count > 8 else { return planned.hosts.joined(separator: ", ") }
        return planned.hosts.prefix(3).joined(separator: ", ")
            + " and \(Quantity.count(planned.hosts.count - 3, "more host"))"
    }
    var canUndo: Bool { step.isUndoable }
    package var kind: EntryKind { step.body.kind }

    /// What it runs, placeholders filled where a value is known.
    package var command: String {
        switch step.body {
        case .script(let script): script.filled(with: parameters)
        case .console(let exchanges): exchanges.map { $0.command.filled(with: parameters) }.joined(separator: "\n")
        case .file(let file): file.content.filled(with: parameters)
        case .ensure(let state): state.sentences.joined(separator: "\n")
        case .manual(let task): task.instruction
        case .gate(let gate):
            gate.count == 1 ? "approval by \(gate.approvers)" : "\(gate.count) approvals by \(gate.approvers)"
        case .checkOnly: proofs.joined(separator: "\n")
        }
    }

    /// What is done in a few words, before the command: `writes /etc/x`.
    var deed: String {
        switch step.body {
        case .script(let script):
            if case .process(let words) = script.interpreter { "runs \(words.joined(separator: " "))" } else { "runs" }
        case .console: "runs, and compares the output"
        case .file(let file):
            "writes \(file.path)" + (file.mode.map { " with mode \(String($0, radix: 8))" } ?? "")
                + (file.validate.map { " if `\($0.value)` succeeds" } ?? "")
        case .ensure: "ensures"
        case .manual: "manual step"
        case .gate: "waits for"
        case .checkOnly: "verifies"
        }
    }

    /// One line for each thing that proves it.
    package var proofs: [String] { PlannedStepOverview.proofs(of: step, parameters: parameters) }

    /// The same for a step that is not planned; without parameters its placeholders stay.
    package static func proofs(of step: Step, parameters: [String: String] = [:]) -> [String] {
        var proofs = step.check.map { check in
            switch check {
            case .script(let script, _):
                script.openingComment ?? PlannedStepOverview.firstLine(script.filled(with: parameters))
            case .declarative(let declarative): declarative.summary
            }
        }
        proofs += step.expectations.map { "its output (\($0.match.rawValue))" }
        if case .console(let exchanges) = step.body {
            proofs += exchanges.filter { $0.expectation != nil }.map {
                "the output of `\(PlannedStepOverview.firstLine($0.command.text))`"
            }
        }
        if case .file(let file) = step.body { proofs.append("\(file.path) is as written") }
        return proofs
    }

    /// The first line that says something, with an ellipsis where more follow.
    package static func firstLine(_ text: String) -> String {
        let lines = text.lines.map { $0.drop { $0 == " " || $0 == "\t" } }.filter {
            !$0.isEmpty && !$0.hasPrefix("#")
        }
        guard let first = lines.first else { return "(empty)" }
        return String(first) + (lines.count > 1 ? " …" : "")
    }
}
