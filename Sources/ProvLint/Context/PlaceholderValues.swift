import ProvShell
import ProvText

/// Values of assignments that stand for the reader's own: `SERVER='HOST:PORT'`, `CERT="..."`, `USER=username`.
enum PlaceholderValues {
    static func first(in script: ShellScript) -> PlaceholderWords.Found? {
        for command in script.commands where !command.isFunction {
            for word in command.assignments {
                if let found = placeholder(in: word) { return found }
            }
            guard command.wordCount > command.assignmentCount + 1,
                setting.contains(command.word(command.assignmentCount).text)
            else { continue }
            for index in (command.assignmentCount + 1)..<command.wordCount {
                if let found = placeholder(in: command.word(index)) { return found }
            }
        }
        return nil
    }

    private static let setting: Set<String> = ["export", "declare", "local", "readonly", "typeset", "env", "setenv"]

    private static func placeholder(in word: ShellWord) -> PlaceholderWords.Found? {
        guard !word.isExpanded, !word.hasPlaceholder, word.bytes.count < 200 else { return nil }
        let text = word.text
        guard let equals = text.utf8.firstIndex(of: ASCII.equals), equals != text.utf8.startIndex else { return nil }
        let name = String(text[..<equals])
        let value = String(text[text.index(after: equals)...])
        guard name.utf8.allSatisfy(\.isNameByte), stands(value, for: name) else { return nil }
        var bytes = (word.bytes.lowerBound + name.utf8.count + 1)..<word.bytes.upperBound
        // Without the quotes around the value.
        if bytes.count == value.utf8.count + 2 { bytes = (bytes.lowerBound + 1)..<(bytes.upperBound - 1) }
        return PlaceholderWords.Found(name: name, bytes: bytes)
    }

    private static func stands(_ value: String, for name: String) -> Bool {
        switch value {
        case "": return false
        case "...", "…", "....", "HOST:PORT", "HOST", "IP:PORT", "IP", "username", "myhost", "mydomain": return true
        default: break
        }
        let upper = name.uppercased()
        guard hosts.contains(where: { upper.hasSuffix($0) }) else { return false }
        return value.hasPrefix("myhost.") || value.hasPrefix("mydomain.") || ExampleHost.isExample(value)
    }

    private static let hosts = ["HOST", "HOSTNAME", "SERVER", "DOMAIN", "URL", "PROXY", "ENDPOINT", "ADDRESS", "EMAIL"]
}
