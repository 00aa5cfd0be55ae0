import ProvChecks
import ProvDiagnostics
import ProvMarkdown
import ProvText
import ProvYAML

/// A step of mechanical-markdown: the blocks between `<!-- STEP … -->` and `<!-- END_STEP -->`.
///
/// What its keys mean is what mechanical-markdown 0.8 does (step.py).
struct MechanicalStep {
    var name: String?
    /// Lines that its outputs must hold, over all of its blocks.
    var expectedLines: [(stream: Expectation.Stream, lines: [String])] = []
    /// True where the lines must be whole lines; false where they may be parts of one.
    var matchesWholeLines = true
    /// True where the lines must come in this order.
    var isOrdered = true
    var options = StepOptions()
    /// Seconds to wait after it.
    var pause = 0
    var manualMessage: String?
    var range: TextRange
    var scripts: [(script: Script, fence: Fence)] = []

    /// Blocks of other languages are shown.
    static let languages: Set<String> = ["bash", "sh", "shell", "shell-script"]

    init(range: TextRange) {
        self.range = range
        // Each block is a shell of its own, without `set -e`, with what prov was started in.
        options.isIsolated = true
        options.isStrict = false
    }

    /// Only such a document leaves its other blocks alone.
    static func isMentioned(in document: Document) -> Bool {
        document.blocks.contains { block in
            guard case .html(let text) = block.kind, text.utf8.starts(with: "<!--".utf8) else { return false }
            return Array(text.utf8.dropFirst(4).prefix(64))[...].trimmingBlanksAndNewlines().starts(with: "STEP".utf8)
                && !text.utf8.contains(0)
                && isStep(text)
        }
    }

    private static func isStep(_ text: String) -> Bool {
        let rest = Array(text.utf8.dropFirst(4))[...].trimmingBlanksAndNewlines().dropFirst(4)
        return rest.first.map { $0.isBlankOrNewline } ?? false
    }

    /// What proves the step.
    var expectations: [Expectation] {
        expectedLines.filter { !$0.lines.isEmpty }.map { stream, lines in
            Expectation(
                listed: ListedLines(lines, areWhole: matchesWholeLines, areOrdered: isOrdered), stream: stream,
                range: range)
        }
    }
}
