/// How formats and shells write a text that holds characters special to them.
enum Escapes {
    // MARK: JSON

    /// As the common writers do it: minimal, `/` escaped, `<>&` escaped, ASCII only with small or capital digits.
    static func json(_ bytes: [UInt8]) -> [[UInt8]] {
        [
            json(bytes), json(bytes, escapesSlash: true), json(bytes, escapesMarkup: true),
            json(bytes, isASCIIOnly: true), json(bytes, isASCIIOnly: true, isUppercase: true),
        ]
    }

    private static func json(
        _ bytes: [UInt8], escapesSlash: Bool = false, escapesMarkup: Bool = false, isASCIIOnly: Bool = false,
        isUppercase: Bool = false
    ) -> [UInt8] {
        var result: [UInt8] = []
        func unit(_ code: UInt16) {
            result.append(contentsOf: "\\u".utf8)
            let digits = String(code, radix: 16, uppercase: isUppercase)
            result.append(contentsOf: (String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
        }
        func plain(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case UInt8(ascii: "/") where escapesSlash: result.append(contentsOf: "\\/".utf8)
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                escapesMarkup ? unit(UInt16(byte)) : result.append(byte)
            case 0x08: result.append(contentsOf: "\\b".utf8)
            case 0x09: result.append(contentsOf: "\\t".utf8)
            case 0x0A: result.append(contentsOf: "\\n".utf8)
            case 0x0C: result.append(contentsOf: "\\f".utf8)
            case 0x0D: result.append(contentsOf: "\\r".utf8)
            case 0..<0x20: unit(UInt16(byte))
            default: result.append(byte)
            }
        }
        guard isASCIIOnly, let text = String(validating: bytes, as: UTF8.self) else {
            for byte in bytes { plain(byte) }
            return result
        }
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                plain(UInt8(scalar.value))
            } else {
                for code in UTF16.encode(scalar) ?? .init() { unit(code) }
            }
        }
        return result
    }

    // MARK: XML and HTML

    /// Markup characters alone, with quotes as each of the common writers spells them, and as in attributes, where line
    /// endings and tabs are spelled out too.
    static func xml(_ bytes: [UInt8]) -> [[UInt8]] {
        let quotes: [(double: String?, single: String?)] = [
            (nil, nil), ("&quot;", nil), ("&quot;", "&apos;"), ("&quot;", "&#39;"), ("&quot;", "&#x27;"),
            ("&#34;", "&#39;"), ("&#34;", nil),
        ]
        let spaces: [[UInt8: String]] = [
            [:], [0x09: "&#9;", 0x0A: "&#10;", 0x0D: "&#13;"], [0x09: "&#x9;", 0x0A: "&#xA;", 0x0D: "&#xD;"],
        ]
        return quotes.flatMap { quote in
            spaces.map { space in
                var names = space
                names[UInt8(ascii: "&")] = "&amp;"
                names[UInt8(ascii: "<")] = "&lt;"
                names[UInt8(ascii: ">")] = "&gt;"
                names[UInt8(ascii: "\"")] = quote.double
                names[UInt8(ascii: "'")] = quote.single
                return bytes.flatMap { byte in names[byte].map { Array($0.utf8) } ?? [byte] }
            }
        }
    }

    // MARK: Percent

    /// RFC 3986 with nothing but unreserved characters left; `/` left; what `encodeURIComponent` and `encodeURI` leave;
    /// forms.
    static func percent(_ bytes: [UInt8]) -> [[UInt8]] {
        let kept = ["-._~", "-._~/", "-_.!~*'()", "-_.!~*'();/?:@&=+$,#", "-_.*"]
        var results: [[UInt8]] = []
        for set in kept {
            for isUppercase in [true, false] {
                results.append(percent(bytes, keeping: set, isUppercase: isUppercase, space: "%20"))
                results.append(percent(bytes, keeping: set, isUppercase: isUppercase, space: "+"))
            }
        }
        return results
    }

    private static func percent(_ bytes: [UInt8], keeping set: String, isUppercase: Bool, space: String) -> [UInt8] {
        let set = Set(set.utf8)
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                return [byte]
            case 0x20: return Array(space.utf8)
            default:
                if set.contains(byte) { return [byte] }
                let digits = Hexadecimal.bytes(CollectionOfOne(byte))
                return [UInt8(ascii: "%")]
                    + (isUppercase ? digits.map { $0 >= UInt8(ascii: "a") ? $0 - 32 : $0 } : digits)
            }
        }
    }

    // MARK: Shell

    /// Inside single quotes (both ways), inside double quotes (`declare -p`), with backslashes (`printf %q`), inside
    /// `$'…'`.
    static func shell(_ bytes: [UInt8]) -> [[UInt8]] {
        let single = UInt8(ascii: "'")
        func quoting(_ text: String) -> [UInt8] { bytes.flatMap { $0 == single ? Array(text.utf8) : [$0] } }
        func escaping(_ special: String) -> [UInt8] {
            let set = Set(special.utf8)
            return bytes.flatMap { set.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
        }
        return [
            quoting("'\\''"), quoting("'\"'\"'"), escaping("\"\\$`"), escaping("\"\\$`!"),
            escaping("\t !\"$&'()*,;<>?[\\]^`{|}"), escaping("\t !\"#$&'()*,;<=>?[\\]^`{|}~"),
            dollarQuoted(bytes, isASCIIOnly: false), dollarQuoted(bytes, isASCIIOnly: true),
        ]
    }

    private static func dollarQuoted(_ bytes: [UInt8], isASCIIOnly: Bool) -> [UInt8] {
        let letters: [UInt8: String] = [
            0x07: "\\a", 0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0B: "\\v", 0x0C: "\\f", 0x0D: "\\r", 0x1B: "\\E",
            UInt8(ascii: "\\"): "\\\\", UInt8(ascii: "'"): "\\'",
        ]
        return bytes.flatMap { byte -> [UInt8] in
            if let text = letters[byte] { return Array(text.utf8) }
            guard byte < 0x20 || byte == 0x7F || (isASCIIOnly && byte >= 0x80) else { return [byte] }
            let octal = String(byte, radix: 8)
            return Array(("\\" + String(repeating: "0", count: 3 - octal.utf8.count) + octal).utf8)
        }
    }
}
