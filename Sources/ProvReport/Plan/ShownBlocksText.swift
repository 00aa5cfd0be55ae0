package import ProvRunbook
import ProvText

/// What a document has and a run does not run, for a terminal: reasons with their places, and how to make it run.
package struct ShownBlocksText {
    /// Places named for each reason, unless all are wanted.
    private static let mostPlaces = 3

    private let paint: TerminalPaint
    private let isWhole: Bool

    /// - Parameter isWhole: whether every place is named, and not the first ones alone.
    package init(isColoured: Bool = false, isWhole: Bool = false) {
        paint = TerminalPaint(isColoured: isColoured)
        self.isWhole = isWhole
    }

    /// Empty where there is nothing to name.
    package func text(_ shown: [ShownBlock]) -> String {
        guard !shown.isEmpty else { return "" }
        var text = "\n\(paint.bold("Not run: \(Quantity.count(shown.count, "block"))"))\n"
        for (reason, blocks) in grouped(shown) {
            text += "  \(TerminalText.safeLine(reason.sentence)): \(places(blocks))\n"
            text += "    \(paint.faint("to run it:")) \(TerminalText.safeLine(reason.remedy))\n"
        }
        return text
    }

    /// By reason, in the order in which the reasons first come.
    private func grouped(_ shown: [ShownBlock]) -> [(ShownBlock.Reason, [ShownBlock])] {
        var order: [ShownBlock.Reason] = []
        var groups: [ShownBlock.Reason: [ShownBlock]] = [:]
        for block in shown {
            if groups[block.reason] == nil { order.append(block.reason) }
            groups[block.reason, default: []].append(block)
        }
        return order.map { ($0, groups[$0] ?? []) }
    }

    private func places(_ blocks: [ShownBlock]) -> String {
        let named = isWhole ? blocks[...] : blocks.prefix(Self.mostPlaces)
        let places = named.map { TerminalText.safeLine("\($0.file):\($0.range.start.line)") }.joined(separator: ", ")
        return blocks.count > named.count ? "\(places) and \(blocks.count - named.count) more" : places
    }
}
