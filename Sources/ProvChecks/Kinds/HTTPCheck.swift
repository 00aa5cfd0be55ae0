import ProvText

/// An HTTP request from the host gets the answer that is wanted.
enum HTTPCheck: CheckKind {
    static let name = "http"
    static let about =
        "A request from the host gets a response with this status, these headers and this body, over verified TLS."
    static let mainKey = "url"
    static let keys =
        [
            CheckKey("url", .text, isRequired: true, "the URL to request"),
            CheckKey("status", .list, "accepted status codes, `404` or `2xx` (default: `2xx`)"),
            CheckKey("headers", .mapping, "headers that must be present: the value is a text that they contain"),
        ] + TextWants.keys("the body") + [
            CheckKey(
                "json", .data,
                "JSON that the body must match: named members must be present and equal, `...` matches anything"),
            CheckKey("method", .text, "the request method (default: `GET`)"),
            CheckKey("host", .text, "the Host header, for a virtual host"),
            CheckKey(
                "request-headers", .mapping, isSecret: true,
                "headers to send; their values are never shown, nor put on a command line"),
            CheckKey("data", .text, isSecret: true, "a body to send; the method is then POST by default"),
            CheckKey("follow", .boolean, "`true`: follow redirects"),
            CheckKey("insecure", .boolean, "`true`: accept any certificate"),
            CheckKey("cacert", .text, "a file of trusted certificates, on the host"),
            CheckKey("timeout", .duration, "how long the response may take (default: 20s)"),
        ]
    static let examples = [
        "http: http://127.0.0.1:8080/health\n",
        """
        http:
          url: http://127.0.0.1:8080/health
          status: 200
          headers: {Content-Type: application/json}
          json: {status: ok}
          until: 30s

        """,
        "http:\n  url: https://127.0.0.1/admin\n  host: www.example.com\n  insecure: true\n  status: [401, 403]\n",
    ]
    static let notes = """
        It uses `curl`, `python3` or `wget`; without any of them, bash or `openssl s_client` for a plain request. Request \
        headers, a body to send and other methods need `curl` or `python3`. Proxies of the process environment are used, except for the host itself.
        """

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let url = try values.required("url")
        if let literal = url.literal, !literal.hasPrefix("http://"), !literal.hasPrefix("https://") {
            throw CheckReadingError(
                key: "url", "'\(literal)' is not an http or https URL",
                fix: "write for example 'http: http://\(literal)'")
        }
        let wants = try HTTPWants(values)
        let summary = "\(url.written) answering \(wants.words)"
        let limit = HTTPProbe.limit(values)
        let probe = HTTPProbe(values, url: url)
        return CheckDefinition(summary: summary, probe: probe.script, look: probe.look) {
            answer throws(CheckTrouble) in
            let subject = answer.resolve(url)
            guard let response = HTTPResponse(answer) else {
                return .of(false, wanted: answer.resolve(summary), found: HTTPResponse.failure(answer, limit: limit))
            }
            var findings = CheckFindings()
            try wants.judge(response, answer, into: &findings)
            return findings.verdict(subject, joint: " answering ")
        }
    }
}

/// What the answer must be.
private struct HTTPWants: Sendable {
    private let statuses: [CheckText]
    private let headers: [(name: String, value: CheckText)]
    private let body: TextWants
    private let json: JSON?

    init(_ values: CheckValues) throws(CheckReadingError) {
        let written = values.list("status")
        for status in written {
            if let literal = status.literal, !HTTPWants.isStatus(literal) {
                throw CheckReadingError(
                    key: "status", "invalid HTTP status '\(literal)'",
                    fix: "write for example 'status: 200' or 'status: 2xx'")
            }
        }
        statuses = written.isEmpty ? [CheckText("2xx")] : written
        headers = values.mapping("headers")
        body = TextWants(values)
        json = values.data("json")
    }

    private static func isStatus(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        return digits.count == 3 && (0x31...0x35).contains(digits[0])
            && digits.dropFirst().allSatisfy { $0.isDigit || $0 | 0x20 == UInt8(ascii: "x") }
    }

    var words: String {
        let status = statuses.map(\.written).joined(separator: " or ")
        let others = headers.map { "\($0.name): \($0.value.written)" } + body.words + (json == nil ? [] : ["the JSON"])
        return others.isEmpty ? status : "\(status) with \(others.joined(separator: ", "))"
    }

    func judge(_ response: HTTPResponse, _ answer: CheckAnswer, into findings: inout CheckFindings) throws(CheckTrouble)
    {
        let allowed = statuses.map { answer.resolve($0) }
        if let wrong = allowed.first(where: { !HTTPWants.isStatus($0) }) {
            throw CheckTrouble("status is '\(wrong)', which is not a status such as 200 or 2xx")
        }
        let digits = String(response.status)
        let holds = allowed.contains { status in
            status.utf8.elementsEqual(digits.utf8) { $0 == $1 || $0 | 0x20 == UInt8(ascii: "x") }
        }
        findings.want(
            allowed.joined(separator: " or "), holds,
            found: "\(digits)\(holds ? "" : " \(OutputText.excerpt(Array(response.body.prefix(120))))")")
        for (name, value) in headers {
            let wanted = answer.resolve(value)
            let found = response.headers.filter { $0.name == name.lowercased() }.map(\.value)
            findings.want(
                "header \(name): \(wanted)", found.contains { $0.has(wanted) },
                found: found.isEmpty ? "no header \(name)" : "\(name): \(found.joined(separator: ", "))")
        }
        try body.judge(response.body, "in the body", answer, into: &findings)
        guard let json else { return }
        guard let found = try? JSON(parsing: OutputText.trimmed(response.body[...])) else {
            return findings.want("a JSON body", false, found: "\(OutputText.excerpt(response.body)), which is not JSON")
        }
        let difference = JSONExpectation.difference(answer.resolve(json), found)
        findings.want(
            difference.map { "\($0.path) \($0.wanted)" } ?? "the JSON", difference == nil,
            found: difference.map(\.found) ?? "it")
    }
}

/// An answer as it came over the wire.
struct HTTPResponse {
    var status: Int
    /// Names in lower case.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// `nil` where no answer came.
    init?(_ answer: CheckAnswer) {
        // After a redirection that was followed there may be an answer, but not the one that counts.
        let code = answer.exitCode ?? -1
        if answer["tool"] == "curl", code != 0 { return nil }
        if answer["tool"] == "wget", code == HTTPResponse.wgetNetworkFailure || code == HTTPResponse.wgetTLSFailure {
            return nil
        }
        // wget has the headers on standard error.
        let isSplit = answer["tool"] == "wget"
        var rest = isSplit ? Array(answer.errors.utf8)[...] : answer.output[...]
        if isSplit {
            rest =
                Array(answer.errors.replacing(bytesOf: "wget: server returned error: HTTP/", with: "HTTP/").utf8)[...]
        }
        var head: (status: Int, headers: [(name: String, value: String)])?
        // Interim answers and redirections that were followed come before the one that counts.
        while let next = HTTPResponse.takeHead(&rest, isLoose: isSplit) {
            head = next
            guard isSplit || rest.starts(with: "HTTP/".utf8) else { break }
        }
        guard let head else { return nil }
        status = head.status
        headers = head.headers
        body = isSplit ? answer.output : Array(rest)
    }

    private static let wgetNetworkFailure = 4, wgetTLSFailure = 5

    private static func takeHead(_ rest: inout ArraySlice<UInt8>, isLoose: Bool) -> (
        status: Int, headers: [(name: String, value: String)]
    )? {
        var lines: [String] = []
        var left = rest
        while !left.isEmpty {
            let raw = left.prefix { $0 != ASCII.newline }
            left = left[min(raw.endIndex + 1, left.endIndex)...]
            let line = OutputText.trimmed(raw)
            if line.isEmpty, !lines.isEmpty { break }
            if lines.isEmpty, !line.starts(with: "HTTP/".utf8) {
                guard isLoose else { return nil }
                continue
            }
            if !lines.isEmpty, isLoose, line.starts(with: "HTTP/".utf8) {
                left = rest[raw.startIndex...]
                break
            }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        guard let first = lines.first, let code = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        rest = left
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), OutputText.trimmed(String(line[line.index(after: colon)...])))
        }
        return (code, headers)
    }

    /// Why no answer came.
    static func failure(_ answer: CheckAnswer, limit: Duration) -> String {
        let lines = (answer.errors + "\n" + String(decoding: answer.output.prefix(2000), as: UTF8.self)).utf8.split(
            separator: ASCII.newline
        ).map { String(Substring($0)) }
        return ConnectionReason.words(lines, limit: limit)
    }
}
