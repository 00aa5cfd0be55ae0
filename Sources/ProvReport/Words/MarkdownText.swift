import ProvText

/// CommonMark under construction; text that comes from elsewhere can neither end what it stands in nor begin anything.
package struct MarkdownText {
    package private(set) var text = ""

    package mutating func heading(_ level: Int, _ words: String) {
        text += "\(String(repeating: "#", count: level)) \(MarkdownText.plain(words))\n\n"
    }

    /// - Parameter markdown: made of `plain` and `code`.
    package mutating func paragraph(_ markdown: String) { text += markdown + "\n\n" }
    package mutating func item(_ term: String, _ markdown: String) { text += "- **\(term)**: \(markdown)\n" }
    mutating func numbered(_ number: Int, _ markdown: String) { text += "\(number). \(markdown)\n" }
    package mutating func blank() { text += "\n" }

    /// A code block whose fence is longer than any in the code.
    package mutating func fence(_ code: String, info: String) {
        let fence = String(repeating: "`", count: max(3, MarkdownText.longestRun(of: ASCII.backtick, in: code) + 1))
        text += "\(fence)\(info)\n\(code)\(code.isEmpty || code.utf8.last == ASCII.newline ? "" : "\n")\(fence)\n\n"
    }

    /// Running text on one line: everything that CommonMark or its usual extensions would act on is escaped.
    package static func plain(_ words: String) -> String {
        var result: [UInt8] = []
        for byte in VisibleControls.shownOnOneLine(words).utf8 {
            if "\\`*_[]<>&|~#!$".utf8.contains(byte) { result.append(ASCII.backslash) }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A code span on one line.
    package static func code(_ words: String) -> String {
        let line = VisibleControls.shownOnOneLine(words)
        guard !line.isEmpty else { return "(empty)" }
        let ticks = String(repeating: "`", count: longestRun(of: ASCII.backtick, in: line) + 1)
        let needsSpace = line.utf8.first == ASCII.backtick || line.utf8.last == ASCII.backtick
        return needsSpace ? "\(ticks) \(line) \(ticks)" : "\(ticks)\(line)\(ticks)"
    }

    private static func longestRun(of byte: UInt8, in text: String) -> Int {
        var longest = 0
        var run = 0
        for other in text.utf8 {
            run = other == byte ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    package init() {}
}
