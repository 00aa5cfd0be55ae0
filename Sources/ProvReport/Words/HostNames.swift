/// Many host names in few words, as clush writes node sets: `web[1-3,5], db1`.
package enum HostNames {
    /// The names in the order of their first member; a name that comes twice is shown once.
    package static func folded(_ names: [String]) -> String {
        let parts = names.map(split)
        // Numbers as wide as those with zeros in front are counted with them: h09, h10.
        let padded = Set(
            parts.compactMap { part in part.number.flatMap { $0.isPadded ? Key(part, width: $0.digits.count) : nil } })
        var order: [Key] = []
        var groups: [Key: [Number]] = [:]
        var seen: Set<String> = []
        for (name, part) in zip(names, parts) where seen.insert(name).inserted {
            var key = Key(part, width: part.number?.digits.count ?? 0)
            if !padded.contains(key) { key.width = 0 }
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(part.number ?? Number(digits: "", value: -1))
        }
        return order.map { key in
            let numbers = (groups[key] ?? []).sorted { $0.value < $1.value }
            guard let first = numbers.first, first.value >= 0 else { return key.head }
            return numbers.count == 1
                ? key.head + first.digits + key.tail : "\(key.head)[\(ranges(numbers))]\(key.tail)"
        }.joined(separator: ", ")
    }

    /// What the names of a group have in common.
    private struct Key: Hashable {
        var head: String
        var tail: String
        /// How many digits the numbers have; 0 where they have no zeros in front.
        var width: Int

        init(_ part: Part, width: Int) {
            head = part.head
            tail = part.tail
            self.width = width
        }
    }

    private struct Part {
        var head: String
        var tail = ""
        var number: Number?
    }

    private struct Number {
        /// As written, zeros in front included.
        var digits: String
        var value: Int

        var isPadded: Bool { digits.count > 1 && digits.hasPrefix("0") }
    }

    /// The last run of digits is what counts.
    private static func split(_ name: String) -> Part {
        let bytes = Array(name.utf8)
        let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
        // In a host name with dots, the first label counts hosts.
        let label = bytes.firstIndex(of: 0x2E) ?? bytes.count
        guard let last = bytes[..<label].lastIndex(where: isDigit) else { return Part(head: name) }
        let start = (bytes[...last].lastIndex { !isDigit($0) }).map { $0 + 1 } ?? 0
        let digits = String(decoding: bytes[start...last], as: UTF8.self)
        guard let value = Int(digits) else { return Part(head: name) }
        return Part(
            head: String(decoding: bytes[..<start], as: UTF8.self),
            tail: String(decoding: bytes[(last + 1)...], as: UTF8.self),
            number: Number(digits: digits, value: value))
    }

    private static func ranges(_ numbers: [Number]) -> String {
        var parts: [String] = []
        var start = 0
        for index in numbers.indices
        where index == numbers.count - 1 || numbers[index + 1].value != numbers[index].value + 1 {
            parts.append(start == index ? numbers[start].digits : "\(numbers[start].digits)-\(numbers[index].digits)")
            start = index + 1
        }
        return parts.joined(separator: ",")
    }
}
