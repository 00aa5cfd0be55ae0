import Glibc
import ProvDiagnostics
import ProvJournal
import ProvReport
import ProvRunbook
import ProvSystem
import ProvText

/// From a runbook and a request to a plan, or to a refusal that says everything that is missing.
enum Planning {
    /// Whether a person can be asked.
    static var isAtTerminal: Bool {
        isatty(0) == 1 && Console.standardOutput.isTerminal && (ProcessEnvironment["CI"] ?? "").isEmpty
    }

    /// - Parameter asks: whether a parameter without a value is asked for, once.
    static func plan(_ loaded: LoadedRunbook, request: PlanRequest, asks: Bool) throws -> Plan {
        var request = request
        if asks {
            askForVariants(loaded.runbook, &request)
            askForParameters(loaded.runbook, &request)
        }
        let result = Planner.plan(loaded.runbook, request: request)
        if let plan = result.plan { return plan }
        let console = Console.standardError
        console.write(loaded.text(result.diagnostics, colour: console.hasColour) + "\n")
        throw CommandFailure(
            .refused,
            "nothing was run: \(loaded.runbook.path) has \(DiagnosticText.summary(result.diagnostics) ?? "no plan")",
            advice: "see the errors above; `prov plan \(loaded.runbook.path)` shows the steps and their inputs")
    }

    /// - Parameter isWhole: whether every block that does not run is named.
    static func text(
        _ plan: Plan, _ storing: StoreOptions, _ masker: Masker, isWhole: Bool = false
    ) throws -> String {
        masker.mask(
            PlanText(
                isColoured: Console.standardOutput.hasColour, due: try RunChanges.due(plan, storing), isWhole: isWhole
            ).text(plan))
    }

    /// Masks in a plan what a run masks, as far as it is known without running a program.
    static func masker(_ plan: Plan, _ hosts: RunHosts) async -> Masker {
        Masker(hosts.secrets(with: await DeclaredSecrets.readable(plan.runbook)).adding(NamedSecrets.all(plan)))
    }

    /// A runbook without a step: what it has is named before the refusal.
    static func refusalOfNothing(_ plan: Plan, file: String) -> CommandFailure {
        let shown = plan.runbook.shown
        let console = Console.standardError
        guard plan.steps.isEmpty else {
            return CommandFailure(
                .refused, "nothing to run: every step of \(file) is skipped",
                advice: "show why: prov plan \(file)")
        }
        console.write(ShownBlocksText(isColoured: console.hasColour).text(shown))
        return CommandFailure(
            .refused, "nothing to run: \(file) has no runnable code block",
            advice: shown.isEmpty
                ? "add a fence of a shell's language, ```bash, with the commands"
                : "change one of the blocks above as its line says")
    }

    /// Asks which variant is to be taken where several fit; no answer takes the one that the machine fits best.
    private static func askForVariants(_ runbook: Runbook, _ request: inout PlanRequest) {
        var asked: Set<String> = []
        while let open = Planner.openAlternatives(runbook, request: request).first(where: {
            !asked.contains($0.group.name)
        }) {
            let group = open.group
            asked.insert(group.name)
            Console.standardOutput.line("Variants of \(TerminalText.safeLine(group.title)):")
            for (number, index) in open.usable.enumerated() {
                Console.standardOutput.line(
                    "  \(number + 1)  \(TerminalText.safeLine(group.variants[index].title))")
            }
            let taken = (open.usable.firstIndex(of: open.taken) ?? 0) + 1
            while let answer = Question.ask("  Which one? [\(taken)] ") {
                let number =
                    answer.isEmpty
                    ? taken
                    : Int(answer) ?? open.usable.firstIndex { group.variants[$0].name == answer }.map { $0 + 1 }
                guard let number, (1...open.usable.count).contains(number) else {
                    Console.standardOutput.line("    enter a number from 1 to \(open.usable.count)")
                    continue
                }
                if !answer.isEmpty {
                    request.variants.append("\(group.name)=\(group.variants[open.usable[number - 1]].name)")
                }
                break
            }
        }
    }

    private static func askForParameters(_ runbook: Runbook, _ request: inout PlanRequest) {
        let open = Planner.openParameters(runbook, request: request)
        guard !open.isEmpty else { return }
        Console.standardOutput.line(
            "These parameters have no value. Enter them, or pass `--set NAME=VALUE`.")
        for parameter in open {
            let about = parameter.about.map { " (\(TerminalText.safeLine($0)))" } ?? ""
            let choices = parameter.choices.isEmpty ? "" : " [\(parameter.choices.joined(separator: ", "))]"
            let prompt = "  \(parameter.name)\(about)\(choices): "
            let isSecret = SecretName.isSecret(parameter.name)
            while let answer = isSecret ? Question.hidden(prompt) : Question.ask(prompt) {
                if let complaint = answer.isEmpty ? "a value is required" : parameter.validate(answer) {
                    Console.standardOutput.line("    \(TerminalText.safeLine(complaint))")
                    continue
                }
                request.values[parameter.name] = answer
                break
            }
        }
    }
}
