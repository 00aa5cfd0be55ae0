import ProvText

extension ShellReader {
    /// Bytes that mean themselves in the word of a command.
    private static let isPlain: [Bool] = {
        var table = [Bool](repeating: true, count: 256)
        for byte in " \t\n\r#\\'\"`$&|;()<>".utf8 { table[Int(byte)] = false }
        return table
    }()

    mutating func stepCommand() {
        if hasPlaceholders, takePlaceholder() { return }
        let byte = bytes[index]
        if Self.isPlain[Int(byte)] {
            beginWord()
            index += 1
            if hasPlaceholders { return }
            while index < bytes.count, Self.isPlain[Int(bytes[index])] { index += 1 }
            return
        }
        switch byte {
        case ASCII.space, ASCII.tab, ASCII.carriageReturn:
            endWord()
            index += 1
        case ASCII.newline: stepNewline()
        case ASCII.numberSign where level.wordStart < 0: skipComment()
        case ASCII.backslash: stepBackslash()
        case ASCII.apostrophe: skipQuoted(isANSI: false)
        case ASCII.quotationMark:
            beginWord()
            openDoubleQuote()
        case ASCII.backtick: if isInBackticks { closeBacktick() } else { openBacktick() }
        case ASCII.dollar: stepDollar(isQuoted: false)
        case ASCII.ampersand: stepAmpersand()
        case ASCII.pipe: stepPipe()
        case ASCII.semicolon: stepSemicolon()
        case ASCII.openParenthesis: stepOpenParenthesis()
        case ASCII.closeParenthesis: stepCloseParenthesis()
        case ASCII.less, ASCII.greater: stepRedirection()
        default:
            beginWord()
            index += 1
        }
    }

    private mutating func stepNewline() {
        if level.state == .conditional || level.state == .caseSubject || level.state == .pattern {
            endWord()
        } else {
            let connector = level.connector
            let isJoined = level.command < 0 && level.wordStart < 0 && level.closed < 0
            // A line may end behind `|`, `&&` and `||`.
            if !isJoined || connector == .sequence {
                endCommand(next: .sequence)
            } else {
                level.redirection = nil
            }
        }
        index += 1
        if !pending.isEmpty { readDocuments() }
    }

    private mutating func skipComment() {
        enter(.comment, at: index)
        index = bytes.offset(of: ASCII.newline, from: index) ?? bytes.count
        enterFrame(at: index)
    }

    private mutating func stepBackslash() {
        guard index + 1 < bytes.count, !(bytes[index + 1] == ASCII.newline && index + 2 >= bytes.count) else {
            ending = .backslash
            index = bytes.count
            return
        }
        // In front of a newline it joins two lines, even inside of a word.
        if bytes[index + 1] == ASCII.newline {
            if level.wordStart >= 0 { level.traits.insert(.quoted) }
        } else {
            beginWord()
            level.traits.insert(.quoted)
        }
        index += 2
    }

    mutating func skipQuoted(isANSI: Bool) {
        beginWord()
        level.traits.insert(.quoted)
        let start = index
        enter(isANSI ? .ansiQuoted : .singleQuoted, at: start)
        index += isANSI ? 2 : 1
        if isANSI {
            while index < bytes.count, bytes[index] != ASCII.apostrophe {
                index += bytes[index] == ASCII.backslash ? 2 : 1
            }
        } else {
            index = bytes.offset(of: ASCII.apostrophe, from: index) ?? bytes.count
        }
        if index >= bytes.count {
            index = bytes.count
            ending = .quote
        } else {
            index += 1
        }
        if hasPlaceholders { notePlaceholder(from: start) }
        enterFrame(at: index)
    }

    mutating func openDoubleQuote() {
        level.traits.insert(.quoted)
        cut(at: index)
        frames.append(Frame(kind: .doubleQuote))
        enterFrame(at: index)
        index += 1
    }

    // MARK: Operators

    private mutating func stepAmpersand() {
        if byte(1) == ASCII.greater {
            endWord()
            level.redirectionStart = index
            index += byte(2) == ASCII.greater ? 3 : 2
            level.redirection = .output
        } else if byte(1) == ASCII.ampersand {
            join(.and, width: 2)
        } else if level.state == .conditional {
            join(.and, width: 1)
        } else {
            putInBackground()
            index += 1
        }
    }

    private mutating func stepPipe() {
        switch byte(1) {
        case ASCII.pipe: join(.or, width: 2)
        case ASCII.ampersand: join(.pipe, width: 2)
        default: join(.pipe, width: 1)
        }
    }

    private mutating func join(_ connector: ShellCommand.Connector, width: Int) {
        if level.state == .conditional || level.state == .pattern { endWord() } else { endCommand(next: connector) }
        index += width
    }

    private mutating func stepSemicolon() {
        let ends = byte(1) == ASCII.semicolon || byte(1) == ASCII.ampersand
        endCommand(next: .sequence)
        index += 1
        guard ends else { return }
        index += byte(0) == ASCII.semicolon && byte(1) == ASCII.ampersand ? 2 : 1
        if let compound = openCompounds.last, compound.kind == .match { level.state = .pattern }
    }

    private mutating func stepOpenParenthesis() {
        if level.state == .pattern || level.state == .conditional {
            endWord()
            index += 1
            return
        }
        if let end = functionParentheses {
            endWord()
            defineFunction()
            index = end
            endCommand(next: .sequence)
            return
        }
        if level.wordStart >= 0 {
            frames.append(Frame(kind: .parenthesis, span: openSpan(at: index)))
            index += 1
        } else if byte(1) == ASCII.openParenthesis, isArithmetic(from: index + 2) {
            beginWord()
            openWordsCommand()
            frames.append(Frame(kind: .arithmetic, span: openSpan(at: index)))
            index += 2
        } else {
            endWord()
            index += 1
            openLevel(.subshell, connector: level.connector == .pipe ? .pipe : .sequence)
        }
    }

    /// The end of `()` behind the only word of a command, whose function it defines.
    private var functionParentheses: Int? {
        let count = openWordCount + (level.wordStart >= 0 ? 1 : 0)
        guard count == 1, level.state == .command, level.traits.isEmpty, bytes[index - 1] != ASCII.equals else {
            return nil
        }
        var end = index + 1
        while end < bytes.count, bytes[end].isBlank { end += 1 }
        return end < bytes.count && bytes[end] == ASCII.closeParenthesis ? end + 1 : nil
    }

    private mutating func stepCloseParenthesis() {
        if level.state == .pattern {
            endWord()
            // `esac)` closes the case and what it stands in.
            if level.state == .pattern {
                level.state = .command
                level.connector = .sequence
                index += 1
                return
            }
        }
        endCommand(next: .sequence)
        switch frames[frames.count - 1].kind {
        case .substitution, .process:
            cut(at: index)
            closeLevel(end: index + 1)
            enterFrame(at: index)
        case .subshell: closeLevel(end: index + 1)
        case .script, .backtick, .doubleQuote, .parameter, .arithmetic, .parenthesis: break
        }
        index += 1
    }

    // MARK: Redirections

    private mutating func stepRedirection() {
        let sign = bytes[index]
        if byte(1) == ASCII.openParenthesis, level.state != .conditional {
            beginWord()
            openWordsCommand()
            let span = openSpan(at: index)
            level.traits.insert(.expanded)
            index += 2
            openLevel(.process, connector: .processSubstitution, span: span)
            return
        }
        if level.state == .conditional {
            endWord()
            index += 1
            return
        }
        var start = index
        if level.wordStart >= 0, level.traits.isEmpty, isDescriptor(level.wordStart..<index) {
            start = level.wordStart
            dropWord()
        } else {
            endWord()
        }
        level.redirectionStart = start
        let (kind, width) = sign == ASCII.less ? lessSign : greaterSign
        level.redirection = kind
        index += width
    }

    /// `2` or `{fd}` directly in front of the sign.
    private func isDescriptor(_ range: Range<Int>) -> Bool {
        if bytes[range].allSatisfy(\.isDigit) { return true }
        guard range.count > 2, bytes[range.lowerBound] == ASCII.openBrace,
            bytes[range.upperBound - 1] == ASCII.closeBrace
        else { return false }
        return bytes[(range.lowerBound + 1)..<(range.upperBound - 1)].allSatisfy(\.isNameByte)
    }

    private var lessSign: (Redirection.Sign, Int) {
        switch byte(1) {
        case ASCII.less where byte(2) == ASCII.less: (.hereString, 3)
        case ASCII.less where byte(2) == ASCII.hyphen: (.hereDocumentWithTabs, 3)
        case ASCII.less: (.hereDocument, 2)
        case ASCII.ampersand: (.duplicateInput, 2)
        case ASCII.greater: (.readWrite, 2)
        default: (.input, 1)
        }
    }

    private var greaterSign: (Redirection.Sign, Int) {
        switch byte(1) {
        case ASCII.greater: (.append, 2)
        case ASCII.ampersand: (.duplicateOutput, 2)
        case ASCII.pipe: (.output, 2)
        default: (.output, 1)
        }
    }
}
