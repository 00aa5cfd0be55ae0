import ProvChecks
import ProvJournal
import ProvText

/// Everything a report knows, for other tools; members stand in a fixed order, and docs/reference/report-json.md names
/// them.
package struct JSONReport: ReportFormat {
    package let name = "json"
    package let about = "everything, for other tools"
    package let fileExtension = "json"
    package let mediaType = "application/json"

    /// Raised whenever a member changes its meaning or goes away; new members do not raise it.
    package static let version = 1
    /// Longer outputs give their last bytes.
    static let longestText = 1 << 20

    package init() {}

    package func render(_ input: ReportInput) -> [UInt8] {
        let run = RunOverview(input.report)
        var members = JSONMembers()
        members.add("format", "prov-report")
        members.add("version", JSONReport.version)
        members.add("generator", "prov \(input.generatorVersion)")
        members.add("verdict", run.verdict.rawValue)
        members.add("sentence", run.sentence)
        members.add("run", RunMembers(run).json)
        members.add("counts", counts(run))
        members.add("objectives", .array(run.objectives.map(objective)))
        if !input.report.requirements.isEmpty {
            members.add(
                "requirements",
                .array(
                    input.report.requirements.map { requirement in
                        [
                            "wanted": .string(requirement.wanted), "found": .string(requirement.found),
                            "host": .string(requirement.host), "result": .string(requirement.result.rawValue),
                        ]
                    }))
        }
        members.add("steps", .array(run.steps.map { StepMembers(step: $0, input: input).json }))
        members.add("deviations", .array(input.report.deviations.map(\.json)))
        members.add("approvals", .array(input.report.approvals.map(\.json)))
        members.add("interruptions", .array(input.report.interruptions.map(JSON.string)))
        members.add("problems", .array(input.report.problems.map(JSON.string)))
        members.add("hosts", .array(input.report.hosts.map(\.json)))
        members.add("captures", JSON(sorted: input.report.captures))
        members.add(
            "redactions",
            .object(input.report.redactions.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) }))
        members.add("proof", proof(input))
        return Array((JSON.object(members.all).text(pretty: true) + "\n").utf8)
    }

    private func counts(_ run: RunOverview) -> JSON {
        let counts = run.counts
        return [
            "planned": .integer(counts.planned), "executed": .integer(counts.executed),
            "proven": .integer(counts.proven),
            "satisfied": .integer(counts.satisfied), "done": .integer(counts.done), "failed": .integer(counts.failed),
            "inDoubt": .integer(counts.inDoubt), "skipped": .integer(counts.skipped), "undone": .integer(counts.undone),
            "notReached": .integer(counts.notReached), "pending": .integer(counts.pending),
        ]
    }

    private func objective(_ objective: Objective) -> JSON {
        var members = JSONMembers()
        members.add("name", objective.name)
        members.add("wantedSeconds", objective.wanted)
        members.add("measuredSeconds", objective.measured)
        members.add("trouble", objective.trouble)
        if let isMet = objective.isMet { members.add("isMet", .bool(isMet)) }
        return .object(members.all)
    }

    private func proof(_ input: ReportInput) -> JSON {
        var members = JSONMembers()
        let (state, detail): (String, String?) =
            switch input.integrity.chain {
            case .whole: ("whole", nil)
            case .torn(let bytes): ("torn", "\(bytes) bytes")
            case .corrupt(let place): ("corrupt", place)
            case .unchecked: ("unchecked", nil)
            }
        members.add("chain", state)
        members.add("detail", detail)
        members.add("headHash", input.report.headHash)
        members.add("merkleRoot", input.report.closed?.merkleRoot)
        members.add("records", input.report.eventCount)
        members.add("segments", .array(input.integrity.segments.map(JSON.string)))
        members.add("isAnchored", .bool(input.integrity.isAnchored))
        members.add("anchors", .array(input.integrity.anchors.map(JSON.string)))
        members.add("remarks", .array(input.integrity.remarks.map(JSON.string)))
        return .object(members.all)
    }
}

/// Collects members; what is absent is left out.
struct JSONMembers {
    private(set) var all: [JSON.Member] = []

    mutating func add(_ key: String, _ value: JSON) { all.append(.init(key, value)) }
    mutating func add(_ key: String, _ value: String?) { if let value { add(key, .string(value)) } }
    mutating func add(_ key: String, _ value: Int?) { if let value { add(key, .integer(value)) } }
    mutating func add(_ key: String, _ value: Double?) { if let value { add(key, .number(value)) } }
}

extension JSON {
    init(sorted values: [String: String]) {
        self = .object(values.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
    }
}
