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
        #expect(found.map(\.output) == ["a\n", "b\nb2\n", ""])
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

    @Test("npm's '> app@1.0' under a finished command is output")
    func npm() {
        let found = exchanges("$ npm run build\n\n> app@1.0.0 build\n> vite build\n\ndone")
        #expect(found.first?.command.text == "npm run build\n")
        #expect(found.first?.output == "\n> app@1.0.0 build\n> vite build\n\ndone\n")
    }

    @Test("cram's exit line is the exit code")
    func exitLine() {
        let found = exchanges("$ grep x y\nno such file\n[2]\n$ true\n[x]")
        #expect(found.map(\.exitCode) == [2, 0])
        #expect(found.map(\.output) == ["no such file\n", "[x]\n"])
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
        #expect(found.first?.outputRange == text.range("3️⃣", "4️⃣"))
    }
}
