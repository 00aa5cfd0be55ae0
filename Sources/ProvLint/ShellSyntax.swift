package import ProvDiagnostics
package import ProvRunbook
import ProvShell
import ProvText

/// What bash says about the syntax of a runbook's scripts: what it is asked, and what its answer means.
///
/// Each script is parsed in a subshell whose first line is `set -n`: bash then reads commands and runs none of them,
/// in every version. Scripts that end as they should are parsed many at once, and alone only if that fails, since a
/// subshell costs more than the parsing.
package struct ShellSyntax {
    private struct Piece {
        var script: Script
        var file: String
    }

    private let runbook: Runbook
    private let pieces: [Piece]

    /// - Parameter steps: those whose scripts are asked about, with their checks, undos and fixes.
    package init(_ steps: [Step], of runbook: Runbook) {
        self.runbook = runbook
        pieces = steps.flatMap { step in
            step.scripts.filter { $0.interpreter.isBash }.map { Piece(script: $0, file: step.file) }
        }
    }

    /// Whether there is nothing to ask.
    package var isEmpty: Bool { pieces.isEmpty }

    /// What `bash -c` runs. Its arguments are a name, the file with the texts, and `extglob` if their shell may have
    /// that set. It prints the number of each text that bash cannot parse, and bash's message, each with a NUL; it ends
    /// after a thousand.
    package static let program = #"""
        mapfile -d '' -t texts <"$1" || exit
        [[ $2 != extglob ]] || shopt -s extglob
        parse() { ( eval $'set -n\n'"$1" ) 2>&1; }
        alone() {
            local m
            m=$(parse "${texts[$1]}") && return
            printf '%s\0%s\0' "$1" "$m"
            ((++problems < 1000)) || exit
        }
        many() {
            local all= i
            for i; do all+=$'{ :\n'${texts[i]}$'\n}\n'; done
            parse "$all" >/dev/null || for i; do alone "$i"; done
        }
        printf '%s\0%s\0' -1 "$(parse ')')"
        group=()
        for ((n = 0; n < ${#texts[@]}; n++)); do
            case ${texts[n]} in
                o*) texts[n]=${texts[n]:1}; alone "$n" ;;
                *) texts[n]=${texts[n]:1}; group+=("$n") ;;
            esac
            if ((${#group[@]} == 50)); then many "${group[@]}"; group=(); fi
        done
        if ((${#group[@]})); then many "${group[@]}"; fi
        """#

    /// The texts, each behind a letter that says whether something is open at its end, and before a NUL.
    package var texts: String {
        pieces.map { piece in
            let isClosed = piece.script.shell?.ending == .complete
            return (isClosed ? "c" : "o") + piece.script.parseable + "\0"
        }.joined()
    }

    /// Whether a script sets `extglob`, which decides how bash reads `!(x)`.
    package var setsExtendedPatterns: Bool { pieces.contains { $0.script.text.contains("extglob") } }

    /// The problems in the order of the texts; those that a lint rule has named are left out.
    ///
    /// - Parameters:
    ///   - answer: what the program printed; cut anywhere if it was ended.
    ///   - known: what was found without bash.
    package func diagnostics(_ answer: [UInt8], besides known: [Diagnostic] = []) -> [Diagnostic] {
        let unfinished = known.filter { $0.rule == DiagnosticRule.unfinishedScript.id }
        var fields = answer.split(separator: 0, omittingEmptySubsequences: false).dropLast().makeIterator()
        var offset: Int?
        var found: [(index: Int, diagnostic: Diagnostic)] = []
        while let number = fields.next(), let text = fields.next() {
            guard let index = Int(String(decoding: number, as: UTF8.self)),
                let message = ShellMessage(String(decoding: text, as: UTF8.self))
            else { continue }
            if index == -1 { offset = message.line - 1 }
            guard let offset, pieces.indices.contains(index) else { continue }
            let piece = pieces[index]
            let isKnown = unfinished.contains {
                $0.file == piece.file && piece.script.range.start.line <= $0.range.start.line
                    && $0.range.start.line <= piece.script.range.end.line
            }
            if !isKnown { found.append((index, diagnostic(message, line: message.line - offset, piece))) }
        }
        return found.sorted { $0.index < $1.index }.map(\.diagnostic)
    }

    private func diagnostic(_ message: ShellMessage, line: Int, _ piece: Piece) -> Diagnostic {
        let source = runbook.source(of: piece.file) ?? runbook.source
        var positions = BlockPositions(
            source: source, text: piece.script.text, firstLine: piece.script.range.start.line)
        return Diagnostic(
            .shellSyntax, "bash cannot parse the script: \(message.text)", file: piece.file,
            range: positions.range(message.bytes(in: piece.script.text, line: line)),
            fix: "fix the syntax; if the block is not a script, give it another language, such as 'text'")
    }
}

/// One message of bash about a text that it cannot parse.
private struct ShellMessage {
    /// As bash counts it.
    var line: Int
    var text: String

    /// `prov: eval: line 7: syntax error near unexpected token 'fi'`; what follows is the line itself.
    init?(_ answer: String) {
        let first = answer.prefix { $0 != "\n" }
        guard let start = first.firstRange(of: ": line "),
            let end = first[start.upperBound...].firstRange(of: ": "),
            let line = Int(first[start.upperBound..<end.lowerBound])
        else { return nil }
        self.line = line
        text = String(first[end.upperBound...].prefix(200))
        // bash 5.3: `unexpected end of file from 'if' command on line 2`.
        if let last = text.firstRange(of: " command on line "), let opened = Int(text[last.upperBound...]) {
            self.line = opened
            text = String(text[..<last.lowerBound])
        }
    }

    /// The token that bash did not expect, if the line has it once, else the line without its indentation.
    func bytes(in script: String, line number: Int) -> Range<Int> {
        let bytes = Array(script.utf8)
        var lines = bytes.split(separator: ASCII.newline, omittingEmptySubsequences: false)
        while lines.count > 1, lines.last?.allSatisfy(\.isBlank) == true { lines.removeLast() }
        let line = lines[min(max(number, 1), lines.count) - 1]
        if let open = text.firstRange(of: "unexpected token `"), let close = text.lastIndex(of: "'") {
            let token = Array(text[open.upperBound..<max(open.upperBound, close)].utf8)
            let places = line.ranges(of: token)
            if !token.isEmpty, places.count == 1 { return places[0] }
        }
        let start = line.firstIndex { !$0.isBlank } ?? line.startIndex
        return start..<max(start, line.endIndex)
    }
}

extension Script {
    /// The text with a word of the same length at each placeholder, so that columns stay.
    fileprivate var parseable: String {
        guard !placeholders.isEmpty else { return text }
        var bytes = Array(text.utf8)
        for placeholder in placeholders {
            for index in placeholder.bytes where bytes[index] != ASCII.newline { bytes[index] = UInt8(ascii: "x") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Interpreter {
    /// Whether bash reads the text: the shell of a session is bash wherever there is one.
    fileprivate var isBash: Bool {
        switch self {
        case .session: true
        case .process(let command): command.first?.split(separator: "/").last == "bash"
        }
    }
}
