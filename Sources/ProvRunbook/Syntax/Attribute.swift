import ProvText

/// One `key=value` or flag of a block, with where it stands.
struct Attribute {
    /// How it was written, which decides how strictly it is read.
    enum Origin {
        /// Inside `{…}` after the language.
        case braces
        /// In a JSON object after the language, as Runme writes it.
        case json
        /// After the language without braces, as other tools write theirs too.
        case bare
        /// In a `<!-- prov -->` comment.
        case comment
    }

    var key: String
    var keyRange: TextRange
    /// `nil` for a bare flag.
    var value: String?
    /// Of the value, without its quotes; the key's own range for a flag.
    var valueRange: TextRange
    var origin: Origin
    var file: String
    /// The number of the scope whose names it knows, where it is handed down to a file that is included under a name.
    var scope: Int?

    var range: TextRange { keyRange.union(valueRange) }
}

/// An attribute before its place in the file is known; offsets count bytes of the text it was read from.
struct RawAttribute: Equatable {
    var key: String
    var keyBytes: Range<Int>
    var value: String?
    var valueBytes: Range<Int>
}

/// Something in an attribute list that could not be read.
struct AttributeProblem: Equatable {
    var headline: String
    var bytes: Range<Int>
    var fix: String?
}
