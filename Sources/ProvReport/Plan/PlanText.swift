import ProvJournal
import ProvPolicy
package import ProvRunbook
import ProvText

/// The plan for a terminal: every step in order, where, after what, and what proves it.
package struct PlanText: PlanFormat {
    package let name = "text"
    package let about = "text for the terminal"
    package let fileExtension = "txt"
    package let mediaType = "text/plain"

    static let commandLines = 6

    private let paint: TerminalPaint
    private let due: [String: String]
    private let shown: ShownBlocksText

    /// - Parameters:
    ///   - due: why a step with `when-changed` will run, by its name.
    ///   - isWhole: whether every block that does not run is named, and not the first ones alone.
    package init(isColoured: Bool = false, due: [String: String] = [:], isWhole: Bool = false) {
        paint = TerminalPaint(isColoured: isColoured)
        self.due = due
        shown = ShownBlocksText(isColoured: isColoured, isWhole: isWhole)
    }

    package func render(_ plan: Plan) -> [UInt8] { Array(text(plan).utf8) }

    package func text(_ plan: Plan) -> String {
        let overview = PlanOverview(plan)
        var text = head(overview)
        let digits = String(overview.steps.count).utf8.count
        var section: [SectionHeading]?
        var previous: PlannedStepOverview?
        var isFinal = false
        for step in overview.steps {
            if step.step.phase == .finally, !isFinal {
                isFinal = true
                section = nil
                text += "\n\(paint.bold("Cleanup (always runs)"))\n"
            }
            if step.step.section != section {
                section = step.step.section
                let trail = step.step.section.map { TerminalText.safeLine($0.text) }.joined(separator: " › ")
                if !trail.isEmpty { text += "\n\(paint.faint(trail))\n" }
            }
            text += row(step, digits: digits, previous: previous)
            previous = step
        }
        return text + shown.text(plan.runbook.shown)
    }

    private func head(_ overview: PlanOverview) -> String {
        let plan = overview.plan
        var text =
            """
            \(paint.bold(TerminalText.safeLine(overview.title)))  \
            \(paint.faint(TerminalText.safeLine(plan.runbook.path)))

            """
        text += "\(overview.totals)\n"
        if plan.environment != EnvironmentNames.local {
            text += "environment: \(TerminalText.safeLine(plan.environment))\n"
        }
        if !plan.inventory.isEmpty {
            text += "inventory: \(TerminalText.safeLine(plan.inventory.joined(separator: ", ")))\n"
        }
        if let limit = plan.limit { text += "limit: \(TerminalText.safeLine(limit))\n" }
        for tool in plan.runbook.front.requires {
            let place = tool.isHere && plan.runbook.front.on != nil ? " on this machine" : ""
            text += "requires: \(TerminalText.safeLine("\(tool.tool) \(tool.constraint.text)"))\(place)\n"
        }
        for need in plan.runbook.front.needs { text += "requires: \(TerminalText.safeLine(need.value))\n" }
        for secret in plan.runbook.front.secrets {
            text += "secret: \(TerminalText.safeLine(secret.name)), from \(source(secret.source))\n"
        }
        if plan.isDrill { text += "drill: steps run even if their check passes; it fails if an objective is missed\n" }
        if !plan.policy.after.isEmpty {
            let compared = (["the same version"] + (plan.runbook.comparedInputs.map { [$0] } ?? []))
                .joined(separator: " and ")
            text += "after: \(TerminalText.safeLine(plan.policy.after.joined(separator: ", "))), with \(compared)\n"
        }
        for parameter in plan.runbook.parameters {
            text += "parameter: \(TerminalText.safeLine(parameter.name)) = \(value(of: parameter.name, overview))"
            text += parameter.isFree ? paint.faint(" (free: may differ from what was proven)") + "\n" : "\n"
        }
        for (group, choice) in zip(plan.runbook.alternatives, plan.choices) { text += alternative(group, choice) }
        return text
    }

    /// `variant of installation: npm (npm is installed); others: yarn, pnpm`.
    private func alternative(_ group: AlternativeGroup, _ choice: AlternativeChoice) -> String {
        let taken = choice.variant.map { group.variants[$0].name }
        let others = group.variants.map(\.name).filter { $0 != taken }
        let names = others.map { "--variant \(group.name)=\($0)" }
        let head =
            taken.map { "variant of \(group.name): \($0) (\(choice.reason.words))" }
            ?? "variant of \(group.name): none (\(choice.reason.words))"
        return """
            \(TerminalText.safeLine(head))
            \(paint.faint("  to take another: " + TerminalText.safeLine(names.joined(separator: ", "))))

            """
    }

    private func value(of parameter: String, _ overview: PlanOverview) -> String {
        let own = overview.ownValues(of: parameter)
        let shared = overview.plan.parameters[parameter].map(TerminalText.safeLine)
        if SecretName.isSecret(parameter), !own.isEmpty || shared != nil {
            return paint.faint("not shown: its name suggests a secret")
        }
        guard !own.isEmpty else { return shared ?? paint.tone(.warning, "not set") }
        let shown =
            own.prefix(3).map { TerminalText.safeLine("\($0.value) on \($0.host)") }
            + (own.count > 3 ? [Quantity.count(own.count - 3, "more host")] : [])
        return shown.joined(separator: ", ") + (shared.map { ", elsewhere \($0)" } ?? "")
    }

    private func source(_ source: SecretDeclaration.Source) -> String {
        switch source {
        case .environment(let name): TerminalText.safeLine("the environment variable \(name)")
        case .file(let path): TerminalText.safeLine("the file \(path)")
        case .environmentFile(let path, let name): TerminalText.safeLine("\(name) in the file \(path)")
        case .command(let command): TerminalText.safeLine("the command `\(command)`")
        case .age(let file): TerminalText.safeLine("the age file \(file)")
        }
    }

    private func row(_ step: PlannedStepOverview, digits: Int, previous: PlannedStepOverview?) -> String {
        let number = String(repeating: " ", count: digits - String(step.number).utf8.count) + String(step.number)
        let margin = String(repeating: " ", count: digits + 2)
        let title = TerminalText.safeLine(step.title)
        var text =
            """
            \(number)  \(step.planned.leftOut == nil ? paint.bold(title) : paint.faint(title))  \
            \(paint.faint(TerminalText.safeLine(step.step.id.rawValue)))

            """
        func line(_ word: String, _ rest: String) {
            text += "\(margin)\(paint.faint(word)) \(TerminalText.safeLine(rest))\n"
        }
        if let leftOut = step.planned.leftOut {
            line("skipped:", leftOut.sentence)
            return text
        }
        if !step.isOnlyHere { line("on", step.hostsText) }
        // Saying "after the step above" at every step would hide the few that say something else.
        if step.planned.dependencies != (previous.map { [$0.step.id] } ?? []), !step.planned.dependencies.isEmpty {
            line("after", step.planned.dependencies.map(\.rawValue).joined(separator: ", "))
        }
        if let part = step.step.otherShell {
            let text = "\(step.step.file == part.change.file ? "" : "\(part.change.file): ")\(part.origin)"
            line(paint.tone(.warning, "meant for another shell: it follows"), text)
            line("a run refuses it:", OtherShell.remedy)
        }
        if step.step.options.setsState {
            text += "\(margin)\(paint.faint("sets shell state for later steps; runs every time"))\n"
        }
        if step.step.options.beginsOutage { text += "\(margin)\(paint.faint("the outage starts here"))\n" }
        if let condition = step.step.options.when?.value.text { line("when", condition) }
        let followed = step.step.options.whenChanged.map(\.value)
        if !followed.isEmpty {
            line("runs when", "\(followed.joined(separator: " or ")) changed since it last succeeded")
        }
        if let why = due[step.step.id.rawValue] { line(paint.tone(.warning, "due:"), why) }
        // Where the title is made from the command, once is enough.
        let isSaid = title == TerminalText.safeLine(step.command)
        if !isSaid || step.deed != "runs" { text += "\(margin)\(paint.faint(TerminalText.safeLine(step.deed)))\n" }
        if !isSaid { text += commandLines(step.command, margin: margin) }
        for proof in step.proofs where step.kind != .check { line(paint.tone(.good, "✓") + " proven by", proof) }
        if step.proofs.isEmpty, step.kind != .manual, step.kind != .gate {
            text += "\(margin)\(paint.faint("no check (unverified)"))\n"
        }
        if !step.step.undo.isEmpty {
            line("undo:", PlannedStepOverview.firstLine(step.step.undo.map(\.text).joined(separator: "\n")))
        }
        return text
    }

    private func commandLines(_ command: String, margin: String) -> String {
        let lines = command.linesAsWritten.droppingEmptyLast
        var text = ""
        for line in lines.prefix(Self.commandLines) { text += "\(margin)  \(VisibleControls.shown(String(line)))\n" }
        if lines.count > Self.commandLines {
            text += "\(margin)  \(paint.faint("… \(Quantity.count(lines.count - Self.commandLines, "more line"))"))\n"
        }
        return text
    }
}
