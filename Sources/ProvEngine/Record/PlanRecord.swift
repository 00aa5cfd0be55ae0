import ProvChecks
package import ProvJournal
package import ProvRunbook
import ProvText

/// The plan as the journal keeps it: what was due, so that what is missing can be seen.
package struct PlanRecord: Sendable {
    /// Every step that is due, with its commands as they would run, and their hashes.
    ///
    /// - Parameter hash: SHA-256 in hex, or a keyed one where the bytes may hold a secret.
    package static func recorded(_ plan: Plan, hash: ([UInt8]) -> String) -> PlanRecorded {
        PlanRecorded(
            entries: plan.steps.map { planned in
                let step = planned.step
                let command = step.commandText(parameters: plan.parameters)
                var entry = PlanRecorded.Entry(
                    step: step.id.rawValue, title: step.title, section: step.section.map(\.text), kind: step.body.kind,
                    phase: step.phase, hosts: planned.hosts, needs: planned.dependencies.map(\.rawValue),
                    file: step.file, line: step.lines.lowerBound, endLine: step.lines.upperBound,
                    digest: hash(Array(command.utf8)),
                    command: command, proves: step.proofs, leftOut: planned.leftOut,
                    isUndoable: step.isUndoable)
                entry.beginsOutage = step.options.beginsOutage
                entry.template = step.item?.template.rawValue
                entry.item = step.item?.item.text
                return entry
            },
            alternatives: zip(plan.runbook.alternatives, plan.choices).map { group, choice in
                let (reason, about) = AlternativeReason.of(choice)
                return PlanRecorded.Alternative(
                    group: group.name, variants: group.variants.map(\.name),
                    taken: choice.variant.map { group.variants[$0].name }, reason: reason, about: about)
            })
    }

    /// The digest approvals and promotion are bound to: runbook, includes, inputs, rules, hosts and how they are
    /// reached.
    ///
    /// SHA-256, hex, over a canonical JSON text, so that anyone can compute it again.
    /// - Parameter rules: the rules of today, hosts' addresses and signers among them, as `RunRules.text` has them.
    package static func digest(_ plan: Plan, rules: String = "", hash: ([UInt8]) -> String) -> String {
        let inputs = plan.parameters.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        let hosts = plan.steps.map { JSON.Member($0.step.id.rawValue, .array($0.hosts.map(JSON.string))) }
        let perHost = plan.hostVariables.sorted { $0.key < $1.key }.map { host, values in
            JSON.Member(host, .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }))
        }
        var canonical: [JSON.Member] = [
            .init("sources", .array(plan.runbook.sourceBytes.map { .string(hash($0)) })),
            .init("environment", .string(plan.environment)),
            .init("inputs", .object(inputs)),
            .init("hosts", .object(hosts)),
            .init("host-inputs", .object(perHost)),
            .init("rules", .string(hash(Array(rules.utf8)))),
        ]
        // Another variant is another procedure.
        let variants = zip(plan.runbook.alternatives, plan.choices).compactMap { group, choice in
            choice.variant.map { JSON.Member(group.name, .string(group.variants[$0].name)) }
        }
        if !variants.isEmpty { canonical.append(.init("variants", .object(variants))) }
        // A drill runs what a run would find done already.
        if plan.isDrill { canonical.append(.init("drill", .bool(true))) }
        return hash(Array(JSON.object(canonical).text(pretty: false).utf8))
    }

    /// SHA-256 over the runbook's bytes and its includes', in order.
    package static func runbookDigest(_ runbook: Runbook, hash: ([UInt8]) -> String) -> String {
        hash(Array(runbook.sourceBytes.joined()))
    }
}

extension Step {
    /// Everything the step would run, as text, placeholders filled.
    package func commandText(parameters: [String: String]) -> String {
        let parameters = inputs(from: parameters)
        return switch body {
        case .script(let script): script.filled(with: parameters)
        case .console(let exchanges): exchanges.map { $0.command.filled(with: parameters) }.joined(separator: "\n")
        case .file(let file): file.content.filled(with: parameters)
        case .ensure(let state): state.sentences.joined(separator: "\n")
        case .manual(let task): task.instruction
        case .gate(let gate): "approval by \(gate.approvers) (\(gate.count))"
        case .checkOnly: proofs.joined(separator: "\n")
        }
    }

    /// One line for each thing that proves the step.
    package var proofs: [String] {
        var proofs = check.map { check in
            switch check {
            case .script(let script, _): script.openingComment ?? script.firstLine
            case .declarative(let declarative): declarative.summary
            }
        }
        proofs += expectations.map { "output (\($0.match.rawValue))" }
        if case .console(let exchanges) = body {
            proofs += exchanges.filter { $0.expectation != nil }.map { "output of `\($0.command.firstLine)`" }
        }
        if case .file(let file) = body { proofs.append("\(file.path) is as written") }
        return proofs
    }
}
