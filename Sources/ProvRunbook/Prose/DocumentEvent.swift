import ProvMarkdown
import ProvText

/// What a document holds, in order, as far as it tells which of its steps are variants.
struct DocumentEvent {
    enum Kind {
        case heading(level: Int, text: String)
        /// A paragraph without its markup.
        case text(String)
        case html(String)
        /// A block of code that is not a step, with its language.
        case code(String)
        /// A step, by its place among the drafts.
        case step(Int)
    }

    var kind: Kind
    var place: TextPosition

    /// - Parameter drafts: the steps of this document, in order.
    static func all(in document: Document, drafts: [(index: Int, range: TextRange)]) -> [DocumentEvent] {
        var events = drafts.map { DocumentEvent(kind: .step($0.index), place: $0.range.start) }
        let taken = Set(drafts.map(\.range.start.line))
        var stack: [[Block]] = [document.blocks]
        while let blocks = stack.popLast() {
            for block in blocks {
                let place = block.range.start
                switch block.kind {
                case .heading(let heading):
                    events.append(
                        DocumentEvent(kind: .heading(level: heading.level, text: heading.text), place: place))
                case .paragraph:
                    events.append(
                        tab(at: place.line, document.source)
                            ?? DocumentEvent(
                                kind: .text(ProseText.beginning(of: block.range, document.source)), place: place))
                case .html(let text):
                    if !text.hasPrefix("<!--") { events.append(DocumentEvent(kind: .html(text), place: place)) }
                case .code(let code):
                    guard !taken.contains(place.line) else { continue }
                    let language = String(code.info.prefix { $0.isLetter || $0.isNumber }).lowercased()
                    events.append(DocumentEvent(kind: .code(language), place: place))
                case .quote(let inner): stack.append(inner)
                case .alert(let alert): stack.append(alert.blocks)
                case .list(let list): stack += list.items.map(\.blocks)
                case .table, .thematicBreak: events.append(DocumentEvent(kind: .text(""), place: place))
                }
            }
        }
        return events.sorted { $0.place < $1.place }
    }

    /// The line that opens a tab of MkDocs: its title is the first paragraph of the content, so that its signs are not
    /// part of that.
    private static func tab(at line: Int, _ source: SourceText) -> DocumentEvent? {
        let bytes = source.bytes[source.byteRange(ofLine: line)]
        let rest = bytes.drop(while: \.isBlank)
        guard rest.starts(with: "===".utf8) else { return nil }
        return DocumentEvent(
            kind: .text(String(decoding: rest, as: UTF8.self)),
            place: TextPosition(line: line, column: rest.startIndex - bytes.startIndex + 1))
    }
}
