import ProvHosts
import ProvRunbook
import ProvText

/// What a command was made of: a script in a file of the runbook.
struct CommandSource: Sendable {
    var source: SourceText
    var script: Script
    /// With its placeholders filled.
    var filled: String

    /// - Parameter step: the one that the script belongs to.
    init(_ script: Script, of step: Step, in runbook: Runbook, filled: String) {
        source = runbook.includes.first { $0.path == step.file } ?? runbook.source
        self.script = script
        self.filled = filled
    }

    /// Where the command stands that made the script fail; `nil` if that is not known.
    ///
    /// - Parameter message: what bash said last among the errors: of an unset variable and of a syntax error it tells
    ///   nothing else.
    func place(of outcome: Outcome, _ message: BashMessage?) -> CommandPlace? {
        guard case .exited(let code) = outcome.ending, code != 0 else { return nil }
        if let failed = outcome.failed {
            return CommandPlace(
                line: failed.line, text: failed.text, statuses: failed.statuses, in: script, filled: filled,
                source: source)
        }
        guard let line = message?.line, let before = outcome.linesBefore else { return nil }
        return CommandPlace(line: line - before, in: script, filled: filled, file: source.path)
    }
}

/// A line that bash itself wrote among the errors of a command: `bash: line 12: x: unbound variable`.
struct BashMessage: Equatable {
    /// As bash counts its lines.
    var line: Int
    /// Without what names bash and the line.
    var text: String

    init?(_ written: String) {
        guard written.hasPrefix("bash: ") else { return nil }
        var rest = written.dropFirst("bash: ".count)
        if rest.hasPrefix("eval: ") { rest = rest.dropFirst("eval: ".count) }
        guard rest.hasPrefix("line ") else { return nil }
        rest = rest.dropFirst("line ".count)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let line = Int(digits), rest.dropFirst(digits.count).hasPrefix(": ") else { return nil }
        self.line = line
        text = String(rest.dropFirst(digits.count + 2))
    }
}

extension Command {
    /// The variables that a step has for its commands alone.
    mutating func take(_ step: Step) {
        aliases = step.aliases
        ownEnvironment = step.ownVariables
    }
}
