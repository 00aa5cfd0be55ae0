import ProvText

/// Hostile text made fit for a terminal: of everything a terminal would obey, only colours survive.
package enum TerminalText {
    /// Output as it may be written to a terminal.
    ///
    /// Other escape sequences, `\r`, C0 and C1 controls, bidirectional controls and bytes that are no UTF-8 come out as
    /// symbols (`␛`, `␍`, `‹RLO›`, `‹9B›`); `\r\n` is a line end. Where colours were left on, the text ends with a
    /// reset.
    package static func safe(_ bytes: [UInt8], keepsColours: Bool = false) -> String {
        var stream = TerminalTextStream(keepsColours: keepsColours)
        return stream.feed(bytes[...]) + stream.finish()
    }

    /// A text of any origin on one line of a terminal, without colours.
    package static func safeLine(_ text: String) -> String { VisibleControls.shownOnOneLine(text) }
}

/// The same for output that arrives in pieces, cut anywhere.
package struct TerminalTextStream {
    private let keepsColours: Bool
    private var held: [UInt8] = []
    private var isColoured = false

    package init(keepsColours: Bool) { self.keepsColours = keepsColours }

    /// What can be shown so far; a sequence or a character that is not whole is held back.
    package mutating func feed(_ bytes: ArraySlice<UInt8>) -> String {
        let all = held.isEmpty ? bytes : (held + bytes)[...]
        let tail = OutputScanner.incompleteTail(of: all)
        held = Array(all.suffix(tail))
        return render(all.dropLast(tail))
    }

    /// What was held back, and a reset where colours are still on.
    package mutating func finish() -> String {
        let rest = render(held[...])
        held = []
        defer { isColoured = false }
        return isColoured ? rest + "\u{1B}[0m" : rest
    }

    private mutating func render(_ bytes: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 16)
        for piece in OutputScanner(bytes) {
            switch piece {
            case .text(let range): result += bytes[range]
            case .lineEnd: result.append(0x0A)
            case .symbol(let symbol): result += symbol.utf8
            case .style(let range):
                guard keepsColours, let kept = StyleFilter.kept(bytes[range]) else { continue }
                isColoured = kept != "0"
                result += "\u{1B}[\(kept)m".utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Leaves of an SGR sequence what colours and emphasises, not what hides or blinks.
enum StyleFilter {
    /// The parameters that stay; `nil` where none does.
    static func kept(_ parameters: some Collection<UInt8>) -> String? {
        var codes = StyleCodes(parameters)
        var kept: [String] = []
        while let code = codes.next() {
            switch code {
            case 0, 1...4, 7, 9, 21...24, 27, 29, 30...37, 39, 40...47, 49, 90...97, 100...107:
                kept.append(String(code))
            case 38, 48:
                switch codes.colour() {
                case .indexed(let index)?: kept.append("\(code);5;\(index)")
                case .rgb(let red, let green, let blue)?: kept.append("\(code);2;\(red);\(green);\(blue)")
                case nil: break
                }
            case 58: _ = codes.colour()
            default: break
            }
        }
        return kept.isEmpty ? nil : kept.joined(separator: ";")
    }
}
