import ProvText

/// A way in which a secret can stand in a text.
struct SecretForm: Sendable, Equatable {
    /// For counts: `raw`, `line`, `base64`, `hex`, `percent`, `json`, `xml`, `shell`, …
    var label: String
    /// As searched for: without line endings, because those are skipped in the text too.
    var bytes: [UInt8]
    /// The exact bytes, where the form stands for the whole value and can be put back.
    var original: [UInt8]?
}

/// Every form of a secret, each once; a form that equals an earlier one is left out.
struct SecretForms {
    private(set) var all: [SecretForm] = []
    private var seen: Set<[UInt8]> = []

    init(_ secret: Secret) {
        let value = Array(secret.searched)
        guard !value.isEmpty else { return }
        add("raw", value, isWhole: true)
        addTexts(of: value)
        if value.contains(0x0A) {
            let lines = value.split(separator: 0x0A).map { line in Array(line.last == 0x0D ? line.dropLast() : line) }
            add("space", Array(lines.joined(separator: [0x20])), isWhole: true)
            let withReturns = Array(lines.joined(separator: [0x0D, 0x0A]))
            let withoutReturns = Array(lines.joined(separator: [0x0A]))
            for variant in [withReturns, withoutReturns] {
                addTexts(of: variant)
                addBinary(of: variant)
            }
            for line in lines where line.count >= Secret.minimumLength {
                add("line", line, isWhole: false)
                for text in Escapes.json(line) + Escapes.shell(line) { add("line", text, isWhole: false) }
            }
        }
        addBinary(of: value)
        addParts(of: value)
    }

    /// Parts, which a shell's state can hold; last, so that the marks of earlier records keep their numbers.
    private mutating func addParts(of value: [UInt8]) {
        guard value.count >= Secret.minimumLength else { return }
        let trimmed = SecretSequences.trimmed(value)
        for part in (trimmed == value ? [] : [trimmed]) + SecretParts(value).all {
            for text in [part] + Escapes.json(part) + Escapes.shell(part) { add("part", text, isWhole: true) }
        }
    }

    private mutating func add(_ label: String, _ bytes: [UInt8], isWhole: Bool) {
        let searched = bytes.filter { $0 != 0x0A && $0 != 0x0D }
        guard !searched.isEmpty, seen.insert(searched).inserted else { return }
        all.append(SecretForm(label: label, bytes: searched, original: isWhole ? bytes : nil))
    }

    /// Escaped texts.
    private mutating func addTexts(of value: [UInt8]) {
        for text in Escapes.json(value) { add("json", text, isWhole: true) }
        for text in Escapes.json(value) {
            for twice in Escapes.json(text) { add("json2", twice, isWhole: true) }
        }
        for text in Escapes.shell(value) { add("shell", text, isWhole: true) }
        for text in Escapes.xml(value) { add("xml", text, isWhole: true) }
        for text in Escapes.percent(value) { add("percent", text, isWhole: true) }
    }

    /// Encodings of the bytes.
    private mutating func addBinary(of value: [UInt8]) {
        guard value.count >= Secret.minimumLength else { return }
        let hexadecimal = Hexadecimal.bytes(value)
        add("hex", hexadecimal, isWhole: true)
        add("hex", hexadecimal.map { $0 >= UInt8(ascii: "a") ? $0 - 32 : $0 }, isWhole: true)
        for alphabet in [Base64.standard, Base64.urlSafe] {
            for ending in [[], [0x0A], [0x0D, 0x0A]] as [[UInt8]] {
                let text = Base64.encode(value + ending, alphabet: alphabet)
                let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
                add("base64", text + padding, isWhole: true)
                add("base64", text, isWhole: true)
            }
            for offset in 0..<3 {
                add("base64", Base64.inner(value, offset: offset, alphabet: alphabet), isWhole: false)
            }
        }
    }
}
