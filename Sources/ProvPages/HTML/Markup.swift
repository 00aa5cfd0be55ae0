/// HTML, SVG or XML text under construction: literals are markup, whatever is interpolated is escaped.
///
///     page.add("<h2 id=\"s\(3)\">\(title)</h2>")
///
/// Interpolated text is fit for content and for quoted attributes: `& < > " '` are references, controls are visible symbols.
package struct Markup: ExpressibleByStringInterpolation {
    package private(set) var bytes: [UInt8] = []

    package init() {}
    package init(stringLiteral value: String) { bytes = Array(value.utf8) }
    package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    package mutating func add(_ other: Markup) { bytes += other.bytes }

    /// Text of any origin, escaped.
    package mutating func add(text: String) { Markup.escape(text, into: &bytes) }

    /// A sentence of prov's, in which `backticks` stand around code.
    package init(prose: String) {
        let parts = prose.split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count > 1, !parts.count.isMultiple(of: 2) else {
            Markup.escape(prose, into: &bytes)
            return
        }
        for (index, part) in parts.enumerated() {
            let text = String(part)
            add(index.isMultiple(of: 2) ? "\(text)" : "<code>\(text)</code>")
        }
    }

    /// Bytes that are known to be safe text already, for example digits.
    mutating func add(plain: some Sequence<UInt8>) { bytes.append(contentsOf: plain) }

    /// Hands out the buffer for work at the speed of bytes; what is appended must be escaped.
    mutating func withBytes(_ work: (inout [UInt8]) -> Void) { work(&bytes) }

    package var isEmpty: Bool { bytes.isEmpty }
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) { bytes.reserveCapacity(literalCapacity + interpolationCount * 16) }
        package mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }
        package mutating func appendInterpolation(_ text: String) { Markup.escape(text, into: &bytes) }
        package mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }
        package mutating func appendInterpolation(_ markup: Markup) { bytes.append(contentsOf: markup.bytes) }
    }

    /// The text as it is written into content and quoted attributes.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: needsCare) else { return text }
        var markup = Markup()
        markup.add(text: text)
        return markup.text
    }

    static func escape(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        let isPlain = text.withUTF8 { utf8 in
            for index in 0..<utf8.count where unsafe needsCare(utf8[index]) { return false }
            unsafe bytes.append(contentsOf: utf8)
            return true
        }
        guard !isPlain else { return }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "'": bytes.append(contentsOf: "&#39;".utf8)
            case "\u{20}"..."\u{7E}", "\n", "\t": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                if let symbol = VisibleControls.symbol(for: scalar) {
                    bytes.append(contentsOf: symbol.utf8)
                } else if let encoded = UTF8.encode(scalar) {
                    bytes.append(contentsOf: encoded)
                }
            }
        }
    }

    /// Whether a byte may be, or begin, something that is not shown as it is.
    private static func needsCare(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x0A && byte != 0x09 || byte >= 0x7F || byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x27
    }
}
