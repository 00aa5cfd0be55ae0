import Testing

@testable import ProvText

@Suite("Quoting for the shell")
struct ShellTextTests {
    @Test("taken literally", arguments: [("plain", "'plain'"), ("it's", "'it'\\''s'"), ("", "''")])
    func quoted(text: String, word: String) { #expect(ShellText.quoted(text) == word) }

    @Test(
        "to be typed: quoted only where it has to be",
        arguments: [
            ("runbooks/a-b_1.md", "runbooks/a-b_1.md"), ("user@host:22", "user@host:22"), ("übung", "übung"),
            ("", "''"), ("a b", "'a b'"),
            ("~x", "'~x'"), ("a;b", "'a;b'"), ("$x", "'$x'"), ("it's", "'it'\\''s'"), ("a\nb", "'a\nb'"),
        ])
    func word(text: String, word: String) { #expect(ShellText.word(text) == word) }

    @Test(
        "names of variables",
        arguments: [("A_1", true), ("_", true), ("1a", false), ("a-b", false), ("", false), ("ä", false)])
    func variableName(text: String, isName: Bool) { #expect(ShellText.isVariableName(text) == isName) }
}
