package import ProvText
import Synchronization

/// Takes secrets out of texts and streams, in every form that docs/reference/masking.md lists.
///
/// Line endings and control sequences inside a secret do not hide it. Stretches that overlap are masked as one, named
/// after the longest thing in it. Copies share their counts and what they learn.
package struct Masker: Sendable {
    private let known: KnownSecrets
    private let tally: MaskCounts

    var rules: MaskRules { known.rules }
    private var secrets: [Secret] { known.all }

    package init(_ secrets: Secrets) { self.init(secrets: Array(secrets), tally: MaskCounts()) }

    package init(secrets: [Secret]) { self.init(secrets: secrets, tally: MaskCounts()) }

    private init(secrets: [Secret], tally: MaskCounts) {
        known = KnownSecrets(secrets)
        self.tally = tally
    }

    /// Masks one more secret from now on, in every copy; streams that are open do not know it.
    package func learn(_ secret: Secret) { known.add(secret) }

    /// Whether there is nothing to mask.
    package var isEmpty: Bool { rules.isEmpty }

    /// Whether a text is the value of a secret and nothing else, so that it comes back whole from where it is masked:
    /// of one that was known from the beginning, as it is in every segment of the run.
    package func isSecret(_ text: String) -> Bool { known.first.contains { $0.bytes == text.bytes } }

    /// Secrets too short to be masked in outputs: while there are any, streams give nothing but a note that says so.
    package var withheldNames: [String] {
        secrets.filter { $0.isWeak && $0.reachesSteps && !$0.searched.isEmpty }.map(\.name)
    }

    /// For the output of one command: bytes in, masked bytes out.
    ///
    /// - Parameter captured: names that say secret and get this output as their value, so that nothing of it is given.
    package func stream(capturedAs captured: [String] = []) -> MaskStream {
        let weak = withheldNames
        if !weak.isEmpty {
            return MaskStream(
                rules: rules, tally: tally,
                note:
                    """
                    secret \(weak.joined(separator: ", ")) is shorter than \(Secret.minimumLength) bytes and cannot be masked
                    """)
        }
        guard !captured.isEmpty else { return MaskStream(rules: rules, tally: tally) }
        return MaskStream(
            rules: rules, tally: tally,
            note: "it is captured as \(captured.joined(separator: ", ")), whose name says secret")
    }

    /// The text with `[masked:NAME]` for each secret in it; counted.
    package func mask(_ text: String) -> String {
        isEmpty ? text : String(decoding: mask(Array(text.utf8)), as: UTF8.self)
    }

    /// The same for bytes that are there as a whole; what comes in pieces takes a `stream`.
    package func mask(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        var stream = MaskStream(rules: rules, tally: tally)
        return stream.feed(bytes[...]) + stream.finish()
    }

    /// Masks a text that a later segment of the run must have back as it was: a shell's state, a file that was
    /// replaced.
    ///
    /// What is not the plain value is marked with its form, as in `[masked:DB_PASSWORD|json.1]`, so that `unmask` knows
    /// what stood there; `[masked:DB_PASSWORD|?]` is what cannot be put back.
    package func maskReversibly(_ bytes: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return bytes }
        var stream = reversibleStream()
        return stream.feed(bytes[...]) + stream.finish()
    }

    private func reversibleStream() -> MaskStream {
        MaskStream(rules: rules, tally: tally, isReversible: true)
    }

    /// The same for a file, of which every byte must come back: what only looks like a mask is marked as `[masked:|]`.
    package func fileStream() -> MaskStream {
        MaskStream(rules: rules, tally: tally, isReversible: true, escapes: true)
    }

    /// Puts secrets back in what a `fileStream` gave, piece by piece.
    package func unmaskStream() -> UnmaskStream { UnmaskStream(rules) }

    /// The same for a text.
    package func maskReversibly(_ text: String) -> String {
        isEmpty ? text : String(decoding: maskReversibly(Array(text.utf8)), as: UTF8.self)
    }

    /// Puts secrets back where `maskReversibly` took them out.
    ///
    /// - Returns: the bytes, and the marks that could not be resolved and still stand in them.
    package func unmask(_ masked: [UInt8]) -> (bytes: [UInt8], unresolved: [String]) {
        Unmasking(rules).restore(masked)
    }

    /// Where a secret stands in clear, if one does: which, in which form, and the offset of its first byte.
    package func firstOccurrence(in bytes: [UInt8]) -> (name: String, form: String, offset: Int)? {
        guard !isEmpty else { return nil }
        var scan = MaskScan(rules: rules)
        scan.scan(bytes, isLast: true)
        guard let region = scan.regions.first(where: { !rules.secret(of: $0).isWeak }) else { return nil }
        return (rules.secret(of: region).name, rules.label(of: region, bytes[region.start..<region.end]), region.start)
    }

    /// The secret whose value stands in a name, as it is or as the name of a step is made of it: in small letters, with
    /// dashes.
    package func firstName(in name: String) -> String? {
        if let found = firstOccurrence(in: Array(name.utf8)) { return found.name }
        let folded = Masker.folded(name)
        return secrets.first { secret in
            let value = Masker.folded(secret.text)
            return !secret.isWeak && value.utf8.count >= Secret.minimumLength && folded.contains(value)
        }?.name
    }

    private static func folded(_ text: String) -> String {
        String(text.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// Counts what stands in clear, without keeping anything: of secrets that were known from the beginning. What was
    /// printed before a secret was learned is there, as the masking reference says.
    package func search() -> SecretCounter { SecretCounter(rules: MaskRules(known.first)) }

    /// How often each secret was masked, by name.
    package var hits: [String: Int] { tally.counts { $0.name } }

    /// How often each secret was masked in which form, as in `DB_PASSWORD base64`.
    package var hitsByForm: [String: Int] { tally.counts { "\($0.name) \($0.label)" } }
}

/// The secrets of a masker and of its copies.
private final class KnownSecrets: Sendable {
    private struct State {
        var secrets: [Secret]
        var rules: MaskRules
    }

    /// Those that were known from the beginning.
    let first: [Secret]
    private let state: Mutex<State>

    init(_ secrets: [Secret]) {
        first = secrets
        state = Mutex(State(secrets: secrets, rules: MaskRules(secrets)))
    }

    var all: [Secret] { state.withLock { $0.secrets } }
    var rules: MaskRules { state.withLock { $0.rules } }

    func add(_ secret: Secret) {
        state.withLock { state in
            guard !state.secrets.contains(where: { $0.bytes == secret.bytes }) else { return }
            state.secrets.append(secret)
            state.rules = MaskRules(state.secrets)
        }
    }
}

/// Counts that all streams of a masker share.
final class MaskCounts: Sendable {
    struct Key: Hashable {
        var name: String
        var label: String
    }

    private let hits = Mutex<[Key: Int]>([:])

    func add(_ name: String, _ label: String) { hits.withLock { $0[Key(name: name, label: label), default: 0] += 1 } }

    func counts(by name: (Key) -> String) -> [String: Int] {
        Dictionary(hits.withLock { $0 }.map { (name($0.key), $0.value) }, uniquingKeysWith: +)
    }
}
