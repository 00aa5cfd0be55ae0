package import ProvText

/// A variable of a group or host, with the place it was written at.
package struct InventoryVariable: Sendable, Equatable {
    package var value: InventoryValue
    package var file: String
    /// The range of the name.
    package var range: TextRange

    package init(_ value: InventoryValue, file: String, range: TextRange) {
        self.value = value
        self.file = file
        self.range = range
    }
}

/// Variables by name.
package typealias InventoryVariables = [String: InventoryVariable]
