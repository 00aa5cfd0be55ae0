/// A Swift file as text, taken apart into code, comments and string literals.
struct SwiftText {
    var path: String
    var lines: [Substring]
    /// Line by line; what is not code is blank.
    let code: [String]
    /// Line by line, from the sign of a comment on.
    let comments: [String]
    /// In the order in which they end.
    let literals: [StringLiteral]

    /// The text between the quotes of a literal, an interpolation as one character that no text contains; what an
    /// interpolation holds is a literal of its own.
    struct StringLiteral {
        static let interpolation: Character = "\u{FFFC}"
        /// Of the first quote.
        var line: Int
        /// One line for each line of the source, also where the literal continues it with a backslash.
        var text: String
    }

    init(path: String, _ text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var reader = Reader(Array(text.utf8))
        reader.read()
        code = Self.lines(reader.code)
        comments = Self.lines(reader.comments)
        literals = reader.literals
    }

    /// Numbers of the lines over 120 columns that hold no part of a string literal, which cannot always be broken.
    var wideLines: [Int] {
        lines.indices.filter { index in
            let outside = code[index].utf8.count { $0 != 32 } + comments[index].utf8.count { $0 != 32 }
            return lines[index].count > 120 && lines[index].utf8.count { $0 != 32 } == outside
        }.map { $0 + 1 }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: Reader.newline, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Copies every byte either to the code or to the comments, and leaves a blank in the other.
    private struct Reader {
        static let newline = UInt8(ascii: "\n")
        private let text: [UInt8]
        private var index = 0
        private(set) var code: [UInt8], comments: [UInt8]
        private(set) var literals: [StringLiteral] = []
        private var counted = (index: 0, line: 1)

        init(_ text: [UInt8]) {
            self.text = text
            code = text.map { $0 == Self.newline ? $0 : UInt8(ascii: " ") }
            comments = code
        }

        private func byte(_ offset: Int = 0) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }

        private func starts(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            byte() == UInt8(ascii: first) && byte(1) == UInt8(ascii: second)
        }

        private mutating func take(_ count: Int = 1, isComment: Bool = false) {
            for _ in 0..<count where index < text.count {
                if isComment { comments[index] = text[index] }
                index += 1
            }
        }

        /// To the end of the text, or to the parenthesis that closes an interpolation.
        mutating func read(isInterpolation: Bool = false) {
            var depth = 0
            while index < text.count {
                if starts("/", "/") {
                    while index < text.count, byte() != Self.newline { take(isComment: true) }
                } else if starts("/", "*") {
                    readBlockComment()
                } else if byte() == UInt8(ascii: "\"") || starts("#", "\"") || starts("#", "#") {
                    readString()
                } else {
                    if byte() == UInt8(ascii: "(") { depth += 1 }
                    if byte() == UInt8(ascii: ")") {
                        if isInterpolation, depth == 0 { return }
                        depth -= 1
                    }
                    code[index] = text[index]
                    index += 1
                }
            }
        }

        private mutating func readBlockComment() {
            var depth = 0
            repeat {
                if starts("/", "*") {
                    depth += 1
                    take(2, isComment: true)
                } else if starts("*", "/") {
                    depth -= 1
                    take(2, isComment: true)
                } else {
                    take(isComment: true)
                }
            } while depth > 0 && index < text.count
        }

        private mutating func currentLine() -> Int {
            counted.line += text[counted.index..<index].count { $0 == Self.newline }
            counted.index = index
            return counted.line
        }

        private mutating func readString() {
            let line = currentLine()
            var literal: [UInt8] = []
            var pounds = 0
            while byte() == UInt8(ascii: "#") {
                pounds += 1
                take()
            }
            let quotes = starts("\"", "\"") && byte(2) == UInt8(ascii: "\"") ? 3 : 1
            take(quotes)
            while index < text.count {
                if isEnd(quotes, pounds) {
                    literals.append(StringLiteral(line: line, text: String(decoding: literal, as: UTF8.self)))
                    return take(quotes + pounds)
                }
                if byte() == UInt8(ascii: "\\") {
                    let isRaw = pounds > 0 && (1...pounds).contains { byte($0) != UInt8(ascii: "#") }
                    if isRaw {
                        literal.append(byte())
                        take()
                    } else if byte(1 + pounds) == UInt8(ascii: "(") {
                        take(2 + pounds)
                        let from = index
                        read(isInterpolation: true)
                        literal += Array(String(StringLiteral.interpolation).utf8)
                        literal += text[from..<index].filter { $0 == Self.newline }
                        take()
                    } else {
                        // An escape separates words as a blank does; the newline of a continued line stays.
                        literal.append(byte(1 + pounds) == Self.newline ? Self.newline : UInt8(ascii: " "))
                        take(2 + pounds)
                    }
                } else if byte() == Self.newline, quotes == 1 {
                    return
                } else {
                    literal.append(byte())
                    take()
                }
            }
        }

        private func isEnd(_ quotes: Int, _ pounds: Int) -> Bool {
            (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
                && (0..<pounds).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
        }
    }

    var imports: Set<String> {
        Set(
            code.compactMap { line in
                let words = line.split(separator: " ")
                guard let position = words.firstIndex(of: "import"), position <= 1, words.count > position + 1 else {
                    return nil
                }
                return String(words[position + 1])
            })
    }

    /// Functions, initialisers and subscripts, from the line of their word to that of the closing brace, whatever their
    /// signature looks like.
    var functions: [(name: String, line: Int, length: Int)] {
        var found: [(String, Int, Int)] = []
        /// Functions whose body has not begun, and those whose body is open, with the depth of braces outside of it.
        var waiting: (name: String, line: Int, parentheses: Int)?
        var open: [(name: String, line: Int, braces: Int)] = []
        var braces = 0
        var parentheses = 0
        for (number, line) in code.enumerated() {
            var word = ""
            for character in line + " " {
                if character.isLetter || character.isNumber || character == "_" || character == "@" {
                    word.append(character)
                    continue
                }
                if ["func", "init", "subscript", "deinit"].contains(word),
                    waiting == nil || waiting?.parentheses == parentheses, isDeclaration(word, line)
                {
                    waiting = (Self.name(after: word, line), number, parentheses)
                } else if ["var", "let", "case", "struct", "enum", "extension", "protocol"].contains(word),
                    waiting?.parentheses == parentheses
                {
                    waiting = nil
                }
                word = ""
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                case "{":
                    if let begun = waiting, begun.parentheses == parentheses {
                        open.append((begun.name, begun.line, braces))
                        waiting = nil
                    }
                    braces += 1
                case "}":
                    braces -= 1
                    if waiting?.parentheses == parentheses { waiting = nil }
                    if let last = open.last, last.braces == braces {
                        found.append((last.name, last.line + 1, number - last.line + 1))
                        open.removeLast()
                    }
                default: break
                }
            }
        }
        return found.map { (name: $0.0, line: $0.1, length: $0.2) }
    }

    /// `self.init(…)` and `.init(…)` are calls.
    private func isDeclaration(_ word: String, _ line: String) -> Bool {
        guard let range = line.firstRange(of: word) else { return false }
        let before = line[..<range.lowerBound].last { $0 != " " }
        return before != "."
            && (word == "func" || word == "deinit" || !line[..<range.lowerBound].contains { "=({,".contains($0) })
    }

    private static func name(after word: String, _ line: String) -> String {
        guard word == "func", let range = line.firstRange(of: "func ") else { return word }
        return String(line[range.upperBound...].prefix { $0 != "(" && $0 != "<" && $0 != " " })
    }
}
