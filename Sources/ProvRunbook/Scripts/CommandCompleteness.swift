import ProvText

/// Whether a shell would run what has been typed, or ask for more: an open quote or here-document, a loop without its
/// `done`, a `|` at the end.
struct CommandCompleteness {
    let ending: ShellScanner.Ending
    var isFinished: Bool { ending == .complete && depth <= 0 && !needsCommand && !needsBody }

    /// Compound commands that are open.
    private var depth = 0
    /// After `|`, `&&` and `||`.
    private var needsCommand = false
    /// After `f()` and `function f`.
    private var needsBody = false
    private var isAtCommand = true
    private var isFunctionName = false
    private var word: [UInt8] = []
    /// The last tokens, to know `f ( )`.
    private var last: [UInt8] = []

    init(_ text: String) {
        let bytes = Array(text.utf8)
        let scanner = ShellScanner(bytes)
        ending = scanner.ending
        var isAfterDocument = false
        for segment in scanner.segments {
            let code = bytes[segment.bytes]
            // The line that ends a here-document is no command.
            let isEndLine = isAfterDocument && segment.context == .unquoted
            isAfterDocument = if case .hereDocument = segment.context { true } else { false }
            switch segment.context {
            case .unquoted: for byte in isEndLine ? code.drop(while: { $0 != ASCII.newline }) : code { take(byte) }
            // Part of a word, and never a keyword.
            case .singleQuoted, .ansiQuoted, .doubleQuoted: word.append(ASCII.quotationMark)
            case .comment, .hereDocument: endWord()
            }
        }
        endWord()
    }

    private mutating func take(_ byte: UInt8) {
        switch byte {
        case ASCII.space, ASCII.tab, ASCII.carriageReturn, ASCII.less, ASCII.greater: endWord()
        case ASCII.newline, ASCII.semicolon:
            endWord()
            isAtCommand = true
            last = []
        case ASCII.pipe, ASCII.ampersand:
            endWord()
            // One `&` ends a command as a newline does.
            needsCommand = byte == ASCII.pipe || last == [ASCII.ampersand]
            isAtCommand = true
            last = [byte]
        case ASCII.openParenthesis, ASCII.closeParenthesis:
            endWord()
            isAtCommand = true
            if byte == ASCII.closeParenthesis, last == [UInt8(ascii: "w"), ASCII.openParenthesis] { needsBody = true }
            last = byte == ASCII.openParenthesis && last == [UInt8(ascii: "w")] ? last + [byte] : []
        default: word.append(byte)
        }
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        defer { word = [] }
        needsCommand = false
        let wasAtCommand = isAtCommand
        isAtCommand = false
        // What may be the name of a function; `a=()` and `$()` are not one.
        let isName = word.allSatisfy { $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period || $0 == ASCII.colon }
        last = wasAtCommand && isName ? [UInt8(ascii: "w")] : []
        if isFunctionName {
            (isFunctionName, needsBody, isAtCommand) = (false, true, true)
            return
        }
        needsBody = false
        guard wasAtCommand else { return }
        switch String(decoding: word, as: UTF8.self) {
        case "if", "while", "until", "{": (depth, isAtCommand) = (depth + 1, true)
        case "for", "select", "case": depth += 1
        case "fi", "done", "esac", "}": depth -= 1
        case "then", "else", "elif", "do", "!", "time": isAtCommand = true
        case "function": isFunctionName = true
        default: break
        }
    }
}
