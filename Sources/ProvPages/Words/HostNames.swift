/// Many host names in few words, as clush writes node sets: `web[1-3,5], db1`.
package enum HostNames {
    package static func folded(_ names: [String]) -> String {
        var order: [String] = []
        var groups: [String: [Number]] = [:]
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            let (key, number) = split(name)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(number ?? Number(digits: "", value: -1))
        }
        return order.map { key in
            let numbers = (groups[key] ?? []).sorted { $0.value < $1.value }
            let parts = key.split(separator: "\u{0}", omittingEmptySubsequences: false).map(String.init)
            let (head, tail) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
            guard let first = numbers.first, first.value >= 0 else { return head }
            return numbers.count == 1 ? head + first.digits + tail : "\(head)[\(ranges(numbers))]\(tail)"
        }.joined(separator: ", ")
    }

    private struct Number {
        /// As written, zeros in front included.
        var digits: String
        var value: Int
    }

    /// The last run of digits is what counts; the width of zero-padded numbers belongs to the key.
    private static func split(_ name: String) -> (key: String, number: Number?) {
        let bytes = Array(name.utf8)
        let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
        // In a host name with dots, the first label counts hosts.
        let label = bytes.firstIndex(of: 0x2E) ?? bytes.count
        guard let last = bytes[..<label].lastIndex(where: isDigit) else { return (name, nil) }
        let start = (bytes[...last].lastIndex { !isDigit($0) }).map { $0 + 1 } ?? 0
        let digits = String(decoding: bytes[start...last], as: UTF8.self)
        guard let value = Int(digits) else { return (name, nil) }
        let width = digits.hasPrefix("0") && digits.count > 1 ? String(repeating: "\u{1}", count: digits.count) : ""
        let head = String(decoding: bytes[..<start], as: UTF8.self), tail = String(decoding: bytes[(last + 1)...], as: UTF8.self)
        return (width.isEmpty ? "\(head)\u{0}\(tail)" : "\(head)\u{0}\(tail)\u{0}\(width)", Number(digits: digits, value: value))
    }

    private static func ranges(_ numbers: [Number]) -> String {
        var parts: [String] = []
        var start = 0
        for index in numbers.indices where index == numbers.count - 1 || numbers[index + 1].value != numbers[index].value + 1 {
            parts.append(start == index ? numbers[start].digits : "\(numbers[start].digits)-\(numbers[index].digits)")
            start = index + 1
        }
        return parts.joined(separator: ",")
    }
}
