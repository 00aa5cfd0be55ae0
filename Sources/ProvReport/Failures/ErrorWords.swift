/// Tells the words of an error's line apart by their form.
enum ErrorWords {
    static func pieces(of line: String) -> [ErrorSignature.Piece] {
        var pieces: [ErrorSignature.Piece] = []
        var word = ""
        var before = ""
        func end() {
            guard !word.isEmpty else { return }
            pieces += split(word, after: before)
            before = word
            word = ""
        }
        for character in line {
            if isSeparator(character) {
                end()
                pieces.append(.literal(String(character)))
            } else {
                word.append(character)
            }
        }
        end()
        return pieces
    }

    private static func isSeparator(_ character: Character) -> Bool { " \t'\"`“”‘’«»()[]{}<>,;=|".contains(character) }

    /// A word with the marks at its end set apart.
    private static func split(_ word: String, after before: String) -> [ErrorSignature.Piece] {
        var core = word[...]
        while let last = core.last, ":.!?…".contains(last), core.count > 1 { core.removeLast() }
        let end = String(word[core.endIndex...])
        let text = String(core)
        var pieces: [ErrorSignature.Piece] =
            if let mask = mask(of: text, after: before) { [.masked(mask, text)] } else {
                numbers(in: text, after: before)
            }
        if !end.isEmpty { pieces.append(.literal(end)) }
        return pieces
    }

    private static func mask(of word: String, after before: String) -> ErrorSignature.Mask? {
        let bytes = Array(word.utf8)
        if word.contains("://") { return .url }
        if isTime(bytes) { return .time }
        if isAddress(bytes) { return .address }
        let slashes = bytes.count { $0 == 0x2F }
        if slashes > 0, bytes.count > 1,
            bytes[0] == 0x2F || word.hasPrefix("./") || word.hasPrefix("../") || word.hasPrefix("~/") || slashes > 1
        {
            return .path
        }
        return isIdentifier(bytes) ? .id : nil
    }

    /// `12:30:05.123`, `2026-11-21`, `2026-11-21T12:30:05Z`, `2026/11/21`.
    private static func isTime(_ bytes: [UInt8]) -> Bool {
        var form = ""
        var digits = 0
        for byte in bytes {
            if isDigit(byte) {
                digits += 1
            } else {
                if digits > 0 { form += digits >= 4 ? "4" : "2" }
                digits = 0
                form.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        if digits > 0 { form += digits >= 4 ? "4" : "2" }
        return ["4-2-2", "4/2/2", "2:2:2"].contains(form) || form.hasPrefix("4-2-2T2:2") || form.hasPrefix("4-2-2_2:2")
            || form.hasPrefix("2:2:2.") || form.hasPrefix("4-2-2:2:2")
    }

    /// IPv4 and IPv6, with or without a port or a prefix length; an Ethernet address.
    private static func isAddress(_ bytes: [UInt8]) -> Bool {
        let dots = bytes.count { $0 == 0x2E }
        let colons = bytes.count { $0 == 0x3A }
        if dots == 3, bytes.allSatisfy({ isDigit($0) || $0 == 0x2E || $0 == 0x3A || $0 == 0x2F }) { return true }
        return colons >= 2 && bytes.allSatisfy { isHex($0) || $0 == 0x3A || $0 == 0x2F || $0 == 0x25 }
            && bytes.contains(where: isHex)
    }

    /// A UUID, a hash, an address in memory, a name with a random end (`web-7d9f8b6c5-x2v4q`, `tmp.aB3xY9`).
    private static func isIdentifier(_ bytes: [UInt8]) -> Bool {
        let hasDigit = bytes.contains(where: isDigit)
        if bytes.count > 2, bytes[0] == 0x30, bytes[1] | 0x20 == 0x78, bytes.dropFirst(2).allSatisfy(isHex) {
            return true
        }
        guard hasDigit else { return false }
        if bytes.count >= 7, bytes.allSatisfy({ isHex($0) || $0 == 0x2D }),
            bytes.contains(where: { !isDigit($0) && $0 != 0x2D })
        {
            return true
        }
        let parts = bytes.split { $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
        return parts.count > 1
            && parts.contains { part in
                // A random part changes between letters and digits again and again, which a name with a number does
                // not.
                part.count >= 5 && zip(part, part.dropFirst()).count { isDigit($0) != isDigit($1) } >= 2
            } || bytes.count >= 20 && zip(bytes, bytes.dropFirst()).count { isDigit($0) != isDigit($1) } >= 4
    }

    /// Runs of digits are masked, except in a name (`eth0`, `utf8`, `ORA-01555`) and where they name the kind of
    /// failure.
    private static func numbers(in word: String, after before: String) -> [ErrorSignature.Piece] {
        if ["code", "status", "errno", "signal", "http", "exit", "error"].contains(before.lowercased().trimmingMarks) {
            return [.literal(word)]
        }
        let bytes = Array(word.utf8)
        guard bytes.contains(where: isDigit), !isCode(bytes) else { return [.literal(word)] }
        var pieces: [ErrorSignature.Piece] = []
        var start = 0
        while start < bytes.count {
            let digits = isDigit(bytes[start])
            let end = bytes[start...].firstIndex { isDigit($0) != digits } ?? bytes.count
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            let isInName = start > 0 && isLetter(bytes[start - 1]) && end - start <= 3
            pieces.append(digits && !isInName ? .masked(.n, text) : .literal(text))
            start = end
        }
        return pieces
    }

    /// `ORA-01555`, `E0433`, `42P01`: letters in capitals and digits, letters first or in the middle.
    private static func isCode(_ bytes: [UInt8]) -> Bool {
        let letters = bytes.count { $0 >= 0x41 && $0 <= 0x5A }
        guard letters > 0, letters <= 6, bytes.count <= 12 else { return false }
        let isMadeOfThem = bytes.allSatisfy { $0 >= 0x41 && $0 <= 0x5A || isDigit($0) || $0 == 0x2D }
        return isMadeOfThem && (bytes.count == 5 || bytes.first.map { !isDigit($0) } == true)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66 }
}

extension String {
    fileprivate var trimmingMarks: String { String(reversed().drop { ":.".contains($0) }.reversed()) }
}
