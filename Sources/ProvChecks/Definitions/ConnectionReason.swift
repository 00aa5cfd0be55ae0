import ProvText

/// Why a connection came to nothing, from what bash, nc, curl, wget, openssl, python3 and perl say about it.
enum ConnectionReason {
    static let unknownName = "the name cannot be resolved"

    /// - Parameters:
    ///   - messages: what the tool has printed, line by line.
    ///   - limit: how long an answer was waited for.
    /// - Returns: the reason in words, or the line of it that says most.
    static func words(_ messages: [String], limit: Duration) -> String {
        let lines = messages.map { OutputText.trimmed($0) }.filter { !$0.isEmpty }
        let all = lines.joined(separator: "\n").lowercased()
        func says(_ words: String...) -> Bool { words.contains { all.contains($0) } }
        if says(
            "not known", "resolve", "bad address", "bad hostname", "no address associated", "getaddrinfo", "servname",
            "lookup failure")
        {
            return unknownName
        }
        // A certificate was seen, so a connection was made: where a name has two addresses, wget also says that the
        // first one refused.
        let objections = lines.indices.filter { lines[$0].lowercased().contains("certificate") }.map { index in
            // wget has the reason on a line of its own.
            lines[index].hasSuffix(":") && index + 1 < lines.count
                ? "\(bare(lines[index])) \(lines[index + 1])" : bare(lines[index])
        }
        if !objections.isEmpty { return objections.prefix(3).joined(separator: " ") }
        if says("connection refused", "couldn't connect", "curl: (7)") { return "connection refused" }
        if says("unreachable", "no route") { return "no route to it" }
        if says("timed out", "timeout", "in progress") { return "no answer within \(limit.runbookText)" }
        return lines.last.map(bare) ?? "no answer"
    }

    /// Without the tool's own name before it.
    private static func bare(_ line: String) -> String {
        line.replacing(/^(?:curl: \([0-9]+\) |wget: |ERROR: )/, with: "")
    }
}
