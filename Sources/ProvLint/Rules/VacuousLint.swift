import ProvChecks
import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Checks and expectations that hold whatever happens.
enum VacuousLint {
    static func check(_ step: Step, _ pieces: [ScriptPiece], _ context: inout LintContext) {
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

    /// What runs a command and has no reason of its own to fail; `sudo`, `ssh` and `podman run` have.
    private static let transparent: Set<String> = ["command", "builtin", "time", "nice", "nohup", "env", "exec"]

    private static func isDirect(_ invocation: Invocation) -> Bool {
        !invocation.isElsewhere && invocation.wrappers.allSatisfy(transparent.contains)
    }

    private static func reasonNeverToFail(_ piece: ScriptPiece) -> String? {
        let commands = Array(piece.shell.commands).filter { !$0.isFunction }
        guard let last = commands.last else { return "it runs nothing" }
        let invocation = piece.invocation(of: last)
        if let invocation, !isDirect(invocation) { return nil }
        if invocation?.program == "exit", let code = invocation?.line.operands.first {
            return code.text == "0" ? "it ends with 'exit 0'" : nil
        }
        if last.connector == .or, let name = invocation?.program, ["true", ":", "echo", "printf"].contains(name) {
            return "it ends with '|| \(name)'"
        }
        guard commands.allSatisfy({ isHarmless($0, piece) }) else { return nil }
        return "it only runs \(commands.lazy.compactMap(piece.program).first.map { "'\($0)'" } ?? "assignments")"
    }

    private static func isHarmless(_ command: ShellCommand, _ piece: ScriptPiece) -> Bool {
        guard !command.hasRedirections, !command.isNegated else { return false }
        guard let invocation = piece.invocation(of: command) else { return true }
        return isDirect(invocation) && harmless.contains(invocation.program)
            && !(invocation.program == "cd" && !invocation.line.operands.isEmpty)
    }

    private static func reasonNeverToFail(_ expectation: Expectation) -> String? {
        guard expectation.cannotFail else { return nil }
        return switch expectation.match {
        case .contains: "every output contains the empty text"
        case .similarity: "a similarity of 0 is always reached"
        case .regex: "the pattern matches everything"
        case .lines, .glob: "'...' matches any lines"
        case .json, .exact, .listed: "it matches every output"
        }
    }
}
