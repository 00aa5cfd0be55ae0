import ProvMarkdown
import ProvReport
import ProvRunbook

/// Draws the text of a step so that a reader can copy it: prompts and outputs marked, parameters to be filled.
struct GuideCode {
    /// Of the runbook's parameters.
    private let names: Set<String>

    init(runbook: Runbook) { names = Set(runbook.parameters.map(\.name)) }

    func draw(_ step: Step, _ code: CodeBlock, _ page: inout Markup) {
        switch step.body {
        case .script(let script): draw(script, &page)
        case .file(let file): draw(file.content, &page)
        case .console(let exchanges): for exchange in exchanges { draw(exchange, &page) }
        case .ensure, .manual, .gate, .checkOnly: page.add(text: code.literal)
        }
    }

    private func draw(_ exchange: ConsoleExchange, _ page: inout Markup) {
        page.add("<span class=\"prompt\">$ </span><span class=\"typed\">")
        draw(exchange.command, &page)
        page.add("</span>")
        guard !exchange.output.isEmpty else { return }
        page.add("<span class=\"printed\">")
        page.add(text: exchange.output)
        page.add("</span>")
    }

    private func draw(_ script: Script, _ page: inout Markup) {
        let bytes = Array(script.text.utf8)
        var done = 0
        for hole in script.holes(names: names)
        where hole.bytes.lowerBound >= done && hole.bytes.upperBound <= bytes.count {
            page.add(text: String(decoding: bytes[done..<hole.bytes.lowerBound], as: UTF8.self))
            page.add(
                """
                <var data-parameter="\(hole.parameter)" \
                data-context="\(hole.place.rawValue)">\(String(decoding: bytes[hole.bytes], as: UTF8.self))</var>
                """
            )
            done = hole.bytes.upperBound
        }
        page.add(text: String(decoding: bytes[done...], as: UTF8.self))
    }
}
