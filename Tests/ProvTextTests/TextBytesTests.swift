import Foundation
import Testing

@testable import ProvText

/// Signs that mean something to a shell, each alone, with a mark behind it, and with a Prepend sign before it.
private let texts: [String] = {
    let signs = [
        "'", "\"", "\\", "$", "`", "$(exit 3)", ";",
        "\n", "\r\n", "e", "\u{E9}", "\u{37E}", "\u{1FEF}", "\u{2028}",
    ]
    let beside = ["", "\u{301}", "\u{600}", "\u{200D}"]
    return signs.flatMap { sign in
        beside.flatMap { before in beside.map { "a" + before + sign + $0 + "z" + sign } }
    }
}()

@Suite("Texts by their bytes")
struct TextBytesTests {
    @Test("lines joined by newlines are the text again", arguments: texts)
    func linesAsWritten(text: String) {
        #expect(text.linesAsWritten.joined(separator: "\n").utf8.elementsEqual(text.utf8))
        #expect(text.linesAsWritten.count == text.utf8.count { $0 == 10 } + 1)
        #expect(text.lines.allSatisfy { !$0.isEmpty && $0.utf8.last != 13 && !$0.hasNewline })
    }

    @Test("replaced as a plain loop over the bytes does", arguments: texts)
    func replacing(text: String) {
        for old in ["'", "\n", "\r\n", "$(", "zz", "e", "$"] {
            #expect(Array(text.replacing(bytesOf: old, with: "<x>").utf8) == replaced(text, old, "<x>"))
        }
    }

    private func replaced(_ text: String, _ old: String, _ new: String) -> [UInt8] {
        var (rest, result): (ArraySlice<UInt8>, [UInt8]) = (Array(text.utf8)[...], [])
        while let byte = rest.first {
            if rest.starts(with: old.utf8) {
                result += new.utf8
                rest = rest.dropFirst(old.utf8.count)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    @Test("equivalent texts are not the same")
    func isSame() {
        #expect(!"\u{E9}".isSame(as: "e\u{301}") && "\u{E9}".isSame(as: "\u{E9}"))
        #expect("'\u{301}".has("'") && "'\u{301}".begins(with: "'") && "\u{600}'".ends(with: "'"))
        #expect(!"\u{37E}".has(";") && !"\u{37E}".begins(with: ";") && !"\u{37E}".ends(with: ";"))
    }

    @Test("bash prints exactly the value, whatever stands beside its signs")
    func quoting() throws {
        var script = "set -e\n"
        for text in texts {
            script += "printf '%s\\0' \(ShellText.quoted(text))\n"
            script += "printf '%s\\0' \"\(ShellText.inDoubleQuotes(text))\"\n"
            script += "printf '%s\\0' $'\(ShellText.inANSIQuotes(text))'\n"
            script += "cat <<EOF\n\(ShellText.inHereDocument(text))\nEOF\nprintf '\\0'\n"
        }
        let wanted = texts.map { "\($0)\0\($0)\0\($0)\0\($0)\n\0" }.joined()
        #expect(try output(ofBash: script) == Array(wanted.utf8))
    }

    private func output(ofBash script: String) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("prov-\(UUID().uuidString).sh")
        try Data(script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (bash, pipe) = (Process(), Pipe())
        bash.executableURL = URL(fileURLWithPath: "/bin/bash")
        bash.arguments = [file.path]
        bash.standardOutput = pipe
        try bash.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        bash.waitUntilExit()
        return Array(output)
    }

    @Test("a letter that is not ASCII ends a variable's name", arguments: ["é", "e\u{301}", "版", "\u{301}"])
    func variableEnds(letter: String) {
        let isPart = letter.utf8.first == 0x65
        #expect(VariableUse.reads("NAME", "echo $NAME\(letter)") == !isPart)
        #expect(VariableUse.requires("NAME", "echo $NAME\(letter)") == !isPart)
    }
}
