import ProvText

/// A certificate is valid, for long enough and for the right names.
enum CertificateCheck: CheckKind {
    static let name = "certificate"
    static let about =
        "A certificate in a file or of a TLS server is valid now, for a number of days, and for these names."
    static let mainKey = "source"
    static let keys = [
        CheckKey("source", .text, isRequired: true, "a file (PEM or DER), or `host:port` of a TLS server"),
        CheckKey("days", .integer(0...Int.max), "days for which it must still be valid (default: 0)"),
        CheckKey("names", .list, "names or addresses that it must be for; `*` in the certificate counts"),
        CheckKey("issuer", .text, "a text in the issuer's name"),
        CheckKey("trusted", .boolean, "whether its chain verifies with the host's authorities, or those in `cacert`"),
        CheckKey("cacert", .text, "a file of trusted certificates, on the host"),
        CheckKey("server-name", .text, "the name to request from a server (default: its host)"),
        CheckKey(
            "starttls",
            .choice(["smtp", "pop3", "imap", "ftp", "xmpp", "ldap", "postgres", "mysql", "lmtp", "nntp", "sieve"]),
            "the protocol that starts TLS"),
    ]
    static let examples = [
        "certificate: {source: /etc/haproxy/site.pem, days: 14}\n",
        """
        certificate:
          source: 127.0.0.1:443
          server-name: www.example.com
          names: [www.example.com, example.com]
          days: 21
          trusted: true

        """,
    ]
    static let notes = "It needs `openssl` on the host. In a file with several certificates, the first one is checked."

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let source = try values.required("source")
        let wants = CertificateWants(values)
        let summary = "certificate of \(source.written) \(wants.words)"
        return CheckDefinition(summary: summary, probe: probe(values, source), look: look(values, source)) {
            answer throws(CheckTrouble) in
            if let failure = answer["failure"] { return .of(false, wanted: answer.resolve(summary), found: failure) }
            guard let certificate = Certificate(answer) else {
                throw CheckTrouble("openssl prints no dates of the certificate: \(answer.complaint)")
            }
            var findings = CheckFindings()
            try wants.judge(certificate, answer, into: &findings)
            return findings.verdict("certificate of \(answer.resolve(source))", joint: " ")
        }
    }

    /// `nil` where it is not known whether a file or a server is asked.
    private static func look(_ values: CheckValues, _ source: CheckText) -> String? {
        guard let literal = source.literal else { return nil }
        let server = literal.contains(":") && !literal.contains("/")
        guard server else { return "openssl x509 -in \(source.typedPath) -noout -text" }
        let host = literal[..<(literal.lastIndex(of: ":") ?? literal.endIndex)]
        let name = values.text("server-name")?.typed ?? ShellText.word(String(host))
        let start = values.literal("starttls").map { " -starttls \($0)" } ?? ""
        return """
            openssl s_client -connect \(source.typed) -servername \(name)\(start) </dev/null 2>/dev/null | \
            openssl x509 -noout -text
            """
    }

    private static func probe(_ values: CheckValues, _ source: CheckText) -> String {
        let start = values.literal("starttls").map { "-starttls \($0)" } ?? ""
        return """
            has openssl || cannot 'openssl is missing; install it'
            s=\(source.pathWord); sni=\(values.text("server-name")?.word ?? ""); ca=\(values.text("cacert")?.pathWord ?? "")
            [ -z "$ca" ] || [ -r "$ca" ] || cannot "$ca cannot be read"
            say now "$(date -u +%s)"
            if [ -e "$s" ]; then
              [ -r "$s" ] || cannot "$(id -un) may not read $s"
              text=$(openssl x509 -in "$s" -noout -text 2>/dev/null) || text=$(openssl x509 -inform DER -in "$s" \
              -noout -text 2>/dev/null) \\
                || { say failure 'no certificate in it'; exit 0; }
              v=$(openssl verify ${ca:+-CAfile "$ca"} -untrusted "$s" "$s" 2>&1)
              case $v in *'error '*' at '*) v=$(printf '%s\\n' "$v" | grep -m 1 'error [0-9]* at ' | sed 's/^error //; s/ at .*: / /');; esac
              say verify "$(printf '%s\\n' "$v" | tail -n 1)"
            else
              case $s in *:*[!0-9]*|*[!0-9]) say failure 'no such file'; exit 0;; *:*) ;; *) say failure 'no such file'; exit 0;; esac
              host=${s%:*}; host=${host#[}; host=${host%]}
              limit=; ! has timeout || limit='timeout 15'
              case $limit in ?*) timeout 1 true 2>/dev/null || limit='timeout -t 15';; esac
              case ${sni:-$host} in *:*|*[!0-9.]*) set -- -servername "${sni:-$host}";; *) set --;; esac
              session=$($limit openssl s_client -connect "$s" "$@" \(start) ${ca:+-CAfile "$ca"} 2>&1 </dev/null)
              text=$(printf '%s\\n' "$session" | openssl x509 -noout -text 2>/dev/null) || {
                case $session in
                  *refused*) say failure 'connection refused';;
                  *resolve*|*"not known"*|*"lookup failure"*) cannot "the name $host cannot be resolved";;
                  *) say failure "no TLS: $(printf '%s\\n' "$session" | grep -i -m 1 -e error -e errno)";;
                esac
                exit 0
              }
              say verify "$(printf '%s\\n' "$session" | sed -n 's/^ *Verify return code: //p' | tail -n 1)"
            fi
            echo output:; printf '%s\\n' "$text"
            """
    }
}

private struct CertificateWants: Sendable {
    private let days: CheckText?
    private let names: [CheckText]
    private let issuer: CheckText?
    private let isTrusted: Bool?

    init(_ values: CheckValues) {
        days = values.text("days")
        names = values.list("names")
        issuer = values.text("issuer")
        isTrusted = values.boolean("trusted")
    }

    var words: String {
        var words = [days.map { "valid for \($0.written) more days" } ?? "valid"] + names.map { "for \($0.written)" }
        if let issuer { words.append("of issuer \(issuer.written)") }
        if let isTrusted { words.append(isTrusted ? "trusted" : "not trusted") }
        return words.joined(separator: ", ")
    }

    func judge(_ certificate: Certificate, _ answer: CheckAnswer, into findings: inout CheckFindings)
        throws(CheckTrouble)
    {
        if let days {
            let wanted = try answer.integer(days)
            findings.want(
                "valid for \(wanted) more days", certificate.isValid && certificate.daysLeft >= wanted,
                found: certificate.validity)
        } else {
            findings.want("valid", certificate.isValid, found: certificate.validity)
        }
        for name in names {
            let wanted = answer.resolve(name)
            findings.want(
                "for \(wanted)", certificate.isFor(wanted),
                found: certificate.names.isEmpty
                    ? "no names" : "for \(certificate.names.prefix(10).joined(separator: ", "))")
        }
        if let issuer {
            let wanted = answer.resolve(issuer)
            findings.want(
                "of issuer \(wanted)", certificate.issuer.has(wanted), found: "of issuer \(certificate.issuer)")
        }
        if let isTrusted {
            let result = answer["verify"] ?? ""
            let holds = result.hasPrefix("0 (ok)") || result.hasSuffix(": OK")
            findings.want(
                isTrusted ? "trusted" : "not trusted", holds == isTrusted,
                found: holds ? "trusted" : "not trusted: \(result)")
        }
    }
}
