/// A Swift file as text, taken apart into code and comments: what stands in a string is neither.
struct SwiftText {
    var path: String
    var lines: [Substring]
    /// Line by line; what is not code is blank.
    let code: [String]
    /// Line by line, from the sign of a comment on.
    let comments: [String]

    init(path: String, _ text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var reader = Reader(Array(text.unicodeScalars))
        reader.read()
        code = reader.code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        comments = reader.comments.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Copies every scalar either to the code or to the comments, and leaves a blank in the other.
    private struct Reader {
        let text: [Unicode.Scalar]
        var index = 0
        var code = "", comments = ""

        init(_ text: [Unicode.Scalar]) { self.text = text }

        func starts(_ word: String) -> Bool {
            let scalars = Array(word.unicodeScalars)
            return index + scalars.count <= text.count && Array(text[index..<index + scalars.count]) == scalars
        }

        mutating func take(_ count: Int = 1, asCode: Bool = false, asComment: Bool = false) {
            for _ in 0..<count where index < text.count {
                let scalar = text[index]
                code.unicodeScalars.append(asCode || scalar == "\n" ? scalar : " ")
                comments.unicodeScalars.append(asComment || scalar == "\n" ? scalar : " ")
                index += 1
            }
        }

        /// To the end of the text, or to the parenthesis that closes an interpolation.
        mutating func read(isInterpolation: Bool = false) {
            var depth = 0
            while index < text.count {
                if starts("//") {
                    while index < text.count, text[index] != "\n" { take(asComment: true) }
                } else if starts("/*") {
                    readBlockComment()
                } else if text[index] == "\"" || starts("#\"") || starts("##\"") {
                    readString()
                } else {
                    if text[index] == "(" { depth += 1 }
                    if text[index] == ")" {
                        if isInterpolation, depth == 0 { return }
                        depth -= 1
                    }
                    take(asCode: true)
                }
            }
        }

        private mutating func readBlockComment() {
            var depth = 0
            repeat {
                if starts("/*") { depth += 1; take(2, asComment: true) } else if starts("*/") { depth -= 1; take(2, asComment: true) } else { take(asComment: true) }
            } while depth > 0 && index < text.count
        }

        private mutating func readString() {
            var pounds = ""
            while text[index] == "#" {
                pounds += "#"
                take()
            }
            let quote = starts("\"\"\"") ? "\"\"\"" : "\""
            take(quote.count)
            while index < text.count {
                if starts(quote + pounds) { return take(quote.count + pounds.count) }
                if starts("\\" + pounds + "(") {
                    take(2 + pounds.count)
                    read(isInterpolation: true)
                    take()
                } else if text[index] == "\\", pounds.isEmpty {
                    take(2)
                } else if text[index] == "\n", quote.count == 1 {
                    return
                } else {
                    take()
                }
            }
        }
    }

    var imports: Set<String> {
        Set(code.compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position <= 1, words.count > position + 1 else { return nil }
            return String(words[position + 1])
        })
    }

    /// Functions, initialisers and subscripts, from the line of their word to that of the closing brace, whatever their signature looks like.
    var functions: [(name: String, line: Int, length: Int)] {
        var found: [(String, Int, Int)] = []
        /// Functions whose body has not begun, and those whose body is open, with the depth of braces outside of it.
        var waiting: (name: String, line: Int, parentheses: Int)?
        var open: [(name: String, line: Int, braces: Int)] = []
        var braces = 0, parentheses = 0
        for (number, line) in code.enumerated() {
            var word = ""
            for character in line + " " {
                if character.isLetter || character.isNumber || character == "_" || character == "@" {
                    word.append(character)
                    continue
                }
                if ["func", "init", "subscript", "deinit"].contains(word), waiting == nil || waiting?.parentheses == parentheses, isDeclaration(word, line) {
                    waiting = (Self.name(after: word, line), number, parentheses)
                } else if ["var", "let", "case", "struct", "enum", "extension", "protocol"].contains(word), waiting?.parentheses == parentheses { waiting = nil }
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
        return before != "." && (word == "func" || word == "deinit" || !line[..<range.lowerBound].contains { "=({,".contains($0) })
    }

    private static func name(after word: String, _ line: String) -> String {
        guard word == "func", let range = line.firstRange(of: "func ") else { return word }
        return String(line[range.upperBound...].prefix { $0 != "(" && $0 != "<" && $0 != " " })
    }
}
