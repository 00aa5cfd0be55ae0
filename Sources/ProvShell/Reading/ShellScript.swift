/// A shell text, read once: its simple commands with their words, and where quotes, comments and here-documents stand.
///
/// Read as POSIX and bash have it: a construct that is not known degrades to words, and nothing is ever executed or
/// expanded. Reading takes time in proportion to the text, whatever it holds.
package final class ShellScript: Sendable {
    package let text: String
    /// Stretches of one kind of quoting, in order, that cover the whole text.
    package let segments: [Segment]
    package let documents: [HereDocument]
    /// What is still open at the end of the text.
    package let ending: Ending
    let records: [CommandRecord]
    let words: [WordRecord]
    let redirections: [RedirectionRecord]
    /// Substitutions, parameters and arrays, by their starts: a word's text has them as written.
    let opaque: [OpaqueSpan]

    /// - Parameter placeholders: UTF-8 offsets of what a person has to fill in, in order; each is a part of a word,
    ///   whatever signs it holds.
    package init(_ text: String, placeholders: [Range<Int>] = []) {
        var reader = ShellReader(text, placeholders: placeholders)
        reader.read()
        self.text = text
        segments = reader.segments
        documents = reader.documents
        ending = reader.ending
        records = reader.records
        words = reader.words
        redirections = reader.redirections
        opaque = reader.opaque
    }

    /// The simple commands in the order in which they begin; those of a substitution follow the one it stands in.
    package var commands: LazyMapSequence<Range<Int>, ShellCommand> {
        (0..<records.count).lazy.map { ShellCommand(script: self, index: $0) }
    }

    package func command(_ index: Int) -> ShellCommand { ShellCommand(script: self, index: index) }
}

extension ShellScript {
    /// How a shell reads a stretch of text.
    package enum Context: Equatable, Sendable {
        case unquoted
        case singleQuoted
        /// `$'…'`
        case ansiQuoted
        case doubleQuoted
        /// The body of a here-document; `isLiteral` where its delimiter was quoted.
        case hereDocument(isLiteral: Bool)
        case comment
    }

    package struct Segment: Equatable, Sendable {
        package var context: Context
        /// True inside backticks, where a backslash is read once more.
        package var isInBackticks: Bool
        /// True directly inside `"${…}"`, where a lone single quote is read as an opening one.
        package var isInParameter: Bool
        package var bytes: Range<Int>
    }

    /// Whether the text is a whole script, or what is still open at its end.
    package enum Ending: Equatable, Sendable {
        case complete
        case quote
        case hereDocument
        /// A backslash that has nothing to quote.
        case backslash
        /// A parenthesis, a substitution or `${`.
        case group
        /// `if` without `fi`, `for` without `done`, `{` without `}`.
        case compound
        /// `|`, `&&` or `||` without a command behind it.
        case operatorSign
    }
}

/// A here-document: what stands in it and how it ends.
package struct HereDocument: Sendable {
    /// Why a line that was meant to end the document does not end it.
    package enum NearMiss: Sendable, Equatable {
        /// Blanks in front of the delimiter; tabs count only without `<<-`.
        case blanksBefore
        case blanksBehind
        /// The rest of a command, as in `EOF > file`.
        case textBehind
    }

    package enum End: Sendable, Equatable {
        /// The line with the delimiter.
        case closed
        /// The text ends first: a shell takes all of it for the document. The line is the first that nearly ends it.
        case open(NearMiss?, line: Range<Int>?)
    }

    /// The command that reads it; `nil` where a loop or group does.
    package var command: Int?
    package var delimiter: String
    /// `<<EOF`
    package var sign: Range<Int>
    package var body: Range<Int>
    /// Nothing in it is expanded.
    package var isLiteral: Bool
    package var end: End
}

/// A stretch that a word's text keeps as written.
struct OpaqueSpan: Sendable {
    var start: Int32
    var end: Int32
}

struct WordRecord: Sendable {
    struct Traits: OptionSet, Sendable {
        let rawValue: UInt8
        /// Quotes or backslashes, which its text is without.
        static let quoted = Traits(rawValue: 1)
        /// A part is only known when it runs.
        static let expanded = Traits(rawValue: 2)
        static let placeholder = Traits(rawValue: 4)
        /// It holds a substitution, a parameter in braces or an array.
        static let opaque = Traits(rawValue: 8)
    }

    var start: Int32
    var end: Int32
    var traits: Traits

    var bytes: Range<Int> { Int(start)..<Int(end) }
}

struct CommandRecord: Sendable {
    var connector: ShellCommand.Connector
    var firstWord: Int32 = 0
    var wordCount: Int32 = 0
    var assignmentCount: Int32 = 0
    var firstRedirection: Int32 = -1
    var lastRedirection: Int32 = -1
    /// The command in whose word it stands, and the one whose output it reads; -1 for none.
    var outer: Int32
    var pipedFrom: Int32
    var depth: Int32
    var loopDepth: Int32
    var compoundDepth: Int32
    var start: Int32
    var isFunction = false
    var isNegated = false
    var feedsPipe = false
    var isInBackground = false
    var isFed = false
    var isInFunction = false
    var isInSubstitution = false
    /// The output of a group around it goes into a pipe.
    var isPiped = false
    /// The first command of the outermost compound or subshell it stands in, or -1.
    var group: Int32 = -1
}

struct RedirectionRecord: Sendable {
    var sign: Redirection.Sign
    var target: WordRecord
    /// The next one of the same command, or -1.
    var next: Int32
}
