import ProvText

/// What the inline parser found, in the order of the text.
enum InlinePiece {
    case text([UInt8])
    case softBreak
    case hardBreak
    case code(String)
    case html(String)
    /// An address that is a link by itself.
    case autolink(destination: [UInt8], text: [UInt8])
    case footnote(label: String, number: Int)
    case openLink(LinkTarget)
    case openImage(LinkTarget)
    case closeBracket
    /// A run by its number: it ends and begins emphasis, and what is left of it is text.
    case delimiters(Int)
}

/// Makes the tree of inlines from the pieces.
struct InlineAssembly {
    /// Whether addresses of e-mail in the text become links.
    let findsAddresses: Bool
    /// What was found so far in the text, and in each element that is still open.
    private var levels: [[Inline]] = [[]]
    private var open: [Element] = []
    private var text: [UInt8] = []
    /// Elements around here that are left out.
    private var skipped = 0
    private var links = 0

    private enum Element {
        case mark(DelimiterRun.Mark)
        case link(LinkTarget)
        case image(LinkTarget)
    }

    /// Markup nested deeper than this becomes its text: every reader of the tree recurses.
    private static let depthLimit = 100

    init(findsAddresses: Bool) { self.findsAddresses = findsAddresses }

    mutating func inlines(_ pieces: [InlinePiece], _ runs: [DelimiterRun]) -> [Inline] {
        for piece in pieces {
            switch piece {
            case .text(let bytes): text += bytes
            case .softBreak: append(.softBreak)
            case .hardBreak: append(.hardBreak)
            case .code(let code): append(.code(code))
            case .html(let html): append(.html(html))
            case .autolink(let destination, let text):
                append(
                    .link(
                        destination: String(decoding: destination, as: UTF8.self), title: "",
                        [.text(String(decoding: text, as: UTF8.self))]))
            case .footnote(let label, let number): append(.footnoteReference(label: label, number: number))
            case .openLink(let target): begin(.link(target))
            case .openImage(let target): begin(.image(target))
            case .closeBracket: end()
            case .delimiters(let index): append(runs[index])
            }
        }
        flushText()
        return levels[0]
    }

    private mutating func append(_ inline: Inline) {
        flushText()
        levels[open.count].append(inline)
    }

    private mutating func append(_ run: DelimiterRun) {
        for _ in run.closes { end() }
        text += repeatElement(run.byte, count: run.remaining)
        for mark in run.opens.reversed() { begin(.mark(mark)) }
    }

    private mutating func flushText() {
        guard !text.isEmpty else { return }
        if findsAddresses, links == 0, text.contains(ASCII.at) {
            levels[open.count] += MailAddresses.inlines(text)
        } else {
            levels[open.count].append(.text(String(decoding: text, as: UTF8.self)))
        }
        text.removeAll(keepingCapacity: true)
    }

    private mutating func begin(_ element: Element) {
        guard open.count < InlineAssembly.depthLimit, skipped == 0 else {
            skipped += 1
            return
        }
        flushText()
        if case .link = element { links += 1 }
        open.append(element)
        levels.append([])
    }

    private mutating func end() {
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        flushText()
        guard let element = open.popLast() else { return }
        let inner = levels.removeLast()
        switch element {
        case .mark(.emphasis): append(.emphasis(inner))
        case .mark(.strong): append(.strong(inner))
        case .mark(.strikethrough): append(.strikethrough(inner))
        case .image(let target): append(.image(source: target.destination, title: target.title, alternative: inner))
        case .link(let target):
            links -= 1
            append(.link(destination: target.destination, title: target.title, inner))
        }
    }
}
