import ProvText

/// Words in angle brackets that are a syntax of their own: HTML, and keys of a keyboard.
enum AngleWords {
    /// Elements of HTML that stand for no value.
    static let tags: Set<String> = words(
        """
        a b i p q s u br hr img input meta link li td tr th ul ol dl dt dd h1 h2 h3 h4 h5 h6 html head body div span script \
        style pre strong em tbody thead form iframe svg nav footer blockquote canvas textarea noscript figure
        """)

    /// All elements: where text is looked for, each is more likely than a placeholder.
    static let elements: Set<String> = tags.union(
        words(
            """
            abbr address area article aside audio base button caption code col data details dialog embed fieldset header \
            label legend main map mark meter object option output param picture progress section select slot small source \
            sub summary sup table template tfoot time title track var video wbr
            """))

    private static let keys: Set<String> = words(
        "Esc CR Enter Return Tab BS Del Space Up Down Left Right PageUp PageDown leader Leader Plug nop NL")

    /// What tools print where a value is missing: `<none>`, `<Nil>`.
    static func isPrinted(_ name: ArraySlice<UInt8>) -> Bool {
        printed.contains(String(decoding: name, as: UTF8.self).lowercased())
    }

    private static let printed = words("invalid nil none null pending undefined unknown unset")

    /// `<Esc>`, `<C-x>`, `<F5>`, as editors write keys.
    static func isKey(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first else { return false }
        if keys.contains(String(decoding: name, as: UTF8.self)) { return true }
        let rest = name.dropFirst()
        if first == UInt8(ascii: "F"), !rest.isEmpty, rest.allSatisfy(\.isDigit) { return true }
        return "CMASDc".utf8.contains(first) && rest.first == ASCII.hyphen && (2...4).contains(rest.count)
    }

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}
