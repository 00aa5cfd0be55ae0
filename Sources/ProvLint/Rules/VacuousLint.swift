import ProvChecks
import ProvDiagnostics
import ProvRunbook
import ProvText

/// Checks and expectations that hold whatever happens.
enum VacuousLint {
    static func check(_ step: Step, _ pieces: [LintContext.Piece], _ context: inout LintContext) {
        for piece in pieces where piece.role == .check {
            guard let reason = reasonNeverToFail(piece) else { continue }
            let length = piece.script.text.utf8.reversed().drop(while: \.isBlankOrNewline).count
            context.report(
                .checkCannotFail, "this check cannot fail: \(reason)", in: piece, at: 0..<length,
                fix: "check something that is true only after the step has succeeded")
        }
        for expectation in step.expectations {
            guard let reason = reasonNeverToFail(expectation) else { continue }
            context.report(
                .expectationCannotFail, "this expectation cannot fail: \(reason)", file: step.file,
                range: expectation.range,
                fix: "write a line that only this step prints")
        }
    }

    private static let harmless: Set<String> = [
        "true", ":", "echo", "printf", "sleep", "pwd", "date", "exit", "cd", "export", "set",
    ]

    private static func reasonNeverToFail(_ piece: LintContext.Piece) -> String? {
        let commands = piece.commands
        guard let last = commands.last else { return "it runs nothing" }
        if last.name == "exit", let code = last.operands.first {
            return code.text == "0" ? "it ends with 'exit 0'" : nil
        }
        if last.connector == .or, let name = last.name, ["true", ":", "echo", "printf"].contains(name) {
            return "it ends with '|| \(name)'"
        }
        guard commands.allSatisfy({ $0.name.map(harmless.contains) ?? true && $0.redirections.isEmpty }),
            !commands.contains(where: { $0.name == "cd" && !$0.operands.isEmpty })
        else { return nil }
        return "it only runs \(commands.compactMap(\.name).first.map { "'\($0)'" } ?? "assignments")"
    }

    private static func reasonNeverToFail(_ expectation: Expectation) -> String? {
        guard expectation.cannotFail else { return nil }
        return switch expectation.match {
        case .contains: "every output contains the empty text"
        case .similarity: "a similarity of 0 is always reached"
        case .regex: "the pattern matches everything"
        case .lines, .glob: "'...' matches any lines"
        case .json, .exact: "it matches every output"
        }
    }
}
