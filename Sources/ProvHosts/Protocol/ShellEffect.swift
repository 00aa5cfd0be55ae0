/// Whether a text can change the bash that runs it, so that its state has to be told again.
///
/// "No" is said only where that is certain: programs and a few harmless built-in commands with plain arguments, one
/// after the other. A program runs in a process of its own, and nothing that it does reaches the shell's variables,
/// functions, aliases, options or directory.
enum ShellEffect {
    /// - Parameter defined: the shell's functions and aliases.
    static func isNone(_ text: String, defined: Set<String>) -> Bool {
        var reader = PlainReader(Array(text.utf8), defined: defined)
        return reader.isPlain()
    }

    /// Built-in commands that change nothing.
    fileprivate static let harmless: Set<String> = ["true", "false", "echo", "pwd"]

    /// Everything else that bash does itself, by its names in `compgen -bk`.
    fileprivate static let own: Set<String> = [
        ".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "command", "compgen", "complete",
        "compopt", "continue", "declare", "dirs",
        "disown", "enable", "eval", "exec", "exit", "export", "fc", "fg", "getopts", "hash", "help", "history", "jobs",
        "kill", "let", "local",
        "logout", "mapfile", "popd", "printf", "pushd", "read", "readarray", "readonly", "return", "set", "shift",
        "shopt", "source", "suspend",
        "test", "times", "trap", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
        "if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in",
        "function", "time", "coproc",
    ]
}

/// Reads a text as long as it is one of simple commands.
private struct PlainReader {
    private let bytes: [UInt8]
    private let defined: Set<String>
    private var index = 0

    init(_ bytes: [UInt8], defined: Set<String>) {
        self.bytes = bytes
        self.defined = defined
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func follows(_ text: StaticString) -> Bool {
        unsafe bytes[index...].starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func isPlain() -> Bool {
        while true {
            skipSpace()
            guard byte != nil else { return true }
            guard readCommand() else { return false }
        }
    }

    /// Blanks, empty lines and comments.
    private mutating func skipSpace() {
        while let byte {
            if byte == UInt8(ascii: "#") {
                while self.byte.map({ $0 != 0x0A }) == true { index += 1 }
            } else if byte == 0x20 || byte == 0x09 || byte == 0x0A {
                index += 1
            } else {
                return
            }
        }
    }

    /// False where a continued line is the last one: what bash does with it depends on what it reads next.
    private mutating func skipBlanks() -> Bool {
        var isContinued = false
        while byte == 0x20 || byte == 0x09 || follows("\\\n") {
            if byte == UInt8(ascii: "\\") { isContinued = true }
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return !isContinued || byte != nil
    }

    private mutating func readCommand() -> Bool {
        let start = index
        while let byte, isNameOfProgram(byte) { index += 1 }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        guard !name.isEmpty, !defined.contains(name),
            ShellEffect.harmless.contains(name) || !ShellEffect.own.contains(name)
        else { return false }
        // The word ends here, and no redirection begins with it: `2>file`.
        guard byte.map({ " \t\n;|&".utf8.contains($0) }) != false else { return false }
        return readArguments()
    }

    private func isNameOfProgram(_ byte: UInt8) -> Bool { byte.isNameByte || "./+-:".utf8.contains(byte) }

    /// Up to the end of the command and what connects it with the next one.
    private mutating func readArguments() -> Bool {
        while true {
            guard skipBlanks() else { return false }
            guard let byte else { return true }
            switch byte {
            case 0x0A:
                index += 1
                return true
            case UInt8(ascii: "#"): return true
            case UInt8(ascii: ";"):
                index += 1
                return self.byte != UInt8(ascii: ";")
            case UInt8(ascii: "|"):
                index += follows("||") ? 2 : 1
                return self.byte != UInt8(ascii: "&") && hasMore()
            case UInt8(ascii: "&"):
                guard follows("&&") else { return false }
                index += 2
                return hasMore()
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                guard readRedirection() else { return false }
            default:
                guard readWord() else { return false }
            }
        }
    }

    private mutating func hasMore() -> Bool {
        skipSpace()
        return byte != nil
    }

    /// `<file`, `>file`, `>>file`, `>&2`; the number before it has been read as a word.
    private mutating func readRedirection() -> Bool {
        let isInput = byte == UInt8(ascii: "<")
        index += 1
        if !isInput, byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&") { index += 1 }
        guard skipBlanks(), let byte, !"<>(&|;\n#".utf8.contains(byte) else { return false }
        return readWord()
    }

    private mutating func readWord() -> Bool {
        let start = index
        while let byte {
            switch byte {
            case UInt8(ascii: "'"):
                guard let end = bytes[(index + 1)...].firstIndex(of: byte) else { return false }
                index = end + 1
            case UInt8(ascii: "\""):
                guard readDoubleQuoted() else { return false }
            case UInt8(ascii: "$"):
                guard readVariable() else { return false }
            case UInt8(ascii: "\\"):
                guard index + 1 < bytes.count, bytes[index + 1] != 0x0A else { return false }
                index += 2
            case _ where byte.isNameByte || "./+-:,@%=~^*?[]".utf8.contains(byte) || byte >= 0x80: index += 1
            default: return index > start && " \t\n;|&<>".utf8.contains(byte)
            }
        }
        return index > start
    }

    private mutating func readDoubleQuoted() -> Bool {
        index += 1
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "`"): return false
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "$"):
                guard readVariable() else { return false }
            default: index += 1
            }
        }
        return false
    }

    /// `$name`, `${name}` and `$?`: their values are put in and nothing else happens.
    private mutating func readVariable() -> Bool {
        index += 1
        if byte == UInt8(ascii: "?") {
            index += 1
            return true
        }
        let hasBrace = byte == UInt8(ascii: "{")
        if hasBrace { index += 1 }
        let start = index
        while let byte, byte.isNameByte { index += 1 }
        guard index > start, !(0x30...0x39).contains(bytes[start]) else { return false }
        if hasBrace {
            guard byte == UInt8(ascii: "}") else { return false }
            index += 1
        }
        return true
    }
}

extension UInt8 {
    /// A letter, a digit or an underscore.
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
