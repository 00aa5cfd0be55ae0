import ProvDiagnostics
import ProvText

/// Expands the host patterns of steps, each pattern once.
struct PlanningHosts {
    struct Resolved {
        /// Never empty: what a step is left out for does not lose its hosts.
        var names: [String]
        var leftOut: LeftOut?
    }

    private let runbook: Runbook
    private let request: PlanRequest
    private var known: [String: PlanHosts.Answer] = [:]
    private var reported: Set<TextPosition> = []
    private(set) var diagnostics: [Diagnostic] = []

    init(runbook: Runbook, request: PlanRequest) {
        self.runbook = runbook
        self.request = request
    }

    /// - Parameter reports: false for a step that is left out anyway, whose hosts nobody needs.
    mutating func resolve(_ step: Step, reports: Bool) -> Resolved {
        var pattern = step.options.on?.value ?? runbook.front.on ?? PlanHosts.localName
        // No item says where it runs: its list is empty, or not known yet.
        if step.options.foreach != nil, step.item == nil, pattern.contains("{{") { pattern = PlanHosts.localName }
        if let decided = request.decidedHosts[step.id.rawValue], !decided.isEmpty { return Resolved(names: decided) }
        let answer = known[pattern] ?? request.hosts.resolve(pattern)
        known[pattern] = answer
        switch answer {
        case .hosts(let names): return limited(names.isEmpty ? [pattern] : names)
        case .trouble(let trouble):
            if reports { report(trouble, step, pattern) }
            return Resolved(names: [pattern])
        }
    }

    /// This machine is not the inventory's, so that `--limit` leaves its steps alone.
    private func limited(_ names: [String]) -> Resolved {
        let within = names.filter { $0 == PlanHosts.localName || request.hosts.isWithinLimit($0) }
        return within.isEmpty ? Resolved(names: names, leftOut: .outsideLimit) : Resolved(names: within)
    }

    private mutating func report(_ trouble: PlanHosts.Trouble, _ step: Step, _ pattern: String) {
        let file = step.options.on == nil ? runbook.path : step.file
        let whole = step.options.on?.range ?? runbook.front.onRange ?? runbook.start
        // Many steps may take one pattern from the front matter or from their section.
        guard reported.insert(whole.start).inserted else { return }
        var range = whole
        var replacement = trouble.replacement
        if whole.start.line == whole.end.line, whole.end.column - whole.start.column == pattern.utf8.count {
            let start = whole.start.column + trouble.bytes.lowerBound
            let end = max(start + 1, whole.start.column + trouble.bytes.upperBound)
            range = TextRange(
                TextPosition(line: whole.start.line, column: start), TextPosition(line: whole.start.line, column: end))
        } else if trouble.bytes != 0..<pattern.utf8.count {
            replacement = nil
        }
        diagnostics.append(
            Diagnostic(
                .unknownHost, trouble.message, file: file, range: range, fix: trouble.fix, replacement: replacement))
    }
}
