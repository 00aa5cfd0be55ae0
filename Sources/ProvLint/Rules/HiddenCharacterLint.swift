import ProvDiagnostics
import ProvRunbook
import ProvShell
import ProvText

/// Characters that a reader does not see and a shell obeys: what reorders text, what has no width, and blanks that are
/// not blanks to a shell.
///
/// The first kind is known as "Trojan Source" (https://trojansource.codes): what is read is not what runs.
enum HiddenCharacterLint {
    static func check(_ piece: ScriptPiece, _ context: inout LintContext) {
        let text = piece.script.text
        guard text.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else { return }
        var offset = 0
        for scalar in text.unicodeScalars {
            let length = UTF8.width(scalar)
            defer { offset += length }
            guard scalar.value != 0x0D, let symbol = VisibleControls.symbol(for: scalar) else { continue }
            report("the command holds the invisible character \(symbol)", piece, offset..<(offset + length), &context)
            return
        }
        for command in piece.shell.commands {
            for word in command.words where !word.isQuoted && word.text.contains("\u{A0}") {
                report(
                    "a no-break space is part of the word, not a blank", piece, word.bytes, &context,
                    fix: "replace it with a blank")
                return
            }
        }
    }

    private static func report(
        _ headline: String, _ piece: ScriptPiece, _ bytes: Range<Int>, _ context: inout LintContext,
        fix: String = "remove it, or write it with an escape: $'\\u202E'"
    ) {
        context.report(.hiddenCharacter, headline, in: piece, at: bytes, fix: fix)
    }
}
