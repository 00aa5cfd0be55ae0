import ProvText

/// An IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is the IPv4 address.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        let mapping: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.bytes = bytes.count == 16 && bytes.starts(with: mapping) ? Array(bytes.suffix(4)) : bytes
    }

    /// `127.0.0.1`, `::1`, `fe80::1%eth0` (the zone does not count), `[::1]`.
    init?(_ text: some StringProtocol) {
        var text = String(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        if let zone = text.firstIndex(of: "%") { text = String(text[..<zone]) }
        guard let bytes = text.contains(":") ? IPAddress.six(text) : IPAddress.four(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// As /proc/net/tcp writes it on a little-endian host: each word of four bytes is reversed.
    init?(hexadecimal text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 8 || digits.count == 32, text.allSatisfy(\.isHexDigit) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        self.init(bytes: stride(from: 0, to: bytes.count, by: 4).flatMap { bytes[$0..<($0 + 4)].reversed() })
    }

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { $0.utf8.allSatisfy(\.isDigit) ? UInt8($0) : nil }
        return bytes.count == 4 ? bytes : nil
    }

    private static func six(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        var parts: [[UInt8]] = []
        for (index, half) in halves.enumerated() {
            guard let bytes = groups(half, isLast: index == halves.count - 1) else { return nil }
            parts.append(bytes)
        }
        guard parts.count == 2 else { return parts[0].count == 16 ? parts[0] : nil }
        let missing = 16 - parts[0].count - parts[1].count
        return missing > 0 ? parts[0] + [UInt8](repeating: 0, count: missing) + parts[1] : nil
    }

    private static func groups(_ text: Substring, isLast: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, group) in groups.enumerated() {
            if isLast, index == groups.count - 1, group.contains(".") {
                guard let last = four(String(group)) else { return nil }
                bytes += last
                continue
            }
            guard (1...4).contains(group.utf8.count), group.utf8.first != UInt8(ascii: "+"),
                let value = UInt16(group, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return bytes.count <= 16 ? bytes : nil
    }

    /// IPv6 with its longest run of zero groups left out (RFC 5952).
    var description: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            let end = groups[start...].firstIndex { $0 != 0 } ?? 8
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        func text(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        return longest.isEmpty
            ? text(groups[...]) : text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}
