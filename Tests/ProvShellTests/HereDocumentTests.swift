import ProvShell
import Testing

@Suite("Here-documents end where bash ends them")
struct HereDocumentTests {
    /// Ends and near misses of a document that begins with `<<EOF` or one of its forms.
    static let texts: [String] = {
        var texts: [String] = []
        for sign in ["<<EOF", "<< EOF", "<<-EOF", "<<'EOF'", "<<\"EOF\"", "<<\\EOF", "<<E\"O\"F"] {
            for close in [
                "EOF", " EOF", "\tEOF", "EOF ", "EOF\t", "EOF;", "EOF > out", "EOFX", "XEOF", "eof", "'EOF'", "",
                "EOF)", "EOF\\", "\\EOF",
            ] where close != "EOF\\" || !["<<EOF", "<< EOF", "<<-EOF"].contains(sign) {
                // Without quotes a backslash joins lines of the text.
                texts.append("cmd \(sign)\none\n two\n\(close)\nafter\n")
            }
        }
        texts += [
            "cmd <<A <<B\na\nA\nb\nB\nafter\n", "cmd <<A\nx\nA", "cmd <<A", "x=$(cmd <<A\nx\nA\n)\nafter\n",
            "cmd <<A; after\nx\nA\nlast\n", "cmd <<A 'q\nr'\nx\nA\nlast\n", "cmd <<''\nx\n\nlast\n",
            "(cmd <<A\nx\nA\n)\nlast\n", "cmd <<A # c\nx\nA\nlast\n", "cmd <<'A B'\nx\nA B\nlast\n",
        ]
        return texts
    }()

    @Test("the text of each document is what bash gives to the program", arguments: texts)
    func bodies(text: String) throws {
        let program = """
            cmd() { local x; IFS= builtin read -r -d '' x; builtin printf '%s\\0' "$x" >>log; }
            command_not_found_handle() { :; }
            >log
            \(text)
            """
        // What the text leaves open ends at the end of the program, so what is printed comes from a trap.
        let trap = "trap 'while IFS= builtin read -r -d \"\" x; do builtin printf \"%s\\0\" \"$x\"; done <log' EXIT\n"
        let output = try BashOracle.run(trap + program).output
        let theirs = output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
        let script = ShellScript(text)
        // A command reads the last of its documents.
        let ours = script.documents.suffix(1).map { Self.read($0, in: script) }
        #expect(theirs.suffix(1) == ours.suffix(1), "\(text)")
    }

    /// As bash hands it on: tabs of `<<-` removed, a text that is cut off with the newline that bash adds.
    private static func read(_ document: HereDocument, in script: ShellScript) -> String {
        var text = script.slice(document.body)
        if script.slice(document.sign).hasPrefix("<<-") {
            text = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == "\t" } }
                .joined(separator: "\n")
        }
        return text
    }

    @Test("a line that nearly ends a document says what is wrong with it")
    func nearMisses() {
        func miss(_ close: String, _ sign: String = "<<EOF") -> HereDocument.NearMiss? {
            guard case .open(let kind, _) = ShellScript("cat \(sign)\nx\n\(close)\ny\n").documents.first?.end else {
                return nil
            }
            return kind
        }
        #expect(miss(" EOF") == .blanksBefore)
        #expect(miss("\tEOF") == .blanksBefore)
        #expect(miss(" EOF", "<<-EOF") == .blanksBefore)
        #expect(miss("EOF ") == .blanksBehind)
        #expect(miss("EOF > out.txt") == .textBehind)
        #expect(miss("EOF;") == .textBehind)
        #expect(miss("EOFX") == nil)
        #expect(miss("\tEOF", "<<-EOF") == nil)
        #expect(ShellScript("cat <<EOF\nx\nEOF\n").documents.first?.end == .closed)
    }
}
