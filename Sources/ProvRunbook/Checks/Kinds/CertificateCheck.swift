/// A certificate is valid for long enough, for the right names.
enum CertificateCheck: CheckKind {
    static let name = "certificate"
    static let about = "A certificate in a file or shown by a server is valid for some days more and for these names."
    static let mainKey = "source"
    static let keys = [
        CheckKey("source", .text, isRequired: true, "a file, or `host:port` of a TLS server"),
        CheckKey("days", .integer, "days it must still be valid; 0, where left out"),
        CheckKey("names", .list, "names it must be for"),
        CheckKey("server-name", .text, "the name to ask a server for; its host, where left out"),
    ]
    static let example = "certificate:\n  source: /etc/ssl/certs/ca-certificates.crt\n  days: 14\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let source = try values.required("source")
        let days = try values.integer("days") ?? 0
        let names = values.list("names")
        let wanted = "certificate \(source) valid for \(days) more days" + (names.isEmpty ? "" : " and for \(names.joined(separator: ", "))")
        let isServer = !source.contains("/") && source.contains(":")
        let serverName = ShellWord.expandable(values.text("server-name") ?? String(source.split(separator: ":").first ?? ""))
        let fetch = isServer
            ? "openssl s_client -connect \"$s\" -servername \(serverName) </dev/null 2>/dev/null | openssl x509 2>/dev/null"
            : "openssl x509 -in \"$s\" 2>/dev/null"
        let probe = """
            s=\(values.word("source"))
            command -v openssl >/dev/null 2>&1 || { echo missing=1; exit 0; }
            c=$(\(fetch)) && [ -n "$c" ] || { echo none=1; exit 0; }
            printf '%s\\n' "$c" | openssl x509 -noout -checkend \(days * 86400) >/dev/null && echo valid=1 || echo valid=0
            echo "end=$(printf '%s\\n' "$c" | openssl x509 -noout -enddate)"
            echo text:; printf '%s\\n' "$c" | openssl x509 -noout -ext subjectAltName 2>/dev/null; printf '%s\\n' "$c" | openssl x509 -noout -subject
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if answer["missing"] != nil { return .missing("openssl", wanted: wanted) }
            if answer["none"] != nil { return .of(false, wanted: wanted, found: "no certificate there") }
            let end = answer["end"]?.replacing("notAfter=", with: "") ?? "unknown"
            guard answer["valid"] == "1" else { return .of(false, wanted: wanted, found: "it ends on \(end)") }
            let listed = answer.text.split(whereSeparator: { $0 == "," || $0 == "\n" }).map { OutputText.trimmed(String($0)) }
            for name in names where !listed.contains(where: { $0 == "DNS:\(name)" || $0 == "IP Address:\(name)" || $0.hasSuffix("CN = \(name)") || $0.hasSuffix("CN=\(name)") }) {
                return .of(false, wanted: wanted, found: "it is not for \(name), but for \(listed.filter { $0.hasPrefix("DNS:") }.joined(separator: ", "))")
            }
            return .of(true, wanted: wanted, found: "it ends on \(end)")
        }
    }
}
