import CSHA2

/// SHA-256 over bytes that come in pieces.
package struct ContentHasher: Sendable {
    private var context = SHA256_CTX()
    package private(set) var byteCount = 0

    package init() { unsafe SHA256_Init(&context) }

    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        byteCount += bytes.count
        unsafe bytes.withUnsafeBytes { bytes in _ = unsafe SHA256_Update(&context, bytes.baseAddress, bytes.count) }
    }

    package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

    /// The digest of everything so far; more may follow.
    package var digest: [UInt8] {
        // The end changes the context.
        var context = context
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
            unsafe SHA256_Final(digest.baseAddress, &context)
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    /// The digest in lower-case hex.
    package var hex: String { Hexadecimal.text(digest) }
}

/// One-shot SHA-256.
package enum ContentHash {
    private static let blockSize = 64

    /// The 32 bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = ContentHasher()
        hasher.update(bytes)
        return hasher.digest
    }

    /// The digest in lower-case hex, as `sha256sum` prints it.
    package static func hex(_ bytes: [UInt8]) -> String { Hexadecimal.text(digest(bytes)) }

    /// HMAC-SHA-256 (RFC 2104) in hex: names a thing without giving it away.
    package static func keyedHex(_ bytes: [UInt8], key: [UInt8]) -> String {
        let key = key.count > blockSize ? digest(key) : key
        let padded = key + Array(repeating: 0, count: blockSize - key.count)
        let inner = digest(padded.map { $0 ^ 0x36 } + bytes)
        return hex(padded.map { $0 ^ 0x5C } + inner)
    }
}

/// Lower-case base 16.
package enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func bytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: self.bytes(bytes), as: UTF8.self)
    }

    /// `nil` for an odd number of digits or anything that is no lower-case hex digit.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
