import ProvRunbook
import Testing

@testable import ProvJournal
@testable import ProvText

/// What other programs make of a secret, not what we think they make of it.
@Suite struct MaskerAgainstToolsTests {
    static let secrets = [
        "hunter22secret", "it's \"quoted\"", "a$b`c\\d!e", "tab\there", "semi;colon&amp<tag>", "päßwörd-ü€",
        "#start~with=equals", "~x{1,2}[3]*?",
        "new\nline secret", "back\\slash\\\\twice", "100%sure/../x?y=z", "-dash first", "\u{1B}escape\u{7}bell",
    ]

    /// Runs the lines in one shell, each with the secret in `S`; what each prints must be masked.
    private func check(_ secret: String, _ shell: [String], _ lines: [String]) throws {
        let script = lines.map { "( \($0) ) 2>&1; printf '\\0'" }.joined(separator: "\n")
        // Tools that cut or mark single bytes of a character print what is not text.
        let outputs = try runForBytes(["env", "S=\(secret)"] + shell + ["-c", script]).output.split(
            separator: 0, omittingEmptySubsequences: false)
        #expect(outputs.count == lines.count + 1)
        for (line, output) in zip(lines, outputs) {
            let masked = String(decoding: Masker(["S": secret]).mask(Array(output)), as: UTF8.self)
            #expect(masked.contains("[masked:S]"), "\(line): \(String(decoding: output, as: UTF8.self))")
            for part in secret.split(separator: "\n") where part.utf8.count >= 6 {
                #expect(!masked.contains(part), "\(line): \(masked)")
            }
        }
    }

    @Test(arguments: secrets) func shells(_ secret: String) throws {
        let bash = [
            "printf %q \"$S\"", "declare -p S", "export -p", "printf %s \"${S@Q}\"", "set -x; : \"$S\"",
            "f() { x=$S; declare -p x; set; }; f",
        ]
        try check(secret, ["bash"], bash)
        try check(secret, ["env", "LC_ALL=C", "bash"], bash)
        try check(secret, ["dash"], ["export -p", "set -x; : \"$S\""])
    }

    @Test(arguments: secrets) func encoders(_ secret: String) throws {
        try check(
            secret, ["bash"],
            [0, 10, 64, 76].flatMap { width in
                ["printf %s \"$S\" | base64 -w \(width)", "printf %s \"xx$S--\" | base64 -w \(width)"]
            } + ["printf '%s\\n' \"x$S\" | base64", "printf %s \"$S\" | od -An -v -tx1 | tr -d ' '"])
    }

    @Test(arguments: secrets) func python(_ secret: String) throws {
        let expressions = [
            "json.dumps(s)", "json.dumps(s, ensure_ascii=False)", "json.dumps(json.dumps({'k': s}))",
            "urllib.parse.quote(s)",
            "urllib.parse.quote(s, safe='')", "urllib.parse.quote_plus(s)", "html.escape(s)",
            "xml.sax.saxutils.escape(s)",
            "xml.sax.saxutils.quoteattr('<' + s)", "shlex.quote(s)", "base64.urlsafe_b64encode(b'1' + s.encode())",
            "s.encode().hex()", "s.encode().hex().upper()",
        ]
        let script =
            "import os,json,urllib.parse,html,xml.sax.saxutils,shlex,base64\ns=os.environ['S']\n"
            + expressions.map { "print(\($0), end='\\0')" }.joined(separator: "\n")
        let outputs = try run(["env", "S=\(secret)", "python3", "-c", script]).output.split(
            separator: "\0", omittingEmptySubsequences: false)
        #expect(outputs.count == expressions.count + 1)
        for (expression, output) in zip(expressions, outputs) {
            let masked = Masker(["S": secret]).mask(String(output))
            #expect(masked.contains("[masked:S]"), "\(expression): \(output)")
            for part in secret.split(separator: "\n") where part.utf8.count >= 6 {
                #expect(!masked.contains(part), "\(expression): \(masked)")
            }
        }
    }

    /// What stands on the machine is asked; each also with other bytes before the secret.
    @Test(arguments: secrets) func dumps(_ secret: String) throws {
        let tools = [
            "od", "od -c", "od -a", "od -b", "od -d", "od -o", "od -x", "od -tx1", "od -An -tx1", "od -tx1z", "od -tx4",
            "od -tx8", "od -tu1", "od -td1",
            "xxd", "xxd -g1", "xxd -g4", "xxd -c 5", "xxd -p", "xxd -b", "xxd -i", "xxd -u", "xxd -e", "hexdump",
            "hexdump -C", "hexdump -c", "hexdump -b",
            "hexdump -d", "base64 | base64", "base32", "base32 -w 12", "iconv -t UTF-16 | base64",
            "iconv -t UTF-16LE | od -tx1", "cat -v", "perl -0777 -pe '$_=quotemeta'", "jq -Rsa .",
            "jq -Rs '@json|@json'", "jq -Rs @html", "jq -Rs @uri", "fold -w 4",
        ]
        for tool in tools where try run(["bash", "-c", "command -v \(tool.prefix { $0 != " " })"]).code == 0 {
            try check(
                secret, ["env", "LC_ALL=C.UTF-8", "bash"],
                ["printf %s \"$S\" | \(tool)", "printf %s \"abcdefghij$S\" | \(tool)"])
        }
    }

    @Test(arguments: secrets) func wordsAndErrors(_ secret: String) throws {
        try check(secret, ["env", "LC_ALL=C.UTF-8", "bash"], ["set -f; echo $S", "ls \"/nonexistent/$S\""])
    }
}
