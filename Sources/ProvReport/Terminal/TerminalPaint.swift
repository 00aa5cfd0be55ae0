/// Colours for a terminal, or none.
package struct TerminalPaint: Sendable {
    package var isColoured: Bool

    package init(isColoured: Bool) { self.isColoured = isColoured }

    /// The text in the colour of its meaning; as it is where there are no colours.
    package func tone(_ tone: Tone, _ text: String) -> String {
        switch tone {
        case .good: wrapped(text, "32")
        case .neutral: wrapped(text, "36")
        case .warning: wrapped(text, "33")
        case .bad: wrapped(text, "31")
        case .muted: wrapped(text, "2")
        }
    }

    package func bold(_ text: String) -> String { wrapped(text, "1") }
    package func faint(_ text: String) -> String { wrapped(text, "2") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
