import ProvText

/// Tokens that can be told by their shape: a prefix that only they have, then their length of random characters.
enum TokenShapes {
    private struct Shape {
        var what: String
        var prefix: [UInt8]
        var minimum: Int

        init(_ what: String, _ prefix: String, _ minimum: Int) {
            self.what = what
            self.prefix = Array(prefix.utf8)
            self.minimum = minimum
        }
    }

    private static let shapes: [Shape] = [
        Shape("an AWS access key", "AKIA", 16), Shape("an AWS access key", "ASIA", 16),
        Shape("a GitHub token", "ghp_", 36), Shape("a GitHub token", "gho_", 36), Shape("a GitHub token", "ghs_", 36),
        Shape("a GitHub token", "ghu_", 36), Shape("a GitHub token", "ghr_", 36),
        Shape("a GitHub token", "github_pat_", 40),
        Shape("a GitLab token", "glpat-", 20), Shape("a Slack token", "xoxb-", 20), Shape("a Slack token", "xoxp-", 20),
        Shape("a Slack token", "xapp-", 20), Shape("a Stripe key", "sk_live_", 20),
        Shape("a Stripe key", "rk_live_", 20),
        Shape("a Google API key", "AIza", 35), Shape("an npm token", "npm_", 36),
        Shape("a Hugging Face token", "hf_", 30),
        Shape("a PyPI token", "pypi-", 50), Shape("a SendGrid key", "SG.", 60),
        Shape("a DigitalOcean token", "dop_v1_", 60),
        Shape("an age secret key", "AGE-SECRET-KEY-1", 50), Shape("an OpenAI key", "sk-proj-", 40),
        Shape("an Anthropic key", "sk-ant-", 40),
        Shape("a JSON web token", "eyJhbGciOi", 60),
    ]

    /// Which first bytes begin a shape or `-----BEGIN`.
    private static let firstBytes: [Bool] = {
        var table = [Bool](repeating: false, count: 65_536)
        for shape in shapes { table[Int(shape.prefix[0]) << 8 | Int(shape.prefix[1])] = true }
        table[0x2D2D] = true
        return table
    }()

    /// The first token in the text, with its UTF-8 offsets.
    static func first(in text: String) -> (what: String, bytes: Range<Int>)? {
        let bytes = text.utf8Span.span
        guard bytes.count > 20 else { return nil }
        var index = 0
        let last = bytes.count - 20
        while index < last {
            let pair = Int(bytes[index]) << 8 | Int(bytes[index + 1])
            if firstBytes[pair] && (index == 0 || !bytes[index - 1].isNameByte), let found = token(at: index, in: bytes)
            {
                return found
            }
            index += 1
        }
        return nil
    }

    private static let keyHeader = Array("-----BEGIN ".utf8)

    private static func token(at start: Int, in bytes: Span<UInt8>) -> (what: String, bytes: Range<Int>)? {
        if bytes.holds(keyHeader, at: start) { return privateKey(at: start, in: bytes) }
        for shape in shapes where bytes.holds(shape.prefix, at: start) {
            var end = start + shape.prefix.count
            while end < bytes.count,
                bytes[end].isNameByte || bytes[end] == ASCII.hyphen
                    || (bytes[end] == ASCII.period && shape.minimum >= 60)
            { end += 1 }
            let body = bytes.bytes((start + shape.prefix.count)..<end)
            let isSample = String(decoding: body, as: UTF8.self).uppercased().contains("EXAMPLE") || Set(body).count < 6
            if body.count >= shape.minimum, !isSample { return (shape.what, start..<end) }
        }
        return nil
    }

    /// A header with its body, not a line that only speaks of one.
    private static func privateKey(at start: Int, in bytes: Span<UInt8>) -> (what: String, bytes: Range<Int>)? {
        let end = bytes.end(of: ASCII.newline, from: start)
        let body = bytes.bytes((end + 1)..<(end + 65)).drop(while: \.isBlank).prefix {
            $0.isNameByte || $0 == ASCII.plus || $0 == ASCII.slash || $0 == ASCII.equals
        }
        let hasBody = body.count >= 16
        return hasBody && bytes.text(start..<end).contains("PRIVATE KEY-----") ? ("a private key", start..<end) : nil
    }
}
