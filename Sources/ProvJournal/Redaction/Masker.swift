import Synchronization

/// Takes secrets out of texts and streams, in every form of `SecretForms`, whatever stands between their bytes.
///
/// Line endings and ANSI control sequences inside a secret do not hide it. Stretches that overlap are masked as one, named
/// after the longest form in it. Copies share their counts. Building one costs a third of a millisecond for a password and up to a tenth of a second for a private key.
package struct Masker: Sendable {
    let rules: MaskRules
    private let secrets: [Secret]
    private let tally: MaskTally

    package init(secrets: [Secret]) { self.init(secrets: secrets, tally: MaskTally()) }

    private init(secrets: [Secret], tally: MaskTally) {
        self.secrets = secrets
        self.tally = tally
        rules = MaskRules(secrets)
    }

    /// - Parameter values: secrets by name.
    package init(values: [String: String]) {
        self.init(secrets: values.sorted { $0.key < $1.key }.map { Secret(name: $0.key, value: $0.value) })
    }

    /// One that also masks secrets learned later; streams under way take it over with `MaskStream.adopt(_:)`.
    package func adding(_ more: [Secret]) -> Masker { Masker(secrets: secrets + more, tally: tally) }

    /// Whether there is nothing to mask.
    package var isEmpty: Bool { rules.forms.isEmpty }

    /// Secrets too short to be masked in outputs: while there are any, streams give nothing but a note that says so.
    package var withheldNames: [String] { secrets.filter { $0.isTooShort && !$0.value.isEmpty }.map(\.name) }

    /// For the output of one command: bytes in, masked bytes out.
    package func stream() -> MaskStream { MaskStream(rules: rules, tally: tally, withheldNames: withheldNames) }

    package func mask(_ text: String) -> String {
        isEmpty ? text : String(decoding: mask(Array(text.utf8)), as: UTF8.self)
    }

    package func mask(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        var stream = MaskStream(rules: rules, tally: tally, withheldNames: [])
        return stream.feed(bytes[...]) + stream.finish()
    }

    /// Masks a text that a later segment of the run must have back as it was: a shell's state, a file that was replaced.
    ///
    /// What is not the plain value is marked with its form, as in `[masked:DB_PASSWORD|json.1]`, so that `unmask` knows
    /// what stood there; `[masked:DB_PASSWORD|?]` is what cannot be put back.
    package func maskReversibly(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        var stream = reversibleStream()
        return stream.feed(bytes[...]) + stream.finish()
    }

    private func reversibleStream() -> MaskStream { MaskStream(rules: rules, tally: tally, withheldNames: [], isReversible: true) }

    /// The same for a file, of which every byte must come back: what only looks like a mask is marked as `[masked:|]`.
    package func fileStream() -> MaskStream {
        MaskStream(rules: rules, tally: tally, withheldNames: [], isReversible: true, escapes: true)
    }

    /// Puts secrets back in what a `fileStream` gave, piece by piece.
    package func unmaskStream() -> UnmaskStream { UnmaskStream(rules) }

    package func maskReversibly(_ text: String) -> String {
        isEmpty ? text : String(decoding: maskReversibly(Array(text.utf8)), as: UTF8.self)
    }

    /// Puts secrets back where `maskReversibly` took them out.
    ///
    /// - Returns: the bytes, and the marks that could not be resolved and still stand in them.
    package func unmask(_ masked: [UInt8]) -> (bytes: [UInt8], unresolved: [String]) { Unmasking(rules).restore(masked) }

    /// Where a secret stands in clear, if one does: which, in which form, and the offset of its first byte.
    package func firstOccurrence(in bytes: [UInt8]) -> (name: String, form: String, offset: Int)? {
        guard !isEmpty else { return nil }
        var scan = MaskScan(rules: rules)
        scan.scan(bytes, isLast: true)
        guard let region = scan.regions.first(where: { !rules.forms[$0.form].isShort }) else { return nil }
        return (rules.forms[region.form].name, rules.forms[region.form].label, region.start)
    }

    /// Counts what stands in clear, without keeping anything.
    package func search() -> MaskSearch { MaskSearch(rules: rules) }

    /// How often each secret was masked, by name.
    package var hits: [String: Int] { tally.counts { $0.name } }

    /// How often each secret was masked in which form, as in `DB_PASSWORD base64`.
    package var hitsByForm: [String: Int] { tally.counts { "\($0.name) \($0.label)" } }
}

/// What a masker looks for and what it puts in its place.
struct MaskRules: Sendable {
    struct Form: Sendable {
        var name: String
        var label: String
        var length: Int
        /// As found where nothing is skipped.
        var pattern: [UInt8]
        /// The exact bytes of the whole value in this form.
        var original: [UInt8]?
        var token: [UInt8]
        /// Tells the form from the others of its secret: `json.1`; empty for the plain value.
        var mark: String
        /// Of a secret that is too short to be searched for in a finished record.
        var isShort: Bool
    }

    let forms: [Form]
    let automaton: Automaton
    /// Whether a byte can start a form or a control sequence.
    let isInteresting: [Bool]

    init(_ secrets: [Secret]) {
        var forms: [Form] = []
        var patterns: [[UInt8]] = []
        // One or two bytes tell nothing, and masking them would only make every text unreadable.
        for secret in secrets where secret.value.count >= 3 {
            var ordinals: [String: Int] = [:]
            for form in SecretForms(secret).all {
                let pattern = ControlSequence.removed(from: form.bytes)
                guard pattern.count >= 3 else { continue }
                let ordinal = ordinals[form.label, default: 0]
                ordinals[form.label] = ordinal + 1
                patterns.append(pattern)
                forms.append(Form(
                    name: secret.name, label: form.label, length: pattern.count, pattern: pattern, original: form.original,
                    token: Array("[masked:\(secret.name)]".utf8), mark: form.label == "raw" ? "" : "\(form.label).\(ordinal)",
                    isShort: secret.isTooShort))
            }
        }
        automaton = Automaton(patterns)
        for index in forms.indices {
            let candidates = [forms[index].token, Array("[masked]".utf8), Array("*****".utf8)]
            forms[index].token = candidates.first { [automaton] in !MaskRules.finds(automaton, in: $0) } ?? []
        }
        self.forms = forms
        var isInteresting = [Bool](repeating: false, count: 256)
        for byte in automaton.startBytes { isInteresting[Int(byte)] = true }
        isInteresting[Int(ControlSequence.escape)] = !forms.isEmpty
        self.isInteresting = isInteresting
    }

    private static func finds(_ automaton: Automaton, in text: [UInt8]) -> Bool {
        var state = Automaton.root
        for byte in text {
            state = automaton.successor(of: state, byte)
            if automaton.match[Int(state)] >= 0 { return true }
        }
        return false
    }
}

/// Counts that all streams of a masker share.
final class MaskTally: Sendable {
    struct Key: Hashable {
        var name: String
        var label: String
    }

    private let hits = Mutex<[Key: Int]>([:])

    func add(_ form: MaskRules.Form) { hits.withLock { $0[Key(name: form.name, label: form.label), default: 0] += 1 } }

    func counts(by name: (Key) -> String) -> [String: Int] {
        Dictionary(hits.withLock { $0 }.map { (name($0.key), $0.value) }, uniquingKeysWith: +)
    }
}
