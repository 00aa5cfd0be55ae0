import ProvText

/// A `when` condition over facts, parameters and captures, as in `os == "debian" && WITH_TLS != "no"`.
///
/// `!`, `&&`, `||` (or `not`, `and`, `or`), parentheses, `==`, `!=`, `<`, `<=`, `>`, `>=` (in the order of versions),
/// `=~ /pattern/`, `in ["a", "b"]` and `in LIST`. A name alone is true unless it is empty, `0`, `no`, `false` or `off`;
/// `defined(NAME)` is true if the name has a value. `else` is true if none of the variants above it is: the reader
/// replaces it.
package struct Condition: Sendable, Equatable {
    package let text: String
    private let root: Expression
    /// Every name whose value it needs.
    package var names: Set<String> { root.names }
    /// The names in `defined(NAME)`, which need no value.
    package var optionalNames: Set<String> { root.optionalNames }

    /// Names that are compared for equality with a text, and the text.
    package var comparedTexts: [(name: String, text: String)] { root.comparedTexts }

    /// What a variant has as its condition that runs if none of those above it does.
    package static let otherwise = "else"

    private init(_ text: String, _ root: Expression) {
        self.text = text
        self.root = root
    }

    /// True if none of the others is.
    init(noneOf others: [Condition]) throws(ReadingError) {
        let text = others.map { "!(\($0.text))" }.joined(separator: " && ")
        // It may be too long to be read again.
        _ = try Condition(parsing: text, allowsMembers: true)
        guard let first = others.first else { throw ReadingError(offset: 0, message: "there is nothing to be else of") }
        self.init(
            text, others.dropFirst().reduce(.not(first.root)) { .and($0, .not($1.root)) })
    }

    /// True if all of them are; `nil` for none.
    init?(all conditions: [Condition]) {
        guard let first = conditions.first else { return nil }
        guard conditions.count > 1 else {
            self = first
            return
        }
        self.init(
            conditions.map { "(\($0.text))" }.joined(separator: " && "),
            conditions.dropFirst().reduce(first.root) { .and($0, $1.root) })
    }

    /// The same about other names; the text stays as it is written.
    func renaming(_ rename: (String) -> String) -> Condition { Condition(text, root.renaming(rename)) }

    /// What a host's facts define, each with its values.
    package static let factMeanings: [(name: String, about: String)] = [
        ("arch", "the processor, as `uname -m` prints it: `x86_64`, `aarch64`"),
        ("hostname", "the host's name, as `uname -n` prints it"),
        ("kernel", "the kernel's release, as `uname -r` prints it: `6.1.0-18-amd64`"),
        (
            "os",
            "`ID` of `/etc/os-release`: `debian`, `ubuntu`, `rhel`, `rocky`, `fedora`, `alpine`, `arch`; `macos`; on other "
                + "systems the kernel's name in small letters"
        ),
        (
            "os_family",
            "`debian` (with Ubuntu), `rhel` (with Fedora, CentOS, Rocky), `suse`, `arch`, `alpine`, `gentoo`, `darwin`; on "
                + "other systems the value of `os`"
        ),
        ("os_version", "`VERSION_ID` of `/etc/os-release`: `12`, `22.04`; compared as a version"),
        ("user", "the name of the user that the login is for"),
    ]

    /// Their names.
    package static let facts = Set(factMeanings.map(\.name))

    /// What every condition and file knows besides: the names of the host and of the environment that the step runs on.
    package static let places: Set<String> = ["host", "environment"]

    /// What is known of a host once it is connected: `places` and `facts`.
    package static let knownOfHosts = places.union(facts)

    /// Why a condition cannot be read, and at which UTF-8 offset.
    package struct ReadingError: Error, Sendable, Equatable {
        package var offset: Int
        package var message: String

        package init(offset: Int, message: String) {
            self.offset = offset
            self.message = message
        }
    }

    /// Why a condition is neither true nor false.
    package enum EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
        /// A name that nothing has given a value.
        case undefinedName(String)
        /// Values that have no order.
        case incomparable(String, String)

        package var description: String {
            switch self {
            case .undefinedName(let name): "'\(name)' has no value yet"
            case .incomparable(let left, let right):
                "'\(left)' and '\(right)' cannot be compared: one of them is not a number or a version"
            }
        }
    }

    /// - Parameter allowsMembers: whether names may have members, as in `server.port`.
    package init(parsing text: String, allowsMembers: Bool = false) throws(ReadingError) {
        self.text = text
        var parser = ConditionParser(text, allowsMembers: allowsMembers)
        root = try parser.parse()
    }

    /// - Parameter values: facts, parameters and captures by name.
    package func evaluate(_ values: [String: String]) throws -> Bool { try root.isTrue(values) }

    package static func == (left: Condition, right: Condition) -> Bool {
        left.text == right.text && left.names == right.names && left.optionalNames == right.optionalNames
    }

    indirect enum Expression: Sendable {
        case literal(String)
        case name(String)
        case defined(String)
        case not(Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case compare(Expression, Comparison, Expression)
        case among(Expression, [Expression])
        /// Whether the text is one line of a value: an item of a list.
        case line(Expression, of: String)
        case matches(Expression, Pattern)

        var names: Set<String> {
            switch self {
            case .literal, .defined: []
            case .name(let name): [name]
            case .line(let inner, let list): inner.names.union([list])
            case .not(let inner), .matches(let inner, _): inner.names
            case .and(let left, let right), .or(let left, let right), .compare(let left, _, let right):
                left.names.union(right.names)
            case .among(let inner, let list): list.reduce(inner.names) { $0.union($1.names) }
            }
        }

        var optionalNames: Set<String> {
            switch self {
            case .literal, .name: []
            case .defined(let name): [name]
            case .not(let inner), .matches(let inner, _), .line(let inner, _): inner.optionalNames
            case .and(let left, let right), .or(let left, let right), .compare(let left, _, let right):
                left.optionalNames.union(right.optionalNames)
            case .among(let inner, let list):
                list.reduce(inner.optionalNames) { $0.union($1.optionalNames) }
            }
        }

        func renaming(_ rename: (String) -> String) -> Expression {
            switch self {
            case .literal: self
            case .name(let name): .name(rename(name))
            case .defined(let name): .defined(rename(name))
            case .not(let inner): .not(inner.renaming(rename))
            case .and(let left, let right): .and(left.renaming(rename), right.renaming(rename))
            case .or(let left, let right): .or(left.renaming(rename), right.renaming(rename))
            case .compare(let left, let comparison, let right):
                .compare(left.renaming(rename), comparison, right.renaming(rename))
            case .among(let inner, let list): .among(inner.renaming(rename), list.map { $0.renaming(rename) })
            case .line(let inner, let list): .line(inner.renaming(rename), of: rename(list))
            case .matches(let inner, let pattern): .matches(inner.renaming(rename), pattern)
            }
        }

        var comparedTexts: [(name: String, text: String)] {
            switch self {
            case .literal, .name, .defined, .matches: return []
            case .not(let inner): return inner.comparedTexts
            case .and(let left, let right), .or(let left, let right): return left.comparedTexts + right.comparedTexts
            case .compare(.name(let name), let comparison, .literal(let text)),
                .compare(.literal(let text), let comparison, .name(let name)):
                return comparison == .equal || comparison == .unequal ? [(name, text)] : []
            case .compare: return []
            case .among(.name(let name), let list):
                return list.compactMap { if case .literal(let text) = $0 { (name, text) } else { nil } }
            case .line(.literal(let text), let list): return [(list, text)]
            case .among, .line: return []
            }
        }

        func text(_ values: [String: String]) throws -> String {
            switch self {
            case .literal(let text): return text
            case .name(let name):
                guard let value = values[name] else { throw EvaluationError.undefinedName(name) }
                return value
            default: return try isTrue(values) ? "true" : "false"
            }
        }

        func isTrue(_ values: [String: String]) throws -> Bool {
            switch self {
            case .defined(let name): return values[name] != nil
            case .not(let inner): return try !inner.isTrue(values)
            case .and(let left, let right): return try left.isTrue(values) && right.isTrue(values)
            case .or(let left, let right): return try left.isTrue(values) || right.isTrue(values)
            case .compare(let left, let comparison, let right):
                return try comparison.holds(left.text(values), right.text(values))
            case .among(let inner, let list):
                let text = try inner.text(values)
                return try list.contains { try $0.text(values).isSame(as: text) }
            case .line(let inner, let list):
                guard let value = values[list] else { throw EvaluationError.undefinedName(list) }
                let text = try inner.text(values)
                return value.linesAsWritten.contains { $0.withoutCarriageReturn.isSame(as: text) }
            case .matches(let inner, let pattern): return pattern.isFound(in: try inner.text(values))
            case .literal, .name:
                return !["", "0", "no", "false", "off"].contains(try text(values).lowercased())
            }
        }
    }

    enum Comparison: String, Sendable {
        case equal = "=="
        case unequal = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"

        /// Order is that of versions, which is that of numbers for numbers.
        func holds(_ left: String, _ right: String) throws -> Bool {
            switch self {
            case .equal: return left.isSame(as: right)
            case .unequal: return !left.isSame(as: right)
            default: break
            }
            guard let a = Version(left), let b = Version(right) else { throw EvaluationError.incomparable(left, right) }
            switch self {
            case .less: return a < b
            case .lessOrEqual: return a <= b
            case .greater: return a > b
            default: return a >= b
            }
        }
    }
}
