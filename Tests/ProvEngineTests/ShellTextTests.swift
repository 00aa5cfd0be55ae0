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
            ("$(rm -rf /)", "'$''(rm -rf /)'"), ("a`b`", "'a`b`'"), ("${A", "'$''{A'"), ("5$", "'5''$'"),
        ])
    func expandable(text: String, word: String) { #expect(ShellText.expandable(text) == word) }
}
