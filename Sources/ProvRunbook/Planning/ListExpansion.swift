import ProvChecks
import ProvDiagnostics

extension Step {
    /// The same step with a check for each item where a check's main value is a parameter that is a list.
    ///
    /// - Parameter items: the texts of each list, by its name.
    func expanding(_ items: [String: [String]], _ diagnostics: inout [Diagnostic]) -> Step {
        guard !items.isEmpty else { return self }
        let isListed = { (check: Check) in
            guard case .declarative(let declarative) = check, let list = declarative.ofList else { return false }
            return items[list.parameter] != nil
        }
        guard check.contains(where: isListed) else { return self }
        var step = self
        var rest = check[...]
        step.check = []
        if case .ensure(var state) = body, let reread = state.reread {
            let reading = reread(items)
            diagnostics += reading.diagnostics
            // Its own checks come before those of other blocks.
            rest = rest.dropFirst(state.checkCount)
            state.remedies = reading.remedies
            step.body = .ensure(state)
            step.check = reading.checks.map { .declarative($0) }
        }
        for check in rest {
            guard isListed(check), case .declarative(let declarative) = check, let list = declarative.ofList else {
                step.check.append(check)
                continue
            }
            let reading = list.checks(items[list.parameter] ?? [])
            diagnostics += reading.diagnostics
            step.check += reading.checks.map { item in
                var item = item
                item.timeout = item.timeout ?? declarative.timeout
                return .declarative(item)
            }
        }
        return step
    }
}
