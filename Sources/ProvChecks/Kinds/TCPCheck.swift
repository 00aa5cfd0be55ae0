import ProvText

/// A connection from the host to somewhere can be made.
enum TCPCheck: CheckKind {
    static let name = "tcp"
    static let about = "A TCP connection from the host to an address succeeds, or fails."
    static let mainKey = "address"
    static let keys = [
        CheckKey("address", .text, isRequired: true, "`host:port`"),
        CheckKey("open", .boolean, "`false`: it is refused or times out"),
        CheckKey("timeout", .duration, "how long an answer may take (default: 5s)"),
    ]
    static let examples = [
        "tcp: db1.example.com:5432\n", "tcp: {address: \"10.0.0.5:8080\", open: false, timeout: 2s}\n",
    ]
    static let notes = "It connects with bash, `nc`, `python3` or `perl`, whichever the host has, and sends no data."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let address = try values.required("address")
        if let literal = address.literal, !isAddress(literal) {
            throw CheckReadingError(
                key: "address", "'\(literal)' is not HOST:PORT", fix: "write for example 'tcp: db1.example.com:5432'")
        }
        let isWanted = values.boolean("open") ?? true
        let limit = values.duration("timeout") ?? .seconds(5)
        let summary = "\(address.written) \(isWanted ? "accepting connections" : "not reachable")"
        let seconds = max(1, limit.components.seconds)
        return CheckDefinition(
            summary: summary, probe: probe(address, seconds: seconds), look: look(address, seconds: seconds)
        ) {
            answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            let result = try answer.required("result")
            if result == "open" { return .of(isWanted, wanted: wanted, found: "a connection was made") }
            let words = ConnectionReason.words([result], limit: limit)
            // A name that is unknown says nothing about a firewall.
            if words == ConnectionReason.unknownName, !isWanted { throw CheckTrouble(words) }
            return .of(!isWanted, wanted: wanted, found: words)
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
            let port = Int(text[text.index(after: colon)...])
        else { return false }
        return (1...65535).contains(port)
    }

    /// Of an address that is a parameter, bash takes host and port apart.
    private static func look(_ address: CheckText, seconds: Int64) -> String {
        if let literal = address.literal, let colon = literal.lastIndex(of: ":") {
            let host = String(literal[..<colon].drop { $0 == "[" }.filter { $0 != "]" })
            return "nc -v -z -w \(seconds) \(ShellText.word(host)) \(literal[literal.index(after: colon)...])"
        }
        return "a=\(address.typed); nc -v -z -w \(seconds) \"${a%:*}\" \"${a##*:}\""
    }

    /// The first message of the tool is the answer, `open` where the connection was made.
    ///
    /// The address never stands in bash's own prefix of a message, and OpenBSD's nc says nothing of a failure without
    /// `-v`.
    private static func probe(_ address: CheckText, seconds: Int64) -> String {
        """
        a=\(address.word); port=${a##*:}; host=${a%:*}; host=${host#[}; host=${host%]}
        case $port in ''|*[!0-9]*) cannot "$a is not HOST:PORT";; esac
        [ -n "$host" ] && [ "$host" != "$a" ] || cannot "$a is not HOST:PORT"
        limit=
        if has timeout; then
          if timeout 1 true 2>/dev/null; then limit="timeout \(seconds)"; else limit="timeout -t \(seconds)"; fi
        fi
        if [ -n "$limit" ] && has bash; then
          e=$($limit bash -c 'exec 3<>"/dev/tcp/$1/$2"' tcp "$host" "$port" 2>&1 >/dev/null); code=$?
          [ "$code" != 124 ] && [ "$code" != 143 ] || e='timed out'
        elif has nc; then
          e=$(nc -v -z -w \(seconds) "$host" "$port" 2>&1 >/dev/null </dev/null); code=$?
          # Debian's busybox has a nc without -v and -z, which runs a program instead.
          case $e in *"invalid option"*|*"unrecognized option"*)
            e=$(nc -w \(seconds) "$host" "$port" -e true 2>&1 >/dev/null </dev/null); code=$?;;
          esac
          [ -n "$e" ] || e='timed out'
        elif has python3; then
          e=$(python3 -c 'import socket, sys
        try: socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3])).close()
        except OSError as error: sys.exit(str(error))' "$host" "$port" \(seconds) 2>&1); code=$?
        elif has perl; then
          e=$(perl -e 'use Socket qw(:all); use IO::Socket; my $class = eval { require IO::Socket::IP; "IO::Socket::IP" } || "IO::Socket::INET"; eval "require $class";
            $class->new(PeerHost => $ARGV[0], PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Proto => "tcp", Timeout => $ARGV[2]) or die "$@\\n"' "$host" "$port" \(seconds) 2>&1); code=$?
        else cannot 'bash, nc, python3 and perl are missing; install netcat'
        fi
        if [ "$code" = 0 ]; then say result open
        else say result "$(printf '%s\\n' "$e" | grep -i -v -e '^Ncat: Version' | head -n 1 | sed 's/^.*: connect: //; s/^tcp: line 1: //')"
        fi
        """
    }
}
