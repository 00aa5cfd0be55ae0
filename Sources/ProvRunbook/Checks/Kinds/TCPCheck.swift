/// A connection from the host to somewhere can be made.
enum TCPCheck: CheckKind {
    static let name = "tcp"
    static let about = "A TCP connection from the host to an address can be made, or cannot."
    static let mainKey = "address"
    static let keys = [
        CheckKey("address", .text, isRequired: true, "`host:port`"),
        CheckKey("open", .boolean, "`false` wants it refused or unanswered"),
        CheckKey("timeout", .duration, "how long an answer may take; 5s, where left out"),
    ]
    static let examples = ["tcp: db1.example.com:5432\n", "tcp: {address: \"10.0.0.5:8080\", open: false, timeout: 2s}\n"]
    static let notes = "It connects with bash, `nc`, `python3` or `perl`, whichever the host has, and sends nothing."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let address = try values.required("address")
        if let literal = address.literal, !isAddress(literal) {
            throw CheckReadingError(key: "address", "'\(literal)' is no host:port", fix: "write for example 'tcp: db1.example.com:5432'")
        }
        let isWanted = values.boolean("open") ?? true
        let limit = values.duration("timeout") ?? .seconds(5)
        let summary = "\(address.written) \(isWanted ? "accepting connections" : "not reachable")"
        return CheckDefinition(summary: summary, probe: probe(address, seconds: max(1, limit.components.seconds))) { answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            let result = try answer.required("result")
            if result == "open" { return .of(isWanted, wanted: wanted, found: "a connection was made") }
            let words = reason(result, limit)
            if words == "the name cannot be resolved", !isWanted { throw CheckTrouble(words) }
            return .of(!isWanted, wanted: wanted, found: words)
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex, let port = Int(text[text.index(after: colon)...]) else { return false }
        return (1...65535).contains(port)
    }

    private static func reason(_ message: String, _ limit: Duration) -> String {
        let lower = message.lowercased()
        if lower.contains("refused") { return "connection refused" }
        if ["not known", "resolve", "bad address", "no address associated", "name or service", "getaddrinfo"].contains(where: lower.contains) { return "the name cannot be resolved" }
        if lower.contains("unreachable") || lower.contains("no route") { return "no route to it" }
        if lower.contains("timed out") || lower.contains("timeout") || message.isEmpty { return "no answer within \(limit.runbookText)" }
        return message
    }

    /// The message of the last tool that was tried is the answer, `open` where it had none.
    private static func probe(_ address: CheckText, seconds: Int64) -> String {
        """
        a=\(address.word); port=${a##*:}; host=${a%:*}; host=${host#[}; host=${host%]}
        limit=
        if has timeout; then
          if timeout 1 true 2>/dev/null; then limit="timeout \(seconds)"; else limit="timeout -t \(seconds)"; fi
        fi
        if [ -n "$limit" ] && has bash; then
          e=$($limit bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$port" 2>&1 >/dev/null); code=$?
          [ "$code" != 124 ] && [ "$code" != 143 ] || e='timed out'
        elif has nc; then
          e=$(nc -z -w \(seconds) "$host" "$port" 2>&1 >/dev/null </dev/null); code=$?
        elif has python3; then
          e=$(python3 -c 'import socket, sys
        try: socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3])).close()
        except OSError as error: sys.exit(str(error))' "$host" "$port" \(seconds) 2>&1); code=$?
        elif has perl; then
          e=$(perl -MIO::Socket::INET -e 'IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Proto => "tcp", Timeout => $ARGV[2]) or die "$@\\n"' "$host" "$port" \(seconds) 2>&1); code=$?
        else cannot 'none of bash, nc, python3 and perl is there; install netcat'
        fi
        if [ "$code" = 0 ]; then say result open; else say result "$(printf '%s\\n' "$e" | tail -n 1 | sed 's/^.*: connect: //')"; fi
        """
    }
}
