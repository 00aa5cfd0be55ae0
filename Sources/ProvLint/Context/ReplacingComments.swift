import ProvShell
import ProvText

/// Comments that say that a value of their line is the reader's own: `DOMAIN=a.org # replace this with your domain`.
enum ReplacingComments {
    /// The value that such a comment is about.
    static func first(in script: ShellScript) -> PlaceholderWords.Found? {
        let bytes = script.text.utf8.span
        for segment in script.segments where segment.context == .comment {
            guard says(bytes, segment.bytes) else { continue }
            if let found = value(beside: segment.bytes, in: script) { return found }
        }
        return nil
    }

    private static let signs = [
        "replace this", "replace with", "replace it", "replace me", "change this", "change to your", "your own",
        "change me", "with your ",
    ]

    private static func says(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count > 6, range.count < 200 else { return false }
        let text = bytes.text(range).lowercased()
        return signs.contains(where: text.contains)
    }

    /// The last word of the command on the line of the comment, or of the assignment on the line below it.
    private static func value(beside comment: Range<Int>, in script: ShellScript) -> PlaceholderWords.Found? {
        let bytes = script.text.utf8.span
        var lineStart = comment.lowerBound
        while lineStart > 0, bytes[lineStart - 1] != ASCII.newline { lineStart -= 1 }
        var lineEnd = comment.upperBound
        while lineEnd < bytes.count, bytes[lineEnd] != ASCII.newline { lineEnd += 1 }
        let isAlone = (lineStart..<comment.lowerBound).allSatisfy { bytes[$0].isBlank }
        guard !isAlone else { return nil }
        guard let command = command(before: comment.lowerBound, in: script), command.wordCount > 0,
            command.bytes.lowerBound >= lineStart, command.bytes.upperBound <= comment.lowerBound,
            !command.words.contains(where: { $0.hasPlaceholder || $0.isExpanded })
        else { return nil }
        let word = command.word(command.wordCount - 1)
        let text = word.text
        guard let equals = text.utf8.firstIndex(of: ASCII.equals) else {
            return command.wordCount > 1 ? PlaceholderWords.Found(name: "value", bytes: word.bytes) : nil
        }
        let name = String(text[..<equals])
        let start = word.bytes.lowerBound + name.utf8.count + 1
        guard name.utf8.allSatisfy(\.isNameByte), start < word.bytes.upperBound else { return nil }
        return PlaceholderWords.Found(name: name, bytes: start..<word.bytes.upperBound)
    }

    /// The last command that begins in front of a place.
    private static func command(before place: Int, in script: ShellScript) -> ShellCommand? {
        let commands = script.commands
        var low = 0
        var high = commands.count
        while low < high {
            let middle = (low + high) / 2
            if commands[middle].bytes.lowerBound < place { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? commands[low - 1] : nil
    }
}
