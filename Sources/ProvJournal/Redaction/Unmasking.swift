/// The way back from `Masker.maskReversibly(_:)`.
struct Unmasking {
    private var forms: [[UInt8]: [UInt8]] = [:]

    /// - Parameter escapes: whether what only looks like a mask was marked; `MaskEscape`.
    init(_ rules: MaskRules, escapes: Bool = false) {
        if escapes { forms[MaskEscape.escaped] = MaskEscape.opening }
        for form in rules.forms {
            let bytes = form.original ?? form.pattern
            let token = Unmasking.token(for: form, found: bytes[...])
            if forms[token] == nil { forms[token] = bytes }
            // Where only line endings were skipped, both spellings of a form can stand in a text.
            let plain = Unmasking.token(for: form, found: form.pattern[...])
            if forms[plain] == nil { forms[plain] = form.pattern }
        }
    }

    /// What stands for a stretch that was found; `|?` where it is not exactly one form of one secret.
    static func token(for form: MaskRules.Form, found: ArraySlice<UInt8>) -> [UInt8] {
        let mark = if let original = form.original, found.elementsEqual(original) {
            form.mark
        } else if found.elementsEqual(form.pattern) {
            form.mark.isEmpty ? "joined" : "\(form.mark)-joined"
        } else {
            "?"
        }
        return Array("[masked:\(form.name)\(mark.isEmpty ? "" : "|\(mark)")]".utf8)
    }

    func restore(_ masked: [UInt8]) -> (bytes: [UInt8], unresolved: [String]) {
        var result: [UInt8] = []
        result.reserveCapacity(masked.count)
        var unresolved: [String] = []
        var index = 0
        while index < masked.count {
            guard masked[index] == MaskEscape.opening[0], masked[index...].starts(with: MaskEscape.opening),
                let end = masked[index...].prefix(512).firstIndex(of: UInt8(ascii: "]"))
            else {
                result.append(masked[index])
                index += 1
                continue
            }
            let token = Array(masked[index...end])
            if let bytes = forms[token] {
                result.append(contentsOf: bytes)
            } else {
                unresolved.append(String(decoding: token, as: UTF8.self))
                result.append(contentsOf: token)
            }
            index = end + 1
        }
        return (result, unresolved)
    }
}
