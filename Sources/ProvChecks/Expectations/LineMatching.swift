import ProvText

/// Compares a line of an output with one that is expected: literally first, then as the line's mark says.
struct LineMatching {
    let dialect: LineDialect
    private var searchers: [String: PatternSearcher] = [:]

    init(_ dialect: LineDialect) { self.dialect = dialect }

    mutating func matches(_ expected: ExpectedLine, _ found: FoundLines.Line) -> Bool {
        if isLiterally(expected.written, found) { return true }
        switch expected.matcher {
        case .literal, .malformed: return false
        case .anything: return true
        case .text(let text): return isLiterally(text[...], found)
        case .withoutNewline(let text): return !found.hasNewline && text[...] == found.bytes
        case .glob(let pattern): return candidates(found).contains { LineGlob.matches(pattern[...], $0) }
        case .regex(let pattern):
            var searcher = searchers.removeValue(forKey: pattern.text) ?? pattern.searcher()
            defer { searchers[pattern.text] = searcher }
            return candidates(found).contains { searcher.matchesWhole($0) }
        }
    }

    private func isLiterally(_ text: ArraySlice<UInt8>, _ found: FoundLines.Line) -> Bool {
        switch dialect {
        case .cram: return found.hasNewline ? text == found.bytes : text.elementsEqual(withEnd(found))
        case .scrut:
            return text == withoutReturn(found.bytes) || !found.hasNewline && text.elementsEqual(withEnd(found))
        case .prov:
            if text == found.bytes { return true }
            if !found.hasNewline, text.elementsEqual(withEnd(found)) { return true }
            return found.bytes.contains(0x1B) && OutputText.plain(Array(found.bytes))[...] == text
        }
    }

    /// What a pattern may match: cram's see the line as cram writes it, escapes and all.
    private func candidates(_ found: FoundLines.Line) -> [ArraySlice<UInt8>] {
        switch dialect {
        case .cram: return [LineEscapes.asCramWrites(withEnd(found))[...]]
        case .scrut: return [withoutReturn(found.bytes)]
        case .prov:
            return found.bytes.contains(0x1B)
                ? [found.bytes, OutputText.plain(Array(found.bytes))[...]] : [found.bytes]
        }
    }

    /// As cram marks the output's last line where it has no newline.
    private func withEnd(_ found: FoundLines.Line) -> [UInt8] {
        found.hasNewline ? Array(found.bytes) : Array(found.bytes) + Array(" (no-eol)".utf8)
    }

    /// scrut does not compare the carriage return of a line's end.
    private func withoutReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == ASCII.carriageReturn ? line.dropLast() : line
    }
}
