// A `String` compares and divides itself by what Unicode calls one character: a sign with a mark behind it is another
// sign, `é` in one scalar equals `é` in two, a carriage return and a newline are one, and U+2028 ends a line. A shell,
// a file and a program see bytes. What decides what runs, what is kept or what is true goes by these.

extension StringProtocol {
    /// Whether both have the same bytes; `==` also holds for texts that Unicode calls equivalent.
    package func isSame(as other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

    /// The bytes, as a key of sets and dictionaries in which equivalent texts stay apart.
    package var bytes: [UInt8] { Array(utf8) }

    /// The lines that hold anything, without their line ends: a newline, with a carriage return before it or without.
    package var lines: [Substring] {
        linesAsWritten.compactMap { line in
            let text = line.withoutCarriageReturn
            return text.isEmpty ? nil : text
        }
    }

    /// What stands between the newlines: joined by newlines they are the text again. The last one is empty if the text
    /// ends with a newline.
    package var linesAsWritten: [Substring] {
        Substring(self).utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false).map { Substring($0) }
    }

    /// The text without the carriage return at its end.
    package var withoutCarriageReturn: Substring {
        let text = Substring(self)
        return text.utf8.last == ASCII.carriageReturn ? Substring(text.utf8.dropLast()) : text
    }

    /// Whether the text has these bytes anywhere.
    package func has(_ part: some StringProtocol) -> Bool {
        let (text, wanted) = (Array(utf8), Array(part.utf8))
        guard let first = wanted.first else { return true }
        var start = 0
        while let place = text.offset(of: first, from: start), place + wanted.count <= text.count {
            if text[place..<(place + wanted.count)].elementsEqual(wanted) { return true }
            start = place + 1
        }
        return false
    }

    /// Whether these bytes are the first; `hasPrefix` wants whole characters.
    package func begins(with part: some StringProtocol) -> Bool { utf8.starts(with: part.utf8) }
    /// Whether these bytes are the last.
    package func ends(with part: some StringProtocol) -> Bool { utf8.suffix(part.utf8.count).elementsEqual(part.utf8) }

    /// Whether the text has a newline.
    package var hasNewline: Bool { utf8.contains(ASCII.newline) }

    /// The text with each place of some bytes written otherwise, also beside marks that would join them.
    package func replacing(bytesOf old: String, with new: String) -> String {
        let (text, wanted, other) = (Array(utf8), Array(old.utf8), new.utf8)
        guard let first = wanted.first, var next = text.offset(of: first, from: 0) else { return String(self) }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var start = 0
        while next + wanted.count <= text.count {
            if text[next..<(next + wanted.count)].elementsEqual(wanted) {
                result += text[start..<next]
                result += other
                start = next + wanted.count
            }
            guard let following = text.offset(of: first, from: Swift.max(start, next + 1)) else { break }
            next = following
        }
        return String(decoding: result + text[start...], as: UTF8.self)
    }
}
