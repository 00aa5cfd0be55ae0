/// Reads the values of keys; `nil` where the text is no such value.
package enum ValueReading {
    /// A bare flag is true.
    package static func bool(_ text: String?) -> Bool? {
        guard let text else { return true }
        return switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }

    /// `0640`, `640`, `0o640`.
    package static func octal(_ text: String) -> Int? {
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : Substring(text)
        // `Int` would take a sign, and chmod a mode with one as bits to take away.
        guard digits.count >= 3, digits.count <= 5, digits.utf8.allSatisfy(\.isDigit),
            let mode = Int(digits, radix: 8), mode <= 0o7777
        else { return nil }
        return mode
    }

    /// What a regular expression cannot be matched for, in words; `nil` where it can.
    package static func regexComplaint(_ text: String) -> String? {
        do { _ = try Pattern(text) } catch { return error.message }
        return nil
    }

    /// `90s`, `5m`, `1h30m`, `250ms`, `2d`; a bare number is seconds.
    package static func duration(_ text: String) -> Duration? {
        Duration.parse(text)
    }
}
