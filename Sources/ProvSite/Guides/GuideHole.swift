import ProvReport
import ProvRunbook
import ProvText

/// A place in a text of a guide that has a value: one that the runbook says, or one of an input of the page.
struct GuideHole {
    enum Place: Equatable {
        case quoted(PlaceholderSpan.Place)
        /// Words of a shell's, one for each that the value has.
        case words
        /// A text that is not a command, in which the lines of a list are items.
        case items

        var name: String {
            switch self {
            case .quoted(let place): place.rawValue
            case .words: "words"
            case .items: "items"
            }
        }
    }

    private let value: GuideValues.Value
    private let written: String
    private let place: Place
    private let name: String

    /// - Parameters:
    ///   - written: what the runbook has there: `$PORT`, `{{port}}`, `<port>`.
    ///   - name: the one in it.
    init(_ value: GuideValues.Value, _ written: String, _ place: Place, name: String) {
        self.value = value
        self.written = written
        self.place = place
        self.name = name
    }

    var markup: Markup {
        var page = Markup()
        for piece in value.pieces {
            switch piece {
            case .text(let text): page.add("<var class=\"filled\">\(quoted(text))</var>")
            case .field(let field):
                page.add(
                    """
                    <var data-parameter="\(field)" data-context="\(place.name)">\(shown(field))</var>
                    """
                )
            }
        }
        return page
    }

    /// A script of the page puts in what is written into an input; these are the same rules.
    private func quoted(_ text: String) -> String {
        switch place {
        case .words:
            text.split(whereSeparator: \.isWhitespace).map { ShellText.word(String($0)) }.joined(separator: " ")
        case .items: text.replacing(bytesOf: "\n", with: ", ")
        case .quoted(.word): ShellText.word(text)
        case .quoted(.doubleQuoted): ShellText.inDoubleQuotes(text)
        case .quoted(.hereDocument): ShellText.inHereDocument(text)
        case .quoted(.singleQuoted): ShellText.inSingleQuotes(text)
        case .quoted(.text): text
        }
    }

    /// What stands there until the input has a value: the name that the page has for it, in the form of the text.
    ///
    /// What a step keeps is not a variable of a shell that a person types in: its name must not look like one.
    private func shown(_ field: String) -> String {
        if value.isCapture { return "<\(field)>" }
        if value.pieces.count == 1, field == name || field.hasSuffix(":\(name)") { return written }
        switch place {
        case .quoted(.singleQuoted): return "<\(field)>"
        case .quoted(.text), .items: return written.hasPrefix("$") ? "${\(field)}" : "{{\(field)}}"
        case .quoted where written.hasPrefix("<"): return "<\(field)>"
        case .words, .quoted: return "${\(field)}"
        }
    }
}
