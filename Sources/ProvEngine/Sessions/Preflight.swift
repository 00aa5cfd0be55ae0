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
        /// Where; none for what no host could have.
        package var hosts: [String] = []
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

    /// Asks the hosts of the front matter's `on` side by side, each in one round trip, and this machine for what is
    /// required here. A host that cannot be reached refuses nothing: its first step says so.
    private static func unmetTools(_ plan: Plan, _ context: RunContext) async throws -> [Refusal] {
        let required = plan.runbook.front.requires
        let here = required.filter(\.isHere)
        let there = required.filter { !$0.isHere }
        var questions = there.isEmpty ? [] : hosts(of: plan).map { (host: $0, tools: there) }
        if let index = questions.firstIndex(where: { $0.host == PlanHosts.localName }) {
            questions[index].tools = required
        } else if !here.isEmpty {
            questions.insert((PlanHosts.localName, here), at: 0)
        }
        let forks = AsyncSemaphore(plan.forks ?? context.settings.forks)
        let answers = try await withThrowingTaskGroup(of: (Int, [Verdict]?).self) { group in
            for (index, question) in questions.enumerated() {
                group.addTask {
                    (index, try await forks.within { try await verdicts(question.tools, question.host, context) })
                }
            }
            return try await group.reduce(into: [Int: [Verdict]]()) { $0[$1.0] = $1.1 }
        }
        var refusals: [Refusal] = []
        for (index, question) in questions.enumerated() {
            for (requirement, verdict) in zip(question.tools, answers[index] ?? []) {
                try record(
                    "requires:\(requirement.tool)", question.host, verdict, summary: requirement.tool, context)
                if verdict.result != .pass { note(requirement.tool, verdict, question.host, in: &refusals) }
            }
        }
        return refusals
    }

    /// Where the tools of the front matter are required: the hosts of its `on` that the run works on; this machine
    /// where it has none.
    private static func hosts(of plan: Plan) -> [String] {
        guard plan.runbook.front.on != nil else { return [PlanHosts.localName] }
        var seen: Set<String> = []
        return plan.steps.filter { $0.leftOut == nil && $0.step.options.on == nil }.flatMap(\.hosts).filter {
            seen.insert($0).inserted
        }
    }

    /// Hosts of which the same is true stand together.
    private static func note(_ tool: String, _ verdict: Verdict, _ host: String, in refusals: inout [Refusal]) {
        if let index = refusals.firstIndex(where: {
            $0.requirement == tool && $0.wanted == verdict.wanted && $0.found == verdict.found
        }) {
            refusals[index].hosts.append(host)
        } else {
            refusals.append(
                Refusal(requirement: tool, wanted: verdict.wanted, found: verdict.found, hosts: [host]))
        }
    }

    /// What a host answers for each tool; `nil` where it cannot be reached.
    private static func verdicts(_ tools: [ToolRequirement], _ host: String, _ context: RunContext) async throws
        -> [Verdict]?
    {
        var options = SessionOptions(
            directory: context.directory, password: context.secrets[Secret.becomePassword])
        options.linkTimeout = context.settings.linkTimeout
        do {
            let session = try await context.transport.open(host: host, options: options)
            do {
                let answers = try await ask(tools, session, context)
                await session.close(keepingBackground: false)
                return zip(tools, answers).map(judge)
            } catch {
                await session.close(keepingBackground: false)
                throw error
            }
        } catch is HostError where host != PlanHosts.localName {
            return nil
        }
    }

    /// Ends the answer for a tool; none prints it.
    private static let separator: Character = "\u{1D}"

    private static func ask(_ tools: [ToolRequirement], _ session: any Session, _ context: RunContext) async throws
        -> [ProbeAnswer]
    {
        let probes = tools.map { "(\(ToolVersion.probe(tool: $0.tool).script)\n)\nprintf '\\035%s\\035' \"$?\"" }
        let whole = try await session.collect(
            Command(
                text: probes.joined(separator: "\n"), isStrict: false, isIsolated: true,
                timeout: context.settings.checkTimeout))
        let parts = whole.output.split(separator: separator, omittingEmptySubsequences: false)
        // Output and exit code of each; a tool that does not end leaves none for those after it.
        return tools.indices.map { index in
            guard parts.count > 2 * index + 1 else { return ProbeAnswer(exitCode: nil, output: "", errors: "") }
            return ProbeAnswer(exitCode: Int(parts[2 * index + 1]), output: String(parts[2 * index]), errors: "")
        }
    }

    private static func judge(_ requirement: ToolRequirement, _ answer: ProbeAnswer) -> Verdict {
        let wanted = "\(requirement.tool) \(requirement.constraint.text)"
        guard let version = ToolVersion.parse(answer, tool: requirement.tool) else {
            return Verdict(
                .fail, wanted: wanted, found: "\(requirement.tool) is not on the PATH, or does not print its version")
        }
        return Verdict(
            requirement.constraint.accepts(version) ? .pass : .fail, wanted: wanted,
            found: "\(requirement.tool) \(version)")
    }
}
