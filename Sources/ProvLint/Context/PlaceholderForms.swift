import ProvShell
import ProvText

/// The forms of placeholders that prov does not fill: `your-name`, `%%NAME%%`, `[PROJECT_ID]`, `[instance name]`,
/// `{image_tag}`, `/path/to/x`, `X.Y.Z`, `CHANGEME`.
enum PlaceholderForms {
    /// The first in a word of a command that is neither a comment nor the text of a here-document.
    static func first(in script: ShellScript) -> (name: String, bytes: Range<Int>)? {
        let bytes = script.text.utf8.span
        for segment in script.segments where [.unquoted, .doubleQuoted, .singleQuoted].contains(segment.context) {
            var index = segment.bytes.lowerBound
            while index < segment.bytes.upperBound {
                guard let found = form(at: index, in: bytes, segment.context) else {
                    index += 1
                    continue
                }
                if !isBeside(found.bytes, in: bytes) { return found }
                index = found.bytes.upperBound
            }
        }
        return nil
    }

    private static func form(
        at index: Int, in bytes: Span<UInt8>, _ context: ShellScript.Context
    ) -> (name: String, bytes: Range<Int>)? {
        if context == .singleQuoted {
            // Programs and patterns of other languages stand there: only a value is looked at.
            guard bytes[index] | 0x20 == UInt8(ascii: "y"), index > 0, valueSigns.contains(bytes[index - 1]) else {
                return nil
            }
            return your(at: index, in: bytes) ?? yours(at: index, in: bytes)
        }
        return switch bytes[index] {
        case UInt8(ascii: "y"), UInt8(ascii: "Y"): your(at: index, in: bytes) ?? yours(at: index, in: bytes)
        case UInt8(ascii: "p"): pathTo(at: index, in: bytes)
        case UInt8(ascii: "X"), UInt8(ascii: "x"): version(at: index, in: bytes)
        case ASCII.percent: enclosed("%%", "%%", at: index, in: bytes) { $0.isUppercase || $0.isDigit }
        case ASCII.openBracket:
            bracketed(at: index, in: bytes)
                ?? (context == .unquoted ? described(at: index, in: bytes) : nil) ?? part(at: index, in: bytes)
                ?? siteName(at: index, in: bytes)
        case ASCII.openBrace:
            enclosed("{{< ", " >}}", at: index, in: bytes) { $0.isLowercase || $0.isDigit || $0 == ASCII.hyphen }
                ?? braced(at: index, in: bytes) ?? siteTag(at: index, in: bytes)
        case UInt8(ascii: "C"), UInt8(ascii: "R"), UInt8(ascii: "c"): whole(at: index, in: bytes)
        default: nil
        }
    }

    private static let valueSigns: Set<UInt8> = [
        ASCII.equals, ASCII.colon, ASCII.slash, ASCII.quotationMark, ASCII.apostrophe, ASCII.at,
    ]

    /// Letters or digits beside it make it a part of something else.
    private static func isBeside(_ range: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : ASCII.space
        let after = range.upperBound < bytes.count ? bytes[range.upperBound] : ASCII.space
        // `<your-name>` is asked for as it is.
        return before.isNameByte || before == ASCII.hyphen || before == ASCII.less || after.isNameByte
    }

    private static let yourBytes = Array("your".utf8)

    /// `your-resource-group`; the name is what follows.
    private static func your(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard bytes.holds(yourBytes, at: start), start + 5 < bytes.count,
            bytes[start + 4] == ASCII.hyphen || bytes[start + 4] == ASCII.underscore
        else { return nil }
        var end = start + 5
        while end < bytes.count,
            bytes[end].isLowercase || bytes[end].isDigit || bytes[end] == ASCII.hyphen || bytes[end] == ASCII.underscore
        { end += 1 }
        while !bytes[end - 1].isAlphanumeric { end -= 1 }
        // A name in front of `=` or `(` is a variable or a function.
        let isNamed = end < bytes.count && (bytes[end] == ASCII.equals || bytes[end] == ASCII.openParenthesis)
        return end > start + 6 && !isNamed ? (bytes.text((start + 5)..<end), start..<end) : nil
    }

    private static let owned: Set<String> = [
        "username", "user", "name", "org", "organization", "organisation", "domain", "project", "bucket", "repo",
        "repository", "token", "key", "password", "passwd", "secret", "host", "hostname", "server", "account", "app",
        "appname", "email", "company", "site", "image", "registry", "cluster", "namespace", "region", "database", "db",
        "dbname", "file", "filename", "device", "apikey", "id", "ip", "address", "port", "projectname", "bucketname",
        "service", "team", "workspace", "subscription", "resourcegroup", "storageaccount", "tenant", "path", "url",
        "clustername", "accountname", "githubusername", "accesskey", "secretkey", "zone", "website",
    ]

    /// `yourusername`, `yourDomain`, `YourBucket`, `YOURDOMAIN`: of something that people have.
    private static func yours(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard start + 6 < bytes.count, bytes.text(start..<(start + 4)).lowercased() == "your" else { return nil }
        var end = start + 4
        while end < bytes.count, end - start < 40, bytes[end].isLetter { end += 1 }
        let name = bytes.text((start + 4)..<end).lowercased()
        guard owned.contains(name),
            end == bytes.count || bytes[end] != ASCII.equals && bytes[end] != ASCII.openParenthesis
        else { return nil }
        return (name, start..<end)
    }

    /// `[username]:[password]`, `https://[host]/`: a part of a word.
    private static func part(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        let before = start > 0 ? bytes[start - 1] : ASCII.space
        guard before == ASCII.quotationMark || before == ASCII.slash || before == ASCII.colon || before == ASCII.at,
            let found = enclosed("[", "]", at: start, in: bytes, { $0.isLowercase || $0 == ASCII.hyphen }),
            found.name.utf8.count > 3, found.name.utf8.first?.isLowercase ?? false, !found.name.contains("-z"),
            found.bytes.upperBound < bytes.count
        else { return nil }
        let after = bytes[found.bytes.upperBound]
        // A set of letters stands for one of them, and has no colon, host or path around it.
        let isPart =
            after == ASCII.colon || after == ASCII.slash || after == ASCII.at
            || after == ASCII.openBracket && before == ASCII.slash
        return isPart || before != ASCII.quotationMark && before != ASCII.slash && after == ASCII.quotationMark
            ? found : nil
    }

    /// `{% link a.md %}`, which the generator of a site fills in.
    private static func siteTag(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard start + 5 < bytes.count, bytes[start + 1] == ASCII.percent,
            bytes[start + 2].isBlank || bytes[start + 2] == ASCII.hyphen
        else { return nil }
        var end = start + 3
        while end + 1 < bytes.count, end - start < 160, bytes[end] != ASCII.newline {
            if bytes[end] == ASCII.percent, bytes[end + 1] == ASCII.closeBrace { return ("value", start..<(end + 2)) }
            end += 1
        }
        return nil
    }

    /// `[[VAR::current_version]]`, the same.
    private static func siteName(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard start + 6 < bytes.count, bytes[start + 1] == ASCII.openBracket, bytes[start + 2].isLetter else {
            return nil
        }
        var end = start + 2
        var colons = 0
        while end < bytes.count, end - start < 80,
            bytes[end].isNameByte || bytes[end] == ASCII.colon || bytes[end] == ASCII.hyphen
        {
            if bytes[end] == ASCII.colon { colons += 1 }
            end += 1
        }
        guard colons == 2, end + 1 < bytes.count, bytes[end] == ASCII.closeBracket, bytes[end + 1] == ASCII.closeBracket
        else { return nil }
        let name = bytes.text((start + 2)..<end).split(separator: ":").last.map(String.init) ?? "value"
        return (name, start..<(end + 2))
    }

    private static func enclosed(
        _ open: String, _ close: String, at start: Int, in bytes: Span<UInt8>, _ isPart: (UInt8) -> Bool
    ) -> (name: String, bytes: Range<Int>)? {
        guard bytes[start] == open.utf8.first, bytes.holds(Array(open.utf8), at: start) else { return nil }
        let nameStart = start + open.utf8.count
        var end = nameStart
        while end < bytes.count, end - nameStart < 64, isPart(bytes[end]) || bytes[end] == ASCII.underscore { end += 1 }
        guard end - nameStart >= 3, bytes.holds(Array(close.utf8), at: end) else { return nil }
        return (bytes.text(nameStart..<end), start..<(end + close.utf8.count))
    }

    /// `[PROJECT_ID]` as a word or a part of a path; a set of letters has no underscore.
    private static func bracketed(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        let before = start > 0 ? bytes[start - 1] : ASCII.space
        guard
            before.isBlankOrNewline || before == ASCII.slash || before == ASCII.equals || before == ASCII.quotationMark,
            let found = enclosed(
                "[", "]", at: start, in: bytes, { $0.isUppercase || $0.isDigit || $0 == ASCII.hyphen })
        else { return nil }
        if found.name.utf8.contains(ASCII.underscore) { return found }
        // `[CLIENT-URL]`, and never `[A-Z]` or `[A-Z0-9]`.
        let parts = found.name.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count > 1 && parts.allSatisfy { $0.count > 1 && $0.first?.isLetter == true } ? found : nil
    }

    /// `[instance name]` and `[regex]` as the beginning of a word: no set of letters has a blank, or a letter twice.
    private static func described(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard start > 0, bytes[start - 1].isBlank else { return nil }
        var end = start + 1
        while end < bytes.count, end - start < 40, bytes[end].isLowercase || bytes[end] == ASCII.space { end += 1 }
        guard end - start > 5, end < bytes.count, bytes[end] == UInt8(ascii: "]"), bytes[start + 1].isLowercase,
            bytes[end - 1].isLowercase
        else { return nil }
        let name = bytes.text((start + 1)..<end)
        let letters = name.utf8.filter(\.isLowercase)
        return name.utf8.contains(ASCII.space) || Set(letters).count < letters.count ? (name, start..<(end + 1)) : nil
    }

    private static let pathBytes = [Array("path/to/".utf8), Array("path_to_".utf8)]

    /// `/path/to/server.crt`, `./path/to/x`, `full_path_to_x`: the whole path.
    private static func pathTo(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard let sign = pathBytes.first(where: { bytes.holds($0, at: start) }) else { return nil }
        var first = start
        while first > 0, isPath(bytes[first - 1]) { first -= 1 }
        var end = start + sign.count
        while end < bytes.count, isPath(bytes[end]) { end += 1 }
        while end > start + sign.count, !bytes[end - 1].isAlphanumeric, bytes[end - 1] != ASCII.slash { end -= 1 }
        let before = first > 0 ? bytes[first - 1] : ASCII.space
        let leading = bytes.text(first..<start)
        guard ["", "/", "./", "../", "~/", "full_", "full-", "/full/", "absolute_", "/absolute/"].contains(leading),
            ![ASCII.dollar, ASCII.openBrace, ASCII.colon].contains(before) || before == ASCII.colon && !leading.isEmpty,
            end == bytes.count || bytes[end] != ASCII.equals, end > start + sign.count || sign.last == ASCII.slash
        else { return nil }
        let name = bytes.text(start..<end).split(separator: "/").joined(separator: "-")
        return (name, first..<end)
    }

    private static func isPath(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte == ASCII.slash || byte == ASCII.period || byte == ASCII.hyphen
            || byte == UInt8(ascii: "~")
    }

    /// `X.Y.Z`, `x.x.x`, with a `v` in front of it or not.
    private static func version(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        guard start + 5 <= bytes.count, bytes[start + 1] == ASCII.period, bytes[start + 3] == ASCII.period,
            [bytes[start], bytes[start + 2], bytes[start + 4]].allSatisfy({ (0x78...0x7A).contains($0 | 0x20) })
        else { return nil }
        let first = start > 0 && bytes[start - 1] | 0x20 == UInt8(ascii: "v") ? start - 1 : start
        return ("version", first..<(start + 5))
    }

    /// `{image_tag}`, which no shell expands; `${x}`, `%{x}`, `@{x}` and `{{x}}` are syntax of something.
    private static func braced(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        let before = start > 0 ? bytes[start - 1] : ASCII.space
        guard before == ASCII.slash || before == ASCII.colon || before == ASCII.equals || before.isBlank,
            let found = enclosed(
                "{", "}", at: start, in: bytes, { $0.isLowercase || $0.isDigit || $0 == ASCII.hyphen }),
            bytes[start + 1].isLowercase
        else { return nil }
        return found
    }

    private static let words = ["CHANGEME", "CHANGE_ME", "REPLACEME", "REPLACE_ME", "REPLACE_WITH_", "changeme"].map {
        Array($0.utf8)
    }

    private static func whole(at start: Int, in bytes: Span<UInt8>) -> (name: String, bytes: Range<Int>)? {
        // A value, as in `PASSWORD=CHANGEME`; what is looked for and replaced stands behind other signs.
        guard start > 0, [ASCII.equals, ASCII.colon, ASCII.quotationMark].contains(bytes[start - 1]) else { return nil }
        for word in words where bytes.holds(word, at: start) {
            var end = start + word.count
            let isPrefix = word.last == ASCII.underscore
            if isPrefix { while end < bytes.count, bytes[end].isNameByte { end += 1 } }
            guard end == bytes.count || !bytes[end].isNameByte else { continue }
            return (isPrefix ? bytes.text((start + word.count)..<end) : "value", start..<end)
        }
        return nil
    }
}
