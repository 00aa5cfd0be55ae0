import Testing

@testable import ProvHosts

@Suite("Shell state: what a resumed run starts from")
struct ShellStateTests {
    private func dump(_ variables: String, _ functions: String = "", _ aliases: String = "", directory: String = "/")
        -> [UInt8]
    {
        Array("\(variables)\n\u{1D}\n\(functions)\n\u{1D}\n\(aliases)\n\u{1D}\nbuiltin cd -- \(directory)\n".utf8)
    }

    private func change(_ before: [UInt8], _ now: [UInt8]) -> String {
        String(decoding: ShellState.change(from: ShellSnapshot(before), to: ShellSnapshot(now)), as: UTF8.self)
    }

    @Test("the shell's own variables, prov's, and what it began with are left out; what the steps set stays whole")
    func changed() {
        let before = dump("declare -x HOME=\"/root\"\ndeclare -x OLD=\"1\"")
        let variables = #"""
            declare -x NAME="two
            declare -x FAKE=\"lines\""
            declare -a list=([0]="a" [1]=$'b\'
            c')
            """#
        let restored = variables.replacing("declare -x NAME", with: "builtin declare -x NAME")
        let function = "f () \n{ \n    echo hi\n}"
        let alias = #"alias ll='ls '\''x'\'''"#
        let own =
            """
            declare -- BASH_SOURCE="x"
            declare -ir EUID="0"
            declare -x HOME="/root"
            declare -x PROV_RUN="01"
            declare -- __pv_n="secret"

            """
        let now = dump(own + variables, function, alias, directory: "/srv")
        #expect(
            change(before, now)
                == ["builtin unset -v -- OLD", restored, "\\builtin " + alias, "builtin cd -- /srv", function].joined(
                    separator: "\n"))
        #expect(change(now, now).isEmpty)
    }
}
