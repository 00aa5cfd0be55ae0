import ProvMarkdown

/// Secrets that stand in the text for everybody to read.
enum SecretLint {
    static func check(_ context: inout LintContext) {
        for block in context.codeBlocks {
            guard let found = TokenShapes.first(in: block.code.literal) ?? assignedLiteral(in: block) else { continue }
            var positions = BlockPositions(source: block.source, text: block.code.literal, firstLine: block.code.contentStart.line)
            context.report(.plainSecret, "\(found.what) stands here in plain text", file: block.source.path,
                           range: positions.range(found.bytes),
                           fix: "revoke it; declare the name under 'secrets' in the front matter and use the variable")
        }
    }

    // MARK: password=literal

    private static let keywords = ["password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "private_key"]

    /// Only in what runs or is written to a host: examples of other languages are full of made-up values.
    private static func assignedLiteral(in block: LintContext.Code) -> (what: String, bytes: Range<Int>)? {
        guard block.isRunnable, mayHoldKeyword(block.code.literal) else { return nil }
        let bytes = Array(block.code.literal.utf8)
        let lowered = bytes.map { $0.isUppercase ? $0 + 0x20 : $0 }
        var index = 0
        while index < bytes.count {
            guard let keyword = keywords.first(where: { lowered[index...].starts(with: $0.utf8) }) else {
                index += 1
                continue
            }
            let end = index + keyword.utf8.count
            if let value = literal(after: end, in: bytes) { return ("the \(keyword.replacing("_", with: " "))", value) }
            index = end
        }
        return nil
    }

    private static func mayHoldKeyword(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var index = 2
            // Each keyword has 'ass', 'ecr', 'oke' or 'key' in it.
            while index < bytes.count {
                let a = unsafe bytes[index - 2] | 0x20, b = unsafe bytes[index - 1] | 0x20, c = unsafe bytes[index] | 0x20
                if b == 0x73 && a == 0x61 && c == 0x73 || b == 0x63 && a == 0x65 && c == 0x72 || b == 0x6B && a == 0x6F && c == 0x65
                    || b == 0x65 && a == 0x6B && c == 0x79 { return true }
                index += 1
            }
            return false
        }
    }

    private static let longest = 200

    /// The value after `=` or `: `, where it is a literal that looks like a real secret.
    private static func literal(after end: Int, in bytes: [UInt8]) -> Range<Int>? {
        var index = end
        // `PASSWORD_FILE`, `token_url` name something else.
        if index < bytes.count, bytes[index] == Byte.doubleQuote || bytes[index] == Byte.singleQuote { index += 1 }
        guard index < bytes.count, bytes[index] == Byte.equals || bytes[index] == Byte.colon else { return nil }
        let isColon = bytes[index] == Byte.colon
        index += 1
        if isColon {
            guard index < bytes.count, bytes[index].isBlank else { return nil }
            while index < bytes.count, bytes[index].isBlank { index += 1 }
        }
        if index < bytes.count, bytes[index] == Byte.doubleQuote || bytes[index] == Byte.singleQuote { index += 1 }
        let start = index
        while index < bytes.count, index - start <= longest, !bytes[index].isBlankOrNewline, bytes[index] != Byte.doubleQuote, bytes[index] != Byte.singleQuote,
              bytes[index] != Byte.semicolon, bytes[index] != Byte.comma, bytes[index] != Byte.ampersand { index += 1 }
        return looksReal(bytes[start..<index]) ? start..<index : nil
    }

    /// At least eight characters of three kinds, or twenty of two, and no word that says "put yours here".
    private static func looksReal(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.count >= 8, value.count <= longest, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        let signs: Set<UInt8> = [Byte.dollar, Byte.less, Byte.greater, Byte.openBrace, Byte.closeBrace, Byte.openBracket, Byte.backtick,
                                 Byte.openParenthesis, 0x2A]
        if value.contains(where: signs.contains) { return false }
        let text = String(decoding: value, as: UTF8.self).lowercased()
        let samples = ["example", "changeme", "change_me", "your", "xxxx", "placeholder", "secret", "password", "passwd", "dummy", "sample",
                       "token", "insert", "replace", "test", "abc123", "12345", "default", "fake", "none", "null", "...", "demo", "mysql",
                       "postgres", "minikube", "/", "key"]
        if samples.contains(where: text.contains) { return false }
        var kinds = 0
        if value.contains(where: \.isLowercase) { kinds += 1 }
        if value.contains(where: \.isUppercase) { kinds += 1 }
        if value.contains(where: \.isDigit) { kinds += 1 }
        if value.contains(where: { !$0.isNameByte && $0 != Byte.dash && $0 != Byte.dot }) { kinds += 1 }
        return kinds >= 3 || (kinds == 2 && value.count >= 20 && value.contains(where: \.isDigit))
    }
}
