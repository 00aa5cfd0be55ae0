/// Whether the sentence above a block says that the block shows what something prints.
///
/// "You should see output like this:" and "The response looks similar to the following" do; "To see the logs, run" and
/// "The command looks like this" announce commands.
enum OutputWords {
    /// - Parameter text: of the paragraph directly above the block.
    static func announces(_ text: String) -> Bool {
        let words = ProseText.lastSentence(of: text).flatMap(\.words)
        guard words.count >= 2, words.count <= 40, words.allSatisfy({ !commands.contains($0) }), words.first != "to",
            !words.contains("how")
        else { return false }
        return saysSeen(words) || saysOutput(words) || saysPrinted(words) || saysAlike(words)
    }

    /// Whether the whole sentence is `Output:`, `Expected output:` or the like, so that whatever follows was printed.
    static func isLabel(_ text: String) -> Bool {
        let words = ProseText.lastSentence(of: text).flatMap(\.words)
        guard words.count <= 4, let last = words.last else { return false }
        return outputs.contains(last) && words.dropLast().allSatisfy { kinds.contains($0) || $0 == "the" }
    }

    /// `You should see a message like this`, `you'll get the following output`.
    private static func saysSeen(_ words: [String]) -> Bool {
        for (index, word) in words.enumerated()
        where index > 0 && (seeing.contains(word) || word == "have" && words[index - 1] == "now") {
            guard subjects.contains(words[index - 1]) || subjects.contains(words[max(0, index - 2)]) else { continue }
            let rest = words[(index + 1)...]
            if rest.isEmpty || rest.contains(where: printed.contains) || rest.contains(where: alike.contains) {
                return true
            }
        }
        return false
    }

    /// `The output should be similar to the following`, `Example output`, `the following output`.
    private static func saysOutput(_ words: [String]) -> Bool {
        for (index, word) in words.enumerated() where outputs.contains(word) {
            if words[(index + 1)...].prefix(4).contains(where: being.contains) { return true }
            if index == words.count - 1, index > 0, kinds.contains(words[index - 1]) { return true }
        }
        return false
    }

    /// `This prints the following`, `which returns`.
    private static func saysPrinted(_ words: [String]) -> Bool {
        guard let subject = words.first, ["this", "it", "which", "that", "these"].contains(subject) else {
            return false
        }
        guard let verb = words.prefix(4).firstIndex(where: printing.contains) else { return false }
        return words.count - verb <= 7
    }

    /// `Which looks like this`, `something like`, `similar to the following`.
    private static func saysAlike(_ words: [String]) -> Bool {
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            let isAlike =
                word == "something" && ["like", "similar"].contains(next)
                || ["look", "looks", "appear", "appears"].contains(word) && ["like", "similar", "as"].contains(next)
                || word == "similar" && next == "to"
            if isAlike, words.count - index <= 9 { return true }
        }
        return false
    }

    /// With one of these the sentence is about what to do.
    private static let commands: Set<String> = [
        "run", "runs", "running", "rerun", "execute", "executing", "type", "use", "using", "command", "commands",
        "invoke",
        "call", "enter", "paste", "copy", "script", "scripts", "by", "via", "issue", "install", "start", "create",
        "add",
        "deploy", "apply", "set", "written", "saved", "stored", "sent", "redirected", "edit", "change", "try",
        "configure", "build", "export", "snippet", "code",
        "example's",
    ]
    private static let seeing: Set<String> = [
        "see", "get", "receive", "observe", "notice", "expect", "obtain",
    ]
    private static let subjects: Set<String> = [
        "should", "will", "would", "you'll", "you", "must", "might", "may", "we", "we'll", "now", "then", "also", "i",
    ]
    private static let printed: Set<String> = [
        "output", "outputs", "message", "messages", "error", "errors", "entry", "entries", "result", "results",
        "response",
        "prompt", "warning", "text", "lines", "line", "process", "table", "list", "log", "logs", "following", "this",
    ]
    private static let alike: Set<String> = ["like", "similar", "something", "resembling"]
    private static let outputs: Set<String> = ["output", "outputs", "result", "results", "response", "outcome"]
    private static let being: Set<String> = [
        "is", "are", "should", "looks", "look", "will", "would", "like", "similar", "as", "resembles", "contains",
        "contain",
        "shows", "show", "indicates", "may", "might", "must", "reads",
    ]
    private static let kinds: Set<String> = [
        "following", "similar", "sample", "example", "expected", "this", "an", "some", "typical", "possible", "same",
    ]
    private static let printing: Set<String> = [
        "print", "prints", "printed", "return", "returns", "output", "outputs", "display", "displays", "produce",
        "produces", "yield", "yields", "show", "shows", "gives", "give", "responds", "results", "report", "reports",
    ]
}
