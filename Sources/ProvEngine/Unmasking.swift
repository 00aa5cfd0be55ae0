/// Puts secrets back where a record holds `[masked:NAME]`, for shell states, captures and files that a later segment needs.
struct Unmasking: Sendable {
    var secrets: [String: String]

    func text(_ masked: String) -> String {
        guard masked.contains("[masked:") else { return masked }
        var text = masked
        for (name, value) in secrets { text = text.replacing("[masked:\(name)]", with: value) }
        return text
    }
}
