import ProvText

/// A name resolves as it should.
enum DNSCheck: CheckKind {
    static let name = "dns"
    static let about = "A name resolves on the host, to these addresses or records, or does not resolve."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the name; for `PTR` an address"),
        CheckKey("address", .list, "answers that must be among those received"),
        CheckKey("only", .boolean, "`true`: no other answers are allowed"),
        CheckKey(
            "type", .choice(["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT", "CAA", "SOA"]),
            "the record type (default: A and AAAA)"),
        CheckKey("server", .text, "the name server to query, `host` or `host:port` (default: the host's resolver)"),
        CheckKey("resolves", .boolean, "`false`: the name must not resolve"),
    ]
    static let examples = [
        "dns: db1.example.com\n", "dns:\n  name: www.example.com\n  address: 192.0.2.10\n  server: 1.1.1.1\n",
        "dns: {name: example.com, type: MX, address: mail.example.com}\n",
    ]
    static let notes = """
        Without `server`, addresses are resolved as programs on the host do it (`getent`), with `/etc/hosts`. Other types, and \
        servers, need `dig` (dnsutils, bind-utils, bind-tools) or `nslookup`.
        """

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let wants = values.list("address")
        let isAlone = values.boolean("only") ?? false
        let isWanted = values.boolean("resolves") ?? true
        let type = values.literal("type")
        let server = values.text("server")
        if !isWanted, !wants.isEmpty {
            throw CheckReadingError(key: "resolves", "'resolves: false' cannot be combined with answers")
        }
        if isAlone, wants.isEmpty {
            throw CheckReadingError(key: "only", "'only' requires the answers under 'address'")
        }
        let place = server.map { " at \($0.written)" } ?? ""
        let target = wants.isEmpty ? "" : " to \(isAlone ? "only " : "")\(wants.map(\.written).joined(separator: ", "))"
        let summary =
            "\(name.written)\(type.map { " (\($0))" } ?? "")\(isWanted ? " resolving" : " not resolving")\(target)\(place)"
        return CheckDefinition(
            summary: summary, probe: probe(name, type: type, server: server),
            look: look(name, type: type, server: server)
        ) {
            answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            if let trouble = trouble(answer) { throw CheckTrouble(trouble) }
            let records = Set(records(answer, type: type).map(normal))
            guard isWanted else {
                return .of(
                    records.isEmpty, wanted: wanted,
                    found: records.isEmpty ? "no answer" : records.sorted().joined(separator: ", "))
            }
            let found = records.isEmpty ? "it does not resolve" : records.sorted().joined(separator: ", ")
            var left = records
            var holds = !records.isEmpty
            for want in wants.map({ normal(answer.resolve($0)) }) {
                // A mail server is named with its priority or without.
                let hits = records.filter { $0.isSame(as: want) || type == "MX" && $0.ends(with: " " + want) }
                holds = holds && !hits.isEmpty
                left.subtract(hits)
            }
            return .of(holds && !(isAlone && !left.isEmpty), wanted: wanted, found: found)
        }
    }

    private static func normal(_ text: String) -> String {
        if let address = IPAddress(text) { return address.description }
        let bare = text.replacing(bytesOf: "\"", with: "")
        return bare.hasSuffix(".") && bare.count > 1 ? bare.dropLast().lowercased() : bare.lowercased()
    }

    // MARK: Asking

    private static func probe(_ name: CheckText, type: String?, server: CheckText?) -> String {
        let isAddress = type == nil || type == "A" || type == "AAAA"
        var script = "n=\(name.word); t=\(type ?? ""); server=\(server?.word ?? ""); port=53\n"
        script += """
            case $server in \\[*\\]:*) port=${server##*:}; server=${server%:*};; \\[*) ;; *:*:*) ;; *:*) port=${server##*:}; server=${server%:*};; esac
            server=${server#[}; server=${server%]}

            """
        if isAddress, server == nil { script += resolver(type) }
        return script + """
            if has dig; then
              for type in ${t:-A AAAA}; do
                case $type in PTR) set -- -x "$n";; *) set -- -t "$type" -q "$n";; esac
                dig +noall +answer +comments +time=3 +tries=2 -p "$port" ${server:+"@$server"} "$@" 2>&1 | lines dig
              done
            elif has nslookup; then
              for type in ${t:-A AAAA}; do
                if [ "$port" = 53 ]; then set -- "-type=$type"; else set -- "-type=$type" "-port=$port"; fi
                nslookup "$@" "$n" ${server:+"$server"} 2>&1 | lines nslookup
              done
            else cannot 'neither dig nor nslookup is there; install dnsutils (Debian), bind-utils (RHEL) or bind-tools (Alpine)'
            fi
            """
    }

    /// As programs of the host find an address.
    private static func lookup(_ type: String?, _ word: String) -> String {
        "getent \(type == "A" ? "ahostsv4" : type == "AAAA" ? "ahostsv6" : "ahosts") \(word)"
    }

    private static func look(_ name: CheckText, type: String?, server: CheckText?) -> String {
        guard let server else {
            return type == nil || type == "A" || type == "AAAA"
                ? lookup(type, name.typed) : "dig +noall +answer +comments -t \(type ?? "A") -q \(name.typed)"
        }
        let parts = server.literal?.split(separator: ":") ?? []
        let place =
            parts.count == 2
            ? "-p \(parts[1]) \(ShellText.word("@\(parts[0])"))" : CheckText("@" + server.written).typed
        let question = type == "PTR" ? "-x \(name.typed)" : "-t \(type ?? "A") -q \(name.typed)"
        return "dig +noall +answer +comments \(place) \(question)"
    }

    private static func resolver(_ type: String?) -> String {
        """
        if has getent; then
          answer=$(\(lookup(type, "\"$n\"")) 2>/dev/null); code=$?
          if [ "$code" != 0 ] && [ "$code" != 2 ]; then answer=$(getent hosts "$n" 2>/dev/null); fi
          printf '%s\\n' "$answer" | sed 's/[[:space:]].*//' | sort -u | lines answer
          exit 0
        fi

        """
    }

    // MARK: Reading

    private static func records(_ answer: CheckAnswer, type: String?) -> [String] {
        let addresses = answer.lines("answer").compactMap { IPAddress($0) }
            .filter { type == nil || $0.bytes.count == (type == "A" ? 4 : 16) }.map(\.description)
        return addresses + answer.lines("dig").compactMap { dug($0, type: type) }
            + lookedUp(answer.lines("nslookup"), type: type)
    }

    /// Why the answers say nothing about the name.
    private static func trouble(_ answer: CheckAnswer) -> String? {
        let dig = answer.lines("dig")
        let nslookup = answer.lines("nslookup")
        guard !dig.isEmpty || !nslookup.isEmpty else { return nil }
        let states = dig.compactMap { $0.firstMatch(of: /status: ([A-Z]+)/).map { String($0.1) } }
        let refusals = nslookup.compactMap {
            $0.firstMatch(of: /(SERVFAIL|REFUSED|FORMERR|NOTIMP)/).map { String($0.1) }
        }
        if let state = (states + refusals).first(where: { $0 != "NOERROR" && $0 != "NXDOMAIN" }) {
            return "the name server answered \(state)"
        }
        let isSilent = nslookup.contains { line in
            ["no servers could be reached", "timed out", "onnection refused"].contains(where: line.contains)
        }
        guard isSilent || nslookup.isEmpty && states.isEmpty else { return nil }
        let line = (dig + nslookup).first { !OutputText.trimmed($0).isEmpty } ?? ""
        return "the name server did not answer: \(line.trimmingPrefix { ";* ".contains($0) })"
    }

    /// `www.example.com. 300 IN A 192.0.2.10`
    private static func dug(_ line: String, type: String?) -> String? {
        let fields = line.split(maxSplits: 4, whereSeparator: \.isWhitespace)
        guard fields.count == 5, !line.hasPrefix(";"), fields[2] == "IN" else { return nil }
        let isWanted = type.map { fields[3] == $0 } ?? ["A", "AAAA"].contains(fields[3])
        return isWanted ? String(fields[4]) : nil
    }

    /// What BIND's and busybox's nslookup print after the server's own address.
    private static func lookedUp(_ lines: [String], type: String?) -> [String] {
        var records: [String] = []
        var isAnswer = false
        for line in lines {
            if line.isEmpty { isAnswer = true }
            if line.hasPrefix("Server:") { isAnswer = false }
            guard isAnswer else { continue }
            if type == nil || type == "A" || type == "AAAA", line.hasPrefix("Address"),
                let address = IPAddress(line.split(separator: " ").last ?? "")
            {
                if type == nil || address.bytes.count == (type == "A" ? 4 : 16) { records.append(address.description) }
                continue
            }
            for mark in ["canonical name = ", "mail exchanger = ", "nameserver = ", "name = ", "text = ", "service = "]
            {
                guard let range = line.firstRange(of: mark) else { continue }
                if type == marks[mark] { records.append(String(line[range.upperBound...])) }
                break
            }
        }
        return records
    }

    private static let marks = [
        "canonical name = ": "CNAME", "mail exchanger = ": "MX", "nameserver = ": "NS", "name = ": "PTR",
        "text = ": "TXT", "service = ": "SRV",
    ]
}
