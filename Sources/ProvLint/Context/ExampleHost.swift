import ProvShell
import ProvText

/// Hosts below `example.com`, `.net` and `.org`, which are reserved for documents (RFC 2606, section 3): nothing runs
/// there, so a command that asks one of them needs the reader's own.
enum ExampleHost {
    /// The first in an argument of a program that asks the host, or behind an option for a host or a person.
    static func first(in piece: ScriptPiece, isNamedHere: () -> Bool) -> PlaceholderWords.Found? {
        guard mayHold(piece.shell.text), !isNamedHere() else { return nil }
        for invocation in piece.invocations {
            let asks = asking.contains(invocation.program)
            let arguments = invocation.arguments
            // The name is given an address, or only a header has it.
            if arguments.contains(where: {
                ["--resolve", "--connect-to", "--add-host"].contains($0.text) || $0.text.hasPrefix("@")
            }) {
                continue
            }
            for (index, argument) in arguments.enumerated() where !argument.isExpanded && !argument.hasPlaceholder {
                var before = index > 0 ? arguments[index - 1].text : ""
                if invocation.program == "certbot", before == "-d" || before == "-m" { before = "--domain" }
                if let value = value(of: argument.text, before: before, asks: asks), isExample(value) {
                    let isMail =
                        value.utf8.contains(ASCII.at) && !value.utf8.contains(ASCII.slash)
                        && !value.utf8.contains(ASCII.colon) && !asks
                    return place(of: isMail ? value : host(of: value), in: piece, argument.bytes, invocation.bytes)
                }
            }
        }
        return nil
    }

    /// Where a host stands in an argument; the offsets of one that is quoted twice are not exact.
    private static func place(
        of host: String, in piece: ScriptPiece, _ argument: Range<Int>, _ command: Range<Int>
    ) -> PlaceholderWords.Found {
        let bytes = piece.shell.text.utf8.span
        let sign = Array(host.utf8)
        for range in [argument, command] {
            for index in range where index + sign.count <= bytes.count && bytes.holds(sign, at: index) {
                return PlaceholderWords.Found(name: host, bytes: index..<(index + sign.count))
            }
        }
        return PlaceholderWords.Found(name: host, bytes: command)
    }

    /// Whether a document gives such names addresses of its own.
    static func areNamed(in text: Span<UInt8>) -> Bool {
        for index in 0..<text.count where text[index] == ASCII.slash || text[index] == UInt8(ascii: "n") {
            if namers.contains(where: { text.holds($0, at: index) }) { return true }
        }
        return false
    }

    private static let namers = ["/etc/hosts", "nip.io", "nsmasq"].map { Array($0.utf8) }

    private static let sign = Array("example.".utf8)

    private static func mayHold(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for index in 0..<bytes.count where bytes[index] == sign[0] && bytes.holds(sign, at: index) { return true }
        return false
    }

    /// The part of an argument that may name a host.
    private static func value(of text: String, before: String, asks: Bool) -> String? {
        if text.hasPrefix("-") {
            guard let equals = text.firstIndex(of: "="), options.contains(String(text[..<equals])) else { return nil }
            return String(text[text.index(after: equals)...])
        }
        if options.contains(before) { return text }
        if before == "user.email" { return text }
        return asks && !before.hasPrefix("-") ? text : nil
    }

    private static let asking: Set<String> = [
        "curl", "wget", "ssh", "scp", "sftp", "rsync", "ping", "nc", "telnet", "http", "https", "xh", "nslookup", "dig",
        "traceroute", "ssh-copy-id", "mosh", "ftp",
    ]

    private static let options: Set<String> = [
        "--domain", "--host", "--hostname", "--server", "--url", "--endpoint", "--email", "--registry", "--issuer-url",
        "--base-url", "--server-url", "--api-url",
    ]

    /// The name without its scheme, user, port and path.
    private static func host(of value: String) -> String {
        var rest = value[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        return String(rest.prefix { $0 != ":" })
    }

    static func isExample(_ value: String) -> Bool {
        let parts = host(of: value).split(separator: ".")
        guard parts.count >= 2, parts[parts.count - 2] == "example",
            ["com", "net", "org"].contains(parts[parts.count - 1])
        else { return false }
        // These two answer, with a page that says what they are.
        return parts.count > 2 && parts[0] != "www" || value.utf8.contains(ASCII.at) && !value.hasPrefix("admin@")
    }
}
