/// A kind of declarative check: how it is written, how the host is asked, how the answer is judged.
///
/// A new kind is one file with a type like this and one line in `CheckRegistry.all`; its reference page, its messages,
/// its "did you mean" and the tests of its examples come from here.
package protocol CheckKind: SendableMetatype {
    static var name: String { get }
    /// What it proves, in one sentence.
    static var about: String { get }
    static var keys: [CheckKey] { get }
    /// The key that a plain value stands for, as in `port: 5432`.
    static var mainKey: String { get }
    /// YAML texts that use it, each a check of this kind alone.
    static var examples: [String] { get }
    /// What the reader needs to know besides: what the host must have, what is not asked.
    static var notes: String { get }

    /// Keys and their types have been checked when this is called.
    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition
}

extension CheckKind {
    package static var notes: String { "" }
}

/// A key of a check, with what the reader of the YAML verifies about its value.
package struct CheckKey: Sendable {
    /// What a value may be: decides how it is read, and which message a wrong one gets.
    package enum Kind: Sendable, Equatable {
        case text
        /// Text for the host's shell, in which `$` is the shell's own.
        case script
        case choice([String])
        case integer(ClosedRange<Int>)
        case boolean
        case duration
        /// Octal permission bits.
        case mode
        /// An exact version or a range.
        case version
        /// A regular expression, or a list of them.
        case patterns
        /// A text, or a list of texts.
        case list
        /// Names with texts.
        case mapping
        /// Anything that YAML can say.
        case data
    }

    package var name: String
    package var kind: Kind
    package var isRequired: Bool
    package var about: String
    /// True for a value that is never printed by the probe nor shown.
    package var isSecret: Bool

    init(_ name: String, _ kind: Kind, isRequired: Bool = false, isSecret: Bool = false, _ about: String) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.isSecret = isSecret
        self.about = about
    }

    /// For the reference: `text`, `integer 1…65535`.
    package var typeName: String {
        switch kind {
        case .text: "text"
        case .script: "shell text"
        case .choice(let names): names.map { "`\($0)`" }.joined(separator: ", ")
        case .integer(let range):
            range.upperBound == Int.max ? "integer" : "integer \(range.lowerBound)…\(range.upperBound)"
        case .boolean: "boolean"
        case .duration: "duration"
        case .mode: "octal mode"
        case .version: "version"
        case .patterns: "pattern or list"
        case .list: "text or list"
        case .mapping: "mapping"
        case .data: "any"
        }
    }
}

/// What a kind makes of the values it is given.
package struct CheckDefinition: Sendable {
    /// What is wanted, in words.
    var summary: String
    /// The body of a probe; `ProbeScript` says what stands around it.
    var probe: ProbeScript
    /// What a person types to see the same; `nil` where that is the probe alone.
    var look: String?
    var judge: @Sendable (CheckAnswer) throws(CheckTrouble) -> Verdict

    init(
        summary: String, probe: String, look: String? = nil,
        judge: @escaping @Sendable (CheckAnswer) throws(CheckTrouble) -> Verdict
    ) {
        self.init(summary: summary, probe: ProbeScript(body: probe), look: look, judge: judge)
    }

    init(
        summary: String, probe: ProbeScript, look: String? = nil,
        judge: @escaping @Sendable (CheckAnswer) throws(CheckTrouble) -> Verdict
    ) {
        self.look = look
        self.summary = summary
        self.probe = probe
        self.judge = judge
    }
}

/// What is wrong with a check's values, and at which key.
package struct CheckReadingError: Error, Sendable {
    var key: String?
    var message: String
    var fix: String?

    init(key: String?, _ message: String, fix: String? = nil) {
        self.key = key
        self.message = message
        self.fix = fix
    }
}

/// Why a check can be neither held nor failed, as what was found instead.
package struct CheckTrouble: Error, Sendable {
    var found: String

    init(_ found: String) { self.found = found }
}
