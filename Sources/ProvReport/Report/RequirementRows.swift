import ProvJournal
import ProvRunbook
import ProvText

/// What a run required of its hosts, those of which the same was found together.
struct RequirementRow {
    var check: CheckEvaluated
    var hosts: [String]

    /// What was expected, and where: `bash >= 3`, `bash >= 3 on web[1-3]`.
    var wanted: String {
        hosts == [PlanHosts.localName] ? check.wanted : "\(check.wanted) on \(HostNames.folded(hosts))"
    }

    /// In the order in which they were asked for.
    static func all(of report: RunReport) -> [RequirementRow] {
        var rows: [RequirementRow] = []
        for check in report.requirements {
            if let index = rows.firstIndex(where: {
                $0.check.step == check.step && $0.check.wanted == check.wanted && $0.check.found == check.found
            }) {
                rows[index].hosts.append(check.host)
            } else {
                rows.append(RequirementRow(check: check, hosts: [check.host]))
            }
        }
        return rows
    }
}
