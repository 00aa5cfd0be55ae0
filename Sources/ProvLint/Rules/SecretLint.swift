import ProvDiagnostics
import ProvMarkdown
import ProvRunbook
import ProvText

/// Secrets that stand in the text for everybody to read.
enum SecretLint {
    static func check(_ code: CodeBlock, isRunnable: Bool, _ context: inout LintContext) {
        guard let found = TokenShapes.first(in: code.literal) ?? (isRunnable ? assignedLiteral(in: code.literal) : nil)
        else { return }
        var positions = BlockPositions(
            source: context.runbook.source, text: code.literal, firstLine: code.contentStart.line)
        context.report(
            .plainSecret, "\(found.what) in plain text", file: context.runbook.path,
            range: positions.range(found.bytes),
            fix: "revoke it; declare a name under 'secrets' in the front matter and use the variable")
    }

    /// Parameters that are named like secrets: masked, and yet part of the command line and of the record's inputs.
    static func checkParameters(_ context: inout LintContext) {
        let declared = Set(context.runbook.front.secrets.map(\.name))
        let objects = namesOfObjects(context.runbook)
        for parameter in context.runbook.parameters
        where SecretName.isSecret(parameter.name) && !declared.contains(parameter.name) {
            if parameter.isPlaceholder, objects.contains(parameter.name) { continue }
            let what = parameter.isPlaceholder ? "placeholder" : "parameter"
            context.report(
                .secretParameter, "\(what) '\(parameter.name)' has the name of a secret",
                file: parameter.file ?? context.runbook.path, range: parameter.range,
                fix:
                    """
                    declare it under 'secrets' in the front matter: secrets: {\(parameter.name): {env: \
                    \(parameter.name)}}
                    """
            )
        }
    }

    /// Placeholders for what an object is called that holds a secret: `kubectl create secret generic <aws-secret>`.
    private static func namesOfObjects(_ runbook: Runbook) -> Set<String> {
        var names: Set<String> = []
        for step in runbook.steps {
            guard case .script(let script) = step.body else { continue }
            for place in script.placeholders where place.parameter.hasSuffix("SECRET") {
                let before = script.text.utf8.prefix(place.bytes.lowerBound).suffix(40)
                let text = String(decoding: Array(before), as: UTF8.self)
                if objects.contains(where: text.hasSuffix) { names.insert(place.parameter) }
            }
        }
        return names
    }

    private static let objects = [
        "secret generic ", "secret tls ", "secret docker-registry ", "get secret ", "describe secret ",
        "delete secret ", "secrets/", "secret/",
    ]

    // MARK: password=literal

    private static let keywords = [
        "password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "private_key",
    ].map { Array($0.utf8) }

    /// Only in what runs or is written to a host: examples of other languages are full of made-up values.
    private static func assignedLiteral(in text: String) -> (what: String, bytes: Range<Int>)? {
        let bytes = text.utf8Span.span
        var index = 2
        while index < bytes.count {
            // Each keyword has 'ss', 'cr', 'ke' or 'ey' in it: 'ass', 'ecr', 'oke', 'key'.
            let last = bytes[index] | 0x20
            if last == 0x73 || last == 0x72 || last == 0x65 || last == 0x79,
                let found = literal(near: index, in: bytes)
            {
                return found
            }
            index += 1
        }
        return nil
    }

    private static func literal(near index: Int, in bytes: Span<UInt8>) -> (what: String, bytes: Range<Int>)? {
        let first = bytes[index - 2] | 0x20
        let second = bytes[index - 1] | 0x20
        let third = bytes[index] | 0x20
        let part = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        // 'ass', 'ecr', 'oke', 'key'
        guard part == 0x61_7373 || part == 0x65_6372 || part == 0x6F_6B65 || part == 0x6B_6579 else { return nil }
        for word in keywords {
            // The part begins at the second letter, or ends the word.
            let start = part == 0x6B_6579 ? index + 1 - word.count : index - 3
            guard start >= 0, start + word.count <= bytes.count, matches(word, at: start, in: bytes) else { continue }
            if let value = literal(after: start + word.count, in: bytes) {
                return ("the \(String(decoding: word, as: UTF8.self).replacing(bytesOf: "_", with: " "))", value)
            }
        }
        return nil
    }

    private static func matches(_ word: [UInt8], at start: Int, in bytes: Span<UInt8>) -> Bool {
        for offset in word.indices {
            let byte = bytes[start + offset]
            if (byte.isUppercase ? byte + 0x20 : byte) != word[offset] { return false }
        }
        return true
    }

    private static let longest = 200

    /// The value after `=` or `: `, where it is a literal that looks like a real secret.
    private static func literal(after end: Int, in bytes: Span<UInt8>) -> Range<Int>? {
        func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : ASCII.newline }
        func isQuote(_ byte: UInt8) -> Bool { byte == ASCII.quotationMark || byte == ASCII.apostrophe }
        var index = end
        // `PASSWORD_FILE`, `token_url` name something else.
        if isQuote(byte(index)) { index += 1 }
        guard byte(index) == ASCII.equals || byte(index) == ASCII.colon else { return nil }
        index += 1
        if byte(index - 1) == ASCII.colon {
            guard byte(index).isBlank else { return nil }
            while byte(index).isBlank { index += 1 }
        }
        if isQuote(byte(index)) { index += 1 }
        let start = index
        while index - start <= longest, !byte(index).isBlankOrNewline, !isQuote(byte(index)),
            byte(index) != ASCII.semicolon,
            byte(index) != ASCII.comma, byte(index) != ASCII.ampersand
        { index += 1 }
        return SecretValue.looksReal(bytes.bytes(start..<index)[...]) ? start..<index : nil
    }
}
