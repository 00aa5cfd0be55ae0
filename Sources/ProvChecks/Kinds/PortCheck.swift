/// Something listens on a port of the host.
enum PortCheck: CheckKind {
    static let name = "port"
    static let about = "A process listens on a TCP or UDP port of the host, or none does."
    static let mainKey = "number"
    static let keys = [
        CheckKey("number", .integer(1...65535), isRequired: true, "the port"),
        CheckKey(
            "address", .list, "addresses that it must listen on; `localhost` is 127.0.0.1 or ::1, `*` is every address"),
        CheckKey("only", .boolean, "`true`: no listener on any other address"),
        CheckKey("protocol", .choice(["tcp", "udp"]), "the protocol (default: `tcp`)"),
        CheckKey("listening", .boolean, "`false`: the port is free"),
    ]
    static let examples = [
        "port: 5432\n", "port:\n  number: 5432\n  address: 127.0.0.1\n  only: true\n",
        "port: {number: 8080, listening: false}\n",
    ]
    static let notes = """
        An address is matched exactly: a listener on every address (`0.0.0.0`, `::`) is not one on `127.0.0.1`, which matters if a port must \
        not be reachable from outside. It reads `/proc/net`, else the output of `ss` or `netstat`, and does not connect.
        """

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let number = try values.required("number")
        let kind = values.literal("protocol") ?? "tcp"
        let isWanted = values.boolean("listening") ?? true
        let addresses = values.list("address")
        let isAlone = values.boolean("only") ?? false
        if !isWanted, !addresses.isEmpty || isAlone {
            throw CheckReadingError(
                key: "listening", "'listening: false' cannot be combined with addresses",
                fix: "leave 'address' and 'only' out")
        }
        if isAlone, addresses.isEmpty {
            throw CheckReadingError(
                key: "only", "'only' requires 'address'", fix: "write for example 'address: 127.0.0.1'")
        }
        let subject = "\(kind == "udp" ? "udp " : "")port \(number.written)"
        let place =
            addresses.isEmpty ? "" : " on \(isAlone ? "only " : "")\(addresses.map(\.written).joined(separator: ", "))"
        let summary = isWanted ? "\(subject) listening\(place)" : "\(subject) free"
        let look = "\(listing(kind)) sport = :\(number.typed)"
        return CheckDefinition(summary: summary, probe: probe(kind), look: look) { answer throws(CheckTrouble) in
            let port = try answer.integer(number)
            guard (1...65535).contains(port) else { throw CheckTrouble("\(port) is not a port number") }
            let found = listeners(answer).filter { $0.port == port }.map(\.address)
            let shown =
                found.isEmpty
                ? "nothing listens on \(port)"
                : "port \(port) listening on \(Set(found.map(\.description)).sorted().joined(separator: ", "))"
            let wanted = answer.resolve(summary)
            guard isWanted else { return .of(found.isEmpty, wanted: wanted, found: shown) }
            var allowed: Set<IPAddress> = []
            var holds = !found.isEmpty
            for text in addresses {
                let forms = try forms(of: answer.resolve(text))
                allowed.formUnion(forms)
                holds = holds && found.contains { forms.contains($0) }
            }
            if isAlone { holds = holds && found.allSatisfy { allowed.contains($0) } }
            return .of(holds, wanted: wanted, found: shown)
        }
    }

    private static func forms(of text: String) throws(CheckTrouble) -> [IPAddress] {
        switch text {
        case "localhost": return ["127.0.0.1", "::1"].compactMap { IPAddress($0) }
        case "*", "any": return ["0.0.0.0", "::"].compactMap { IPAddress($0) }
        default:
            guard let address = IPAddress(text) else {
                throw CheckTrouble("'\(text)' is not an IP address; write the address, not a name")
            }
            return [address]
        }
    }

    /// The listeners of the host, the address in the fourth column.
    private static func listing(_ kind: String) -> String { "ss -H -l\(kind == "tcp" ? "t" : "u")n" }

    /// What /proc/net writes is in the order of the host's bytes; on the few big-endian ones `ss` is asked.
    private static func probe(_ kind: String) -> String {
        """
        case $(uname -m) in s390*|ppc|ppc64|mips|mips64|sparc*) proc=;; *) proc=/proc/net/\(kind);; esac
        if [ -n "$proc" ] && [ -r "$proc" ]; then
          for file in "$proc" "${proc}6"; do
            [ ! -r "$file" ] || sed -n 's/^ *[0-9]*: \\([0-9A-F]*:[0-9A-F]*\\) [0-9A-F]*:[0-9A-F]* \(kind == "tcp" ? "0A" : "07") .*/hex=\\1/p' "$file"
          done
        elif has ss; then \(listing(kind)) | sed 's/  */ /g' | cut -d ' ' -f 4 | lines local
        elif has netstat; then netstat -an | sed -n 's/^\(kind)[46]*  *[0-9]*  *[0-9]*  *\\([^ ]*\\).*\(kind == "tcp" ? "LISTEN" : "")/local=\\1/p'
        else cannot '/proc/net, ss and netstat are missing; install iproute2'
        fi
        """
    }

    private static func listeners(_ answer: CheckAnswer) -> [(address: IPAddress, port: Int)] {
        let hexadecimal = answer.lines("hex").compactMap { line -> (address: IPAddress, port: Int)? in
            let parts = line.split(separator: ":")
            guard parts.count == 2, let address = IPAddress(hexadecimal: parts[0]), let port = Int(parts[1], radix: 16)
            else { return nil }
            return (address, port)
        }
        // ss writes 127.0.0.53%lo:53 and [::]:22, netstat on BSD *.22 and 127.0.0.1.22.
        let written = answer.lines("local").compactMap { line -> (address: IPAddress, port: Int)? in
            guard let end = line.lastIndex(where: { $0 == ":" || $0 == "." }),
                let port = Int(line[line.index(after: end)...])
            else { return nil }
            let text = line[..<end]
            return IPAddress(text == "*" ? "::" : text).map { ($0, port) }
        }
        return hexadecimal + written
    }
}
