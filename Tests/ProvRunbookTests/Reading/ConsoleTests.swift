import ProvChecks
import ProvMarkdown
import ProvRunbook
import Testing

@Suite("Console sessions")
struct ConsoleTests {
    private func exchanges(_ text: String, language: String = "console") -> [ConsoleExchange] {
        guard case .console(let exchanges) = Reading("```\(language)\n\(text)\n```\n").steps.first?.body else {
            return []
        }
        return exchanges
    }

    @Test("prompts' commands run, the outputs under them are kept")
    func basic() {
        let found = exchanges("$ echo a\na\n$ echo b\nb\nb2\n\n$ true")
        #expect(found.map(\.command.text) == ["echo a\n", "echo b\n", "true\n"])
        #expect(found.map(\.output) == ["a\n", "b\nb2\n\n", ""])
    }

    @Test(
        "a shell block, or one without language, is a session where what runs has a prompt",
        arguments: ["bash", "sh", "shell", "", "shell-session"])
    func languages(language: String) {
        #expect(exchanges("$ make\nok", language: language).map(\.command.text) == ["make\n"])
    }

    @Test(
        "prompts of real terminals",
        arguments: [
            ("user@host:~/app$ make", "make\n"), ("[root@web1 ~]# make", "make\n"), ("(venv) $ make", "make\n"),
            ("bash-5.2$ make", "make\n"),
            ("# make", "make\n"), ("root@db1:/# make", "make\n"), ("  $ make", "make\n"),
        ])
    func prompts(line: String, command: String) {
        #expect(exchanges(line + "\ndone").map(\.command.text) == [command])
    }

    @Test(
        "lines that only look like prompts are output",
        arguments: ["Cost: 5 $ a month", "$HOME is set", "price$ 3", "a=1 # comment"])
    func notPrompts(line: String) {
        let found = exchanges("$ cat x\n\(line)\nlast")
        #expect(found.count == 1)
        #expect(found.first?.output == "\(line)\nlast\n")
    }

    @Test(
        "unfinished commands go on: after '> ', backslash, quote, here-document",
        arguments: [
            ("$ echo a \\\n> b", "echo a \\\nb\n"),
            ("$ echo a \\\n  b\nout", "echo a \\\n  b\n"),
            ("$ echo 'a\n> b'", "echo 'a\nb'\n"),
            ("$ cat <<EOF\n> x\n> EOF\nx", "cat <<EOF\nx\nEOF\n"),
            ("$ cat <<EOF\nx\nEOF\nx", "cat <<EOF\nx\nEOF\n"),
            ("$ for i in 1 2; do\n> echo $i\n> done\n1\n2", "for i in 1 2; do\necho $i\ndone\n"),
            ("$ f() {\n> echo x\n> }", "f() {\necho x\n}\n"),
        ])
    func continuations(text: String, command: String) {
        #expect(exchanges(text).first?.command.text == command)
    }

    @Test("npm's '> app@1.0' under a finished command is output", arguments: ["", "\n"])
    func npm(blank: String) {
        let found = exchanges("$ npm run build\n\(blank)> app@1.0.0 build\n> vite build\n\ndone")
        #expect(found.first?.command.text == "npm run build\n")
        #expect(found.first?.output == "\(blank)> app@1.0.0 build\n> vite build\n\ndone\n")
    }

    @Test("'> ' under a finished command is a further line of it")
    func furtherLines() {
        let found = exchanges("$ echo Foo\n> echo Bar\nFoo\nBar\n> quoted")
        #expect(found.map(\.command.text) == ["echo Foo\necho Bar\n"])
        #expect(found.map(\.output) == ["Foo\nBar\n> quoted\n"])
    }

    @Test(
        "compound commands and open lists continue without '> '",
        arguments: [
            "for i in 1 2; do\n  echo $i\ndone", "for i in 1 2\ndo echo $i; done", "while false; do\ntrue\ndone",
            "if true; then\n  echo a\nelse\n  echo b\nfi", "case x in\n  a|b) echo 1 ;;\n  *) echo 2 ;;\nesac",
            "f() {\n  echo x\n}", "f()\n{\n  echo x\n}", "function f {\n  echo x\n}", "{\necho x\n}",
            "echo a |\n  sort", "true &&\n  echo a", "false ||\n  echo a", "(\necho a\n)", "x=$(\necho a\n)",
            "cat <<EOF |\nx\nEOF\nsort", "for i in 1; do if true; then\necho $i\nfi; done | sort",
            "until true\ndo\n  case $x in a) break;; esac\ndone && echo done",
        ])
    func openCommands(command: String) {
        let found = exchanges("$ \(command)\n1\nend\n$ next\nz")
        #expect(found.map(\.command.text) == [command + "\n", "next\n"])
        #expect(found.map(\.output) == ["1\nend\n", "z\n"])
    }

    @Test(
        "words that open a compound command elsewhere do not",
        arguments: [
            "echo if", "echo for x in y; do", "grep while file", "echo 'if'", "ls {", "make # if", "X=1 echo case",
            "a & b", "echo a;", "echo \"for\"", "f() { echo x; }", "if true; then echo a; fi", "[[ a && b ]]",
            "list=()", "echo $()", "a=$(b)",
        ])
    func finishedCommands(command: String) {
        let found = exchanges("$ \(command)\ndone or not\n$ next")
        #expect(found.map(\.command.text) == [command + "\n", "next\n"])
    }

    @Test("what never ends is one line, and the rest its output", arguments: ["echo it's", "if you want it", "(echo"])
    func neverEnds(command: String) {
        #expect(exchanges("$ \(command)\nx\ny\n$ b").map(\.command.text) == [command + "\n", "b\n"])
    }

    @Test("'match' and 'stream' count for every command of a session; an exit line is not text then")
    func matchAndStream() {
        let found = exchanges("$ a\nx\n[2]\n$ b\ny", language: "console {match=contains stream=stderr}")
        #expect(found.map { $0.expectation?.match } == [.contains, .contains])
        #expect(found.map { $0.expectation?.stream } == [.stderr, .stderr])
        #expect(found.map(\.output) == ["x\n", "y\n"])
        #expect(found.map(\.exitCode) == [2, 0])
    }

    @Test("cram's exit line is the exit code")
    func exitLine() {
        let found = exchanges("$ grep x y\nno such file\n[2]\n$ true\n[x]")
        #expect(found.map(\.exitCode) == [2, 0])
        #expect(found.map(\.output) == ["no such file\n[2]\n", "[x]\n"])
    }

    @Test("comments between prompts are not output; ways to say 'and so on' are one")
    func commentsAndEllipses() {
        let found = exchanges("# First this\n$ a\nx\n[...]\ny\n# Then that\n$ b\n…", language: "bash")
        #expect(found.map(\.command.text) == ["a\n", "b\n"])
        #expect(found.map(\.output) == ["x\n...\ny\n", "...\n"])
    }

    @Test("commands and outputs know their place, in a list too")
    func ranges() {
        let text = MarkedText("- x\n\n  ```console\n  $ 1️⃣echo a\n  2️⃣3️⃣a\n  4️⃣$ b\n  ```\n")
        guard case .console(let found) = Reading(text.text).steps.first?.body else {
            Issue.record("no console")
            return
        }
        #expect(found.first?.command.range == text.range("1️⃣", "2️⃣"))
        #expect(found.first?.expectation?.range == text.range("3️⃣", "4️⃣"))
    }
}
