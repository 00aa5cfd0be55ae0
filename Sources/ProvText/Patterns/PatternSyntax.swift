/// A regular expression as a tree.
indirect enum PatternSyntax: Sendable {
    case empty
    case scalars(ScalarSet)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    case repeated(PatternSyntax, min: Int, max: Int?)
    case assertion(Assertion)

    enum Assertion: UInt8, Sendable {
        case lineStart, lineEnd, textStart, textEnd, wordBoundary, noWordBoundary
    }
}

/// Reads the syntax that PCRE, ICU and Swift share, as far as it can be matched in linear time; refuses the rest by
/// name.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var flags = Flags()

    private struct Flags {
        var ignoresCase = false
        var dotTakesNewline = false
        var isExtended = false
        var anchorsAtLines = true
    }

    static func parse(_ text: String) throws(Pattern.ReadingError) -> PatternSyntax {
        var parser = PatternParser(text)
        let syntax = try parser.alternatives()
        guard parser.current == nil else { throw parser.failure("unmatched ')'") }
        return syntax
    }

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func failure(_ message: String, at place: Int? = nil) -> Pattern.ReadingError {
        .init(message: message, offset: scalars.prefix(place ?? position).reduce(0) { $0 + UTF8.width($1) })
    }

    /// Sound elsewhere; here it would need backtracking, or tables of Unicode.
    private func unsupported(_ what: String, at place: Int? = nil) -> Pattern.ReadingError {
        failure("\(what) is not supported: patterns are matched in linear time", at: place)
    }

    private static let refusedGroups: [(mark: String, name: String)] = [
        ("=", "look-ahead"), ("!", "look-ahead"), ("<=", "look-behind"), ("<!", "look-behind"),
        (">", "the atomic group"), ("|", "the branch reset"), ("(", "the condition"),
    ]

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private func isNext(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        return position + wanted.count <= scalars.count
            && scalars[position..<(position + wanted.count)].elementsEqual(wanted)
    }

    // MARK: Structure

    private mutating func alternatives() throws(Pattern.ReadingError) -> PatternSyntax {
        let outer = flags
        defer { flags = outer }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(Pattern.ReadingError) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while let next = current, next != "|", next != ")" {
            if flags.isExtended, skipExtended() { continue }
            guard let part = try atom() else { continue }
            parts.append(try quantified(part))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// White space and comments under the flag `x`.
    private mutating func skipExtended() -> Bool {
        guard let next = current else { return false }
        if next.properties.isWhitespace {
            position += 1
            return true
        }
        guard next == "#" else { return false }
        while let scalar = current, scalar != "\n" {
            _ = scalar
            position += 1
        }
        return true
    }

    /// `nil` for what only sets flags.
    private mutating func atom() throws(Pattern.ReadingError) -> PatternSyntax? {
        guard let next = current else { return .empty }
        position += 1
        switch next {
        case "(": return try group()
        case "[": return .scalars(try bracketed())
        case ".": return .scalars(flags.dotTakesNewline ? .all : ScalarSet.newline.inverted)
        case "^": return .assertion(flags.anchorsAtLines ? .lineStart : .textStart)
        case "$": return .assertion(flags.anchorsAtLines ? .lineEnd : .textEnd)
        case "\\": return try escape()
        case "*", "+", "?": throw failure("'\(next)' has nothing to repeat", at: position - 1)
        default: return literal(next)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternSyntax {
        let set = ScalarSet(scalar.value)
        return .scalars(flags.ignoresCase ? set.foldingCase : set)
    }

    private mutating func group() throws(Pattern.ReadingError) -> PatternSyntax? {
        let opening = position - 1
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw failure("groups are nested too deeply", at: opening) }
        let outer = flags
        if take("?") {
            for (mark, name) in PatternParser.refusedGroups where isNext(mark) {
                throw unsupported("\(name) '(?\(mark)'", at: opening)
            }
            if isNext("#") {
                while let next = current, next != ")" {
                    _ = next
                    position += 1
                }
                guard take(")") else { throw failure("unclosed comment", at: opening) }
                return nil
            }
            if isNext("<") || isNext("P<") || isNext("'") {
                while let next = current, next != ">", next != "'" || position == opening + 2 {
                    _ = next
                    position += 1
                }
                position += 1
            } else if !take(":"), try readFlags(opening) {
                // Flags without a group hold until the enclosing one ends.
                return nil
            }
        }
        let inner = try alternatives()
        flags = outer
        guard take(")") else { throw failure("unclosed '('", at: opening) }
        return inner
    }

    /// True where the group holds flags alone, as in `(?i)`.
    private mutating func readFlags(_ opening: Int) throws(Pattern.ReadingError) -> Bool {
        var value = true
        while let next = current {
            position += 1
            switch next {
            case "i": flags.ignoresCase = value
            case "s": flags.dotTakesNewline = value
            case "m": flags.anchorsAtLines = value
            case "x": flags.isExtended = value
            case "-": value = false
            case ":": return false
            case ")": return true
            default: throw failure("unknown kind of group '(?\(next)'", at: opening)
            }
        }
        throw failure("unclosed '('", at: opening)
    }

    // MARK: Repetition

    private mutating func quantified(_ part: PatternSyntax) throws(Pattern.ReadingError) -> PatternSyntax {
        var result = part
        while let next = current {
            let place = position
            var range: (min: Int, max: Int?)
            switch next {
            case "*": range = (0, nil)
            case "+": range = (1, nil)
            case "?": range = (0, 1)
            case "{":
                guard let written = counted() else { return result }
                range = written
            default: return result
            }
            if next != "{" { position += 1 }
            if let max = range.max, max < range.min {
                throw failure("the maximum of the repetition is less than its minimum", at: place)
            }
            guard range.min <= 1000, range.max ?? 0 <= 1000 else {
                throw failure("more than 1000 repetitions", at: place)
            }
            // Which match is preferred does not matter to whether there is one.
            if current == "+" { throw unsupported("possessive repetition") }
            _ = take("?")
            result = .repeated(result, min: range.min, max: range.max)
        }
        return result
    }

    /// `{2}`, `{2,}`, `{2,5}`, `{,5}`; anything else is literal text.
    private mutating func counted() -> (min: Int, max: Int?)? {
        guard let close = scalars[position...].prefix(12).firstIndex(of: "}") else { return nil }
        let inner = String(String.UnicodeScalarView(scalars[(position + 1)..<close]))
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2, inner.utf8.allSatisfy({ $0.isDigit || $0 == ASCII.comma }),
            inner.utf8.contains(where: \.isDigit)
        else { return nil }
        position = close + 1
        let min = Int(parts[0]) ?? 0
        return (min, parts.count == 1 ? min : Int(parts[1]))
    }

    // MARK: Escapes

    private mutating func escape() throws(Pattern.ReadingError) -> PatternSyntax {
        guard let next = current else { throw failure("'\\' at the end", at: position - 1) }
        if let set = classSet(next) {
            position += 1
            return .scalars(set)
        }
        position += 1
        switch next {
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.noWordBoundary)
        case "A": return .assertion(.textStart)
        case "z", "Z": return .assertion(.textEnd)
        case "R": return .scalars(ScalarSet([0x0A...0x0D, 0x85...0x85, 0x2028...0x2029]))
        case "Q": return quotedRun()
        case "1"..."9", "k", "g": throw unsupported("the back reference '\\\(next)'", at: position - 2)
        case "p", "P", "X", "G", "K", "N": throw unsupported("'\\\(next)'", at: position - 2)
        default:
            position -= 1
            return literal(try escapedScalar())
        }
    }

    private mutating func quotedRun() -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while let next = current {
            if isNext("\\E") {
                position += 2
                break
            }
            parts.append(literal(next))
            position += 1
        }
        return .sequence(parts)
    }

    private func classSet(_ letter: Unicode.Scalar) -> ScalarSet? {
        switch letter {
        case "d": .digits
        case "D": ScalarSet.digits.inverted
        case "w": .wordScalars
        case "W": ScalarSet.wordScalars.inverted
        case "s": .spaces
        case "S": ScalarSet.spaces.inverted
        case "h": ScalarSet([0x09...0x09, 0x20...0x20, 0xA0...0xA0])
        default: nil
        }
    }

    /// The scalar after a backslash; the position stands on it.
    private mutating func escapedScalar() throws(Pattern.ReadingError) -> Unicode.Scalar {
        guard let next = current else { throw failure("'\\' at the end", at: position - 1) }
        position += 1
        switch next {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "e": return "\u{1B}"
        case "0": return "\0"
        case "x": return try hexadecimal(upTo: 2)
        case "u": return try hexadecimal(upTo: 4)
        case "U": return try hexadecimal(upTo: 8)
        default:
            guard next.properties.isAlphabetic || next.properties.numericType != nil, next.isASCII else { return next }
            throw failure("unknown escape '\\\(next)'", at: position - 2)
        }
    }

    private mutating func hexadecimal(upTo count: Int) throws(Pattern.ReadingError) -> Unicode.Scalar {
        let start = position
        let isBraced = take("{")
        var digits = ""
        while let next = current, next.properties.isASCIIHexDigit, digits.count < (isBraced ? 6 : count) {
            digits.unicodeScalars.append(next)
            position += 1
        }
        guard !isBraced || take("}"), let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw failure("missing hexadecimal digits of a character", at: start)
        }
        return scalar
    }

    // MARK: Bracket expressions

    private mutating func bracketed() throws(Pattern.ReadingError) -> ScalarSet {
        let opening = position - 1
        let isInverted = take("^")
        var set = ScalarSet([])
        var isFirst = true
        while let next = current {
            if next == "]", !isFirst {
                position += 1
                if flags.ignoresCase { set = set.foldingCase }
                return isInverted ? set.inverted : set
            }
            isFirst = false
            if isNext("&&") || isNext("--") { throw unsupported("a class made of classes") }
            set = set.union(try member(opening))
        }
        throw failure("unclosed '['", at: opening)
    }

    private mutating func member(_ opening: Int) throws(Pattern.ReadingError) -> ScalarSet {
        if isNext("[:") { return try named(opening) }
        if take("[") { return try bracketed() }
        let start = position
        if take("\\") {
            if let letter = current, let set = classSet(letter) {
                position += 1
                return set
            }
            if let letter = current, letter == "p" || letter == "P" {
                throw unsupported("'\\\(letter)'", at: position - 1)
            }
            position -= 1
        }
        let low = try scalarInBrackets(opening)
        guard position + 1 < scalars.count, scalars[position] == "-", scalars[position + 1] != "]" else {
            return ScalarSet(low.value)
        }
        position += 1
        let high = try scalarInBrackets(opening)
        guard low.value <= high.value else { throw failure("the end of the range is before its start", at: start) }
        return ScalarSet([low.value...high.value])
    }

    private mutating func scalarInBrackets(_ opening: Int) throws(Pattern.ReadingError) -> Unicode.Scalar {
        guard let next = current else { throw failure("unclosed '['", at: opening) }
        position += 1
        guard next == "\\" else { return next }
        // Inside brackets \b is a backspace.
        if take("b") { return "\u{08}" }
        return try escapedScalar()
    }

    private mutating func named(_ opening: Int) throws(Pattern.ReadingError) -> ScalarSet {
        guard let close = scalars[position...].prefix(14).firstIndex(of: "]"), close > position + 3,
            scalars[close - 1] == ":"
        else {
            throw failure("'[:' without ':]'")
        }
        var name = String(String.UnicodeScalarView(scalars[(position + 2)..<(close - 1)]))
        let isInverted = name.hasPrefix("^")
        if isInverted { name.removeFirst() }
        let ranges: [ClosedRange<UInt32>]
        switch name {
        case "alpha": ranges = [0x41...0x5A, 0x61...0x7A]
        case "digit": ranges = [0x30...0x39]
        case "alnum": ranges = [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
        case "upper": ranges = [0x41...0x5A]
        case "lower": ranges = [0x61...0x7A]
        case "space": ranges = [0x09...0x0D, 0x20...0x20]
        case "blank": ranges = [0x09...0x09, 0x20...0x20]
        case "punct": ranges = [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "xdigit": ranges = [0x30...0x39, 0x41...0x46, 0x61...0x66]
        case "word": ranges = ScalarSet.wordScalars.ranges
        case "cntrl": ranges = [0...0x1F, 0x7F...0x7F]
        case "print": ranges = [0x20...0x7E]
        case "graph": ranges = [0x21...0x7E]
        default: throw failure("unknown character class '[:\(name):]'")
        }
        position = close + 1
        return isInverted ? ScalarSet(ranges).inverted : ScalarSet(ranges)
    }
}
