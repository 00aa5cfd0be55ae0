import ProvJournal
package import ProvRunbook
import ProvText

/// The plan for other tools; docs/reference/plan-json.md names the members.
package struct PlanJSON: PlanFormat {
    package let name = "json"
    package let about = "everything, for other tools"
    package let fileExtension = "json"
    package let mediaType = "application/json"

    package static let version = 1

    package init() {}

    package func render(_ plan: Plan) -> [UInt8] {
        let overview = PlanOverview(plan)
        var members = JSONMembers()
        members.add("format", "prov-plan")
        members.add("version", Self.version)
        members.add("runbook", plan.runbook.path)
        members.add("title", plan.runbook.title)
        members.add("kind", plan.runbook.front.kind?.rawValue)
        members.add("environment", plan.environment)
        if !plan.inventory.isEmpty { members.add("inventory", .array(plan.inventory.map(JSON.string))) }
        members.add("limit", plan.limit)
        if !plan.policy.after.isEmpty { members.add("after", .array(plan.policy.after.map(JSON.string))) }
        if plan.isDrill { members.add("isDrill", .bool(true)) }
        members.add(
            "parameters",
            .array(
                plan.runbook.parameters.map {
                    parameter($0, value: plan.parameters[$0.name], own: overview.ownValues(of: $0.name))
                }))
        members.add(
            "requires",
            .array(
                plan.runbook.front.requires.map { required in
                    [
                        "tool": .string(required.tool), "version": .string(required.constraint.text),
                        "here": .bool(required.isHere),
                    ]
                }))
        members.add("needs", .array(plan.runbook.front.needs.map { .string($0.value) }))
        members.add("secrets", .array(plan.runbook.front.secrets.map { .string($0.name) }))
        let alternatives = zip(plan.runbook.alternatives, plan.choices).map(alternative)
        if !alternatives.isEmpty { members.add("alternatives", .array(alternatives)) }
        members.add("due", overview.due.count)
        members.add("steps", .array(overview.steps.map(step)))
        members.add("notRun", .array(plan.runbook.shown.map(block)))
        return Array((JSON.object(members.all).text(pretty: true) + "\n").utf8)
    }

    private func parameter(_ parameter: Parameter, value: String?, own: [(host: String, value: String)]) -> JSON {
        var members = JSONMembers()
        members.add("name", parameter.name)
        members.add("kind", parameter.kind.rawValue)
        if SecretName.isSecret(parameter.name) {
            members.add("isHidden", .bool(true))
            members.add("isSet", .bool(value != nil || !own.isEmpty))
        } else {
            members.add("value", value)
        }
        if !own.isEmpty, !SecretName.isSecret(parameter.name) {
            members.add("hosts", .object(own.map { JSON.Member($0.host, .string($0.value)) }))
        }
        members.add("isPlaceholder", .bool(parameter.isPlaceholder))
        members.add("about", parameter.about)
        if parameter.isFree { members.add("isFree", .bool(true)) }
        return .object(members.all)
    }

    private func block(_ block: ShownBlock) -> JSON {
        var members = JSONMembers()
        members.add("file", block.file)
        members.add("line", block.range.start.line)
        members.add("endLine", block.range.end.line)
        members.add("reason", block.reason.word)
        members.add("why", block.reason.sentence)
        members.add("remedy", block.reason.remedy)
        return .object(members.all)
    }

    private func alternative(_ group: AlternativeGroup, _ choice: AlternativeChoice) -> JSON {
        var members = JSONMembers()
        members.add("name", group.name)
        members.add("title", group.title)
        members.add("origin", group.origin.rawValue)
        members.add("taken", choice.variant.map { group.variants[$0].name })
        members.add("why", choice.reason.words)
        members.add(
            "variants",
            .array(
                group.variants.map { variant in
                    var members = JSONMembers()
                    members.add("name", variant.name)
                    members.add("title", variant.title)
                    switch variant.requirement {
                    case .systems(let systems): members.add("systems", .array(systems.map { .string($0.name) }))
                    case .programs(let programs): members.add("programs", .array(programs.map(JSON.string)))
                    case .nothing: break
                    }
                    members.add("steps", .array(variant.steps.map { .string($0.rawValue) }))
                    return .object(members.all)
                }))
        return .object(members.all)
    }

    private func step(_ step: PlannedStepOverview) -> JSON {
        var members = JSONMembers()
        members.add("number", step.number)
        members.add("name", step.step.id.rawValue)
        members.add("title", step.step.title)
        members.add("template", step.step.item?.template.rawValue)
        members.add("item", step.step.item?.item.text)
        members.add("section", .array(step.step.section.map { .string($0.text) }))
        members.add("kind", step.kind.rawValue)
        members.add("phase", step.step.phase.rawValue)
        members.add("hosts", .array(step.planned.hosts.map(JSON.string)))
        members.add("needs", .array(step.planned.dependencies.map { .string($0.rawValue) }))
        members.add("when", step.step.options.when?.value.text)
        let followed = step.step.options.whenChanged.map { JSON.string($0.value) }
        if !followed.isEmpty { members.add("whenChanged", .array(followed)) }
        if step.step.options.setsState { members.add("setsState", .bool(true)) }
        if step.step.options.beginsOutage { members.add("beginsOutage", .bool(true)) }
        if let part = step.step.otherShell {
            let change = part.change
            let cause =
                switch change.cause {
                case .command(let text), .prompt(let text), .words(let text): text
                }
            members.add(
                "otherShell",
                .object([
                    JSON.Member("target", .string(change.target.rawValue)), JSON.Member("after", .string(cause)),
                    JSON.Member("file", .string(change.file)),
                    JSON.Member("line", .integer(change.range.start.line)),
                    JSON.Member("from", .integer(part.range.start.line)),
                ]))
        }
        members.add("file", step.step.file)
        members.add("line", step.step.lines.lowerBound)
        members.add("endLine", step.step.lines.upperBound)
        members.add("command", step.command)
        members.add("proves", .array(step.proofs.map(JSON.string)))
        members.add("canUndo", .bool(step.canUndo))
        members.add("fixes", .array(step.step.fixes.map { .string($0.when.value) }))
        members.add("leftOut", step.planned.leftOut?.sentence)
        return .object(members.all)
    }
}
