import ProvText

/// What must be known to put a file back, as the journal keeps it.
struct FileUndo: Sendable, Equatable {
    /// Content hash of what is kept of the file that was there; `nil` if there was none.
    var previous: String?
    /// Whether secrets were masked in what is kept.
    var isMasked: Bool
    /// SHA-256 of the file that was there; `nil` if secrets were masked in it, and in records of the first format.
    var sha256: String?
    /// The same of a file with secrets, as a hash that only this store can make: a short secret could be guessed from
    /// the plain one.
    var proof: String?
    var mode: Int
    /// Names or numbers.
    var owner: String?
    var group: String?

    /// For a file that was not there.
    init() {
        isMasked = false
        mode = 0o644
    }

    /// - Parameter sha256: of the file that was there.
    init(
        _ attributes: FileChange.Attributes, previous: String, sha256 digest: String, isMasked: Bool,
        proof: (String) -> String
    ) {
        self.previous = previous
        self.isMasked = isMasked
        if isMasked { self.proof = proof(digest) } else { sha256 = digest }
        mode = attributes.mode
        let ids = attributes.ids.split(separator: ":").map(String.init)
        owner = ids.first
        group = ids.last
    }

    /// Reads what `text` wrote; `nil` for anything else.
    init?(text: String) {
        guard let json = try? JSON(parsing: text) else { return nil }
        self.init(json)
    }

    init?(_ json: JSON) {
        guard let mode = json["mode"]?.intValue else { return nil }
        self.mode = mode
        previous = json["previous"]?.stringValue
        owner = json["owner"]?.stringValue
        group = json["group"]?.stringValue
        sha256 = json["sha256"]?.stringValue
        proof = json["proof"]?.stringValue
        // The first format kept everything masked, and did not say so.
        isMasked = json["masked"]?.boolValue ?? true
    }

    var text: String { json.text(pretty: false) }

    var json: JSON {
        func member(_ key: String, _ value: String?) -> JSON.Member {
            JSON.Member(key, value.map(JSON.string) ?? .null)
        }
        return JSON.object([
            .init("mode", .integer(mode)), member("previous", previous), member("owner", owner), member("group", group),
            member("sha256", sha256), member("proof", proof), .init("masked", .bool(isMasked)),
        ])
    }
}
