import Testing

@testable import ProvHosts

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
        #expect(String(decoding: ShellState.cleaned(Array(dump.utf8)), as: UTF8.self) == """
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
