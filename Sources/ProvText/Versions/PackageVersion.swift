/// How a package manager orders versions.
package enum PackageFormat: String, Sendable, CaseIterable {
    case dpkg, rpm, apk

    /// Negative where the left version is the older one, zero where they are the same, positive else.
    package func compare(_ left: String, _ right: String) -> Int {
        let a = PackageVersion(left)
        let b = PackageVersion(right)
        if a.epoch != b.epoch { return a.epoch < b.epoch ? -1 : 1 }
        let order = comparePart(a.upstream, b.upstream)
        return order != 0 ? order : comparePart(a.revision ?? "", b.revision ?? "")
    }

    private func comparePart(_ left: String, _ right: String) -> Int {
        let a = Array(left.utf8)[...]
        let b = Array(right.utf8)[...]
        return switch self {
        case .dpkg: PackageFormat.compareDebian(a, b)
        case .rpm: PackageFormat.compareRPM(a, b)
        case .apk: AlpineVersion(left).order(to: AlpineVersion(right))
        }
    }

    // MARK: dpkg

    /// After dpkg's lib/dpkg/version.c: text and numbers by turns, `~` before everything, letters before other signs.
    private static func compareDebian(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var a = left
        var b = right
        func weight(_ byte: UInt8?) -> Int {
            guard let byte, !byte.isDigit else { return 0 }
            return byte == ASCII.tilde ? -1 : byte.isLetter ? Int(byte) : Int(byte) + 256
        }
        while !a.isEmpty || !b.isEmpty {
            while a.first.map({ !$0.isDigit }) ?? false || b.first.map({ !$0.isDigit }) ?? false {
                let difference = weight(a.first) - weight(b.first)
                if difference != 0 { return difference }
                a = a.dropFirst()
                b = b.dropFirst()
            }
            let difference = compareNumbers(&a, &b)
            if difference != 0 { return difference }
        }
        return 0
    }

    /// Takes a number from both; of numbers without leading zeros the longer is the larger.
    private static func compareNumbers(_ a: inout ArraySlice<UInt8>, _ b: inout ArraySlice<UInt8>) -> Int {
        let first = a.prefix(while: \.isDigit)
        let second = b.prefix(while: \.isDigit)
        a = a.dropFirst(first.count)
        b = b.dropFirst(second.count)
        return compareDigits(first, second)
    }

    private static func compareDigits(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        let first = left.drop { $0 == 0x30 }
        let second = right.drop { $0 == 0x30 }
        if first.count != second.count { return first.count - second.count }
        return first.elementsEqual(second) ? 0 : first.lexicographicallyPrecedes(second) ? -1 : 1
    }

    // MARK: rpm

    /// After rpm's rpmio/rpmvercmp.c: runs of digits or letters, `~` before and `^` after the end of the version.
    private static func compareRPM(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        let caret = UInt8(ascii: "^")
        var a = left
        var b = right
        while !a.isEmpty || !b.isEmpty {
            a = a.drop { !$0.isLetter && !$0.isDigit && $0 != ASCII.tilde && $0 != caret }
            b = b.drop { !$0.isLetter && !$0.isDigit && $0 != ASCII.tilde && $0 != caret }
            if a.first == ASCII.tilde || b.first == ASCII.tilde {
                if a.first != b.first { return a.first == ASCII.tilde ? -1 : 1 }
                a = a.dropFirst()
                b = b.dropFirst()
                continue
            }
            if a.first == caret || b.first == caret {
                if a.isEmpty { return -1 }
                if b.isEmpty { return 1 }
                if a.first != b.first { return a.first == caret ? -1 : 1 }
                a = a.dropFirst()
                b = b.dropFirst()
                continue
            }
            guard let first = a.first, !b.isEmpty else { break }
            let isNumber = first.isDigit
            let segment = a.prefix { isNumber ? $0.isDigit : $0.isLetter }
            let other = b.prefix { isNumber ? $0.isDigit : $0.isLetter }
            guard !other.isEmpty else { return isNumber ? 1 : -1 }
            a = a.dropFirst(segment.count)
            b = b.dropFirst(other.count)
            let order =
                isNumber
                ? compareDigits(segment, other)
                : segment.elementsEqual(other) ? 0 : segment.lexicographicallyPrecedes(other) ? -1 : 1
            if order != 0 { return order }
        }
        return a.isEmpty && b.isEmpty ? 0 : a.isEmpty ? -1 : 1
    }
}

/// A package's version in its parts: `1:2.3-4+deb12u1` has epoch 1, upstream version 2.3 and revision 4+deb12u1.
struct PackageVersion {
    var epoch = 0
    var hasEpoch = false
    var upstream: String
    var revision: String?

    init(_ text: String) {
        var rest = Substring(text)
        if let colon = rest.firstIndex(of: ":"), let number = Int(rest[..<colon]) {
            epoch = number
            hasEpoch = true
            rest = rest[rest.index(after: colon)...]
        }
        if let dash = rest.lastIndex(of: "-") {
            revision = String(rest[rest.index(after: dash)...])
            rest = rest[..<dash]
        }
        upstream = String(rest)
    }
}

/// Alpine's versions: numbers, a letter, suffixes such as `_rc1` or `_p2` (apk-tools' src/version.c).
private struct AlpineVersion {
    private var numbers: [ArraySlice<UInt8>] = []
    private var letter: UInt8 = 0
    private var suffixes: [(rank: Int, number: Int)] = []
    private var rest = ""

    /// Zero is no suffix at all.
    private static let ranks = [
        "alpha": -4, "beta": -3, "pre": -2, "rc": -1, "cvs": 1, "svn": 2, "git": 3, "hg": 4, "p": 5,
    ]

    init(_ text: String) {
        // A revision is written r3; as a part on its own it is a number.
        var bytes = Array(text.utf8)[...]
        if bytes.first == UInt8(ascii: "r"), bytes.dropFirst().first?.isDigit == true { bytes = bytes.dropFirst() }
        while true {
            numbers.append(bytes.prefix(while: \.isDigit))
            bytes = bytes.drop(while: \.isDigit)
            guard bytes.first == ASCII.period else { break }
            bytes = bytes.dropFirst()
        }
        if let next = bytes.first, next.isLowercase {
            letter = next
            bytes = bytes.dropFirst()
        }
        while bytes.first == ASCII.underscore {
            let name = String(decoding: bytes.dropFirst().prefix(while: \.isLowercase), as: UTF8.self)
            bytes = bytes.dropFirst(1 + name.utf8.count)
            let digits = bytes.prefix(while: \.isDigit)
            bytes = bytes.dropFirst(digits.count)
            suffixes.append((AlpineVersion.ranks[name] ?? 0, Int(String(decoding: digits, as: UTF8.self)) ?? 0))
        }
        rest = String(decoding: bytes, as: UTF8.self)
    }

    func order(to other: AlpineVersion) -> Int {
        for index in 0..<max(numbers.count, other.numbers.count) {
            guard index < numbers.count else { return -1 }
            guard index < other.numbers.count else { return 1 }
            let difference = AlpineVersion.order(numbers[index], other.numbers[index], isFirst: index == 0)
            if difference != 0 { return difference }
        }
        if letter != other.letter { return letter < other.letter ? -1 : 1 }
        for index in 0..<max(suffixes.count, other.suffixes.count) {
            let a = index < suffixes.count ? suffixes[index] : (0, 0)
            let b = index < other.suffixes.count ? other.suffixes[index] : (0, 0)
            if a != b { return a < b ? -1 : 1 }
        }
        return rest == other.rest ? 0 : rest < other.rest ? -1 : 1
    }

    /// After the first, a number with a leading zero is a fraction.
    private static func order(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>, isFirst: Bool) -> Int {
        if !isFirst, left.first == 0x30 || right.first == 0x30, left.count > 1 || right.count > 1 {
            return left.elementsEqual(right) ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        }
        let a = left.drop { $0 == 0x30 }
        let b = right.drop { $0 == 0x30 }
        if a.count != b.count { return a.count - b.count }
        return a.elementsEqual(b) ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    }
}

extension VersionConstraint {
    /// Whether a package's version satisfies the constraint in the package manager's own order.
    ///
    /// Epoch and packaging revision count only where the constraint names them: `15.2` accepts `1:15.2-3+deb12u1`.
    package func accepts(_ version: String, of format: PackageFormat) -> Bool {
        alternatives.contains { $0.allSatisfy { VersionConstraint.holds($0, version, format) } }
    }

    private static func holds(_ term: Term, _ version: String, _ format: PackageFormat) -> Bool {
        let wanted = PackageVersion(term.version)
        let parts = PackageVersion(version)
        var found = parts.upstream
        if wanted.revision != nil, let revision = parts.revision { found += "-" + revision }
        if wanted.hasEpoch { found = "\(parts.epoch):" + found }
        let order = format.compare(found, term.version)
        switch term.test {
        case .any: return true
        case .atLeast: return order >= 0
        case .atMost: return order <= 0
        case .above: return order > 0
        case .below: return order < 0
        case .not: return order != 0
        case .same, .exactly: return order == 0
        case .prefix: return order == 0 || isContinued(term.version, by: found)
        case .pessimistic, .compatiblePython, .tilde, .caret:
            // What may change is told by the numbers; the order by the package manager.
            let upstream = VersionConstraint(term: Term(test: term.test, version: wanted.upstream))
            return order >= 0 && upstream.accepts(parts.upstream)
        }
    }

    /// A release candidate continues the text of a version, but comes before it.
    private static func isContinued(_ prefix: String, by found: String) -> Bool {
        guard found.hasPrefix(prefix), let next = found.utf8.dropFirst(prefix.utf8.count).first else { return false }
        let rest = found.utf8.dropFirst(prefix.utf8.count)
        return !next.isDigit && next != ASCII.tilde
            && !["_alpha", "_beta", "_pre", "_rc"].contains { rest.starts(with: $0.utf8) }
    }

    private init(term: Term) {
        text = term.version
        alternatives = [[term]]
    }
}
