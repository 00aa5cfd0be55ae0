import ProvShell
import ProvText

/// Commands without prompts, with what they print below them: where the commands end.
///
/// Read so only if the first line of the output can be no command and no line below it looks like one: a command that
/// is taken for output would not run.
struct OutputBelowCommands: Equatable {
    /// Bytes of the text that are commands.
    var commandBytes: Int
    /// The line of the text, from 0, at which the output begins.
    var line: Int
    var form: OutputForm

    /// `nil` for commands alone, and where commands follow the output.
    init?(in text: String) {
        let bytes = Array(text.utf8)
        var start = 0
        var line = 0
        var hasCommand = false
        var attempts = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: ASCII.newline) ?? bytes.count
            let written = bytes[start..<end]
            if hasCommand, let form = OutputBelowCommands.form(of: written, below: end, in: bytes) {
                attempts += 1
                guard attempts <= OutputBelowCommands.mostAttempts else { return nil }
                // Inside a quotation, a here-document or a compound command nothing is output.
                if ShellScript(String(decoding: bytes[..<start], as: UTF8.self)).ending == .complete {
                    guard OutputBelowCommands.isOutput(bytes[start...], form, of: bytes[..<start]) else { return nil }
                    (commandBytes, self.line, self.form) = (start, line, form)
                    return
                }
            }
            if let first = written.first(where: { !$0.isBlank }), first != ASCII.numberSign { hasCommand = true }
            start = end + 1
            line += 1
        }
        return nil
    }

    /// The text above a line is read again for each line that may be output: for these few, so that time stays in
    /// proportion to the text.
    private static let mostAttempts = 8

    /// What a line at the left edge is where no command can look like it.
    private static func form(of line: ArraySlice<UInt8>, below end: Int, in bytes: [UInt8]) -> OutputForm? {
        guard let first = line.first, !first.isBlank, first != ASCII.dollar, first != ASCII.numberSign else {
            return nil
        }
        if isAnswer(line.trimmingBlanksAndNewlines()) { return .message }
        guard let last = line.prefix(while: { !$0.isBlank }).last, OutputForm.mayBegin(first, last) else { return nil }
        let isBracket = first == ASCII.openBrace || first == ASCII.openBracket
        let below = isBracket && end < bytes.count ? bytes[(end + 1)...] : bytes[bytes.endIndex...]
        let next = below.prefix { $0 != ASCII.newline }
        let form = OutputForm(ofLine: line, next: next)
        // An option below a command is a line whose backslash was forgotten.
        return form == .options ? nil : form
    }

    /// `644`, `root:root`: one word, which no command is.
    private static func isAnswer(_ line: ArraySlice<UInt8>) -> Bool {
        if line.allSatisfy(\.isDigit) { return !line.isEmpty }
        let sides = line.split(separator: ASCII.colon, omittingEmptySubsequences: false)
        return sides.count == 2
            && sides.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLowercase || $0 == ASCII.hyphen } }
    }

    /// Whether nothing in the text looks like a command again.
    private static func isOutput(_ text: ArraySlice<UInt8>, _ form: OutputForm, of commands: ArraySlice<UInt8>) -> Bool
    {
        let programs = Set(commands.split(separator: ASCII.newline).map { Array($0.prefix { !$0.isBlank }) })
        var isAfterGap = false
        for line in text.split(separator: ASCII.newline, omittingEmptySubsequences: false).dropFirst() {
            guard let first = line.first, line.contains(where: { !$0.isBlankOrNewline }) else {
                isAfterGap = true
                continue
            }
            if first == ASCII.numberSign {
                isAfterGap = true
                continue
            }
            if form == .ellipsis, !OutputForm.isEllipsis(line.trimmingBlanksAndNewlines()) { return false }
            if !first.isBlank, mayBeCommand(line, isAfterGap: isAfterGap, programs) { return false }
            isAfterGap = false
        }
        return true
    }

    private static func mayBeCommand(_ line: ArraySlice<UInt8>, isAfterGap: Bool, _ programs: Set<[UInt8]>) -> Bool {
        let line = line.prefix(400).trimmingBlanksAndNewlines()
        // Columns.
        if zip(line, line.dropFirst()).contains(where: { $0.isBlank && $1.isBlank }) { return false }
        let word = line.prefix { !$0.isBlank }
        if programs.contains(Array(word)) || line.last == ASCII.backslash || line.first == ASCII.dollar { return true }
        let name = word.prefix(while: \.isNameByte)
        if name.endIndex < word.endIndex, !name.isEmpty, word[name.endIndex] == ASCII.equals { return true }
        if CommonCommands.isCommand(line) || CommonCommands.isName(String(decoding: word, as: UTF8.self)) {
            return true
        }
        return isAfterGap && line.first?.isLowercase == true && OutputForm(ofLine: line, next: []) == nil
    }
}
