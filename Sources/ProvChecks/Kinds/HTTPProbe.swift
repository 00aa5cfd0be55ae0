import ProvText

/// Asks for a URL with what the host has; prints the answer as it comes over the wire.
struct HTTPProbe {
    private let values: CheckValues
    private let url: CheckText
    private let seconds: Int64

    init(_ values: CheckValues, url: CheckText) {
        self.values = values
        self.url = url
        seconds = max(1, HTTPProbe.limit(values).components.seconds)
    }

    /// How long an answer may take.
    static func limit(_ values: CheckValues) -> Duration { values.duration("timeout") ?? .seconds(20) }

    private var method: String? { values.literal("method").map { $0.uppercased() } }
    private var follows: Bool { values.boolean("follow") ?? false }
    private var isInsecure: Bool { values.boolean("insecure") ?? false }
    /// Whether only a full client will do.
    private var isDemanding: Bool {
        values.has("request-headers") || values.has("data") || method.map { $0 != "GET" } ?? false
    }

    var script: String {
        """
        u=\(url.word); h=\(values.text("host")?.word ?? ""); ca=\(values.text("cacert")?.pathWord ?? "")
        case $u in http://*|https://*) ;; *) cannot "$u is not an http or https URL";; esac
        [ -z "$ca" ] || [ -r "$ca" ] || cannot "$ca cannot be read"
        no_proxy=${no_proxy:+$no_proxy,}localhost,127.0.0.1,::1; NO_PROXY=$no_proxy; export no_proxy NO_PROXY
        if has curl; then
        \(curl)
        elif has python3; then
        \(python)
        \(isDemanding ? "else cannot 'curl or python3 is needed for this request; install curl'" : plain)
        fi
        """
    }

    /// What a person types for the same; a secret goes through curl's configuration here too.
    var look: String {
        var words = ["curl -sS -i -g --max-time \(seconds)"]
        if let host = values.text("host") { words.append("-H \(CheckText("Host: " + host.written).typed)") }
        if let file = values.text("cacert") { words.append("--cacert \(file.typedPath)") }
        if let method { words.append(method == "HEAD" ? "--head" : "-X \(ShellText.word(method))") }
        if isInsecure { words.append("-k") }
        if follows { words.append("-L") }
        let secrets =
            values.mapping("request-headers").map { name, value in
                "header = \\\"\(ShellText.inDoubleQuotes(name)): \(CheckText.unquoted(value))\\\""
            } + (values.text("data").map { ["data-binary = \\\"\(CheckText.unquoted($0))\\\""] } ?? [])
        guard !secrets.isEmpty else { return (words + [url.typed]).joined(separator: " ") }
        return "printf '%s\\n' \(secrets.map { "\"\($0)\"" }.joined(separator: " ")) | "
            + (words + ["-K -", url.typed]).joined(separator: " ")
    }

    /// Everything goes through curl's configuration on its standard input: a command line is seen by every user of the
    /// host.
    private var curl: String {
        var lines = [
            "printf 'url = \"%s\"\\n' \"$(escape \"$u\")\"",
            "[ -z \"$h\" ] || printf 'header = \"Host: %s\"\\n' \"$(escape \"$h\")\"",
            "[ -z \"$ca\" ] || printf 'cacert = \"%s\"\\n' \"$(escape \"$ca\")\"",
        ]
        for (name, value) in values.mapping("request-headers") {
            lines.append("printf 'header = \"%s\"\\n' \"$(escape \(ShellText.quoted(name + ": "))\(value.word))\"")
        }
        if let data = values.text("data") {
            lines.append("printf 'data-binary = \"%s\"\\n' \"$(escape \(data.word))\"")
        }
        if let method {
            lines.append(method == "HEAD" ? "echo head" : "printf 'request = \"%s\"\\n' \(ShellText.quoted(method))")
        }
        if isInsecure { lines.append("echo insecure") }
        if follows { lines.append("echo location") }
        return """
              say tool curl; echo output:
              escape() { printf '%s\\n' "$1" | sed -e 's/[\\\\"]/\\\\&/g' -e '$!s/$/\\\\n/' | tr -d '\\n'; }
              { \(lines.joined(separator: "; ")); } | curl -q -sS -i -g --max-time \(seconds) -K -
            """
    }

    private var python: String {
        var script = """
              say tool python3; echo output:
              export PROV_URL="$u" PROV_HOST="$h" PROV_CA="$ca" PROV_METHOD=\(ShellText.quoted(method ?? "")) PROV_SECONDS=\(seconds)
              export PROV_INSECURE=\(isInsecure ? "1" : "") PROV_FOLLOW=\(follows ? "1" : "") PROV_HAS_DATA=\(values.has("data") ? "1" : "")
              export PROV_DATA=\(values.text("data")?.word ?? "")

            """
        for (index, header) in values.mapping("request-headers").enumerated() {
            script += "  export PROV_HEADER_\(index)=\(ShellText.quoted(header.name + ": "))\(header.value.word)\n"
        }
        return script + "  python3 -c \(ShellText.quoted(HTTPProbe.pythonProgram))"
    }

    private static let pythonProgram = """
        import os, ssl, sys, urllib.error, urllib.request
        e = os.environ.get
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *arguments): return None
        context = ssl.create_default_context(cafile=e("PROV_CA") or None)
        if e("PROV_INSECURE"):
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        handlers = [urllib.request.HTTPSHandler(context=context)] + ([] if e("PROV_FOLLOW") else [Stay()])
        data = e("PROV_DATA").encode() if e("PROV_HAS_DATA") else None
        request = urllib.request.Request(e("PROV_URL"), data=data, method=e("PROV_METHOD") or None)
        if e("PROV_HOST"): request.add_header("Host", e("PROV_HOST"))
        for name, value in os.environ.items():
            if name.startswith("PROV_HEADER_"): request.add_header(*value.split(": ", 1))
        try: answer = urllib.request.build_opener(*handlers).open(request, timeout=float(e("PROV_SECONDS")))
        except urllib.error.HTTPError as error: answer = error
        except Exception as error: sys.exit(str(getattr(error, "reason", error)))
        head = "HTTP/1.1 %d %s\\r\\n" % (answer.status if hasattr(answer, "status") else answer.code, answer.reason)
        for name, value in answer.headers.items(): head += "%s: %s\\r\\n" % (name, value)
        sys.stdout.buffer.write(head.encode("latin-1", "replace") + b"\\r\\n" + answer.read())
        """

    /// A GET with what is left: wget, or the request written by hand.
    ///
    /// wget would send a redirected request over a connection that a server of HTTP/1.0 is about to close, and does not
    /// try again. busybox's wget verifies certificates only through Alpine's `ssl_client`; Debian's has no time-out of
    /// its own.
    private var plain: String {
        """
        elif has wget && wget --version 2>/dev/null | grep -q GNU; then
          say tool wget; echo output:
          wget --no-config --no-http-keep-alive -nv -S -O - --content-on-error --tries=1 --timeout=\(seconds) \
          \(follows ? "" : "--max-redirect=0") \\
            \(isInsecure ? "--no-check-certificate" : "") ${ca:+"--ca-certificate=$ca"} ${h:+"--header=Host: $h"} -- "$u"
        else
          limit=; ! has timeout || limit='timeout \(seconds)'
          case $limit in ?*) timeout 1 true 2>/dev/null || limit='timeout -t \(seconds)';; esac
          way=none
          case $u in
            http:*) if has wget; then way=wget; elif has bash && [ -n "$limit" ]; then way=bash; fi;;
            *) if has openssl && [ -n "$limit" ]; then way=openssl; elif [ -z "$ca" ] && has wget && { \(isInsecure ? "true" : "has ssl_client"); }; then way=wget; fi;;
          esac
        \(handmade)
          case $? in 124|143) echo 'timed out' >&2;; esac
        """
    }

    private var handmade: String {
        """
          rest=${u#*://}; rest=${rest%%#*}
          case $rest in */*) path=/${rest#*/}; at=${rest%%/*};; *) path=/; at=$rest;; esac
          case $at in
            \\[*\\]:*) port=${at##*:}; name=${at%:*};; \\[*) name=$at; port=;; *:*) port=${at##*:}; name=${at%:*};; *) name=$at; port=;;
          esac
          bare=${name#[}; bare=${bare%]}
          request() { printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\nUser-Agent: prov\\r\\nAccept: */*\\r\\nConnection: close\\r\\n\\r\\n' "$path" "${h:-$at}"; }
          case $bare in *:*|*[!0-9.]*) verify=-verify_hostname;; *) verify=-verify_ip;; esac
          case $bare in *:*) verify=-verify_ip;; esac
          case $way in
            wget)
              say tool wget; echo output:
              $limit wget -S -O - \(isInsecure ? "--no-check-certificate" : "") ${h:+--header "Host: $h"} "$u";;
            bash)
              say tool bash; echo output:
              request | $limit bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit; cat >&3; cat <&3' tcp "$bare" "${port:-80}";;
            openssl)
              say tool openssl; echo output:
              request | $limit openssl s_client -quiet -connect "$name:${port:-443}" -servername "$bare" \\
                \(isInsecure ? "" : "-verify_return_error \"$verify\" \"$bare\"") ${ca:+-CAfile "$ca"};;
            *) cannot 'curl, wget and python3 are missing; install curl';;
          esac
        """
    }
}
