import ProvShell
import ProvText

extension Script {
    /// The text with every placeholder replaced by its value, quoted for the place it stands at.
    ///
    /// In a shell text a value can never end its word, its string or its here-document; in any other language the value
    /// is put in as it is. A placeholder without a value stays.
    ///
    /// - Parameter isCommand: whether lines of the script that end with a carriage return and a newline end with a
    ///   newline: an interpreter takes the carriage return for a part of the line. Values stay as they are.
    package func filled(with values: [String: String], asCommand isCommand: Bool = false) -> String {
        let written = { (bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> in
            isCommand ? bytes.withoutCarriageReturns[...] : bytes
        }
        guard !placeholders.isEmpty else { return isCommand ? text.replacing(bytesOf: "\r\n", with: "\n") : text }
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
            result += written(bytes[copied..<placeholder.bytes.lowerBound])
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
        result += written(bytes[copied...])
        return String(decoding: result, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    /// Without those that a newline follows.
    fileprivate var withoutCarriageReturns: [UInt8] {
        indices.filter { self[$0] != ASCII.carriageReturn || $0 + 1 == endIndex || self[$0 + 1] != ASCII.newline }
            .map { self[$0] }
    }
}

/// Quotes a value so that a shell reads exactly that value.
enum ParameterQuoting {
    static func quoted(_ value: String, in segment: ShellScript.Segment, before next: UInt8) -> String {
        var text =
            switch segment.context {
            case .unquoted: isPlain(value, before: next) ? value : ShellText.quoted(value)
            case .singleQuoted: ShellText.inSingleQuotes(value)
            case .ansiQuoted: ShellText.inANSIQuotes(value)
            case .doubleQuoted where segment.isInParameter: "\"" + ShellText.inDoubleQuotes(value) + "\""
            case .doubleQuoted: ShellText.inDoubleQuotes(value)
            case .hereDocument(isLiteral: false): ShellText.inHereDocument(value)
            case .hereDocument(isLiteral: true): value
            case .comment: value.replacing(bytesOf: "\n", with: " ")
            }
        if segment.isInBackticks { text = ShellText.inHereDocument(text) }
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
}
