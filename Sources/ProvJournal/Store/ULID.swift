/// Names that sort by time: 48 bits of milliseconds and 80 random bits in Crockford's base 32 (github.com/ulid/spec).
package enum ULID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// - Parameter random: ten bytes; missing ones count as zero.
    package static func make(milliseconds: Int, random: [UInt8]) -> String {
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: max(0, milliseconds) >> (40 - 8 * $0)) }
        bytes += random.prefix(10)
        bytes += repeatElement(0, count: 16 - bytes.count)
        // 130 bits hold 128: the first digit carries only three.
        var digits: [UInt8] = []
        var value = 0
        var bits = 2
        for byte in bytes {
            value = value << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                digits.append(alphabet[value >> bits & 31])
            }
            value &= (1 << bits) - 1
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Whether a text has the form of such a name: 26 digits in upper case, the first at most 7, which 128 bits need.
    package static func isValid(_ text: String) -> Bool {
        text.utf8.count == 26 && text.utf8.allSatisfy(alphabet.contains) && (text.first.map { $0 <= "7" } ?? false)
    }
}
