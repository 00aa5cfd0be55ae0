import ProvMarkdown

/// Makes names for steps whose writer gave none.
enum StepNaming {
    /// `1. Install HAProxy (LTS)` is `install-haproxy-lts`: lower-case letters and digits, the rest as single hyphens.
    ///
    /// A leading number is left out, so that a section that moves keeps its name.
    static func slug(of text: String) -> String {
        var slug = String.UnicodeScalarView()
        var isGap = false
        for scalar in withoutNumber(text).unicodeScalars {
            let isWord = scalar.isASCII
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
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let last = digits.last, digits.count <= 6 else { return text[...] }
        let rest = text[digits.endIndex...]
        if last == ".", rest.first == " " { return rest.dropFirst() }
        return rest.first == ")" || rest.first == ":" ? rest.dropFirst() : text[...]
    }

    /// The first line that says something, at most 80 characters; a comment without its sign.
    static func firstLine(of body: Step.Body) -> String? {
        let text: String
        switch body {
        case .script(let script): text = script.text
        case .console(let exchanges): text = exchanges.first?.command.text ?? ""
        case .file(let file): return "Write \(file.path)"
        case .manual(let task): text = task.instruction
        case .gate(let gate): return "Approval by \(gate.approvers)"
        case .checkOnly: return nil
        }
        for line in text.prefix(2_000).split(whereSeparator: \.isNewline) {
            var trimmed = line.drop { $0 == " " || $0 == "\t" }
            if trimmed.hasPrefix("#!") || trimmed.hasPrefix("set -") { continue }
            trimmed = trimmed.drop { $0 == "#" || $0 == " " }
            if trimmed.isEmpty { continue }
            return trimmed.count > 80 ? trimmed.prefix(79) + "…" : String(trimmed)
        }
        return nil
    }
}
