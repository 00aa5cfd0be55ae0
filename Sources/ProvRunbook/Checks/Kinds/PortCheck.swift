/// Something listens on a port of the host.
enum PortCheck: CheckKind {
    static let name = "port"
    static let about = "Something listens on a TCP (or UDP) port of the host, or nothing does."
    static let mainKey = "number"
    static let keys = [
        CheckKey("number", .text, isRequired: true, "the port"),
        CheckKey("address", .text, "the address it must be bound to; any, where left out"),
        CheckKey("protocol", .text, "`tcp` (default) or `udp`"),
        CheckKey("listening", .boolean, "`false` wants the port free"),
    ]
    static let example = "port:\n  number: 5432\n  address: 127.0.0.1\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let number = try values.required("number")
        let kind = values.text("protocol") ?? "tcp"
        guard kind == "tcp" || kind == "udp" else { throw CheckReadingError(key: "protocol", message: "'\(kind)' is neither tcp nor udp") }
        let wantsListener = try values.boolean("listening") ?? true
        let address = values.text("address")
        let wanted = wantsListener ? "\(kind) port \(number) listening" + (address.map { " on \($0)" } ?? "") : "\(kind) port \(number) free"
        // /proc/net is what every Linux has, minimal images included; its addresses are hexadecimal, in host order.
        let probe = """
            port=\(values.word("number"))
            case $port in ''|*[!0-9]*) echo "bad=$port"; exit 0;; esac
            hex=$(printf '%04X' "$port")
            state=\(kind == "tcp" ? "0A" : "07")
            for f in /proc/net/\(kind) /proc/net/\(kind)6; do
              [ -r "$f" ] || continue
              while read -r _ local _ st _; do
                [ "$st" = "$state" ] && [ "${local##*:}" = "$hex" ] && echo "listen${local%:*}=1"
              done < "$f"
            done
            echo "port=$port"
            """
        let hexadecimal = address.map(hexadecimalForms)
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if let bad = answer["bad"] { return Verdict(.error, wanted: wanted, found: "'\(bad)' is no port number") }
            guard let port = answer["port"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            let known = ["00000000": "0.0.0.0", "0100007F": "127.0.0.1", String(repeating: "0", count: 32): "::",
                         String(repeating: "0", count: 24) + "01000000": "::1"]
            let bound = answer.keys.filter { $0.hasPrefix("listen") }.map { String($0.dropFirst(6)) }.sorted()
            let shown = bound.map { known[$0] ?? dotted($0) }.joined(separator: ", ")
            let found = bound.isEmpty ? "nothing listens on \(port)" : "a listener on \(shown)"
            let fits = hexadecimal.map { forms in bound.contains { forms.contains($0) } } ?? !bound.isEmpty
            return .of(fits == wantsListener, wanted: wanted, found: found)
        }
    }

    /// How /proc/net writes an address; a wildcard listener answers on it as well.
    private static func hexadecimalForms(_ address: String) -> Set<String> {
        let zero6 = String(repeating: "0", count: 32)
        if address == "::1" || address == "localhost6" { return [String(repeating: "0", count: 24) + "01000000", zero6] }
        if address == "::" { return [zero6] }
        let parts = (address == "localhost" ? "127.0.0.1" : address).split(separator: ".").compactMap { UInt8($0) }
        guard parts.count == 4 else { return [] }
        let hex = parts.reversed().map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
        return address == "0.0.0.0" ? [hex, zero6] : [hex, "00000000", zero6]
    }

    private static func dotted(_ hexadecimal: String) -> String {
        guard hexadecimal.count == 8, let value = UInt32(hexadecimal, radix: 16) else { return hexadecimal }
        return [value & 255, value >> 8 & 255, value >> 16 & 255, value >> 24].map(String.init).joined(separator: ".")
    }
}
