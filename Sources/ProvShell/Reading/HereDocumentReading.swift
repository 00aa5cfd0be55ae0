import ProvText

extension ShellReader {
    mutating func addPending(_ sign: Redirection.Sign, _ word: WordRecord, start: Int) {
        var isInSubstitution = false
        if case .substitution = frames[frames.count - 1].kind { isInSubstitution = true }
        pending.append(
            PendingDocument(
                delimiter: delimiter(word), isLiteral: word.traits.contains(.quoted),
                stripsTabs: sign == .hereDocumentWithTabs, command: level.command, sign: start..<Int(word.end),
                isInSubstitution: isInSubstitution))
    }

    /// The word without its quotes; nothing in it is expanded.
    private func delimiter(_ word: WordRecord) -> [UInt8] {
        var result: [UInt8] = []
        var quote: UInt8 = 0
        var offset = Int(word.start)
        while offset < Int(word.end) {
            let byte = bytes[offset]
            if quote == 0, byte == ASCII.apostrophe || byte == ASCII.quotationMark {
                quote = byte
            } else if byte == quote, quote != 0 {
                quote = 0
            } else if byte == ASCII.backslash, quote != ASCII.apostrophe, offset + 1 < Int(word.end) {
                offset += 1
                result.append(bytes[offset])
            } else {
                result.append(byte)
            }
            offset += 1
        }
        return result
    }

    mutating func addDocument(_ document: PendingDocument, body: Range<Int>, end: HereDocument.End) {
        documents.append(
            HereDocument(
                command: document.command < 0 ? nil : document.command,
                delimiter: String(decoding: document.delimiter, as: UTF8.self), sign: document.sign, body: body,
                isLiteral: document.isLiteral, end: end))
    }

    /// Reads the bodies of the documents that the line before announced.
    mutating func readDocuments() {
        let documents = pending
        for (position, document) in documents.enumerated() {
            let start = index
            enter(.hereDocument(isLiteral: document.isLiteral), at: start)
            let nearMiss = skipBody(of: document)
            guard let bodyEnd = nearMiss.end else {
                addDocument(document, body: start..<bytes.count, end: .open(nearMiss.kind, line: nearMiss.line))
                pending = Array(documents[(position + 1)...])
                for rest in pending { addDocument(rest, body: index..<index, end: .open(nil, line: nil)) }
                pending = []
                ending = .hereDocument
                return
            }
            addDocument(document, body: start..<bodyEnd, end: .closed)
            enterFrame(at: bodyEnd)
        }
        pending = []
    }

    private struct BodyEnd {
        /// Where the line with the delimiter begins; `nil` if the document is never closed.
        var end: Int?
        var kind: HereDocument.NearMiss?
        var line: Range<Int>?
    }

    /// Leaves the index behind the delimiter's line.
    private mutating func skipBody(of document: PendingDocument) -> BodyEnd {
        var result = BodyEnd()
        while index < bytes.count {
            let lineStart = index
            let lineEnd = bytes.offset(of: ASCII.newline, from: index) ?? bytes.count
            var start = lineStart
            if document.stripsTabs { while start < lineEnd, bytes[start] == ASCII.tab { start += 1 } }
            if begins(with: document.delimiter, start, lineEnd) {
                let rest = start + document.delimiter.count
                if rest == lineEnd {
                    index = min(lineEnd + 1, bytes.count)
                    result.end = lineStart
                    return result
                }
                // As bash does: the end of a substitution may stand behind the delimiter.
                if document.isInSubstitution, bytes[rest..<lineEnd].contains(ASCII.closeParenthesis) {
                    index = rest
                    result.end = lineStart
                    return result
                }
            }
            if result.kind == nil, let kind = nearMiss(document, lineStart, lineEnd) {
                result.kind = kind
                result.line = lineStart..<lineEnd
            }
            index = min(lineEnd + 1, bytes.count)
        }
        return result
    }

    private func begins(with delimiter: [UInt8], _ start: Int, _ end: Int) -> Bool {
        guard end - start >= delimiter.count else { return false }
        for offset in delimiter.indices where bytes[start + offset] != delimiter[offset] { return false }
        return true
    }

    private func nearMiss(_ document: PendingDocument, _ lineStart: Int, _ lineEnd: Int) -> HereDocument.NearMiss? {
        guard let first = document.delimiter.first else { return nil }
        var start = lineStart
        while start < lineEnd, bytes[start].isBlank { start += 1 }
        guard start < lineEnd, bytes[start] == first, begins(with: document.delimiter, start, lineEnd) else {
            return nil
        }
        let rest = start + document.delimiter.count
        var text = rest
        while text < lineEnd, bytes[text].isBlankOrNewline { text += 1 }
        if text < lineEnd { return isBoundary(bytes[rest]) ? .textBehind : nil }
        return rest < lineEnd ? .blanksBehind : .blanksBefore
    }

    /// `EOF;` was meant for the end, `EOFX` was not.
    private func isBoundary(_ byte: UInt8) -> Bool {
        byte.isBlank || byte == ASCII.semicolon || byte == ASCII.greater || byte == ASCII.pipe
            || byte == ASCII.ampersand || byte == ASCII.closeParenthesis || byte == ASCII.numberSign
    }
}
