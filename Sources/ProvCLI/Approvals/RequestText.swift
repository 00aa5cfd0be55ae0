import ProvEngine
import ProvReport
import ProvText

/// A request for approval, for a person to read.
enum RequestText {
    static func text(_ request: ApprovalRequest, _ console: Console) -> String {
        let safe = { (text: String) in TerminalText.safeLine(text) }
        var lines = [
            """
            \(console.styled("approval", .yellow)) of \(console.styled(safe(request.step), .bold)) by \
            \(safe(request.approvers))\(request.count == 1 ? "" : ", \(request.count) of them")
            """,
            "  run          \(safe(request.run)) of \(safe(request.runbook))",
            "  environment  \(safe(request.environment))",
            "  executed by  \(safe(request.executor))",
        ]
        for (index, input) in request.inputs.sorted(by: { $0.key < $1.key }).enumerated() {
            lines.append("  \(index == 0 ? "inputs     " : "           ")  \(safe(input.key))=\(safe(input.value))")
        }
        for (name, value) in request.circumstances.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(DisplayWidth.padded(safe(name), to: 11))  \(safe(value))")
        }
        lines += [
            "  digest       \(safe(request.digest))", "  expires      \(safe(request.expires))", "Approving releases:",
        ]
        if request.released.isEmpty { lines.append("  nothing: no step follows before the next gate") }
        for step in request.released {
            lines.append("  \(console.styled(safe(step.step), .bold)) on \(safe(HostNames.folded(step.hosts)))")
            lines += step.command.lines.map { "    \(safe(String($0)))" }
            for other in step.others {
                let text = other.command.lines.map { safe(String($0)) }
                lines += ["    \(safe(other.what)): \(text.first ?? "")"] + text.dropFirst().map { "      \($0)" }
            }
        }
        return lines.joined(separator: "\n")
    }
}
