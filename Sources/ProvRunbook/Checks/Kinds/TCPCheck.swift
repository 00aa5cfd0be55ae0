/// A TCP connection from the host to somewhere succeeds.
enum TCPCheck: CheckKind {
    static let name = "tcp"
    static let about = "A TCP connection from the host to an address and port is accepted, or is not."
    static let mainKey = "address"
    static let keys = [
        CheckKey("address", .text, isRequired: true, "`host:port`"),
        CheckKey("open", .boolean, "`false` wants the connection refused or unanswered"),
    ]
    static let example = "tcp: db1.example.com:5432\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let address = try values.required("address")
        guard let colon = address.lastIndex(of: ":") else { throw CheckReadingError(key: "address", message: "'\(address)' has no port; write host:port") }
        let host = ShellWord.expandable(String(address[..<colon])), port = ShellWord.expandable(String(address[address.index(after: colon)...]))
        let wantsOpen = try values.boolean("open") ?? true
        let wanted = wantsOpen ? "a connection to \(address)" : "no connection to \(address)"
        let probe = """
            h=\(host); p=\(port)
            if command -v bash >/dev/null 2>&1; then
              timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$h" "$p" 2>/dev/null && echo open=1 || echo open=0
            elif command -v nc >/dev/null 2>&1; then nc -z -w 5 "$h" "$p" >/dev/null 2>&1 && echo open=1 || echo open=0
            elif command -v python3 >/dev/null 2>&1; then
              python3 -c 'import socket,sys; socket.create_connection((sys.argv[1],int(sys.argv[2])),5)' "$h" "$p" 2>/dev/null && echo open=1 || echo open=0
            else echo missing=1; fi
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if answer["missing"] != nil { return .missing("bash, nc or python3", wanted: wanted) }
            guard let open = answer["open"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            return .of((open == "1") == wantsOpen, wanted: wanted, found: open == "1" ? "it is accepted" : "it is refused or not answered")
        }
    }
}
