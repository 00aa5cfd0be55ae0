/// Expands `web[01:20:2].example.com` and `db-[a:f]` into the names they stand for.
enum HostRange {
    /// What is wrong with a range, as a clause, with what to write instead.
    struct Malformed: Error, Equatable {
        var message: String
        var fix: String
    }

    /// More names than anyone has machines: a slip of the finger, not an inventory.
    private static let limit = 100_000

    /// The names in order; a text without brackets is its own only name.
    static func expand(_ text: String) throws(Malformed) -> [String] {
        var names: [String] = []
        try expand(text[...], before: "", into: &names)
        return names
    }

    private static func expand(_ text: Substring, before: String, into names: inout [String]) throws(Malformed) {
        guard let open = text.firstIndex(of: "[") else {
            guard names.count < limit else {
                throw Malformed(message: "it expands to more than \(limit) hosts", fix: "write a smaller range")
            }
            names.append(before + text)
            return
        }
        guard let close = text[open...].firstIndex(of: "]") else {
            throw Malformed(message: "the range has no end", fix: "write ']' after it")
        }
        let inner = text[text.index(after: open)..<close]
        let after = text[text.index(after: close)...]
        let head = before + text[..<open]
        for item in try items(of: inner) {
            try expand(after, before: head + item, into: &names)
        }
    }

    private static func items(of range: Substring) throws(Malformed) -> [String] {
        let bounds = range.split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2 || bounds.count == 3 else {
            throw Malformed(
                message: "a range is begin:end or begin:end:step, not '\(range)'", fix: "write for example [1:5]")
        }
        guard !bounds[1].isEmpty else {
            throw Malformed(message: "the range has no end", fix: "write for example [\(bounds[0]):9]")
        }
        var step = 1
        if bounds.count == 3 {
            guard let number = Int(bounds[2]), number > 0 else {
                throw Malformed(message: "invalid step '\(bounds[2])'", fix: "write a whole number from 1")
            }
            step = number
        }
        let begin = bounds[0].isEmpty ? "0" : bounds[0]
        if let letters = try lettered(begin, bounds[1], step) { return letters }
        return try numbered(begin, bounds[1], step)
    }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

    private static func lettered(_ begin: Substring, _ end: Substring, _ step: Int) throws(Malformed) -> [String]? {
        guard begin.count == 1, end.count == 1, let first = begin.first.flatMap(alphabet.firstIndex(of:)),
            let last = end.first.flatMap(alphabet.firstIndex(of:))
        else { return nil }
        guard first <= last else { throw backwards(begin, end) }
        return stride(from: first, through: last, by: step).map { String(alphabet[$0]) }
    }

    private static func numbered(_ begin: Substring, _ end: Substring, _ step: Int) throws(Malformed) -> [String] {
        guard let first = Int(begin), let last = Int(end), first >= 0, begin.first != "+", end.first != "+" else {
            throw Malformed(
                message: "'\(begin):\(end)' is not a range of numbers or letters",
                fix: "write for example [1:5] or [a:f]")
        }
        let isPadded = begin.count > 1 && begin.hasPrefix("0")
        guard !isPadded || begin.count == end.count else {
            throw Malformed(
                message: "'\(begin)' and '\(end)' have different lengths",
                fix:
                    """
                    write the end with the same number of digits: \
                    \(String(repeating: "0", count: max(0, begin.count - end.count)))\(end)
                    """
            )
        }
        guard first <= last else { throw backwards(begin, end) }
        guard (last - first) / step < limit else {
            throw Malformed(message: "it expands to more than \(limit) hosts", fix: "write a smaller range")
        }
        return stride(from: first, through: last, by: step).map { number in
            let digits = String(number)
            return isPadded ? String(repeating: "0", count: max(0, begin.count - digits.count)) + digits : digits
        }
    }

    private static func backwards(_ begin: Substring, _ end: Substring) -> Malformed {
        Malformed(message: "the end of the range is before its start", fix: "write [\(end):\(begin)]")
    }
}
