import ProvText

/// The hosts that an ssh_config names literally: they can be reached without an inventory.
package struct SSHConfiguration: Sendable {
    /// In the order in which they stand.
    package private(set) var hosts: [String] = []
    /// Files that `Include` names, as written, to be read too.
    package private(set) var includes: [String] = []

    package init(_ text: String) {
        var seen: Set<String> = []
        for line in text.lines {
            let words = SSHConfiguration.words(line)
            guard let keyword = words.first?.lowercased() else { continue }
            switch keyword {
            case "host":
                for name in words.dropFirst()
                where !name.contains(where: { $0 == "*" || $0 == "?" || $0 == "!" }) && seen.insert(name).inserted {
                    hosts.append(name)
                }
            case "include": includes += words.dropFirst()
            default: break
            }
        }
    }

    /// `Keyword value`, `Keyword=value`, values in double quotes.
    private static func words(_ line: Substring) -> [String] {
        let trimmed = line.drop(while: \.isWhitespace)
        guard !trimmed.hasPrefix("#") else { return [] }
        let keyword = trimmed.prefix { !$0.isWhitespace && $0 != "=" }
        var rest = trimmed.dropFirst(keyword.count).drop(while: \.isWhitespace)
        if rest.hasPrefix("=") { rest = rest.dropFirst() }
        let values = (try? ShlexSplitter.split(String(rest), comments: true)) ?? []
        return [String(keyword)] + values.map(\.text)
    }
}
