import ProvMarkdown
import ProvRunbook
import Yams

/// A YAML file, composed, with the places of its nodes.
struct YAMLFile {
    let source: SourceText
    let root: Node?

    /// Reads the file; a file that is no YAML is one diagnostic of the rule.
    static func read(_ source: SourceText, rule: InventoryRule) -> Result<YAMLFile, Failure> {
        let text = String(decoding: source.bytes, as: UTF8.self)
        do {
            // No resolver: Yams' own takes a regular expression of ICU to every scalar.
            return .success(YAMLFile(source: source, root: try Yams.compose(yaml: text, .basic, .default, .utf8)))
        } catch {
            return .failure(Failure(diagnostic: diagnostic(error, source, rule)))
        }
    }

    struct Failure: Error {
        var diagnostic: Diagnostic
    }

    private static func diagnostic(_ error: any Error, _ source: SourceText, _ rule: InventoryRule) -> Diagnostic {
        let (problem, mark) = switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            (problem, mark as Mark?)
        case .duplicatedKeysInMapping(let keys, let context): ("the key \(keys.joined(separator: ", ")) is there twice", context.mark as Mark?)
        case .reader(let problem, _, _, _): (problem, nil)
        default: ("it is no YAML", nil)
        }
        let start = mark.map { position($0, in: source) } ?? TextPosition(line: 1, column: 1)
        let range = TextRange(start, TextPosition(line: start.line, column: start.column + 1))
        return rule.diagnostic("the file cannot be read: \(problem)", file: source.path, range: range, fix: "mend the YAML, or quote the value")
    }

    /// Where a node stands; a scalar's range covers its text as far as that is on one line.
    func place(_ node: Node) -> TextRange {
        guard let mark = node.mark else { return TextRange(TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 2)) }
        let start = YAMLFile.position(mark, in: source)
        var length = 1
        if let scalar = node.scalar {
            length = max(1, scalar.string.utf8.count)
            if scalar.style == .singleQuoted || scalar.style == .doubleQuoted { length += 2 }
        }
        let lineEnd = source.byteRange(ofLine: start.line).count + 1
        return TextRange(start, TextPosition(line: start.line, column: min(start.column + length, max(start.column + 1, lineEnd))))
    }

    /// libyaml counts columns in Unicode scalars, we in bytes.
    private static func position(_ mark: Mark, in source: SourceText) -> TextPosition {
        let lastLine = max(1, source.lineStarts.count)
        guard mark.line <= lastLine else { return TextPosition(line: lastLine, column: source.byteRange(ofLine: lastLine).count + 1) }
        let scalars = (source.line(mark.line) ?? "").unicodeScalars.prefix(max(0, mark.column - 1))
        return TextPosition(line: mark.line, column: scalars.reduce(0) { $0 + UTF8.width($1) } + 1)
    }
}

extension Node {
    /// For messages: `a list`.
    var kindName: String {
        switch self {
        case .scalar: isEmpty ? "nothing" : "a single value"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// True for `key:` with nothing after it, and for `null`.
    var isEmpty: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string) && !scalar.tag.description.hasPrefix("!")
    }
}
