import ProvText

/// What stands inside of quotes, parameters, arithmetic and parentheses of a word.
extension ShellReader {
    /// A dollar sign, in double quotes or outside of them.
    mutating func stepDollar(isQuoted: Bool) {
        beginWord()
        switch byte(1) {
        case ASCII.apostrophe where !isQuoted: skipQuoted(isANSI: true)
        case ASCII.quotationMark where !isQuoted:
            level.traits.insert(.quoted)
            index += 1
        case ASCII.openParenthesis where byte(2) == ASCII.openParenthesis && isArithmetic(from: index + 3):
            level.traits.insert(.expanded)
            openWordsCommand()
            frames.append(Frame(kind: .arithmetic, span: openSpan(at: index)))
            index += 3
            enterFrame(at: index)
        case ASCII.openParenthesis:
            level.traits.insert(.expanded)
            openWordsCommand()
            let span = openSpan(at: index)
            index += 2
            openLevel(.substitution, connector: .substitution, span: span)
            enterFrame(at: index)
        case ASCII.openBrace:
            level.traits.insert(.expanded)
            openWordsCommand()
            frames.append(Frame(kind: .parameter(isQuoted: isQuoted), span: openSpan(at: index)))
            index += 2
            enterFrame(at: index)
        case ASCII.numberSign, ASCII.dollar, ASCII.exclamation, ASCII.question, ASCII.hyphen, ASCII.at, ASCII.asterisk:
            level.traits.insert(.expanded)
            index += 2
        default:
            if byte(1).isNameByte { level.traits.insert(.expanded) }
            index += 1
        }
    }

    mutating func stepDoubleQuoted() {
        if hasPlaceholders, takePlaceholder() { return }
        switch bytes[index] {
        case ASCII.backslash: index = min(index + 2, bytes.count)
        case ASCII.quotationMark:
            index += 1
            frames.removeLast()
            enterFrame(at: index)
        case ASCII.backtick: if isInBackticks { closeBacktick() } else { openBacktick() }
        case ASCII.dollar: stepDollar(isQuoted: true)
        default: index += 1
        }
    }

    mutating func stepParameter(isQuoted: Bool) {
        switch bytes[index] {
        case ASCII.backslash: index = min(index + 2, bytes.count)
        case ASCII.apostrophe where !isQuoted: skipQuoted(isANSI: false)
        case ASCII.apostrophe: skipLiteralQuote()
        case ASCII.quotationMark: openDoubleQuote()
        case ASCII.backtick: if isInBackticks { closeBacktick() } else { openBacktick() }
        case ASCII.dollar: stepDollar(isQuoted: isQuoted)
        case ASCII.closeBrace:
            let frame = frames.removeLast()
            enterFrame(at: index)
            index += 1
            closeSpan(frame.span, at: index)
        default: index += 1
        }
    }

    /// In `"${a:-'b'}"` single quotes stay, and yet bash looks for the second one.
    private mutating func skipLiteralQuote() {
        if let end = bytes.offset(of: ASCII.apostrophe, from: index + 1) {
            index = end + 1
        } else {
            ending = .quote
            index = bytes.count
        }
    }

    /// No expression is longer: more is not looked at, so that reading stays linear.
    private static let longestArithmetic = 1_024

    /// Whether what begins behind two parentheses ends with two; else they are two subshells, as bash has it.
    func isArithmetic(from start: Int) -> Bool {
        var depth = 2
        var offset = start
        let limit = min(bytes.count, start + Self.longestArithmetic)
        while offset < limit {
            switch bytes[offset] {
            case ASCII.backslash: offset += 1
            case ASCII.apostrophe, ASCII.quotationMark:
                let quote = bytes[offset]
                let isRaw = quote == ASCII.apostrophe && bytes[offset - 1] != ASCII.dollar
                offset += 1
                while offset < limit, bytes[offset] != quote {
                    offset += bytes[offset] == ASCII.backslash && !isRaw ? 2 : 1
                }
            case ASCII.openParenthesis: depth += 1
            case ASCII.closeParenthesis:
                depth -= 1
                if depth == 1 { return offset + 1 < bytes.count && bytes[offset + 1] == ASCII.closeParenthesis }
            default: break
            }
            offset += 1
        }
        return offset >= bytes.count
    }

    /// `((…))` and `$((…))`.
    mutating func stepArithmetic() {
        stepNested { reader in
            reader.enterFrame(at: reader.index)
            reader.index += reader.byte(1) == ASCII.closeParenthesis ? 2 : 1
        }
    }

    /// An array, or a pattern such as `@(a|b)`.
    mutating func stepParenthesis() {
        switch bytes[index] {
        case ASCII.apostrophe: skipQuoted(isANSI: false)
        case ASCII.numberSign where index > 0 && bytes[index - 1].isBlankOrNewline:
            index = bytes.offset(of: ASCII.newline, from: index) ?? bytes.count
        default: stepNested { $0.index += 1 }
        }
    }

    /// One step inside of parentheses that may hold further ones.
    ///
    /// - Parameter close: leaves the last parenthesis, after its frame is gone.
    private mutating func stepNested(_ close: (inout ShellReader) -> Void) {
        switch bytes[index] {
        case ASCII.backslash: index = min(index + 2, bytes.count)
        case ASCII.quotationMark: openDoubleQuote()
        case ASCII.backtick: if isInBackticks { closeBacktick() } else { openBacktick() }
        case ASCII.dollar: stepDollar(isQuoted: false)
        case ASCII.openParenthesis:
            frames[frames.count - 1].nested += 1
            index += 1
        case ASCII.closeParenthesis where frames[frames.count - 1].nested > 0:
            frames[frames.count - 1].nested -= 1
            index += 1
        case ASCII.closeParenthesis:
            let frame = frames.removeLast()
            close(&self)
            closeSpan(frame.span, at: index)
        default: index += 1
        }
    }
}
