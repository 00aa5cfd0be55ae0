import ProvMarkdown
import ProvReport
import ProvRunbook
import ProvText

/// What belongs to a step besides its own block.
extension GuideBlocks {
    func drawCheck(_ check: Check, of mark: GuideMarks.Mark, _ code: CodeBlock, _ renderer: inout PageRenderer) {
        var script: Script?
        if case .script(let text, _) = check { script = text }
        attached(
            "check", Self.caption(ofChecks: mark), code, &renderer, isOpen: false, script: script, of: mark.step)
    }

    private static func caption(ofChecks mark: GuideMarks.Mark) -> String {
        if case .checkOnly = mark.step.body { return "Check" }
        return "Checks of step \(mark.number)"
    }

    /// - Parameter script: the block as it is run, for one that is copied.
    func attached(
        _ kind: String, _ caption: String, _ code: CodeBlock, _ renderer: inout PageRenderer, isOpen: Bool,
        script: Script? = nil, of step: Step? = nil
    ) {
        renderer.parts.add(code: code.literal)
        renderer.page.add("<details class=\"part \(kind)\"")
        if isOpen { renderer.page.add(" open") }
        renderer.page.add("><summary>\(caption)</summary>\n<div class=\"code\"><pre tabindex=\"0\"><code>")
        if let script, let step {
            texts.draw(script, of: step, &renderer.page)
        } else {
            renderer.page.add(text: code.literal)
        }
        renderer.page.add("</code></pre></div></details>\n")
    }
}
