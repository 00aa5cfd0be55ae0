/// Looks for the failure that a fix is for.
package enum FixMatcher {
    /// Lines longer than this are cut before a pattern sees them: a regular expression may take exponential time.
    private static let lineLimit = 2000

    /// Whether the pattern is found in any of the text's last 2,000 lines; an invalid pattern is found nowhere.
    package static func matches(_ pattern: String, in text: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.split(separator: "\n").suffix(2000).contains { $0.prefix(lineLimit).firstMatch(of: regex) != nil }
    }
}
