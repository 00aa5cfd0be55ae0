import ProvMarkdown
import ProvReport
import ProvRunbook

/// Draws the text of a step so that a reader can copy it: prompts and outputs marked, parameters to be filled.
struct GuideCode {
    private let parameters: [String: Parameter]

    init(runbook: Runbook) {
        parameters = Dictionary(runbook.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func draw(_ step: Step, _ code: CodeBlock, _ page: inout Markup) {
        switch step.body {
        case .script(let script): draw(script, of: step, &page)
        case .file(let file): draw(file.content, of: step, &page)
        case .console(let exchanges): for exchange in exchanges { draw(exchange, of: step, &page) }
        case .ensure, .manual, .gate, .checkOnly: page.add(text: code.literal)
        }
    }

    private func draw(_ exchange: ConsoleExchange, of step: Step, _ page: inout Markup) {
        page.add("<span class=\"prompt\">$ </span><span class=\"typed\">")
        draw(exchange.command, of: step, &page)
        page.add("</span>")
        guard !exchange.output.isEmpty else { return }
        page.add("<span class=\"printed\">")
        page.add(text: exchange.output)
        page.add("</span>")
    }

    /// The parameter of the page's form that fills a hole of a step.
    private func field(_ name: String, of step: Step) -> String {
        var field = step.fullName(name)
        while let source = parameters[field]?.given?.whole { field = source }
        return field
    }

    private func draw(_ script: Script, of step: Step, _ page: inout Markup) {
        let names = Set(parameters.keys).union(step.scope?.names.keys.map(\.self) ?? [])
        let bytes = Array(script.text.utf8)
        var done = 0
        for hole in script.holes(names: names)
        where hole.bytes.lowerBound >= done && hole.bytes.upperBound <= bytes.count {
            page.add(text: String(decoding: bytes[done..<hole.bytes.lowerBound], as: UTF8.self))
            page.add(
                """
                <var data-parameter="\(field(hole.parameter, of: step))" \
                data-context="\(hole.place.rawValue)">\(String(decoding: bytes[hole.bytes], as: UTF8.self))</var>
                """
            )
            done = hole.bytes.upperBound
        }
        page.add(text: String(decoding: bytes[done...], as: UTF8.self))
    }
}
