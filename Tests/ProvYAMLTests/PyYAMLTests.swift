import Glibc
import ProvHosts
import ProvMarkdown
import ProvRunbook
import ProvYAML
import Testing

@testable import ProvText

/// Holds our reading against PyYAML, which is in the Python that `make test` installs Ansible into.
@Suite("YAML, held against PyYAML", .timeLimit(.minutes(3)))
struct PyYAMLTests {
    private static func ask(texts: [String] = [], scalars: [String] = [], loader: String) async throws -> JSON {
        let python = unsafe try #require(
            getenv("PROV_ANSIBLE_PYTHON").map { unsafe String(cString: $0) },
            "PROV_ANSIBLE_PYTHON names no Python; run `make test`")
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let request = JSON.object([
            .init("texts", .array(texts.map(JSON.string))), .init("scalars", .array(scalars.map(JSON.string))),
            .init("loader", .string(loader)),
        ])
        let result = try await OneShot.run(
            [python, "\(root)/Tests/YAML/oracle.py"], input: Array(request.text().utf8), timeout: .seconds(120))
        #expect(result.outcome.ending == .exited(0), "\(String(decoding: result.stderr, as: UTF8.self))")
        return try JSON(parsing: result.stdout)
    }

    /// Our tree in the words of the oracle.
    private static func tree(_ node: YAMLNode, in text: SourceText) -> JSON {
        func place(_ range: TextRange) -> JSON {
            let offset = text.lineStarts[range.start.line - 1] + range.start.column - 1
            return .integer(
                String(decoding: text.bytes[..<offset], as: UTF8.self).unicodeScalars.count
                    - (text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0))
        }
        switch node {
        case .scalar(let scalar):
            let style =
                switch scalar.style {
                case .plain: ""
                case .singleQuoted: "'"
                case .doubleQuoted: "\""
                case .literal: "|"
                case .folded: ">"
                }
            return .array([.string("scalar"), .string(scalar.text), .string(style), place(scalar.range)])
        case .sequence(let items, let range):
            return .array([.string("list"), .array(items.map { tree($0, in: text) }), .string(""), place(range)])
        case .mapping(let mapping):
            let pairs = mapping.map { JSON.array([tree($0.key, in: text), tree($0.value, in: text)]) }
            return .array([.string("mapping"), .array(pairs), .string(""), place(mapping.range)])
        }
    }

    /// `nil` where only we refuse the text: PyYAML does not look for keys that are there twice before it makes a
    /// dictionary.
    private static func read(_ text: String) -> JSON? {
        do throws(YAMLError) {
            guard let node = try YAML.compose(text) else { return .array([.string("nothing")]) }
            return tree(node, in: SourceText(path: "", text: text))
        } catch {
            if case .duplicateKeys = error.reason { return nil }
            return .null
        }
    }

    private static func compare(_ texts: [String], loader: String) async throws {
        let theirs = try #require(try await ask(texts: texts, loader: loader)["trees"]?.arrayValue)
        try #require(theirs.count == texts.count)
        var read = 0
        for (text, wanted) in zip(texts, theirs) {
            guard let found = Self.read(text) else { continue }
            #expect(found.text() == wanted.text(), "\(text.debugDescription)")
            if found != .null { read += 1 }
        }
        #expect(read > texts.count / 20, "most of them say nothing")
    }

    @Test(
        "documents made at random are the same tree, to libyaml and to PyYAML's own parser", arguments: ["C", "Python"])
    func documents(loader: String) async throws {
        try await Self.compare((0..<300 as Range<UInt64>).map { RandomYAML(seed: $0 &+ 7000).text }, loader: loader)
    }

    @Test("short noise is the same tree, or is refused by both")
    func noise() async throws {
        var random = SeededNumbers(state: 77)
        // Without anchors: PyYAML lets a list hold itself.
        let signs =
            Array("aab  \n\n::-?[]{},#*!|>'\"%@\\~<=é😀\t\r").map { String($0) } + [
                "- ", ": ", "\n  ", "\n- ", "k: ", "\u{85}", "\u{2028}", "\0", "\u{FEFF}",
            ]
        let texts = (0..<6000).map { _ in
            (0..<Int.random(in: 1...14, using: &random)).map { _ in signs.randomElement(using: &random) ?? "a" }
                .joined()
        }
        try await Self.compare(texts, loader: "C")
    }

    @Test("plain scalars have the type and the value that PyYAML gives them")
    func types() async throws {
        var random = SeededNumbers(state: 3)
        let words = [
            "yes", "no", "on", "off", "true", "false", "null", "~", "", "NULL", "Yes", "tRue", ".inf", "-.INF", ".nan",
            "0x1f", "0o17", "0b11", "1e3", "1.5e+3",
        ]
        let signs = Array("00112789.._-+:xbeEaF")
        let scalars =
            words
            + (0..<20_000).map { _ in
                String(
                    (0..<Int.random(in: 1...7, using: &random)).map { _ in signs.randomElement(using: &random) ?? "0" })
            }
        let theirs = try #require(try await Self.ask(scalars: scalars, loader: "Python")["types"]?.arrayValue)
        let place = TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 1))
        for (text, wanted) in zip(scalars, theirs) {
            guard let kind = wanted.arrayValue?.first?.stringValue, let value = wanted.arrayValue?.last?.stringValue
            else { continue }
            let scalar = YAMLScalar(text, range: place)
            #expect(scalar.isNull == (kind == "null"), "\(text)")
            #expect(scalar.boolean.map { $0 ? "True" : "False" } == (kind == "boolean" ? value : nil), "\(text)")
            // What does not fit into 64 bits is a text to us.
            #expect(scalar.integer == (kind == "integer" ? Int(value) : nil), "\(text)")
            let number = scalar.integer == nil ? scalar.number : nil
            let wantedNumber = kind == "number" ? Double(value) : nil
            #expect(
                number == wantedNumber || number?.isNaN == true && wantedNumber?.isNaN == true,
                "\(text): \(wanted.text())")
        }
    }
}
