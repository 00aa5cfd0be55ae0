import ProvJournal
package import ProvText

/// The difference of two runs for other tools; members stand in a fixed order, and docs/reference/difference.md names
/// them.
package struct DifferenceMembers {
    /// Raised whenever a member changes its meaning or goes away; new members do not raise it.
    package static let version = 1

    let difference: RunDifference
    let generatorVersion: String

    package init(_ difference: RunDifference, generatorVersion: String) {
        self.difference = difference
        self.generatorVersion = generatorVersion
    }

    package var json: JSON {
        var members = JSONMembers()
        members.add("format", "prov-difference")
        members.add("version", Self.version)
        members.add("generator", "prov \(generatorVersion)")
        members.add("isSame", .bool(difference.isSame))
        members.add("sentence", difference.sentence)
        members.add("before", run(difference.before))
        members.add("after", run(difference.after))
        members.add("inputs", .array(difference.facts.map(fact)))
        members.add("steps", .array(difference.steps.map(step)))
        return .object(members.all)
    }

    /// As the report of the run has it, with its verdict and hosts.
    private func run(_ report: RunReport) -> JSON {
        let run = RunOverview(report)
        var members = JSONMembers()
        members.add("verdict", run.verdict.rawValue)
        for member in RunMembers(run).json.members ?? [] { members.add(member.key, member.value) }
        members.add("hosts", .array(report.hosts.map(\.json)))
        return .object(members.all)
    }

    private func fact(_ fact: RunDifference.Fact) -> JSON {
        var members = JSONMembers()
        members.add("kind", fact.kind)
        members.add("of", fact.subject)
        members.add("before", fact.old)
        members.add("after", fact.new)
        return .object(members.all)
    }

    private func step(_ step: StepDifference) -> JSON {
        var members = JSONMembers()
        members.add("name", step.name)
        members.add("formerName", step.formerName)
        members.add("title", step.title)
        members.add("isSame", .bool(step.isSame))
        members.add("isSlower", .bool(step.isSlower))
        members.add("isFaster", .bool(step.isFaster))
        members.add("before", state(step.before, reason: step.reasons?.before))
        members.add("after", state(step.after, reason: step.reasons?.after))
        if let commands = step.commands { members.add("command", .object(lines(commands).all)) }
        members.add(
            "outputs",
            .array(
                step.outputs.map { output in
                    var members = JSONMembers()
                    members.add("host", output.host)
                    members.add("stream", output.stream)
                    for member in lines(output.lines).all { members.add(member.key, member.value) }
                    return .object(members.all)
                }))
        return .object(members.all)
    }

    private func state(_ step: StepOverview?, reason: String?) -> JSON {
        guard let step else { return .null }
        var members = JSONMembers()
        members.add("number", step.number)
        members.add("state", step.state.rawValue)
        members.add("seconds", step.seconds)
        members.add("reason", reason)
        return .object(members.all)
    }

    private func lines(_ difference: LineDifference) -> JSONMembers {
        var members = JSONMembers()
        members.add("removed", difference.removed)
        members.add("added", difference.added)
        if difference.isTooLong { members.add("isTooLong", .bool(true)) }
        members.add(
            "lines",
            .array(
                difference.lines.filter { $0.mark != .same }.map { line in
                    ["change": .string(line.mark == .added ? "added" : "removed"), "text": .string(line.text)]
                }))
        return members
    }
}
