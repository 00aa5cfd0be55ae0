import ProvText

/// Builds HTML, escaping what is text.
struct HTMLWriter {
    private var bytes: [UInt8] = []

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Markup as it is.
    mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    /// Begins a new line where one is under way.
    mutating func startLine() {
        if let last = bytes.last, last != ASCII.newline { bytes.append(ASCII.newline) }
    }

    /// Markup on a line of its own.
    mutating func line(_ markup: String) {
        startLine()
        raw(markup)
        bytes.append(ASCII.newline)
    }

    mutating func attribute(_ name: String, _ value: String) {
        raw(" \(name)=\"")
        text(value)
        raw("\"")
    }

    mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case ASCII.ampersand: raw("&amp;")
            case ASCII.less: raw("&lt;")
            case ASCII.greater: raw("&gt;")
            case ASCII.quotationMark: raw("&quot;")
            default: bytes.append(byte)
            }
        }
    }

    /// The address of a link in an attribute: what a URL does not hold is percent-encoded.
    mutating func address(_ address: String) {
        for byte in address.utf8 {
            switch byte {
            case ASCII.ampersand: raw("&amp;")
            case ASCII.apostrophe: raw("&#x27;")
            case _ where byte.isAlphanumeric || HTMLWriter.isKept(byte): bytes.append(byte)
            default: bytes += [0x25, HTMLWriter.hexadecimal[Int(byte >> 4)], HTMLWriter.hexadecimal[Int(byte & 15)]]
            }
        }
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
    private static let keptPunctuation = Array("-_.+!*(),%#@?=;:/$~".utf8)

    private static func isKept(_ byte: UInt8) -> Bool { keptPunctuation.contains(byte) }
}

/// Which links a page must not hold.
enum LinkSafety {
    private static let schemes = ["javascript:", "vbscript:", "file:", "data:"].map { Array($0.utf8) }
    private static let images = ["png", "gif", "jpeg", "webp"].map { Array("data:image/\($0)".utf8) }

    /// Whether an address runs something, reads files, or carries its content along; pictures are let through.
    static func isDangerous(_ address: String) -> Bool {
        let start = Array(address.utf8.prefix(20).map(\.lowercased))
        return schemes.contains { start.starts(with: $0) } && !images.contains { start.starts(with: $0) }
    }
}
