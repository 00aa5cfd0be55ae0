import FoundationEssentials
import Glibc
import ProvChecks
import ProvHosts
import ProvText
import Testing

@Suite("Expected lines have cram's verdict")
struct CramLinesTests {
    /// An expected text, an output and an exit code.
    struct Case {
        var expected: [UInt8]
        var output: [UInt8]
        var exitCode: Int
    }

    @Test("2,000 random outputs with expectations made of them, in every form, and changed")
    func random() async throws {
        var random = SeededNumbers(state: 20_261_130)
        let cases = (0..<2_000).map { _ in RandomLines.make(&random) }
        let verdicts = try await PeersOracle.cramLines(cases)
        var passes = 0
        for (index, (one, verdict)) in zip(cases, verdicts).enumerated() {
            guard let verdict else { continue }
            let place = TextPosition(line: 1, column: 1)
            let expectation = ProvChecks.Expectation(
                match: .lines, text: String(decoding: one.expected, as: UTF8.self), dialect: .cram,
                range: TextRange(place, place))
            let ours = expectation.judge(one.output, exitCode: one.exitCode).result == Verdict.Result.pass
            passes += verdict ? 1 : 0
            #expect(
                ours == verdict,
                """
                case \(index): cram says \(verdict), prov \(ours)
                expected \(String(reflecting: String(decoding: one.expected, as: UTF8.self)))
                output   \(one.output.map { String($0, radix: 16) }.joined(separator: " ")), exit code \(one.exitCode)
                """)
        }
        // Neither verdict may be rare, or nothing is tried.
        #expect(passes > 500 && passes < 1_500)
    }
}

/// Random outputs, and expectations made of them.
enum RandomLines {
    static func make(_ random: inout SeededNumbers) -> CramLinesTests.Case {
        let lines = (0..<Int.random(in: 0...5, using: &random)).map { _ in line(&random) }
        let endsInNewline = lines.isEmpty || Int.random(in: 0..<8, using: &random) > 0
        var output = Array(lines.joined(separator: [ASCII.newline]))
        if endsInNewline, !lines.isEmpty { output.append(ASCII.newline) }
        let exitCode = Int.random(in: 0..<6, using: &random) == 0 ? Int.random(in: 1...99, using: &random) : 0
        var expected: [[UInt8]] = []
        // What cram itself would write, or a form that should match the same.
        for (index, line) in lines.enumerated() {
            let isOpen = index == lines.count - 1 && !endsInNewline && !line.isEmpty
            expected.append(form(line + (isOpen ? Array(" (no-eol)".utf8) : []), &random))
        }
        if lines.last?.isEmpty == true, !endsInNewline { expected.removeLast() }
        if exitCode != 0 { expected.append(Array("[\(exitCode)]".utf8)) }
        if Int.random(in: 0..<3, using: &random) == 0 { mutate(&expected, &random) }
        return CramLinesTests.Case(
            expected: Array(expected.map { $0 + [ASCII.newline] }.joined()), output: output, exitCode: exitCode)
    }

    private static func line(_ random: inout SeededNumbers) -> [UInt8] {
        let special: [[UInt8]] = [
            "", " ", "a ", "\t", "foo bar (re)", "* (glob)", "a\\tb (esc)", "x (no-eol)", "...", "[1]",
            "é", "a\u{1B}[1mb", "\\", "\\x41", "(", "a*b?c", "x (+)", "x (regex)", "\u{7F}", "a\\\\b", "'\"", "  c",
        ].map { Array($0.utf8) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return special.randomElement(using: &random) ?? []
        case 1:
            return (0..<Int.random(in: 1...6, using: &random)).map { _ in
                var byte = UInt8.random(in: 0...255, using: &random)
                // A lone carriage return ends a line for cram; that is another test.
                if byte == ASCII.newline || byte == ASCII.carriageReturn { byte = ASCII.tab }
                return byte
            }
        default:
            return (0..<Int.random(in: 1...4, using: &random)).map { _ in
                "abc ".utf8.randomElement(using: &random) ?? 0x61
            }
        }
    }

    /// The line as it is, escaped, as a pattern that is made for it, or as one that hardly fits.
    private static func form(_ line: [UInt8], _ random: inout SeededNumbers) -> [UInt8] {
        let needsEscape = line.contains { $0 < 0x20 || $0 >= 0x7F }
        let isText = String(validating: line, as: UTF8.self) != nil
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1, 2: return isText ? line : escaped(line, &random)
        case 3: return escaped(line, &random)
        case 4 where !needsEscape: return quoted(line, "*?\\") + Array(" (glob)".utf8)
        case 5 where !needsEscape:
            return Array(line.prefix(line.count / 2)) + Array("* (glob)".utf8)
        case 6 where !needsEscape:
            return quoted(line, "\\.^$*+?{}[]|()") + Array((Bool.random(using: &random) ? " (re)" : ".* (re)").utf8)
        default: return Array(".* (re)".utf8)
        }
    }

    private static func quoted(_ line: [UInt8], _ special: String) -> [UInt8] {
        line.flatMap { special.utf8.contains($0) ? [ASCII.backslash, $0] : [$0] }
    }

    private static func escaped(_ line: [UInt8], _ random: inout SeededNumbers) -> [UInt8] {
        line.flatMap { byte -> [UInt8] in
            switch byte {
            case ASCII.backslash: return Array("\\\\".utf8)
            case ASCII.tab where Bool.random(using: &random): return Array("\\t".utf8)
            case _ where byte < 0x20 || byte >= 0x7F || Int.random(in: 0..<9, using: &random) == 0:
                let octal = String(byte, radix: 8)
                let hexadecimal = String(byte, radix: 16)
                return Bool.random(using: &random)
                    ? Array("\\x\(hexadecimal.count < 2 ? "0" : "")\(hexadecimal)".utf8)
                    : Array("\\\(String(repeating: "0", count: 3 - octal.count))\(octal)".utf8)
            default: return [byte]
            }
        } + Array(" (esc)".utf8)
    }

    private static func mutate(_ lines: inout [[UInt8]], _ random: inout SeededNumbers) {
        let index = lines.isEmpty ? 0 : Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where !lines.isEmpty: lines.remove(at: index)
        case 1: lines.insert(Array("...".utf8), at: index)
        case 2: lines.insert([], at: lines.count)
        case 3 where !lines.isEmpty: lines[index] += Array(" ".utf8)
        case 4 where !lines.isEmpty: lines[index] += Array(" (glob)".utf8)
        case 5 where !lines.isEmpty: lines[index] += Array("b (re)".utf8)
        default: lines.append(Array("* (glob)".utf8))
        }
    }
}

/// cram and mechanical-markdown themselves.
enum PeersOracle {
    /// The Python that has them; `make test` names it.
    static func python() throws -> String {
        try #require(
            ProcessInfo.processInfo.environment["PROV_PEERS_PYTHON"],
            "PROV_PEERS_PYTHON names no Python with cram and mechanical-markdown; run `make test`")
    }

    static func cramLines(_ cases: [CramLinesTests.Case]) async throws -> [Bool?] {
        let request = JSON.array(
            cases.map {
                .array([
                    .string(Data($0.expected).base64EncodedString()), .string(Data($0.output).base64EncodedString()),
                    .integer($0.exitCode),
                ])
            })
        let result = try await OneShot.run(
            [try python(), EndToEndRunner.project() + "/Tests/Peers/cram_lines.py"],
            input: Array(request.text().utf8), timeout: .seconds(300))
        #expect(result.outcome.ending == .exited(0), "\(String(decoding: result.stderr, as: UTF8.self))")
        return try JSON(parsing: result.stdout).arrayValue?.map { $0 == .null ? nil : $0 == .bool(true) } ?? []
    }
}
