import ProvText

/// What is looked for of a secret, and what it is called in counts.
struct SecretSequences {
    private let number: Int
    /// Values beyond this are keys of their own kind, which nobody dumps as decimal words.
    private static let longestDumped = 4096

    init(_ secret: Secret, number: Int, into grammar: inout MaskGrammar) {
        self.number = number
        let value = SecretSequences.trimmed(Array(secret.searched))
        guard value.count >= 3 else { return }
        text(value, "escaped", &grammar)
        let bare = ControlSequence.removed(from: value)
        if bare != value { text(bare, "escaped", &grammar) }
        guard !secret.isWeak else { return }
        let wide = SecretSequences.wide(value)
        for part in SecretParts(value).all { text(part, "part", &grammar) }
        if value.contains(0x0A) { lines(value, &grammar) }
        encoded(value, wide, &grammar)
        for (index, text) in wide.enumerated() where text.count >= 3 {
            plain(text, index == 0 ? "utf16le" : "utf16be", &grammar)
        }
        dumped(value, wide, &grammar)
    }

    static func trimmed(_ value: [UInt8]) -> [UInt8] {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        guard let first = value.firstIndex(where: { !isBlank($0) }), let last = value.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(value[first...last])
    }

    /// UTF-16, low byte first and high byte first; empty where the value is not UTF-8.
    private static func wide(_ value: [UInt8]) -> [[UInt8]] {
        guard let text = String(validating: value, as: UTF8.self) else { return [[], []] }
        return [
            text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
        ]
    }

    // MARK: Text

    private func text(_ value: [UInt8], _ label: String, _ grammar: inout MaskGrammar) {
        var units: [Int32] = []
        for character in SecretSequences.characters(value) {
            if character.count == 1, [0x20, 0x09, 0x0A, 0x0D].contains(character[0]) {
                let isOptional =
                    character[0] == 0x0A || character[0] == 0x0D || units.last == MaskGrammar.optionalBlankUnit
                if let last = units.last, last < 0 { units.removeLast() }
                units.append(isOptional ? MaskGrammar.optionalBlankUnit : MaskGrammar.blankUnit)
            } else {
                let isInner = !units.isEmpty
                units.append(
                    grammar.tree(isInner ? [1] + character : character, Spellings.all(of: character, isInner: isInner)))
            }
        }
        grammar.add(number, label, .text, units)
    }

    /// The characters of UTF-8, each as its bytes; the bytes where it is something else.
    private static func characters(_ value: [UInt8]) -> [[UInt8]] {
        guard let text = String(validating: value, as: UTF8.self) else { return value.map { [$0] } }
        return text.unicodeScalars.map { Array(String($0).utf8) }
    }

    /// A line of a value of several can stand alone.
    private func lines(_ value: [UInt8], _ grammar: inout MaskGrammar) {
        for line in value.split(separator: 0x0A).map({ SecretSequences.trimmed(Array($0)) })
        where line.count >= Secret.minimumLength {
            text(line, "line", &grammar)
        }
    }

    private func plain(_ bytes: [UInt8], _ label: String, _ grammar: inout MaskGrammar) {
        grammar.add(number, label, .plain, bytes.map { Int32($0) })
    }

    // MARK: Base 64 and 32

    private func encoded(_ value: [UInt8], _ wide: [[UInt8]], _ grammar: inout MaskGrammar) {
        var known: Set<[UInt8]> = []
        func add(_ digits: [UInt8], _ label: String) {
            guard digits.count >= Secret.minimumLength, known.insert(digits).inserted else { return }
            let units = digits.map { byte in
                grammar.tree([byte], Spellings.isPlain([byte]) ? [[byte]] : Spellings.all(of: [byte]))
            }
            grammar.add(number, label, .text, units)
        }
        for alphabet in [Base64.standard, Base64.urlSafe] {
            for text in [value] + wide where !text.isEmpty {
                for ending in [[], [0x0A], [0x0D, 0x0A]] as [[UInt8]] where text == value {
                    let whole = Base64.encode(text + ending, alphabet: alphabet)
                    add(whole + [UInt8](repeating: 0x3D, count: (4 - whole.count % 4) % 4), "base64")
                    add(whole, "base64")
                }
                for offset in 0..<3 { add(Base64.inner(text, offset: offset, alphabet: alphabet), "base64") }
            }
        }
        guard value.count <= SecretSequences.longestDumped else { return }
        for offset in 0..<3 {
            let once = Base64.inner(value, offset: offset, alphabet: Base64.standard)
            for second in 0..<3 { add(Base64.inner(once, offset: second, alphabet: Base64.standard), "base64") }
        }
        for alphabet in Base32.alphabets {
            for offset in 0..<5 { add(Base32.inner(value, offset: offset, alphabet: alphabet), "base32") }
        }
    }

    // MARK: Dumps

    private func dumped(_ value: [UInt8], _ wide: [[UInt8]], _ grammar: inout MaskGrammar) {
        for text in [value] + wide where text.count >= Secret.minimumLength {
            grammar.add(number, "hex", .hexadecimal, text.map { Int32($0) })
        }
        guard value.count <= SecretSequences.longestDumped else { return }
        let characters = value.map { byte in grammar.tree([0, byte], Spellings.dumped(byte)) }
        grammar.add(number, "dump", .spaced, characters)
        grammar.add(number, "dump", .numbers, value.map { grammar.number(Spellings.digits(UInt32($0), 2, 8)) })
        for (radix, name) in [(8, "dump"), (10, "dump")] {
            grammar.add(number, name, .numbers, value.map { grammar.number(String($0, radix: radix)) })
            if value.contains(where: { $0 >= 128 }) {
                grammar.add(
                    number, name, .numbers,
                    value.map { grammar.number(String($0 < 128 ? Int($0) : 256 - Int($0), radix: radix)) })
            }
        }
        for size in [2, 4, 8] { words(value, size, &grammar) }
    }

    /// Words with the low byte first, as `od` and `hexdump` take them on the machines of today.
    private func words(_ value: [UInt8], _ size: Int, _ grammar: inout MaskGrammar) {
        for phase in 0..<size {
            var printed: [Int32] = []
            var values: [UInt64] = []
            for start in stride(from: -phase, to: value.count, by: size) {
                let places = start..<start + size
                let word = places.reversed().map { value.indices.contains($0) ? Int32(value[$0]) : 256 }
                printed += word
                if !word.contains(256) { values.append(word.reduce(0) { $0 << 8 | UInt64($1) }) }
            }
            while printed.last == 256 { printed.removeLast() }
            // Of a word that begins with the value the bytes before it come last.
            grammar.add(number, "hex", .hexadecimal, printed)
            guard values.count * size >= 4 else { continue }
            for radix in [8, 10] {
                grammar.add(number, "dump", .numbers, values.map { grammar.number(String($0, radix: radix)) })
            }
            let bits = UInt64(size * 8)
            guard values.contains(where: { $0 >> (bits - 1) == 1 }) else { continue }
            let signed = values.map { value in
                value >> (bits - 1) == 0 ? value : size == 8 ? 0 &- value : (1 << bits) - value
            }
            grammar.add(number, "dump", .numbers, signed.map { grammar.number(String($0)) })
        }
    }
}

/// Base 32 (RFC 4648) without padding.
enum Base32 {
    static let alphabets = [
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "abcdefghijklmnopqrstuvwxyz234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV",
    ].map { Array($0.utf8) }

    /// The digits that depend on the value alone where `offset` other bytes (modulo 5) stand before it.
    static func inner(_ bytes: [UInt8], offset: Int, alphabet: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        var value = 0
        var bits = 0
        for byte in [UInt8](repeating: 0, count: offset) + bytes {
            value = (value << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                digits.append(alphabet[value >> bits & 31])
            }
        }
        return Array(digits.dropFirst((offset * 8 + 4) / 5))
    }
}

/// What shells and programs split off a secret.
///
/// A part counts with at least six bytes of two kinds (small letters, capitals, digits, others), or sixteen of one; a
/// part that its name calls a secret counts with six bytes of any kind. Words of a language are left alone.
struct SecretParts {
    private(set) var all: [[UInt8]] = []

    init(_ value: [UInt8]) {
        for word in value.split(whereSeparator: { [0x20, 0x09, 0x0A, 0x0D].contains($0) })
        where word.count < value.count { add(word) }
        if value.first == 0x7B || value.first == 0x5B { members(value) }
        credentials(value)
        pairs(value)
    }

    private mutating func add(_ part: ArraySlice<UInt8>, isNamed: Bool = false) {
        guard part.count >= Secret.minimumLength, isNamed || part.count >= 16 || SecretParts.kinds(part) >= 2,
            !all.contains(Array(part))
        else { return }
        all.append(Array(part))
    }

    private static func kinds(_ part: ArraySlice<UInt8>) -> Int {
        [
            part.contains { (0x61...0x7A).contains($0) }, part.contains { (0x41...0x5A).contains($0) },
            part.contains { (0x30...0x39).contains($0) },
            part.contains { !Spellings.isPlain([$0]) },
        ].count { $0 }
    }

    /// Texts of a JSON value.
    private mutating func members(_ value: [UInt8]) {
        guard let json = try? JSON(parsing: value) else { return }
        var rest: [(name: String, value: JSON)] = [("", json)]
        while let (name, next) = rest.popLast() {
            switch next {
            case .object(let members): rest += members.map { ($0.key, $0.value) }
            case .array(let elements): rest += elements.map { (name, $0) }
            case .string(let text): add(Array(text.utf8)[...], isNamed: SecretName.isSecret(name))
            default: break
            }
        }
    }

    /// The password of `scheme://user:password@host`, and of `user:password`.
    private mutating func credentials(_ value: [UInt8]) {
        let text = value[...]
        guard let slashes = text.indices.first(where: { text[$0...].starts(with: Array("://".utf8)) }) else {
            let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
            if parts.count == 2, !text.contains(0x20), !text.contains(0x2F) { add(parts[1], isNamed: true) }
            return
        }
        let authority = text[(slashes + 3)...].prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
        guard let at = authority.lastIndex(of: 0x40), let colon = authority[..<at].firstIndex(of: 0x3A) else { return }
        let password = authority[(colon + 1)..<at]
        add(password, isNamed: true)
        add(SecretParts.unescaped(password)[...], isNamed: true)
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == 0x25, index + 2 < text.endIndex,
                let byte = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// Members of `name=value;name=value`, `name: value` and the like whose name says secret.
    private mutating func pairs(_ value: [UInt8]) {
        for field in value.split(whereSeparator: { [0x3B, 0x26, 0x20, 0x0A, 0x2C, 0x3F].contains($0) }) {
            guard let sign = field.firstIndex(where: { $0 == 0x3D || $0 == 0x3A }),
                SecretName.isSecret(String(decoding: field[..<sign], as: UTF8.self))
            else { continue }
            add(field[(sign + 1)...], isNamed: true)
        }
    }
}
