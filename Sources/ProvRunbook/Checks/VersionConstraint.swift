/// An exact version or a range: `16.0.10`, `>= 15`, `>= 1.2, < 2`, `~> 1.4`, `1.x`.
package struct VersionConstraint: Sendable, Equatable {
    package var text: String

    package init(text: String) { self.text = text }
}
