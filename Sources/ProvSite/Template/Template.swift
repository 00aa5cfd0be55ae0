import ProvReport
import ProvText

/// A Mustache template that was read: values, sections, partials, blocks and comments as the Mustache specification has
/// them (https://mustache.github.io/mustache.5.html); no lambdas, no dotted names and no other delimiters.
struct Template {
    /// How a template names a partial.
    struct Part: Hashable {
        var name: String
        /// Blanks in front of a partial that has a line to itself; each of the partial's lines gets them.
        var indentation: [UInt8] = []
    }

    indirect enum Node {
        case text(ArraySlice<UInt8>)
        case value(String, isMarkup: Bool)
        /// Drawn for each item of a list, or once for any other value but `false`.
        case section(String, [Node])
        /// Drawn where its section would not be.
        case inverted(String, [Node])
        /// The blocks stand for those of the same name in the partial.
        case part(Part, line: Int, blocks: [String: [Node]])
        case block(String, [Node])
    }

    var nodes: [Node]

    /// The partials that the template names, those inside of others too, in their order.
    var parts: [(part: Part, line: Int)] { Self.parts(in: nodes) }

    private static func parts(in nodes: [Node]) -> [(part: Part, line: Int)] {
        nodes.flatMap { node -> [(part: Part, line: Int)] in
            switch node {
            case .text, .value: []
            case .section(_, let body), .inverted(_, let body), .block(_, let body): parts(in: body)
            case .part(let part, let line, let blocks):
                [(part, line)] + blocks.sorted { $0.key < $1.key }.flatMap { parts(in: $0.value) }
            }
        }
    }
}

/// What a template finds under a name.
enum TemplateValue {
    /// Escaped where it is shown.
    case text(String)
    /// Shown as it is.
    case markup(String)
    case flag(Bool)
    case list([TemplateValues])
}

/// The values of a page, or of one item of a list, by name.
typealias TemplateValues = [String: TemplateValue]

/// Draws templates into bytes.
struct TemplateRenderer {
    /// Each partial that any of the templates names; one that is missing draws nothing.
    let parts: [Template.Part: Template]

    func bytes(_ name: String, _ values: TemplateValues) -> [UInt8] {
        var drawing = Drawing(parts: parts, contexts: [values])
        drawing.draw(parts[Template.Part(name: name)]?.nodes ?? [], [:])
        return drawing.bytes
    }

    private struct Drawing {
        let parts: [Template.Part: Template]
        /// Innermost last.
        var contexts: [TemplateValues]
        var bytes: [UInt8] = []

        func value(_ name: String) -> TemplateValue? {
            for context in contexts.reversed() { if let value = context[name] { return value } }
            return nil
        }

        mutating func draw(_ nodes: [Template.Node], _ blocks: [String: [Template.Node]]) {
            for node in nodes {
                switch node {
                case .text(let text): bytes += text
                case .value(let name, let isMarkup): show(value(name), isMarkup: isMarkup)
                case .section(let name, let body): section(value(name), body, blocks)
                case .inverted(let name, let body): if Self.isMissing(value(name)) { draw(body, blocks) }
                // What the outer template says goes before what the inner one says.
                case .part(let part, _, let own):
                    draw(parts[part]?.nodes ?? [], own.merging(blocks) { _, outer in outer })
                // What stands for a block may hold a block of the same name, which is then its own.
                case .block(let name, let body): draw(blocks[name] ?? body, blocks.filter { $0.key != name })
                }
            }
        }

        private mutating func show(_ value: TemplateValue?, isMarkup: Bool) {
            switch value {
            case .text(let text) where !isMarkup: Markup.escape(VisibleControls.shownOnOneLine(text), into: &bytes)
            case .text(let text): bytes += VisibleControls.shownOnOneLine(text).utf8
            case .markup(let text): bytes += text.utf8
            case .flag(let flag): bytes += (flag ? "true" : "false").utf8
            case .list, nil: break
            }
        }

        private mutating func section(
            _ value: TemplateValue?, _ body: [Template.Node], _ blocks: [String: [Template.Node]]
        ) {
            guard case .list(let items) = value else {
                if !Self.isMissing(value) { draw(body, blocks) }
                return
            }
            for item in items {
                contexts.append(item)
                draw(body, blocks)
                contexts.removeLast()
            }
        }

        private static func isMissing(_ value: TemplateValue?) -> Bool {
            switch value {
            case nil, .flag(false): true
            case .list(let items): items.isEmpty
            case .flag, .text, .markup: false
            }
        }
    }
}
