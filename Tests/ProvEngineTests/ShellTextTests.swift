import ProvRunbook
import Testing

@testable import ProvEngine
@testable import ProvText

@Suite("Paths for the shell")
struct ShellTextTests {
    @Test(
        "only a leading ~/ and variables mean something",
        arguments: [
            ("~/x y", "\"$HOME\"'/x y'"), ("/etc/$NAME/f", "'/etc/'\"${NAME}\"'/f'"), ("${A}b", "\"${A}\"'b'"),
            ("$(rm -rf /)", "'$''(rm -rf /)'"), ("a`b`", "'a`b`'"),
            // As a shell divides them, whatever Unicode joins to the signs.
            ("$NAME\u{301}", "\"${NAME}\"'\u{301}'"), ("\u{600}${A}\u{301}b", "'\u{600}'\"${A}\"'\u{301}b'"),
            ("~/\u{301}", "\"$HOME\"'/\u{301}'"), ("'\u{301}$A", "''\\''\u{301}'\"${A}\""),
            ("${A", "'$''{A'"), ("5$", "'5''$'"),
        ])
    func expandable(text: String, word: String) { #expect(ShellText.expandable(text) == word) }
}
