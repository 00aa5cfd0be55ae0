/// A value together with where it was written.
package struct Located<Value: Sendable>: Sendable {
    package var value: Value
    package var range: TextRange

    package init(_ value: Value, at range: TextRange) {
        self.value = value
        self.range = range
    }
}
