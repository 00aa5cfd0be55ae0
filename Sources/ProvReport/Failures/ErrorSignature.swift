import ProvJournal
import ProvText

/// What makes two failures the same one: an error's line with everything masked that differs from time to time.
///
/// Words are told apart by their form: times, addresses, paths, identifiers, numbers. Numbers that name a kind of
/// failure (an exit code, `ORA-01555`, `utf8`) stay.
package struct ErrorSignature: Sendable {
    package enum Mask: String, Sendable { case time, address, path, url, id, n }

    /// A part of an error's line: what every such failure has, or what differs from one to the next.
    package enum Piece: Equatable, Sendable {
        case literal(String)
        case masked(Mask, String)
    }

    /// Longest title, in characters.
    package static let longestTitle = 70

    let pieces: [Piece]
    /// The line with masks in the place of what differs: the same for all failures of one kind.
    package let key: String

    package init(_ line: String) {
        pieces = ErrorSignature.merged(
            ErrorWords.pieces(of: ErrorSignature.withoutShell(VisibleControls.shownOnOneLine(line))))
        key = pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .masked(let mask, _): "<\(mask.rawValue)>"
            }
        }.joined()
    }

    /// A shell says which line of what it reads is wrong; that of a step is not that of the runbook.
    private static func withoutShell(_ line: String) -> String {
        var rest = line[...]
        for shell in ["bash: ", "sh: ", "dash: ", "/bin/sh: "] where rest.hasPrefix(shell) {
            rest = rest.dropFirst(shell.count)
            let number = rest.hasPrefix("line ") ? rest.dropFirst(5) : rest
            let after = number.drop { $0.isNumber }
            if after.startIndex != number.startIndex, after.hasPrefix(": ") { rest = after.dropFirst(2) }
            break
        }
        return rest.isEmpty ? line : String(rest)
    }

    /// A line in which only what is of one of those forms is masked.
    static func masked(_ line: String, _ masks: Set<Mask>) -> String {
        merged(ErrorWords.pieces(of: line)).map { piece in
            switch piece {
            case .literal(let text): text
            case .masked(let mask, let text): masks.contains(mask) ? "<\(mask.rawValue)>" : text
            }
        }.joined()
    }

    /// Times that follow one another (a date and a time of day) are one.
    private static func merged(_ pieces: [Piece]) -> [Piece] {
        var result: [Piece] = []
        for piece in pieces {
            let count = result.count
            if case .masked(.time, let text) = piece, count >= 2, case .masked(.time, let before) = result[count - 2],
                result[count - 1] == .literal(" ")
            {
                result.removeLast(2)
                result.append(.masked(.time, before + " " + text))
            } else if case .literal(let text) = piece, case .literal(let before)? = result.last {
                result[count - 1] = .literal(before + text)
            } else {
                result.append(piece)
            }
        }
        return result
    }

    /// The title of all failures with one key: a path or a number that is the same in each of them is shown.
    ///
    /// - Parameter signatures: with the same key, one for each failure; not empty.
    package static func title(of signatures: [ErrorSignature]) -> String {
        let whole = title(of: signatures, isPathWhole: true)
        return cut(whole.count <= longestTitle ? whole : title(of: signatures, isPathWhole: false))
    }

    private static func title(of signatures: [ErrorSignature], isPathWhole: Bool) -> String {
        guard let first = signatures.first else { return "" }
        var title = ""
        for (index, piece) in first.pieces.enumerated() {
            guard case .masked(let mask, let value) = piece else {
                if case .literal(let text) = piece { title += text }
                continue
            }
            let isShared = signatures.allSatisfy { $0.pieces.indices.contains(index) && $0.pieces[index] == piece }
            let isShown =
                switch mask {
                case .path, .url: isShared
                case .n: isShared && !title.hasSuffix("[") && (signatures.count > 1 || title.hasSuffix("port "))
                case .address: isShared && signatures.count > 1
                case .time, .id: false
                }
            title += !isShown ? "<\(mask.rawValue)>" : mask == .path && !isPathWhole ? shortened(value) : value
        }
        return withoutPrefix(title.replacing(bytesOf: "[<n>]:", with: ":"))
    }

    /// The last part of a long path says the most.
    private static func shortened(_ path: String) -> String {
        guard path.count > 12, let slash = path.dropLast().lastIndex(of: "/") else { return path }
        let name = path[path.index(after: slash)...]
        return name.count > 40 ? "<path>" : "…/\(name)"
    }

    /// Without a time and a colon at the beginning, which say nothing about the error.
    private static func withoutPrefix(_ title: String) -> String {
        var rest = title[...]
        for prefix in ["<time>", "[<time>]", ":", "-"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count).drop { $0 == " " }
        }
        return rest.isEmpty ? title : String(rest)
    }

    private static func cut(_ title: String) -> String {
        guard title.count > longestTitle else { return title }
        let kept = title.prefix(longestTitle - 1)
        let end = kept.dropFirst(longestTitle / 2).lastIndex(of: " ") ?? kept.endIndex
        return kept[..<end] + "…"
    }

    /// The name of the page: readable, and the same as long as the key is.
    package var slug: String {
        var words: [String] = []
        var word = ""
        for piece in pieces {
            guard case .literal(let text) = piece else { continue }
            for byte in text.utf8 {
                let lower = byte >= 0x41 && byte <= 0x5A ? byte + 32 : byte
                if lower >= 0x61 && lower <= 0x7A || lower >= 0x30 && lower <= 0x39 {
                    word.unicodeScalars.append(Unicode.Scalar(lower))
                } else if !word.isEmpty {
                    words.append(word)
                    word = ""
                }
            }
        }
        if !word.isEmpty { words.append(word) }
        var slug = ""
        for word in words where slug.utf8.count + word.utf8.count < 56 { slug += (slug.isEmpty ? "" : "-") + word }
        return (slug.isEmpty ? "error" : slug) + "-" + ContentHash.hex(Array(key.utf8)).prefix(6)
    }

    /// The words that two errors can have in common.
    package var words: Set<String> {
        Set(key.lowercased().split { !($0.isLetter || $0 == "_") }.lazy.filter { $0.count > 3 }.map(String.init))
    }
}
