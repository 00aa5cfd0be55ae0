/// Base 64 (RFC 4648).
package enum Base64 {
    static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// With padding, as headers and data addresses have it.
    package static func text(_ bytes: [UInt8]) -> String {
        let digits = encode(bytes, alphabet: standard)
        return String(decoding: digits, as: UTF8.self) + String(repeating: "=", count: (4 - digits.count % 4) % 4)
    }

    /// Without padding.
    static func encode(_ bytes: [UInt8], alphabet: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        var value = 0
        var bits = 0
        for byte in bytes {
            value = (value << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                digits.append(alphabet[value >> bits & 63])
            }
        }
        if bits > 0 { digits.append(alphabet[value << (6 - bits) & 63]) }
        return digits
    }

    /// The digits that depend on the value alone where `offset` other bytes (modulo 3) stand before it.
    static func inner(_ bytes: [UInt8], offset: Int, alphabet: [UInt8]) -> [UInt8] {
        let text = encode([UInt8](repeating: 0, count: offset) + bytes, alphabet: alphabet)
        let first = (offset * 8 + 5) / 6
        let last = (offset + bytes.count) * 8 / 6
        return first < last ? Array(text[first..<last]) : []
    }
}
