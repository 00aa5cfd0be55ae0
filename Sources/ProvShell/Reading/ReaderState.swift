import ProvText

extension ShellReader {
    /// What a sign belongs to, from the outside in.
    struct Frame {
        enum Kind {
            case script, substitution, process, subshell, backtick
            case doubleQuote
            /// `${`; quoted where it stands in double quotes.
            case parameter(isQuoted: Bool)
            case arithmetic
            /// Parentheses that belong to a word: an array, a pattern.
            case parenthesis
        }

        var kind: Kind
        /// Its span among the opaque ones, or -1.
        var span = -1
        /// Parentheses open in it.
        var nested = 0
    }

    /// Where in a command the reader is.
    enum State {
        case command
        /// Behind `for` or `select`, up to the end of the list.
        case header
        case caseSubject
        case pattern
        /// Between `[[` and `]]`.
        case conditional
        /// Behind `function`.
        case functionName
    }

    /// A list of commands that something encloses: the text, a subshell, a substitution.
    struct Level {
        /// The command whose words are being read, and the last one that ended, or -1.
        var command = -1
        var last = -1
        var connector = ShellCommand.Connector.sequence
        var pipedFrom = -1
        var outer = -1
        var depth: Int32 = 0
        var loopDepth: Int32 = 0
        var compoundDepth: Int32 = 0
        var state = State.command
        /// Where the words of the open command, and the compounds of this level, begin on their stacks.
        var wordBase = 0
        var compoundBase = 0
        var wordStart = -1
        var traits: WordRecord.Traits = []
        var redirection: Redirection.Sign?
        var redirectionStart = 0
        var isNegated = false
        /// The number of commands before the compound that has just ended, or -1.
        var closed = -1
        /// The number of commands before this level.
        var firstCommand = 0
        var hasIn = false
        var isBehindTime = false
        var isInFunction = false
        /// A function's name has just been read: what follows is its body.
        var isBehindFunction = false
        var isInSubstitution = false
        /// The number of commands before the outermost compound or subshell that is open, or -1.
        var group: Int32 = -1
    }

    /// `if`, a loop, `case` or `{`, with what is put back when it ends.
    struct Compound {
        enum Kind { case condition, loop, match, brace }
        var kind: Kind
        var firstCommand: Int
        var isPiped: Bool
        var wasInFunction: Bool
        var outerGroup: Int32
    }

    struct PendingDocument {
        var delimiter: [UInt8]
        var isLiteral: Bool
        var stripsTabs: Bool
        var command: Int
        var sign: Range<Int>
        /// A substitution's `)` may stand behind the delimiter.
        var isInSubstitution: Bool
    }
}
