/// An HTTP request from the host gets the answer that is wanted.
enum HTTPCheck: CheckKind {
    static let name = "http"
    static let about = "A request from the host gets an answer with this status, these headers, this body, over TLS that verifies."
    static let mainKey = "url"
    static let keys = [
        CheckKey("url", .text, isRequired: true, "what is asked for"),
        CheckKey("status", .text, "the status code; 200, where left out"),
        CheckKey("contains", .text, "a text in the body"),
        CheckKey("headers", .mapping, "headers that must be there: the value is a text they contain"),
        CheckKey("method", .text, "`GET`, where left out"),
        CheckKey("host", .text, "the Host header, for a virtual host"),
        CheckKey("insecure", .boolean, "`true` accepts any certificate"),
        CheckKey("cacert", .text, "a file of certificates to trust, on the host"),
    ]
    static let example = "http:\n  url: http://127.0.0.1:8080/health\n  status: 200\n  contains: ok\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let url = try values.required("url")
        let status = try values.integer("status") ?? 200
        var options = "-sS -i --max-time 20 -X \(ShellWord.quoted(values.text("method") ?? "GET"))"
        if let host = values.text("host") { options += " -H \(ShellWord.expandable("Host: " + host))" }
        if try values.boolean("insecure") == true { options += " -k" }
        if values.has("cacert") { options += " --cacert \(values.word("cacert"))" }
        let wanted = "\(url) to answer \(status)" + (values.text("contains").map { " with '\($0)'" } ?? "")
        let contains = values.text("contains"), headers = values.mapping("headers")
        // curl where there is one; python3 is on hosts that have no curl more often than wget with the options needed.
        let probe = """
            u=\(values.word("url"))
            if command -v curl >/dev/null 2>&1; then
              out=$(curl \(options) "$u" 2>&1); echo "code=$?"; echo text:; printf '%s\\n' "$out" | head -c 1000000
            elif command -v python3 >/dev/null 2>&1; then
              echo code=0; echo text:
              python3 - "$u" <<'EOF' 2>&1
            import sys, urllib.request, urllib.error
            try: answer = urllib.request.urlopen(sys.argv[1], timeout=20)
            except urllib.error.HTTPError as error: answer = error
            except Exception as error: print(error); sys.exit()
            print('HTTP/1.1', answer.status); print(answer.headers, end=''); print(answer.read(1000000).decode('utf-8', 'replace'))
            EOF
            else echo missing=1; fi
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if answer["missing"] != nil { return .missing("curl or python3", wanted: wanted) }
            let text = answer.text.replacing("\r\n", with: "\n")
            guard text.hasPrefix("HTTP/") else { return .of(false, wanted: wanted, found: OutputText.excerpt(text)) }
            return judge(text, status: status, contains: contains, headers: headers, wanted: wanted)
        }
    }

    private static func judge(_ text: String, status: Int, contains: String?, headers: [(String, String)], wanted: String) -> Verdict {
        var rest = Substring(text)
        var head: Substring = ""
        // Interim answers (100 Continue) come before the one that counts.
        repeat {
            let end = rest.firstRange(of: "\n\n")
            head = rest[..<(end?.lowerBound ?? rest.endIndex)]
            rest = end.map { rest[$0.upperBound...] } ?? ""
        } while head.split(separator: " ").dropFirst().first?.hasPrefix("1") == true && rest.hasPrefix("HTTP/")
        let code = head.split(whereSeparator: { $0 == " " || $0 == "\n" }).dropFirst().first.flatMap { Int($0) }
        guard code == status else { return .of(false, wanted: wanted, found: "status \(code.map(String.init) ?? "unknown")") }
        for (name, value) in headers {
            let line = head.split(separator: "\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            guard let line else { return .of(false, wanted: "\(wanted), header \(name)", found: "no header \(name)") }
            guard line.contains(value) else { return .of(false, wanted: "\(wanted), header \(name) with '\(value)'", found: String(line)) }
        }
        if let contains, !OutputText.contains(String(rest), contains) { return .of(false, wanted: wanted, found: "status \(status), but the body is \(OutputText.excerpt(String(rest)))") }
        return .of(true, wanted: wanted, found: "it did")
    }
}
