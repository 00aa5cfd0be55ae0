import Foundation
import ProvShell
import ProvText
import Testing

@Suite("Shell texts are read as bash reads them")
struct ShellScriptTests {
    /// The words that a program is given, of every simple command.
    private static func commands(_ text: String, placeholders: [Range<Int>] = []) -> [[String]] {
        ShellScript(text, placeholders: placeholders).commands.map { command in
            command.words.dropFirst(command.assignmentCount).map(\.text)
        }.filter { !$0.isEmpty }
    }

    @Test(
        "the words of each command of a text made at random are those that bash gives to its program", arguments: 0..<40
    )
    func words(seed: Int) throws {
        for round in 0..<4 {
            var maker = RandomScript(seed: seed * 100 + round)
            let text = maker.text()
            let script = ShellScript(text)
            #expect(script.ending == .complete, "\(text)")
            // Of a text with loops and conditions bash runs some commands twice and some never.
            let ours = Dictionary(Self.commands(text).map { ($0[0], $0) }, uniquingKeysWith: { first, _ in first })
            for theirs in try BashOracle.commands(in: text) {
                #expect(ours[theirs[0]] == theirs, "in:\n\(text)")
            }
        }
    }

    @Test(
        "bash takes exactly the texts that end complete",
        arguments: [
            "a", "a |", "a &&", "a ||", "a\\", "'", "\"", "`a", "$(a", "${a", "((1", "$((1", "(a", "{ a; ",
            "if a; then b",
            "if a; then b; fi", "for x in 1; do a", "while a; do b; done", "case a in b) c;; esac", "case a in b) c;;",
            "f() { a; }", "f() {", "function f { a; }", "a=(1 2", "a=(1 2)", "[[ a < b ]]", "[[ a && b", "a <<< x",
            "until a; do b; done; x", "select x in a; do b", "! a", "time a", "a & b", "a; b; ", "# x '", "a # '",
            "a#'b'",
            "echo \"$(a \"b\" 'c')\"", "echo \"`a 'b'`\"", "echo ${a:-'b c'}", "echo \"${a:-'b}\"", "echo $'\\''",
            "x=$(case a in a) b;; esac)", "for ((i=0;i<3;i++)); do a; done", "coproc a", "a | b |& c", "a &> x",
            "a <(b) >(c)", "echo }", "echo fi", "a; }", "a {", "echo if", "x=1 y=2", ">x", "a 2>&1 >&2 <&0",
        ])
    func endings(text: String) throws {
        let (_, code) = try BashOracle.run(text + "\n", arguments: ["-n"])
        // What ends too early is one error of syntax; a closing word too many is another, and no rule of ours.
        let isOver = ["a; }", "a\\"].contains(text)
        #expect(
            (ShellScript(text).ending == .complete) == (code == 0) || isOver, "\(text): \(ShellScript(text).ending)")
    }

    @Test(
        "words and what they are without quotes",
        arguments: [
            ("a\\ b 'c d' \"e f\"", [["a b", "c d", "e f"]]), ("A=1 B=\"x\" env C=2", [["env", "C=2"]]),
            ("if a; then b; else c; fi", [["a"], ["b"], ["c"]]), ("for i in 1 2; do rm $i; done", [["rm", "$i"]]),
            ("case $x in a|b) c;; *) d;; esac", [["c"], ["d"]]), ("f() { g; }; f", [["f"], ["g"], ["f"]]),
            ("a $(b c) d", [["a", "$(b c)", "d"], ["b", "c"]]),
            ("a \"$(b \"c\")\"", [["a", "$(b \"c\")"], ["b", "c"]]),
            ("a `b c` d", [["a", "`b c`", "d"], ["b", "c"]]), ("a <(b) > c", [["a", "<(b)"], ["b"]]),
            ("a | b && c || d; e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]), ("a 2>&1 >x <y b", [["a", "b"]]),
            ("! a", [["a"]]), ("time -p a", [["a"]]), ("[[ a < b && c ]]", [["[[", "a", "b", "c", "]]"]]),
            ("list=(a b)\nx", [["x"]]), ("echo ${a:-b c} d", [["echo", "${a:-b c}", "d"]]),
            ("((a > b)) && c", [["((a > b))"], ["c"]]), ("while read x; do a; done < f", [["read", "x"], ["a"]]),
            ("a \\\n  b", [["a", "b"]]), ("echo a#b # c", [["echo", "a#b"]]),
            ("echo @(a|b) c", [["echo", "@(a|b)", "c"]]),
            ("x <<A <<'B'\na\nA\nb\nB\ny", [["x"], ["y"]]), ("x=$(y) z", [["z"], ["y"]]),
        ])
    func given(text: String, commands: [[String]]) { #expect(Self.commands(text) == commands) }

    @Test("a placeholder is a part of a word, whatever signs it holds")
    func placeholders() {
        #expect(Self.commands("rm -rf <dir>", placeholders: [7..<12]) == [["rm", "-rf", "<dir>"]])
        #expect(
            Self.commands("kubectl exec <pod> -it -- sh", placeholders: [13..<18])
                == [["kubectl", "exec", "<pod>", "-it", "--", "sh"]])
        #expect(Self.commands("a x<b c|d>y z", placeholders: [3..<10]) == [["a", "x<b c|d>y", "z"]])
        #expect(Self.commands("a {{ b }}", placeholders: [2..<9]) == [["a", "{{ b }}"]])
        let word = ShellScript("a \"<b>\" c", placeholders: [3..<6]).command(0)
        #expect(word.words.map(\.hasPlaceholder) == [false, true, false])
    }

    @Test("what joins commands, and what feeds them")
    func joints() {
        let script = ShellScript(
            "a | b; (c; d) < f; x | while y; do z; done; { e; } | g; h & i $(j | k) <(l); if m; then n; fi <<E\nE\n")
        func names(_ holds: (ShellCommand) -> Bool) -> String {
            script.commands.filter(holds).map { $0.word(0).text }.joined()
        }
        #expect(names { $0.isFed } == "bcdyzgkmn")
        #expect(names { $0.feedsPipe } == "axej")
        #expect(names { $0.isInBackground } == "h")
        #expect(names { $0.connector == .pipe } == "bygk")
        #expect(names { $0.isInLoop } == "yz")
        let functions = ShellScript("f() { a; { b; }; (c); }; d; function g { e; }; h() (i); j() if k; then l; fi; m\n")
        #expect(functions.commands.filter(\.isInFunction).map { $0.word(0).text }.joined() == "abceikl")
        #expect(names { $0.depth > 0 } == "cdejkl")
        #expect(names { $0.compoundDepth > 0 } == "yzmn")
        #expect(script.commands.compactMap { $0.outer?.word(0).text } == ["i", "i", "i"])
        #expect(script.commands.compactMap { $0.pipedFrom?.word(0).text } == ["a", "x", "e", "j"])
    }
}
