import ProvShell
import ProvText

extension Script {
    /// The text with every placeholder replaced by its value, quoted for the place it stands at.
    ///
    /// In a shell text a value can never end its word, its string or its here-document; in any other language the value
    /// is put in as it is. A placeholder without a value stays.
    package func filled(with values: [String: String]) -> String {
        guard !placeholders.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let segments = shell?.segments ?? []
        var segmentIndex = 0
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var copied = 0
        for placeholder in placeholders {
            guard let value = values[placeholder.parameter], placeholder.bytes.lowerBound >= copied,
                placeholder.bytes.upperBound <= bytes.count
            else { continue }
            result += bytes[copied..<placeholder.bytes.lowerBound]
            copied = placeholder.bytes.upperBound
            while segmentIndex + 1 < segments.count,
                segments[segmentIndex].bytes.upperBound <= placeholder.bytes.lowerBound
            {
                segmentIndex += 1
            }
            guard segmentIndex < segments.count else {
                result += value.utf8
                continue
            }
            let next = copied < bytes.count ? bytes[copied] : 0
            var segment = segments[segmentIndex]
            // A hole that takes the quotes with it stands outside them.
            if [ASCII.quotationMark, ASCII.apostrophe].contains(bytes[placeholder.bytes.lowerBound]) {
                segment.context = .unquoted
            }
            result += ParameterQuoting.quoted(value, in: segment, before: next).utf8
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }
}

/// Quotes a value so that a shell reads exactly that value.
enum ParameterQuoting {
    static func quoted(_ value: String, in segment: ShellScript.Segment, before next: UInt8) -> String {
        var text =
            switch segment.context {
            case .unquoted: isPlain(value, before: next) ? value : ShellText.quoted(value)
            case .singleQuoted: replacing(value, ["'": "'\\''"])
            case .ansiQuoted: replacing(value, ["'": "\\'", "\\": "\\\\"])
            case .doubleQuoted where segment.isInParameter:
                "\"" + replacing(value, ["\"": "\\\"", "\\": "\\\\", "$": "\\$", "`": "\\`"]) + "\""
            case .doubleQuoted: replacing(value, ["\"": "\\\"", "\\": "\\\\", "$": "\\$", "`": "\\`"])
            case .hereDocument(isLiteral: false): replacing(value, ["\\": "\\\\", "$": "\\$", "`": "\\`"])
            case .hereDocument(isLiteral: true): value
            case .comment: replacing(value, ["\n": " "])
            }
        if segment.isInBackticks { text = replacing(text, ["\\": "\\\\", "$": "\\$", "`": "\\`"]) }
        return text
    }

    /// True where the value means itself without quotes, so that what runs reads as it was written.
    private static func isPlain(_ value: String, before next: UInt8) -> Bool {
        guard !value.isEmpty, !reserved.contains(value) else { return false }
        let isSafe = value.utf8.allSatisfy {
            $0.isNameByte || $0 == ASCII.hyphen || $0 == ASCII.period || $0 == ASCII.slash || $0 == ASCII.colon
                || $0 == ASCII.comma || $0 == 0x40 || $0 == ASCII.percent || $0 == 0x2B
        }
        let isDescriptor = value.utf8.allSatisfy(\.isDigit) && (next == ASCII.less || next == ASCII.greater)
        return isSafe && !isDescriptor
    }

    private static let reserved: Set<String> = [
        "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "function",
        "time", "select", "coproc",
    ]

    /// Scalar by scalar: a quote with a combining mark after it is one character, and still ends a string.
    private static func replacing(_ value: String, _ replacements: [Unicode.Scalar: String]) -> String {
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            if let replacement = replacements[scalar] {
                result.append(contentsOf: replacement.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
