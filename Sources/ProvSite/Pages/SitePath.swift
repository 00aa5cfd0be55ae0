/// Paths between the pages of a site: `/` between folders, none in front.
enum SitePath {
    /// The folder of a file, without a `/` at its end; empty for the top.
    static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// A path written in a file of a folder, from the top; `nil` where it leads out of the site.
    static func resolve(_ path: String, in folder: String) -> String? {
        var parts = path.hasPrefix("/") ? [] : folder.split(separator: "/")
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": if parts.popLast() == nil { return nil }
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// How a page names another path: `../assets/site.css`.
    static func relative(_ target: String, from page: String) -> String {
        let to = target.utf8
        let from = page.utf8
        // Both behind the last `/` up to which they agree.
        var (shared, rest) = (to.startIndex, from.startIndex)
        var (index, other) = (shared, rest)
        while index < to.endIndex, other < from.endIndex, to[index] == from[other] {
            let isSlash = to[index] == 0x2F
            index = to.index(after: index)
            other = from.index(after: other)
            if isSlash { (shared, rest) = (index, other) }
        }
        let up = from[rest...].count { $0 == 0x2F }
        return up == 0 ? String(target[shared...]) : String(repeating: "../", count: up) + target[shared...]
    }

    /// `../../` as often as it takes to the top.
    static func root(from page: String) -> String { String(repeating: "../", count: page.utf8.count { $0 == 0x2F }) }

    /// Where the page of a Markdown file stands: a README is the first page of its folder.
    static func page(of source: String) -> String {
        let name = name(of: source)
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        let isFirst = ["readme", "index", "_index"].contains(stem.lowercased())
        let folder = folder(of: source)
        return (folder.isEmpty ? "" : folder + "/") + (isFirst ? "index" : stem) + ".html"
    }

    /// The path as it is written in an attribute: what a URL does not hold is percent-encoded.
    static func encoded(_ path: String) -> String {
        guard path.utf8.contains(where: { !isPlain($0) }) else { return path }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With `%20` and the like as the characters they stand for.
    static func decoded(_ path: String) -> String {
        guard path.utf8.contains(0x25) else { return path }
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
            || [0x2D, 0x2E, 0x2F, 0x5F, 0x7E, 0x2B, 0x2C, 0x40].contains(byte)
    }
}
