import ProvText

/// A value of a check: text in which `$NAME` and `${NAME}` are parameters, which the host's shell fills in.
///
/// Everything else is taken literally; `\$` is a dollar sign where a name follows it.
struct CheckText: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case literal(String)
        case parameter(String)
    }

    /// As it stands in the YAML.
    let written: String
    let pieces: [Piece]

    init(_ written: String) {
        self.written = written
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        let bytes = Array(written.utf8)
        var position = 0
        while position < bytes.count {
            if let (name, end) = CheckText.parameter(bytes, at: position) {
                if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
                literal = []
                pieces.append(.parameter(name))
                position = end
                continue
            }
            let isEscape = bytes[position] == ASCII.backslash && CheckText.parameter(bytes, at: position + 1) != nil
            if isEscape { position += 1 }
            literal.append(bytes[position])
            position += 1
        }
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        self.pieces = pieces
    }

    /// A text as it is written where nothing in it is a parameter.
    static func escaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for position in bytes.indices {
            if parameter(bytes, at: position) != nil { result.append(ASCII.backslash) }
            result.append(bytes[position])
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func parameter(_ bytes: [UInt8], at position: Int) -> (name: String, end: Int)? {
        guard position + 1 < bytes.count, bytes[position] == ASCII.dollar else { return nil }
        let isBraced = bytes[position + 1] == ASCII.openBrace
        let start = position + (isBraced ? 2 : 1)
        guard start < bytes.count, bytes[start].isNameByte, !bytes[start].isDigit else { return nil }
        let name = bytes[start...].prefix(while: \.isNameByte)
        guard isBraced else { return (String(decoding: name, as: UTF8.self), name.endIndex) }
        guard name.endIndex < bytes.count, bytes[name.endIndex] == ASCII.closeBrace else { return nil }
        return (String(decoding: name, as: UTF8.self), name.endIndex + 1)
    }

    var parameters: [String] { pieces.compactMap { if case .parameter(let name) = $0 { name } else { nil } } }

    /// The text where it holds no parameter.
    var literal: String? {
        switch pieces.count {
        case 0: ""
        case 1: if case .literal(let text) = pieces[0] { text } else { nil }
        default: nil
        }
    }

    /// One word for a shell; only the parameters in it are expanded.
    var word: String {
        guard !pieces.isEmpty else { return "''" }
        return pieces.map { piece in
            switch piece {
            case .literal(let text): ShellText.quoted(text)
            case .parameter(let name): "\"${\(name)-}\""
            }
        }.joined()
    }

    /// One word that is a path: `~/` at its beginning is the home folder of the user who asks.
    var pathWord: String {
        guard case .literal(let text) = pieces.first, text.begins(with: "~/") else { return word }
        let first = ShellText.quoted(Substring(text.utf8.dropFirst()))
        return "\"${HOME-}\"" + first + pieces.dropFirst().map { CheckText(piece: $0).word }.joined()
    }

    /// The same as a person types it: bare where that means the same, else in double quotes.
    var typed: String {
        if let literal { return ShellText.word(literal) }
        var text = ""
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let literal): text += ShellText.inDoubleQuotes(literal)
            case .parameter(let name):
                let next: UInt8? =
                    if index + 1 < pieces.count, case .literal(let rest) = pieces[index + 1] { rest.utf8.first } else {
                        nil
                    }
                text += next?.isNameByte == true ? "${\(name)}" : "$\(name)"
            }
        }
        return "\"\(text)\""
    }

    /// A path as a person types it.
    var typedPath: String {
        guard written.begins(with: "~/") else { return typed }
        return CheckText("$HOME" + String(written.unicodeScalars.dropFirst())).typed
    }

    /// What stands between the double quotes.
    static func unquoted(_ text: CheckText) -> String {
        text.literal.map(ShellText.inDoubleQuotes) ?? String(text.typed.utf8.dropFirst().dropLast()) ?? ""
    }

    private init(piece: Piece) {
        pieces = [piece]
        written = ""
    }
}
