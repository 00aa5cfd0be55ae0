import CCMark

/// A table whose cells are still text.
struct TableDraft {
    var cells: [String]
}

extension BlockBuilder {
    mutating func appendTable(from start: TextPosition, through last: Int, _ node: CMarkTree.Node, to blocks: inout [Block]) -> Bool { false }
}
