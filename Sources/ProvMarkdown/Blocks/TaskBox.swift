import ProvText

/// The box of a task list item: `[ ]` or `[x]` and white space.
struct TaskBox {
    var isChecked: Bool

    private static let width = 3

    /// `line` is the first line of an item's paragraph as it is written, white space at its end included.
    init?(_ line: ArraySlice<UInt8>) {
        let box = Array(line.prefix(TaskBox.width + 1))
        guard box.count > TaskBox.width, box[0] == ASCII.openBracket, box[2] == ASCII.closeBracket, box[3].isBlank
        else { return nil }
        switch box[1] {
        case ASCII.space: isChecked = false
        case 0x78, 0x58: isChecked = true
        default: return nil
        }
    }

    /// The text of an item without its box.
    static func remove(from text: String) -> String {
        String(text.unicodeScalars.dropFirst(width).drop { $0 == " " || $0 == "\t" || $0 == "\n" })
    }

    /// Takes the box off the first paragraph of an item.
    static func remove(from blocks: inout [Block]) {
        guard let first = blocks.first, case .paragraph(var inlines) = first.kind, case .text(let text) = inlines.first
        else { return }
        let rest = remove(from: text)
        if !rest.isEmpty {
            inlines[0] = .text(rest)
        } else {
            inlines.removeFirst()
            if inlines.first == .softBreak || inlines.first == .hardBreak { inlines.removeFirst() }
            if inlines.isEmpty {
                blocks.removeFirst()
                return
            }
        }
        blocks[0].kind = .paragraph(inlines)
    }
}
