/// Turns bare URLs and e-mail addresses into links, as GitHub's "extended autolinks" do.
enum Autolinks {
    static let schemes: Set<String> = ["http", "https", "ftp"]

    /// Whether `www.` may begin behind this byte.
    static func canPrecede(_ byte: UInt8) -> Bool {
        byte.isWhitespace || byte == ASCII.asterisk || byte == ASCII.underscore || byte == ASCII.tilde || byte == ASCII.openParenthesis
    }
}
