import ProvText

/// The words of a script that say what a command does, whatever its program: found in one pass, so that most scripts
/// are not asked any further.
struct CommandSigns: OptionSet, Sendable {
    let rawValue: UInt8

    /// `serve`, `watch`, `--follow`
    static let endless = CommandSigns(rawValue: 1)
    /// `delete`, `purge`
    static let destroys = CommandSigns(rawValue: 2)
    /// `login`, `edit`, `shell`
    static let asks = CommandSigns(rawValue: 4)

    private static let words: [(signs: CommandSigns, words: String)] = [
        (.endless, "serve watch port-forward listen http- port follow dev logs log"),
        (.destroys, "delete destroy purge drop wipe nuke erase rm remove kill"),
        (.asks, "ssh shell console attach repl edit EDITOR VISUAL login exec enter"),
    ]

    /// By the first letter, from `A` on.
    private static let byLetter: [[(word: [UInt8], signs: CommandSigns)]] = {
        var table = [[(word: [UInt8], signs: CommandSigns)]](repeating: [], count: 64)
        for entry in words {
            for word in entry.words.split(separator: " ") {
                table[Int(word.utf8.first ?? 0x41) - 0x41].append((Array(word.utf8), entry.signs))
            }
        }
        return table
    }()

    /// The signs at the beginnings of words of a text.
    static func read(_ text: String) -> CommandSigns {
        var found: CommandSigns = []
        let table = byLetter
        let bytes = text.utf8.span
        var previous: UInt8 = ASCII.space
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte.isLetter, !previous.isAlphanumeric {
                for entry in table[Int(byte) - 0x41] where bytes.holds(entry.word, at: index) {
                    found.formUnion(entry.signs)
                }
            }
            previous = byte
        }
        return found
    }
}
