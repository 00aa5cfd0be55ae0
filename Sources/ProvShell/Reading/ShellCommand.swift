import ProvText

/// One simple command of a shell text: its words, and how it is joined to those around it.
package struct ShellCommand: Sendable {
    /// What joins a command to the one before it.
    package enum Connector: Sendable { case sequence, pipe, and, or, substitution, processSubstitution }

    package let script: ShellScript
    /// Its place among the script's commands.
    package let index: Int

    private var record: CommandRecord { script.records[index] }

    package var connector: Connector { record.connector }
    /// How many parentheses, braces and substitutions it stands in.
    package var depth: Int { Int(record.depth) }
    /// How many loops, conditions and cases it stands in.
    package var compoundDepth: Int { Int(record.compoundDepth) }
    package var isInLoop: Bool { record.loopDepth > 0 }
    /// The name in front of `()`: what is defined there is not executed there.
    package var isFunction: Bool { record.isFunction }
    /// It stands in the body of a function, and runs where that is called.
    package var isInFunction: Bool { record.isInFunction }
    package var isNegated: Bool { record.isNegated }
    /// Its output goes into a pipe.
    package var feedsPipe: Bool { record.feedsPipe }
    /// The shell runs it and waits for its end, with its own input and output: it stands in no substitution, function
    /// or pipe, and not in the background.
    package var isInForeground: Bool {
        !record.isInSubstitution && !isInFunction && !isInBackground && !isFed && !feedsPipe && !record.isPiped
    }
    /// The outermost compound or subshell it stands in, which the shell reads as a whole before it runs any of it.
    package var group: Int? { record.group < 0 ? nil : Int(record.group) }
    /// Ended by `&`, itself or a group around it.
    package var isInBackground: Bool { record.isInBackground }
    /// Its input, or that of a loop or group around it, is a file, a here-document or a pipe.
    package var isFed: Bool { record.isFed }
    /// The command in whose word it stands as a substitution.
    package var outer: ShellCommand? { record.outer < 0 ? nil : script.command(Int(record.outer)) }
    /// The command whose output it reads through a pipe.
    package var pipedFrom: ShellCommand? { record.pipedFrom < 0 ? nil : script.command(Int(record.pipedFrom)) }

    package var wordCount: Int { Int(record.wordCount) }
    /// Assignments that stand in front of the program.
    package var assignmentCount: Int { Int(record.assignmentCount) }

    /// A word of the command, assignments counted; the offset is below `wordCount`.
    package func word(_ offset: Int) -> ShellWord {
        ShellWord(script: script, record: script.words[Int(record.firstWord) + offset])
    }

    /// All words, assignments included; reserved words and redirections are none of them.
    package var words: LazyMapSequence<Range<Int>, ShellWord> { (0..<wordCount).lazy.map(word) }

    package var assignments: LazyMapSequence<Range<Int>, ShellWord> { (0..<assignmentCount).lazy.map(word) }

    package var redirections: [Redirection] {
        var found: [Redirection] = []
        var next = record.firstRedirection
        while next >= 0 {
            let redirection = script.redirections[Int(next)]
            found.append(
                Redirection(
                    sign: redirection.sign, target: ShellWord(script: script, record: redirection.target)))
            next = redirection.next
        }
        return found
    }

    package var hasRedirections: Bool { record.firstRedirection >= 0 }

    /// From the first to the last word.
    package var bytes: Range<Int> {
        guard wordCount > 0 else { return Int(record.start)..<Int(record.start) }
        return word(0).bytes.lowerBound..<word(wordCount - 1).bytes.upperBound
    }
}

/// Where a command's input comes from or its output goes to.
package struct Redirection: Sendable {
    package enum Sign: Sendable {
        case input
        case output
        case append
        case readWrite
        case duplicateInput
        case duplicateOutput
        case hereDocument
        case hereDocumentWithTabs
        case hereString

        package var isInput: Bool {
            switch self {
            case .input, .readWrite, .duplicateInput, .hereDocument, .hereDocumentWithTabs, .hereString: true
            case .output, .append, .duplicateOutput: false
            }
        }

        var isHereDocument: Bool { self == .hereDocument || self == .hereDocumentWithTabs }
    }

    package var sign: Sign
    package var target: ShellWord
}

/// One word of a shell text.
package struct ShellWord: Sendable {
    let script: ShellScript
    let record: WordRecord

    /// UTF-8 offsets of the word in the script, quotes included.
    package var bytes: Range<Int> { record.bytes }
    /// A part of it is only known when it runs.
    package var isExpanded: Bool { record.traits.contains(.expanded) }
    /// A part of it has to be filled in.
    package var hasPlaceholder: Bool { record.traits.contains(.placeholder) }
    package var isQuoted: Bool { record.traits.contains(.quoted) }

    /// Without quotes; substitutions and variables as written.
    package var text: String {
        if record.traits.isDisjoint(with: [.quoted, .opaque]) { return script.slice(bytes) }
        return WordText.text(of: bytes, in: script)
    }
}

extension ShellScript {
    /// A part of the text, by its UTF-8 offsets.
    package func slice(_ bytes: Range<Int>) -> String {
        let view = text.utf8
        let start = view.index(view.startIndex, offsetBy: bytes.lowerBound)
        return String(decoding: view[start..<view.index(start, offsetBy: bytes.count)], as: UTF8.self)
    }
}
