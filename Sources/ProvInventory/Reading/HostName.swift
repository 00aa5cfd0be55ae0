/// A host as an inventory writes it: a name or address, with a port where one follows.
struct HostName: Equatable {
    var name: String
    var port: Int?

    /// Reads `web1`, `web1:2222`, `192.0.2.7:22`, `[2001:db8::1]:22`, ranges included; `nil` where it is no host.
    ///
    /// A colon belongs to a port only where what stands before it could be a host.
    init?(_ text: String) {
        var name = text
        var port: Int?
        if let colon = text.lastIndex(of: ":"), let number = Int(text[text.index(after: colon)...]),
            text.utf8.last.map(Self.isDigit) == true, number >= 0
        {
            let before = text[..<colon]
            if before.hasPrefix("["), before.hasSuffix("]"), before.count > 2,
                !before.dropFirst().dropLast().contains("]")
            {
                (name, port) = (String(before.dropFirst().dropLast()), number)
            } else if Self.hasNoColonOutsideBrackets(before) {
                (name, port) = (String(before), number)
            }
        }
        guard Self.isHost(name) else { return nil }
        self.name = name
        self.port = port
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func hasNoColonOutsideBrackets(_ text: Substring) -> Bool {
        var isInside = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "["):
                if isInside { return false }
                isInside = true
            case UInt8(ascii: "]"):
                if !isInside { return false }
                isInside = false
            case UInt8(ascii: ":"): if !isInside { return false }
            default: break
            }
        }
        return !isInside
    }

    private static func isHost(_ text: String) -> Bool {
        guard let plain = withoutRanges(text) else { return false }
        return isName(plain) || isIPv6(plain)
    }

    /// The text with a `0` in the place of each range; `nil` where brackets hold anything else.
    private static func withoutRanges(_ text: String) -> String? {
        guard text.contains("[") || text.contains("]") else { return text }
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "[") {
            guard let close = rest[open...].firstIndex(of: "]") else { return nil }
            let parts = rest[rest.index(after: open)..<close].split(separator: ":", omittingEmptySubsequences: false)
            let areNumbers = parts.allSatisfy {
                !$0.isEmpty
                    && $0.utf8.allSatisfy {
                        isDigit($0) || ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "f")
                    }
            }
            let areLetters = parts.prefix(2).allSatisfy { $0.utf8.count == 1 }
            guard parts.count == 2 || parts.count == 3, areNumbers || areLetters else { return nil }
            result += rest[..<open] + "0"
            rest = rest[rest.index(after: close)...]
        }
        return rest.contains("]") ? nil : result + rest
    }

    /// Labels of letters, digits, `-` and `_` that neither begin nor end with the two.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                guard let first = label.unicodeScalars.first, let last = label.unicodeScalars.last, first != "-",
                    last != "-", last != "_"
                else { return false }
                return label.unicodeScalars.allSatisfy {
                    $0 == "-" || $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
                }
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard text.contains(":"), halves.count <= 2 else { return false }
        var count = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                if index == halves.count - 1, place == parts.count - 1, part.contains(".") {
                    let bytes = part.split(separator: ".", omittingEmptySubsequences: false)
                    guard bytes.count == 4, bytes.allSatisfy({ UInt8($0) != nil }) else { return false }
                    count += 2
                } else {
                    guard (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                        return false
                    }
                    count += 1
                }
            }
        }
        return halves.count == 2 ? count <= 7 : count == 8
    }
}
