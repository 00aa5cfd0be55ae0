import ProvText

/// Looks for the failure that a fix is for.
package enum FixMatcher {
    /// The failure stands near the end; what is further away is not looked at.
    private static let limit = 1 << 20

    /// Whether the pattern is found in the last megabyte of the output; an invalid pattern is found nowhere.
    package static func matches(_ pattern: String, in text: String) -> Bool {
        guard let pattern = try? Pattern(pattern) else { return false }
        var searcher = pattern.searcher()
        return searcher.isFound(in: OutputText.plain(Array(text.utf8.suffix(limit)))[...])
    }
}
