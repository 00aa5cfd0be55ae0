import Testing

@testable import ProvEngine

@Suite("Shell state: what a resumed run starts from")
struct ShellStateTests {
    @Test("the shell's own variables and prov's are left out, the user's stay whole")
    func cleaned() {
        let dump = """
            declare -- BASH_SOURCE="x"
            declare -ir EUID="0"
            declare -x PROV_RUN="01"
            declare -- __pv_n="secret"
            declare -x NAME="two
            lines"
            declare -a list=([0]="a" [1]="b")
            f () 
            { 
                echo hi
            }
            """
        #expect(ShellState.cleaned(dump) == """
            declare -x NAME="two
            lines"
            declare -a list=([0]="a" [1]="b")
            f () 
            { 
                echo hi
            }
            """)
    }
}

@Suite("Quoting for the shell")
struct ShellTextTests {
    @Test(arguments: [
        ("plain", "'plain'"), ("it's", "'it'\\''s'"), ("", "''"),
    ])
    func quoted(text: String, word: String) { #expect(ShellText.quoted(text) == word) }

    @Test("only a leading ~/ and variables mean something", arguments: [
        ("~/x y", "\"$HOME\"'/x y'"), ("/etc/$NAME/f", "'/etc/'\"${NAME}\"'/f'"), ("${A}b", "\"${A}\"'b'"),
        ("$(rm -rf /)", "'$''(rm -rf /)'"), ("a`b`", "'a`b`'"), ("${A", "'$''{A'"), ("5$", "'5''$'"),
    ])
    func expandable(text: String, word: String) { #expect(ShellText.expandable(text) == word) }
}
