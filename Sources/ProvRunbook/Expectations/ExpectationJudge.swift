extension Expectation {
    /// Compares a command's standard output with what was expected; escape sequences and carriage returns do not count.
    ///
    /// `found` says where the first difference is, in words. Time is linear in the output for every kind but `regex`, whose
    /// input is cut at 64 KiB, since a regular expression may take exponential time.
    package func judge(_ output: String) -> Verdict {
        let found = OutputText.plain(output)
        switch match {
        case .exact: return judgeExact(found)
        case .contains: return judgeContains(found)
        case .lines: return LineExpectation(text).judge(found)
        case .regex: return judgeRegex(found)
        case .json: return JSONExpectation.judge(wanted: text, found: found)
        case .similarity: return Similarity.judge(wanted: text, found: found, threshold: threshold ?? 1)
        }
    }

    /// True where no output whatever would fail it.
    package var cannotFail: Bool {
        switch match {
        case .lines: LineExpectation(text).acceptsEverything
        case .contains: OutputText.trimmed(text).isEmpty
        case .regex: (try? Regex(OutputText.trimmed(text)))?.acceptsEverything ?? false
        case .similarity: (threshold ?? 1) <= 0
        case .exact, .json: false
        }
    }

    private func judgeExact(_ found: String) -> Verdict {
        if found == text || OutputText.trimmed(found) == OutputText.trimmed(text) { return Verdict(.pass, wanted: "exactly that output", found: "it") }
        return LineExpectation(literal: text).judge(found)
    }

    private func judgeContains(_ found: String) -> Verdict {
        let wanted = OutputText.trimmed(text)
        let isThere = OutputText.contains(found, wanted)
        return Verdict(isThere ? .pass : .fail, wanted: "output that contains \(OutputText.shown(wanted))", found: isThere ? "it" : OutputText.excerpt(found))
    }

    private func judgeRegex(_ found: String) -> Verdict {
        let pattern = OutputText.trimmed(text)
        guard let regex = try? Regex(pattern).anchorsMatchLineEndings() else {
            return Verdict(.error, wanted: "output that matches /\(pattern)/", found: "that is no regular expression")
        }
        let holds = found.prefix(64 << 10).firstMatch(of: regex) != nil
        return Verdict(holds ? .pass : .fail, wanted: "output that matches /\(pattern)/", found: holds ? "it" : OutputText.excerpt(found))
    }
}

extension Regex<AnyRegexOutput> {
    /// Whether it is found in texts that have nothing in common.
    fileprivate var acceptsEverything: Bool { ["", "\u{1}", "no such thing 4711", "{}\n"].allSatisfy { $0.firstMatch(of: self) != nil } }
}

/// Output as an expectation sees it.
enum OutputText {
    /// Without escape sequences and carriage returns before newlines.
    static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x1B || $0 == 0x0D }) else { return text }
        var result: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        while let byte = next {
            next = bytes.next()
            if byte == 0x0D, next == 0x0A { continue }
            guard byte == 0x1B else {
                result.append(byte)
                continue
            }
            if next == 0x5B {
                repeat { next = bytes.next() } while next.map { !(0x40...0x7E).contains($0) } ?? false
                next = bytes.next()
            } else if next == 0x5D {
                repeat { next = bytes.next() } while next.map { $0 != 0x07 && $0 != 0x1B } ?? false
                if next == 0x1B { next = bytes.next() }
                next = bytes.next()
            } else {
                next = bytes.next()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        return String(rest)
    }

    /// Byte by byte, so that it stays linear; Swift's own search compares grapheme clusters.
    static func contains(_ text: String, _ part: String) -> Bool {
        let needle = Array(part.utf8)
        guard let first = needle.first else { return true }
        let bytes = Array(text.utf8)
        guard bytes.count >= needle.count else { return false }
        for start in 0...(bytes.count - needle.count) where bytes[start] == first {
            if bytes[start..<(start + needle.count)].elementsEqual(needle) { return true }
        }
        return false
    }

    static func shown(_ text: some StringProtocol) -> String {
        text.count > 200 ? "'\(text.prefix(199))…'" : "'\(text)'"
    }

    static func excerpt(_ text: String) -> String {
        let trimmed = trimmed(String(text.prefix(2000)))
        return trimmed.isEmpty ? "no output" : shown(trimmed.replacing("\n", with: "⏎"))
    }
}
