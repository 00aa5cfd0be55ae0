import ProvText
import Synchronization

/// What a masker looks for and what it puts in its place.
final class MaskRules: Sendable {
    /// A whole form of a secret that can be put back, as its mark names it.
    struct Form: Sendable {
        var name: String
        var label: String
        /// As found where nothing is skipped.
        var pattern: [UInt8]
        /// The exact bytes of the whole value in this form.
        var original: [UInt8]?
        /// Tells the form from the others of its secret: `json.1`; empty for the plain value.
        var mark: String
    }

    let secrets: [Secret]
    let forms: [Form]
    /// Where the forms of each secret stand by their bytes: their label and mark.
    private let spelled: [[[UInt8]: (label: String, mark: String)]]
    private let tokens: [[UInt8]]
    let grammar: MaskGrammar
    /// What begins with each byte.
    let beginnings: [MaskGrammar.Moved]
    /// Whether a byte can begin anything, or a control sequence.
    let isInteresting: [Bool]
    /// No match is longer.
    let longest: Int
    /// Automata at rest: a search takes one for the time of a piece of text, and what it learned is there for the next.
    private let automata = Mutex<[LazyAutomaton]>([])

    init(_ secrets: [Secret]) {
        // One or two bytes tell nothing, and masking them would only make every text unreadable.
        let secrets = secrets.filter { $0.searched.count >= 3 }
        self.secrets = secrets
        var grammar = MaskGrammar()
        for (number, secret) in secrets.enumerated() { _ = SecretSequences(secret, number: number, into: &grammar) }
        self.grammar = grammar
        beginnings = (0..<256).map { byte in
            var moved = MaskGrammar.Moved()
            grammar.begin(UInt8(byte), into: &moved)
            return moved
        }
        isInteresting = (0..<256).map { [beginnings] byte in
            !secrets.isEmpty && (!beginnings[byte].threads.isEmpty || [0x0E, 0x0F, 0x1B].contains(byte))
        }
        longest = 4096 + 16 * (secrets.map(\.bytes.count).max() ?? 0)
        (forms, spelled) = MaskRules.forms(of: secrets)
        let beginnings = self.beginnings
        tokens = secrets.map { secret in
            [Array("[masked:\(secret.name)]".utf8), Array("[masked]".utf8), Array("*****".utf8)].first {
                !MaskRules.finds(grammar, beginnings, in: $0)
            } ?? []
        }
    }

    var isEmpty: Bool { secrets.isEmpty }

    private static func forms(of secrets: [Secret]) -> ([Form], [[[UInt8]: (label: String, mark: String)]]) {
        var forms: [Form] = []
        var spelled: [[[UInt8]: (label: String, mark: String)]] = []
        for secret in secrets {
            var ordinals: [String: Int] = [:]
            var own: [[UInt8]: (label: String, mark: String)] = [:]
            for form in SecretForms(secret).all {
                let pattern = ControlSequence.removed(from: form.bytes)
                guard pattern.count >= 3 else { continue }
                let ordinal = ordinals[form.label, default: 0]
                ordinals[form.label] = ordinal + 1
                let mark = form.label == "raw" ? "" : "\(form.label).\(ordinal)"
                forms.append(
                    Form(name: secret.name, label: form.label, pattern: pattern, original: form.original, mark: mark))
                if let original = form.original, own[original] == nil { own[original] = (form.label, mark) }
                if own[pattern] == nil { own[pattern] = (form.label, mark.isEmpty ? "joined" : "\(mark)-joined") }
            }
            spelled.append(own)
        }
        return (forms, spelled)
    }

    private static func finds(_ grammar: MaskGrammar, _ beginnings: [MaskGrammar.Moved], in text: [UInt8]) -> Bool {
        var threads: [UInt64] = []
        for byte in text {
            var moved = beginnings[Int(byte)]
            for thread in threads { grammar.step(thread, byte, into: &moved) }
            if !moved.accepted.isEmpty { return true }
            threads = moved.threads
        }
        return false
    }

    // MARK: What was found

    func secret(of region: MaskScan.Region) -> Secret { secrets[grammar.sequences[region.sequence].secret] }

    func token(of region: MaskScan.Region) -> [UInt8] { tokens[grammar.sequences[region.sequence].secret] }

    /// `raw`, `json`, `base64`, …; `escaped` for a mixture that no writer makes alone.
    func label(of region: MaskScan.Region, _ found: ArraySlice<UInt8>) -> String {
        let sequence = grammar.sequences[region.sequence]
        if found.elementsEqual(secrets[sequence.secret].searched) { return "raw" }
        let bare = ControlSequence.removed(from: Array(found)).filter { $0 != 0x0A && $0 != 0x0D }
        return spelled[sequence.secret][bare]?.label ?? sequence.label
    }

    /// What stands for a stretch that must come back; `|?` where it is not exactly one form of one secret.
    func reversibleToken(of region: MaskScan.Region, _ found: ArraySlice<UInt8>) -> [UInt8] {
        let number = grammar.sequences[region.sequence].secret
        func token(_ mark: String) -> [UInt8] {
            Array("[masked:\(secrets[number].name)\(mark.isEmpty ? "" : "|\(mark)")]".utf8)
        }
        // A sign before or behind it may belong to the text and not to an escape; either way it comes back where it
        // stood.
        for before in 0...2 {
            for after in 0...2 where before + after < found.count {
                let inner = found.dropFirst(before).dropLast(after)
                if let known = spelled[number][Array(inner)] {
                    return Array(found.prefix(before)) + token(known.mark) + found.suffix(after)
                }
            }
        }
        return token("?")
    }

    // MARK: Automata

    func borrow() -> LazyAutomaton { automata.withLock { $0.popLast() } ?? LazyAutomaton() }

    func giveBack(_ automaton: consuming LazyAutomaton) {
        let automaton = automaton
        automata.withLock { $0.append(automaton) }
    }
}
