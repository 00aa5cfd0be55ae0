/// The way back from `Masker.maskReversibly(_:)`.
struct Unmasking {
    private var forms: [[UInt8]: [UInt8]] = [:]

    /// - Parameter escapes: whether what only looks like a mask was marked; `MaskEscape`.
    init(_ rules: MaskRules, escapes: Bool = false) {
        if escapes { forms[MaskEscape.escaped] = MaskEscape.opening }
        for form in rules.forms {
            if let original = form.original, forms[token(form, form.mark)] == nil {
                forms[token(form, form.mark)] = original
            }
            // Where only line endings were skipped, both spellings of a form can stand in a text.
            let joined = token(form, form.mark.isEmpty ? "joined" : "\(form.mark)-joined")
            if forms[joined] == nil { forms[joined] = form.pattern }
        }
    }

    private func token(_ form: MaskRules.Form, _ mark: String) -> [UInt8] {
        Array("[masked:\(form.name)\(mark.isEmpty ? "" : "|\(mark)")]".utf8)
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
