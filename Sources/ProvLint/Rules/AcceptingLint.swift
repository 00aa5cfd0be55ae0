import ProvChecks
import ProvDiagnostics
import ProvRunbook
import ProvText

/// Expectations so loose that they take another step's recorded output for their own.
enum AcceptingLint {
    /// An output that stands in the runbook: what a command printed when the writer ran it.
    private struct Recorded {
        var step: Int
        var command: String
        var text: String
        var file: String
        var range: TextRange
    }

    /// Each expectation is held against this many outputs around it, so that a long runbook stays linear.
    private static let neighbours = 8

    static func check(_ context: inout LintContext) {
        let recorded = recordedOutputs(of: context.runbook)
        guard recorded.count > 1 else { return }
        var nearest = 0
        for (index, step) in context.runbook.steps.enumerated() {
            while nearest < recorded.count, recorded[nearest].step < index { nearest += 1 }
            let first = max(0, nearest - neighbours / 2)
            let others = recorded[first..<min(recorded.count, first + neighbours)]
            for (expectation, command) in looseExpectations(of: step) {
                let literal = literalLine(of: expectation)
                let twin = others.first { other in
                    other.step != index && (literal.map { holds($0, in: other.text) } ?? true)
                        && other.command != command && other.text != expectation.text && isSizable(other.text)
                        && expectation.judge(other.text).result == .pass
                }
                guard let twin else { continue }
                let other = context.runbook.steps[twin.step].id
                context.report(
                    .acceptsOtherOutput, "this expectation also accepts the output of '\(other)'",
                    file: step.file,
                    range: expectation.range, fix: "write the part of the output that only '\(step.id)' prints",
                    notes: [(twin.file, twin.range, "the other output is here")])
                break
            }
        }
    }

    /// `ok` or `1` are said by many.
    private static func isSizable(_ text: String) -> Bool { text.utf8.count { !$0.isBlankOrNewline } >= 4 }

    private static func recordedOutputs(of runbook: Runbook) -> [Recorded] {
        var recorded: [Recorded] = []
        for (index, step) in runbook.steps.enumerated() {
            switch step.body {
            case .console(let exchanges):
                for exchange in exchanges {
                    guard let expectation = exchange.expectation, expectation.text.utf8.count < 4_096 else { continue }
                    recorded.append(
                        Recorded(
                            step: index, command: exchange.command.text, text: expectation.text, file: step.file,
                            range: expectation.range))
                }
            case .script(let script):
                for expectation in step.expectations
                where expectation.match != .regex && expectation.text.utf8.count < 4_096 {
                    recorded.append(
                        Recorded(
                            step: index, command: script.text, text: expectation.text, file: step.file,
                            range: expectation.range))
                }
            case .file, .ensure, .manual, .gate, .checkOnly: break
            }
        }
        return recorded
    }

    /// The expectations that accept more than one text, with the command they are about.
    private static func looseExpectations(of step: Step) -> [(Expectation, String)] {
        switch step.body {
        case .script(let script):
            return step.expectations.filter { isLoose($0) && !$0.cannotFail }.map { ($0, script.text) }
        case .console(let exchanges):
            return exchanges.compactMap { exchange in
                guard let expectation = exchange.expectation, isLoose(expectation), !expectation.cannotFail else {
                    return nil
                }
                return (expectation, exchange.command.text)
            }
        case .file, .ensure, .manual, .gate, .checkOnly: return []
        }
    }

    /// A line that every output it accepts must have; looking for it is cheaper than judging.
    private static func literalLine(of expectation: Expectation) -> [UInt8]? {
        guard expectation.match == .lines else { return nil }
        return expectation.text.utf8.split(separator: ASCII.newline).first { line in
            line.count > 3 && line.last != ASCII.closeParenthesis && !line.contains(ASCII.backslash)
        }.map(Array.init)
    }

    private static func holds(_ line: [UInt8], in text: String) -> Bool {
        let bytes = text.utf8Span.span
        guard let first = line.first, bytes.count >= line.count else { return false }
        for index in 0...(bytes.count - line.count) where bytes[index] == first {
            if bytes.holds(line, at: index) { return true }
        }
        return false
    }

    private static func isLoose(_ expectation: Expectation) -> Bool {
        guard expectation.text.utf8.count < 4_096 else { return false }
        switch expectation.match {
        case .exact, .json: return false
        case .contains, .similarity, .glob, .listed: return true
        // A regular expression may take long on a text it was not made for.
        case .regex: return expectation.text.utf8.count < 200
        case .lines:
            return expectation.text.utf8.split(separator: ASCII.newline).contains { line in
                if line.last == ASCII.closeParenthesis {
                    return line.reversed().starts(with: ")er( ".utf8) || line.reversed().starts(with: ")bolg( ".utf8)
                }
                return line.last == ASCII.period && line.drop(while: \.isBlank).elementsEqual("...".utf8)
            }
        }
    }
}
