import ProvText

/// Makes names for steps whose writer gave none.
enum StepNaming {
    /// `1. Install HAProxy (LTS)` is `install-haproxy-lts`: lower-case letters and digits, the rest as single hyphens.
    ///
    /// A leading number is left out, so that a section that moves keeps its name.
    static func slug(of text: String) -> String {
        let rest = withoutNumber(text)
        return rest.utf8.allSatisfy { $0 < 0x80 } ? asciiSlug(rest) : unicodeSlug(rest)
    }

    private static func asciiSlug(_ text: Substring) -> String {
        var slug: [UInt8] = []
        var isGap = false
        for byte in text.utf8 {
            guard byte.isNameByte || byte == ASCII.period else {
                if byte != ASCII.apostrophe { isGap = true }
                continue
            }
            if isGap, !slug.isEmpty { slug.append(ASCII.hyphen) }
            isGap = false
            slug.append(byte.isUppercase ? byte + 0x20 : byte)
            if slug.count >= 80 { break }
        }
        let ends: Set<UInt8> = [ASCII.period, ASCII.underscore, ASCII.hyphen]
        while let last = slug.last, ends.contains(last) { slug.removeLast() }
        return String(decoding: slug.drop { ends.contains($0) }, as: UTF8.self)
    }

    private static func unicodeSlug(_ text: Substring) -> String {
        var slug = String.UnicodeScalarView()
        var isGap = false
        for scalar in text.unicodeScalars {
            let isWord =
                scalar.isASCII
                ? UInt8(scalar.value).isLetter || UInt8(scalar.value).isDigit
                : scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            guard isWord || scalar == "_" || scalar == "." else {
                if scalar != "'" { isGap = true }
                continue
            }
            if isGap, !slug.isEmpty { slug.append("-") }
            isGap = false
            slug.append(contentsOf: String(scalar).lowercased().unicodeScalars)
            if slug.count >= 80 { break }
        }
        while let last = slug.last, last == "." || last == "_" || last == "-" { slug.removeLast() }
        while let first = slug.first, first == "." || first == "_" || first == "-" { slug.removeFirst() }
        return String(slug)
    }

    private static func withoutNumber(_ text: String) -> Substring {
        let digits = text.utf8.prefix { $0.isDigit || $0 == ASCII.period }
        guard let last = digits.last, digits.count <= 6 else { return text[...] }
        let rest = text[digits.endIndex...]
        if last == ASCII.period, rest.utf8.first == ASCII.space { return rest.dropFirst() }
        return rest.utf8.first == ASCII.closeParenthesis || rest.utf8.first == ASCII.colon
            ? rest.dropFirst() : text[...]
    }

    /// The first line that says something, at most 80 characters; a comment without its sign.
    static func firstLine(of body: Step.Body) -> String? {
        let text: String
        switch body {
        case .script(let script): text = script.text
        case .console(let exchanges): text = exchanges.first?.command.text ?? ""
        case .file(let file): return "Write \(file.path)"
        case .ensure(let state): text = state.sentences.joined(separator: ", ")
        case .manual(let task): text = task.instruction
        case .gate(let gate): return "Approval by \(gate.approvers)"
        case .checkOnly: return nil
        }
        for line in text.utf8.prefix(4_000).split(separator: ASCII.newline) {
            var bytes = Array(line)[...].trimmingBlanksAndNewlines()
            if bytes.starts(with: "#!".utf8) || bytes.starts(with: "set -".utf8) { continue }
            bytes = bytes.drop { $0 == ASCII.numberSign || $0 == ASCII.space }
            guard !bytes.isEmpty else { continue }
            let title = String(decoding: bytes, as: UTF8.self)
            return title.utf8.count > 80 && title.count > 80 ? title.prefix(79) + "…" : title
        }
        return nil
    }
}

extension Step {
    /// Whether its name is its own, and not only that of the heading it stands under.
    package var hasOwnName: Bool {
        let own = scope?.written(id.rawValue) ?? id.rawValue
        let heading = StepNaming.slug(of: section.last?.text ?? "")
        guard own != heading else { return false }
        guard !heading.isEmpty, own.hasPrefix("\(heading)-") else { return true }
        return !own.dropFirst(heading.count + 1).allSatisfy(\.isNumber)
    }
}
