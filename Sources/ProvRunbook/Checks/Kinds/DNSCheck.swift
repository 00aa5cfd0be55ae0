/// A name resolves on the host.
enum DNSCheck: CheckKind {
    static let name = "dns"
    static let about = "A name resolves on the host, to the addresses that are wanted."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the name"),
        CheckKey("address", .list, "addresses it must resolve to, all of them"),
    ]
    static let example = "dns:\n  name: localhost\n  address: 127.0.0.1\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let addresses = values.list("address")
        let wanted = "\(name) to resolve" + (addresses.isEmpty ? "" : " to \(addresses.joined(separator: ", "))")
        let probe = """
            n=\(values.word("name"))
            command -v getent >/dev/null 2>&1 || { echo missing=1; exit 0; }
            { getent ahosts "$n" || getent hosts "$n"; } | while read -r a _; do echo "address$a=1"; done
            echo done=1
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if answer["missing"] != nil { return .missing("getent", wanted: wanted) }
            let found = answer.keys.filter { $0.hasPrefix("address") }.map { String($0.dropFirst(7)) }.sorted()
            let holds = !found.isEmpty && addresses.allSatisfy(found.contains)
            return .of(holds, wanted: wanted, found: found.isEmpty ? "it does not resolve" : found.joined(separator: ", "))
        }
    }
}
