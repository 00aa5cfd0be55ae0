/// A `when` condition over facts, parameters and captures, as in `os == "debian" && WITH_TLS != "no"`.
package struct Condition: Sendable, Equatable {
    package var text: String

    package init(text: String) { self.text = text }
}
