import Foundation
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvSystem

@Suite("Placeholders")
struct PlaceholderTests {
    private func read(_ text: String, language: String = "bash", front: String = "") -> Script? {
        let reading = Reading("\(front)```\(language)\n\(text)\n```\n")
        guard case .script(let script) = reading.steps.first?.body else { return nil }
        return script
    }

    @Test(
        "the three forms are found",
        arguments: [
            ("kubectl logs <pod-name>", "<pod-name>", "POD_NAME"),
            ("kubectl logs <pod name> -f", "<pod name>", "POD_NAME"),
            ("oc debug node/<node>", "<node>", "NODE"),
            ("ssh <user>@host", "<user>", "USER"),
            ("curl \"http://<ip>:8080/x\"", "<ip>", "IP"),
            ("curl -H 'Authorization: Bearer YOUR_API_TOKEN'", "YOUR_API_TOKEN", "YOUR_API_TOKEN"),
            ("export TOKEN=<your-token>", "<your-token>", "YOUR_TOKEN"),
            ("helm install {{ release_name }} .", "{{ release_name }}", "RELEASE_NAME"),
            ("cat <<EOF\nname: <pod-name>\nEOF", "<pod-name>", "POD_NAME"),
            ("echo $(cat <file-name>)", "<file-name>", "FILE_NAME"),
            ("tar xf jdk-<version>.tar.gz", "<version>", "VERSION"),
            ("psql -c \"DROP TABLE <table>\"", "<table>", "TABLE"),
            ("kubectl get pod <pod> > out.txt", "<pod>", "POD"),
            ("az vm list-usage --location <your-region> --output table", "<your-region>", "YOUR_REGION"),
            ("oc -n<ns> get pods", "<ns>", "NS"), ("echo --usage <kind>", "<kind>", "KIND"),
            ("tar xf a-<version>rc1.tgz", "<version>", "VERSION"), ("createdb <env>_db", "<env>", "ENV"),
            ("gh issue create --title '<title>'", "<title>", "TITLE"),
        ])
    func found(text: String, written: String, parameter: String) {
        let found = read(text)?.placeholders
        #expect(found?.map(\.text) == [written])
        #expect(found?.map(\.parameter) == [parameter])
    }

    @Test(
        "what only looks like one is none",
        arguments: [
            "sort <input >output", "sort < input > output", "cat <<EOF\nx\nEOF", "cat <<-'EOF'\nx\nEOF",
            "diff <(ls a) <(ls b)", "wc -l <<< text",
            "sort <in>out", "cat <file", "echo 'List<String> x'", "echo 'Map<String, Int>'",
            "docker ps --format '{{.Names}}'",
            "docker inspect -f '{{ json . }}' x", "docker ps --format \"{{range .}}{{end}}\"",
            "kubectl get pod -o go-template='{{.x}} {{name}}'",
            "echo ${{ github.sha }}", "echo '<html><body><p>x</p></body></html>' > x",
            "cat > x.html <<EOF\n<title>Hi</title>\n<br>\nEOF",
            "cat > p.yml <<'EOF'\nname: {{ item }}\nEOF", "[[ $a <b ]]", "echo $((1<<value>>2))",
            "export YOUR_NAME=1; echo $YOUR_NAME ${YOUR_NAME}",
            "true # replace <pod-name> and YOUR_TOKEN and {{x}}", "git commit --author='A <a@b.c>'",
            "grep -P '(?<name>x)' f", "gcc -x c - <<EOF\n#include <stdio.h>\nEOF",
            "grep '\\<word\\>' f", "echo <https://example.com/x>", "echo \"Usage: $0 <file>\"",
            "echo MY_YOUR_TOKEN YOURSELF", "a() { :; }; b=1 <x",
            "grep \"<title>\" x", "curl -s x | grep -q '<table>'", "echo \"<body>\"", "vim -c \"norm <Esc>\"",
            "nvim -c 'normal <C-x>'", "psql -c 'select * from t where a<b and c>d'", "sort <input>output",
            "echo \"usage: x <file>\"", "sed 's/<section>//' x",
            "jq '.a | {{a: 1}}'", "cat <in 2>err", "echo a <!-- x -->",
        ])
    func notFound(text: String) {
        #expect(read(text)?.placeholders.map(\.text) == [])
    }

    @Test("each occurrence is found, whatever stands beside it")
    func occurrences() {
        #expect(read("echo remove_<field>_from_<model>")?.placeholders.map(\.parameter) == ["FIELD", "MODEL"])
        #expect(read("a <name>; b <name>x; c x<name>y")?.placeholders.map(\.text) == ["<name>", "<name>", "<name>"])
        #expect(read("cp <src>.<ext> <src>2.<ext>")?.placeholders.count == 4)
    }

    @Test("a declared name counts wherever its form stands")
    func declared() {
        let front = "---\nparameters:\n  item: string\n  title: string\n---\n"
        let found = read("cat > p.yml <<'EOF'\nname: {{ item }}\n<title></title>\nEOF", front: front)
        #expect(found?.placeholders.map(\.parameter) == ["item", "title"])
    }

    @Test("undeclared ones become parameters of their own, at their first place, once")
    func parameters() {
        let text = MarkedText(
            """
            ---
            parameters:
              pod-name: string
            ---
            ```bash
            kubectl logs <pod-name> -n 1️⃣<namespace>2️⃣
            kubectl logs <POD_NAME> -n <namespace>
            ```
            """)
        let reading = Reading(text.text)
        #expect(reading.runbook.parameters.map(\.name) == ["POD_NAME", "NAMESPACE"])
        #expect(reading.runbook.parameters.map(\.isPlaceholder) == [false, true])
        #expect(reading.runbook.parameters.last?.range == text.range("1️⃣", "2️⃣"))
    }

    @Test("checks, undos, fixes, consoles and files have holes too")
    func everywhere() {
        let reading = Reading(
            """
            ```console
            $ a <one>
            ```
            ```bash {check}
            b <two>
            ```
            ```bash {undo}
            c <three>
            ```
            ```bash {fix when=x}
            d <four>
            ```
            ```ini {file=/etc/x}
            e = <five>
            f = YOUR_SIX
            ```
            ```python {run}
            print("<not-this>", "YOUR_SEVEN", {{}})
            ```
            """)
        #expect(
            reading.runbook.parameters.map(\.name) == ["ONE", "TWO", "THREE", "FOUR", "FIVE", "YOUR_SIX", "YOUR_SEVEN"])
    }

    @Test(
        "a value is exactly that value for the shell, wherever the hole stands",
        arguments: [
            "plain", "two words", "it's", "a\"b", "$(touch /tmp/pwned)", "`id`", "$HOME", "a\\b", "back\\", "!x", "*",
            "~", "", "-n", "a;b", "a|b&c",
            "é\u{301}\"\u{301}", "'", "\\'", "\t", "if", "}", "a=b", "#x", "0",
        ])
    func filling(value: String) throws {
        let holes = [
            "printf '%s' <value>", "printf '%s' \"<value>\"", "printf '%s' '<value>'", "printf '%s' $'<value>'",
            "cat <<EOF\n<value>\nEOF", "cat <<'EOF'\n<value>\nEOF",
            "printf '%s' \"$(printf '%s' <value>)\"", "printf '%s' \"`printf '%s' <value>`\"",
            "printf '%s' \"${UNSET:-<value>}\"", "v=<value>; printf '%s' \"$v\"",
            "printf '%s' \"$(printf '%s' \"<value>\")\"", "f() { printf '%s' \"$1\"; }; f <value>",
        ]
        for hole in holes {
            let script = try #require(read(hole))
            try #require(script.placeholders.count == 1, "\(hole)")
            var output = try run(script.filled(with: ["VALUE": value]))
            if hole.hasPrefix("cat"), output.hasSuffix("\n") { output.removeLast() }
            #expect(output == value, "\(hole) with \(value)")
        }
    }

    /// Signs of a shell, each alone, with a mark behind it, and with a sign before it that Unicode joins to it.
    private static let joined: [String] = [
        "'", "\"", "\\", "$(touch ran)", "`touch ran`", "; touch ran;", "\n", "\r\n", "}", "#", "\u{37E}", "\u{1FEF}",
        "\u{2028}", "e",
    ].flatMap { sign in
        ["", "\u{301}", "\u{600}"].flatMap { before in
            ["", "\u{301}", "\u{200D}", "\u{FE0F}"].flatMap { ["\(before)\(sign)\($0)z", "a\(before)\(sign)\($0) 'z"] }
        }
    }

    @Test(
        "marks that Unicode joins to a value's signs do not take it out of its place",
        arguments: [
            ("printf '%s' <value>", ""), ("printf '%s' \"<value>\"", ""), ("printf '%s' '<value>'", ""),
            ("printf '%s' $'<value>'", ""), ("cat <<EOF\n<value>\nEOF", "\n"), ("cat <<'EOF'\n<value>\nEOF", "\n"),
            ("printf '%s' \"`printf '%s' <value>`\"", ""), ("v=`printf '%s' \"<value>\"`; printf '%s' \"$v\"", ""),
            ("printf '%s' \"${UNSET:-<value>}\"", ""), ("printf '%s' \"$(printf '%s' \"<value>\")\"", ""),
        ])
    func joinedSigns(hole: String, end: String) throws {
        let script = try #require(read(hole))
        let commands = Self.joined.map { "\(script.filled(with: ["VALUE": $0], asCommand: true))\nprintf '\\0'\n" }
        let output = try run("touch() { printf 'a value ran'; }\n\(commands.joined())")
        #expect(output.utf8.elementsEqual(Self.joined.map { "\($0)\(end)\0" }.joined().utf8), "\(hole)")
    }

    @Test("lines of a script lose the carriage return before their newline; a value keeps its own")
    func windowsLines() throws {
        let script = try #require(read("printf '%s' '<value>'\r\necho x"))
        #expect(script.filled(with: ["VALUE": "a\r\nb"], asCommand: true) == "printf '%s' 'a\r\nb'\necho x\n")
        let plain = try #require(read("echo 'a\r\nb'"))
        #expect(plain.filled(with: [:], asCommand: true).utf8.contains(0x0D) == false)
    }

    @Test("a value in a comment never leaves it")
    func comments() throws {
        let script = try #require(read("printf x # <value>"))
        for value in Self.joined { #expect(try run(script.filled(with: ["VALUE": value])) == "x", "\(value)") }
    }

    @Test("other languages get the value as it is, a hole without a value stays")
    func fillingOthers() throws {
        let file = try #require(Reading("```ini {file=/x}\na = <x>\nb = <y>\n```\n").steps.first)
        guard case .file(let content) = file.body else { return }
        #expect(content.content.filled(with: ["X": "it's $1"]) == "a = it's $1\nb = <y>\n")
    }

    private func run(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["--norc", "-c", text]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
