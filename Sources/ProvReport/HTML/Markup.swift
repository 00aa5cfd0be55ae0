import ProvText

/// HTML, SVG or XML text under construction: literals are markup, whatever is interpolated is escaped.
///
///     page.add("<h2 id=\"s\(3)\">\(title)</h2>")
///
/// Interpolated text is fit for content and for quoted attributes: `& < > " '` are references, controls are visible
/// symbols.
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
    package mutating func add(plain: some Sequence<UInt8>) { bytes.append(contentsOf: plain) }

    /// Hands out the buffer for work at the speed of bytes; what is appended must be escaped.
    mutating func withBytes(_ work: (inout [UInt8]) -> Void) { work(&bytes) }

    package var isEmpty: Bool { bytes.isEmpty }
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
        }
        package mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }
        package mutating func appendInterpolation(_ text: String) { Markup.escape(text, into: &bytes) }
        package mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }
        package mutating func appendInterpolation(_ markup: Markup) { bytes.append(contentsOf: markup.bytes) }
    }

    /// The text as it is written into content and quoted attributes.
    package static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: needsCare) else { return text }
        var markup = Markup()
        markup.add(text: text)
        return markup.text
    }

    /// Appends the text, escaped for content and quoted attributes; characters that HTML does not allow are replaced.
    package static func escape(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            var plain = 0
            var index = 0
            while index < utf8.count {
                guard unsafe needsCare(utf8[index]) else {
                    index += 1
                    continue
                }
                unsafe bytes.append(contentsOf: utf8[plain..<index])
                index += unsafe appendCarefully(utf8[index...], to: &bytes)
                plain = index
            }
            unsafe bytes.append(contentsOf: utf8[plain...])
        }
    }

    /// One character, as a reference or a symbol where it must not stand as it is; gives how many bytes it had.
    private static func appendCarefully(_ rest: Slice<UnsafeBufferPointer<UInt8>>, to bytes: inout [UInt8]) -> Int {
        switch unsafe rest.first {
        case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
        case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
        case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
        default:
            var decoder = UTF8()
            var source = unsafe rest.makeIterator()
            guard case .scalarValue(let scalar) = unsafe decoder.decode(&source) else { return 1 }
            let length = UTF8.width(scalar)
            if let symbol = VisibleControls.symbol(for: scalar) {
                bytes.append(contentsOf: symbol.utf8)
            } else {
                unsafe bytes.append(contentsOf: rest.prefix(length))
            }
            return length
        }
        return 1
    }

    /// Whether a byte may be, or begin, something that is not shown as it is.
    private static func needsCare(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x0A && byte != 0x09 || byte >= 0x7F || byte == 0x26 || byte == 0x3C || byte == 0x3E
            || byte == 0x22 || byte == 0x27
    }
}
