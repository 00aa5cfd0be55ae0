/// Lines that an output must have among others, as mechanical-markdown compares them (its step.py): as text, without
/// marks; each line of the output serves once.
package struct ListedLines: Sendable, Equatable {
    package var lines: [String]
    /// False where each may be a part of a line.
    package var areWhole: Bool
    /// True where the first of each must stand in the order in which they are listed.
    package var areOrdered: Bool

    package init(_ lines: [String], areWhole: Bool, areOrdered: Bool) {
        self.lines = lines
        self.areWhole = areWhole
        self.areOrdered = areOrdered
    }
}
