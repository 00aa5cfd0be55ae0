import ProvText

/// What a text in a shell's fence is if it is not a command: a form of output that no shell runs.
///
/// Decided by the first line: a form counts only if no command can look like it, because its first word cannot be the
/// name of a program, or because a rule of dashes follows.
package enum OutputForm: String, Sendable, Hashable, CaseIterable {
    case table
    case json = "JSON"
    /// Lines of `key: value`, or a section of an INI file.
    case configuration
    case markup
    case keyMaterial = "key-material"
    /// An error or log line, or another message.
    case message
    case listing
    case tree
    case ellipsis
    case difference
    /// A line that begins with an option.
    case options
    case address
    /// How a command is used: `tool [options] <file>`.
    case usage

    /// Whether the first line of an output may begin with a word of these first and last bytes: most words that begin
    /// with a small letter are commands.
    package static func mayBegin(_ first: UInt8, _ last: UInt8) -> Bool {
        !first.isLowercase || last == ASCII.colon || last == ASCII.slash
    }

    /// With its article.
    package var words: String {
        switch self {
        case .table: "a table"
        case .json: "JSON"
        case .configuration: "configuration"
        case .markup: "XML or HTML"
        case .keyMaterial: "a key or certificate"
        case .message: "an error, log or message line"
        case .listing: "a listing of files"
        case .tree: "a tree of files"
        case .ellipsis: "an ellipsis"
        case .difference: "a difference of files"
        case .options: "options without a command"
        case .address: "an address"
        case .usage: "a usage line"
        }
    }
}
