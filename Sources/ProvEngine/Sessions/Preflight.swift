import ProvChecks
import ProvHosts
import ProvJournal
package import ProvRunbook
import ProvText

/// What must be true before the first step: hosts and users that can be had at all, the tools the runbook requires in
/// their versions.
package struct Preflight: Sendable {
    /// A requirement that is not met.
    package struct Refusal: Sendable, Equatable {
        package var requirement: String
        package var wanted: String
        package var found: String
    }

    /// Asks for every required tool's version, records each verdict, and returns those that do not fit.
    package static func check(_ plan: Plan, context: RunContext) async throws -> [Refusal] {
        try await unreachable(plan, context) + unmetTools(plan, context)
    }

    private static func unreachable(_ plan: Plan, _ context: RunContext) throws -> [Refusal] {
        var refusals: [Refusal] = []
        for planned in plan.steps where planned.leftOut == nil {
            let user = planned.step.options.user?.value
            for host in planned.hosts {
                guard let error = context.transport.refusal(host: host, user: user) else { continue }
                let wanted = "step \(planned.step.id) on \(host)" + (user.map { " as \($0)" } ?? "")
                try record(
                    "requires:\(host)", host, Verdict(.fail, wanted: wanted, found: error.message), summary: host,
                    context)
                refusals.append(Refusal(requirement: host, wanted: wanted, found: "\(error.message) (\(error.advice))"))
            }
        }
        return refusals
    }

    private static func record(
        _ name: String, _ host: String, _ verdict: Verdict, summary: String, _ context: RunContext
    ) throws {
        let event = CheckEvaluated(
            step: name, host: host, moment: .requires, summary: summary, result: verdict.result,
            wanted: verdict.wanted, found: verdict.found)
        try context.log.append([.checkEvaluated(event)])
        context.observe(.checked(event))
    }

    private static func unmetTools(_ plan: Plan, _ context: RunContext) async throws -> [Refusal] {
        guard !plan.runbook.front.requires.isEmpty else { return [] }
        let session = try await context.transport.open(
            host: PlanHosts.localName, options: SessionOptions(directory: context.directory))
        var refusals: [Refusal] = []
        do {
            for requirement in plan.runbook.front.requires {
                let verdict = try await judge(requirement, session, context)
                try record(
                    "requires:\(requirement.tool)", PlanHosts.localName, verdict, summary: requirement.tool, context)
                if verdict.result != .pass {
                    refusals.append(
                        Refusal(requirement: requirement.tool, wanted: verdict.wanted, found: verdict.found))
                }
            }
        } catch {
            await session.close(keepingBackground: false)
            throw error
        }
        await session.close(keepingBackground: false)
        return refusals
    }

    private static func judge(_ requirement: ToolRequirement, _ session: any Session, _ context: RunContext)
        async throws -> Verdict
    {
        let wanted = "\(requirement.tool) \(requirement.constraint.text)"
        let probe = ToolVersion.probe(tool: requirement.tool)
        let answer = try await session.collect(
            Command(text: probe.script, isStrict: false, isIsolated: true, timeout: context.settings.checkTimeout))
        guard let version = ToolVersion.parse(answer, tool: requirement.tool) else {
            return Verdict(
                .fail, wanted: wanted, found: "\(requirement.tool) is not on the PATH, or does not print its version")
        }
        return Verdict(
            requirement.constraint.accepts(version) ? .pass : .fail, wanted: wanted,
            found: "\(requirement.tool) \(version)")
    }
}
