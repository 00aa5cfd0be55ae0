import ProvText

/// A first look at front matter, line by line: which of its keys are prov's.
///
/// Other tools' keys may hold what is no YAML at all (templates, for instance); their lines are blanked, so that line
/// numbers stay and nothing in them is ever an error. Most documents need no YAML parser then.
struct FrontMatterScan {
    /// The YAML with the lines of other tools' keys empty.
    private(set) var text: String
    private(set) var hasOwnKeys = false
    /// The values, where each key of ours is a title or the like with a plain value on its line.
    private(set) var simpleValues: [(key: String, value: String)]?
    /// Keys of other tools, with their line from 0.
    private(set) var foreignKeys: [(line: Int, key: String)] = []

    private static let simpleKeys: Set<String> = ["title", "summary", "owner"]

    init(_ yaml: String, keys: Set<String>) {
        var own: [UInt8] = []
        var simple: [(key: String, value: String)] = []
        var isSimple = true
        var isOwn = false
        var hasAlias = false
        let bytes = Array(yaml.utf8)
        own.reserveCapacity(bytes.count)
        for (number, line) in bytes.split(separator: ASCII.newline, omittingEmptySubsequences: false).enumerated() {
            if let key = FrontMatterScan.key(of: line) {
                isOwn = keys.contains(key)
                if isOwn {
                    hasOwnKeys = true
                    let value = line[(line.startIndex + key.utf8.count + 1)...].trimmingBlanksAndNewlines()
                    if isSimple, FrontMatterScan.simpleKeys.contains(key), let plain = FrontMatterScan.plain(value) {
                        simple.append((key, plain))
                    } else {
                        isSimple = false
                    }
                } else {
                    foreignKeys.append((number, key))
                }
            } else if isOwn, line.contains(where: { !$0.isBlankOrNewline }) {
                isSimple = false
            }
            if isOwn {
                own += line
                hasAlias = hasAlias || line.contains(0x2A)
            }
            own.append(ASCII.newline)
        }
        // An alias may name an anchor among the other keys.
        text = hasAlias ? yaml : String(decoding: own, as: UTF8.self)
        simpleValues = isSimple ? simple : nil
    }

    /// The key of a line that begins an entry of the outermost mapping.
    static func key(of line: ArraySlice<UInt8>) -> String? {
        guard let first = line.first, first.isLetter || first == ASCII.underscore || first.isDigit,
            let colon = line.firstIndex(of: ASCII.colon), colon + 1 == line.endIndex || line[colon + 1].isBlankOrNewline
        else { return nil }
        return String(decoding: line[..<colon].trimmingBlanksAndNewlines(), as: UTF8.self)
    }

    /// A scalar that needs no YAML to be understood.
    private static func plain(_ value: ArraySlice<UInt8>) -> String? {
        guard let first = value.first else { return nil }
        let inner = value.withoutQuotes()
        if inner.count < value.count {
            return inner.contains { $0 == first || $0 == ASCII.backslash }
                ? nil : String(decoding: inner, as: UTF8.self)
        }
        guard first.isLetter || first >= 0x80, !value.contains(ASCII.numberSign),
            !zip(value, value.dropFirst()).contains(where: { $0 == ASCII.colon && $1.isBlankOrNewline }),
            value.last != ASCII.colon
        else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        return ["null", "true", "false", "yes", "no"].contains(text.lowercased()) ? nil : text
    }
}
