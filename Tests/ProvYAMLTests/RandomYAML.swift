import ProvMarkdown
import ProvYAML

@testable import ProvText

struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A YAML text made at random, with what a reader must find in it.
struct RandomYAML {
    /// A node that was written, and where.
    indirect enum Written: Equatable {
        case scalar(String, YAMLScalar.Style, TextPosition)
        case list([Written], TextPosition)
        case mapping([[Written]], TextPosition)

        init(_ node: YAMLNode) {
            switch node {
            case .scalar(let scalar): self = .scalar(scalar.text, scalar.style, scalar.range.start)
            case .sequence(let items, let range): self = .list(items.map { Written($0) }, range.start)
            case .mapping(let mapping):
                self = .mapping(mapping.map { [Written($0.key), Written($0.value)] }, mapping.range.start)
            }
        }
    }

    private(set) var text = ""
    private(set) var root = Written.list([], TextPosition(line: 1, column: 1))
    private var random: SeededNumbers
    private let newline: String
    private var position = TextPosition(line: 1, column: 1)
    private var anchored: [Written] = []

    init(seed: UInt64) {
        random = SeededNumbers(state: seed)
        newline = ["\n", "\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
        if chance(8) { write("\u{FEFF}") }
        if chance(4) {
            write("--- # a document")
            endLine()
        }
        root = block(indent: 0, depth: 0)
        if chance(8) {
            write("...")
            endLine()
        }
    }

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    private mutating func write(_ part: String) {
        text += part
        position.column += part.utf8.count
    }

    private mutating func endLine() {
        if chance(8) { write(" # é comment: [") }
        repeat {
            text += newline
            position = TextPosition(line: position.line + 1, column: 1)
        } while chance(10)
    }

    // MARK: Blocks

    /// A list or mapping whose entries begin in the column after `indent`, or a value on a line.
    private mutating func block(indent: Int, depth: Int) -> Written {
        let count = Int.random(in: 1...4, using: &random)
        let isList = Bool.random(using: &random)
        var start: TextPosition?
        var items: [Written] = []
        var pairs: [[Written]] = []
        for number in 0..<count {
            write(String(repeating: " ", count: indent))
            if start == nil { start = position }
            if isList {
                write("-")
                items.append(value(indent: indent, depth: depth))
            } else {
                let key = scalar(unique: number)
                write(":")
                pairs.append([key, value(indent: indent, depth: depth)])
            }
        }
        return isList ? .list(items, start ?? position) : .mapping(pairs, start ?? position)
    }

    /// What comes after `-` or `key:`, to the end of its last line.
    private mutating func value(indent: Int, depth: Int) -> Written {
        let deeper = indent + Int.random(in: 1...3, using: &random)
        if depth < 4, chance(3) {
            endLine()
            return block(indent: deeper, depth: depth + 1)
        }
        write(" ")
        if chance(6) { return literal(indent: deeper) }
        let node = inline(depth: depth)
        endLine()
        return node
    }

    private mutating func literal(indent: Int) -> Written {
        let start = position
        let isFolded = Bool.random(using: &random)
        write(isFolded ? ">" : "|")
        text += newline
        position = TextPosition(line: position.line + 1, column: 1)
        var lines: [String] = []
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let line = word() + ": '#\"[" + word()
            lines.append(line)
            write(String(repeating: " ", count: indent) + line)
            text += newline
            position = TextPosition(line: position.line + 1, column: 1)
        }
        return .scalar(lines.joined(separator: isFolded ? " " : "\n") + "\n", isFolded ? .folded : .literal, start)
    }

    // MARK: On a line

    private mutating func inline(depth: Int) -> Written {
        if let known = anchored.indices.randomElement(using: &random), chance(5) {
            write("*n\(known) ")
            return anchored[known]
        }
        let start = position
        let isAnchored = chance(6)
        if isAnchored { write("&n\(anchored.count) ") }
        // Nothing in it may take the number that it was given.
        if isAnchored {
            let node = scalar(unique: nil, at: start)
            anchored.append(node)
            return node
        }
        guard depth < 6, chance(3) else { return scalar(unique: nil) }
        return Bool.random(using: &random) ? flowList(depth: depth) : flowMapping(depth: depth)
    }

    private mutating func flowList(depth: Int) -> Written {
        let start = position
        write("[")
        var items: [Written] = []
        for number in 0..<Int.random(in: 0...3, using: &random) {
            if number > 0 { write(", ") }
            items.append(inline(depth: depth + 1))
        }
        write("]")
        return .list(items, start)
    }

    private mutating func flowMapping(depth: Int) -> Written {
        let start = position
        write("{")
        var pairs: [[Written]] = []
        for number in 0..<Int.random(in: 0...3, using: &random) {
            if number > 0 { write(", ") }
            let key = scalar(unique: number)
            write(": ")
            pairs.append([key, inline(depth: depth + 1)])
        }
        write("}")
        return .mapping(pairs, start)
    }

    private mutating func word() -> String {
        (0...Int.random(in: 0...5, using: &random)).map { _ in
            ["a", "b", "Z", "7", "é", "€", "😀", "_", "-x"].randomElement(using: &random) ?? "a"
        }
        .reduce("w") { $0 + $1 }
    }

    /// - Parameter unique: the number of a key in its mapping, which is part of its text.
    private mutating func scalar(unique: Int?, at start: TextPosition? = nil) -> Written {
        let start = start ?? position
        let end = unique.map { String($0) } ?? ""
        switch Int.random(in: 0...3, using: &random) {
        case 0:
            let content = quotable() + end
            write("'" + content.replacing("'", with: "''") + "'")
            return .scalar(content, .singleQuoted, start)
        case 1:
            let content =
                quotable() + (["", "\n", "\t", "\0", "\u{7}", "\u{2028}"].randomElement(using: &random) ?? "") + end
            write("\"" + content.unicodeScalars.map { escaped($0) }.joined() + "\"")
            return .scalar(content, .doubleQuoted, start)
        default:
            let content = (0...Int.random(in: 0...2, using: &random)).map { _ in word() }.joined(separator: " ") + end
            write(content)
            return .scalar(content, .plain, start)
        }
    }

    private mutating func quotable() -> String {
        (0..<Int.random(in: 0...8, using: &random)).map { _ in
            [
                "a", "é", "😀", ": ", " #", "'", "\"", "\\", "[", "}", ",", "&x", "*y", "!z", "%", "@", "`", "- ", "? ",
                "|",
            ].randomElement(using: &random) ?? "a"
        }.reduce("q") { $0 + $1 } + "q"
    }

    private mutating func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"", "\\": return "\\\(scalar)"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\0": return "\\0"
        default:
            guard scalar.value < 0x20 || scalar.value == 0x2028 || chance(6) else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }
}
