/// The box of a task list item: `[ ]` or `[x]` and white space.
struct TaskBox {
    var isChecked: Bool
    /// The text behind the box.
    var rest: String

    init?(_ text: String) {
        var bytes = text.utf8.makeIterator()
        guard bytes.next() == ASCII.openBracket, let mark = bytes.next(), bytes.next() == ASCII.closeBracket,
              bytes.next()?.isWhitespace == true else { return nil }
        switch mark {
        case ASCII.space: isChecked = false
        case 0x78, 0x58: isChecked = true
        default: return nil
        }
        rest = String(text.unicodeScalars.dropFirst(4).drop { $0 == " " || $0 == "\t" || $0 == "\n" })
    }

    /// Takes the box off the first paragraph of an item.
    static func remove(from blocks: inout [Block]) {
        guard let first = blocks.first, case .paragraph(var inlines) = first.kind, case .text(let text) = inlines.first else { return }
        if let box = TaskBox(text) {
            inlines[0] = .text(box.rest)
        } else if text.utf8.count == 3, inlines.count > 1, inlines[1] == .softBreak || inlines[1] == .hardBreak {
            inlines.removeSubrange(0...1)
        }
        blocks[0].kind = .paragraph(inlines)
    }
}
