import Glibc
import ProvPages
import ProvRunbook

/// From a runbook and a request to a plan, or to a refusal that says everything that is missing.
enum Planning {
    static var isAtTerminal: Bool { isatty(0) == 1 && Console.standardOutput.isTerminal && Environment["CI"] == nil }

    /// - Parameter asks: whether a parameter without a value is asked for, once.
    static func plan(_ loaded: LoadedRunbook, request: PlanRequest, asks: Bool) throws -> Plan {
        var request = request
        if asks { askForParameters(loaded.runbook, &request) }
        let result = Planner.plan(loaded.runbook, request: request)
        let console = Console.standardError
        if let plan = result.plan { return plan }
        console.write(loaded.text(result.diagnostics, colour: console.hasColour))
        throw CommandFailure(.refused, "nothing was run: \(DiagnosticText.summary(result.diagnostics) ?? "the plan cannot be made")")
    }

    static func text(_ plan: Plan) throws -> String {
        guard let format = PlanFormats.named("text") else { return "" }
        return String(decoding: format.render(plan), as: UTF8.self)
    }

    private static func askForParameters(_ runbook: Runbook, _ request: inout PlanRequest) {
        for parameter in runbook.parameters where request.values[parameter.name] == nil && parameter.defaultValue == nil {
            let about = parameter.about.map { " (\($0))" } ?? ""
            let choices = parameter.choices.isEmpty ? "" : " [\(parameter.choices.joined(separator: ", "))]"
            for _ in 0..<3 {
                let answer = Question.ask("\(parameter.name)\(about)\(choices): ")
                guard !answer.isEmpty else { break }
                if let complaint = parameter.validate(answer) {
                    Console.standardOutput.line("  \(complaint)")
                    continue
                }
                request.values[parameter.name] = answer
                break
            }
        }
    }
}
