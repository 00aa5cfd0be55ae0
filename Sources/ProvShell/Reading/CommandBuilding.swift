import ProvText

/// Words become commands, and redirections and compounds find theirs.
extension ShellReader {
    // MARK: Words

    mutating func beginWord() {
        if level.wordStart < 0 { level.wordStart = index }
    }

    /// Opens the command of a word that has to be filed before what it holds.
    mutating func openWordsCommand() {
        guard level.redirection == nil, level.state == .command || level.state == .conditional else { return }
        openCommand(at: level.wordStart)
    }

    mutating func dropWord() {
        level.wordStart = -1
        level.traits = []
    }

    /// The placeholder that begins here is a part of a word; true where there is one.
    mutating func takePlaceholder() -> Bool {
        while nextPlaceholder < placeholders.count, placeholders[nextPlaceholder].upperBound <= index {
            nextPlaceholder += 1
        }
        guard nextPlaceholder < placeholders.count, placeholders[nextPlaceholder].lowerBound == index,
            placeholders[nextPlaceholder].upperBound <= bytes.count
        else { return false }
        beginWord()
        level.traits.insert(.placeholder)
        index = placeholders[nextPlaceholder].upperBound
        return true
    }

    var hasPlaceholders: Bool { !placeholders.isEmpty }

    /// Notes a placeholder in what has just been taken as a whole.
    mutating func notePlaceholder(from start: Int) {
        while nextPlaceholder < placeholders.count, placeholders[nextPlaceholder].upperBound <= start {
            nextPlaceholder += 1
        }
        if nextPlaceholder < placeholders.count, placeholders[nextPlaceholder].lowerBound < index {
            level.traits.insert(.placeholder)
        }
    }

    mutating func endWord() {
        guard level.wordStart >= 0 else { return }
        let word = WordRecord(start: Int32(level.wordStart), end: Int32(index), traits: level.traits)
        dropWord()
        if level.redirection != nil {
            addRedirection(to: word)
            return
        }
        switch level.state {
        case .command: if level.command >= 0 || !takeReserved(word) { push(word) }
        case .conditional:
            push(word)
            if holds(word, "]]") { level.state = .command }
        case .header: endHeaderWord(word)
        case .caseSubject:
            if level.hasIn, holds(word, "in") { level.state = .pattern } else { level.hasIn = true }
        case .pattern: if holds(word, "esac") { closeCompound() }
        case .functionName:
            level.state = .command
            openCommand(at: Int(word.start))
            push(word)
            defineFunction()
            endCommand(next: .sequence)
        }
    }

    mutating func push(_ word: WordRecord) {
        openCommand(at: Int(word.start))
        wordStack.append(word)
    }

    /// The number of words that the open command has.
    var openWordCount: Int { level.command < 0 ? 0 : wordStack.count - level.wordBase }

    /// The open command is the name of a function, whose body follows.
    mutating func defineFunction() {
        guard level.command >= 0 else { return }
        records[level.command].isFunction = true
        level.isBehindFunction = true
    }

    // MARK: Commands

    mutating func openCommand(at offset: Int) {
        guard level.command < 0 else { return }
        level.isBehindFunction = false
        records.append(
            CommandRecord(
                connector: level.connector, outer: Int32(level.outer), pipedFrom: Int32(level.pipedFrom),
                depth: level.depth, loopDepth: level.loopDepth, compoundDepth: level.compoundDepth,
                start: Int32(offset), isNegated: level.isNegated, isFed: level.connector == .pipe,
                isInFunction: level.isInFunction, isInSubstitution: level.isInSubstitution, group: level.group))
        level.command = records.count - 1
        level.wordBase = wordStack.count
        level.isNegated = false
        level.closed = -1
    }

    mutating func endCommand(next: ShellCommand.Connector) {
        endWord()
        level.redirection = nil
        if level.command >= 0 {
            let count = wordStack.count - level.wordBase
            records[level.command].firstWord = Int32(words.count)
            records[level.command].wordCount = Int32(count)
            words.append(contentsOf: wordStack[level.wordBase...])
            wordStack.removeLast(count)
            records[level.command].assignmentCount = assignments(of: level.command)
            level.last = level.command
            level.command = -1
        }
        if level.state == .header || level.state == .conditional { level.state = .command }
        level.connector = next
        level.pipedFrom = next == .pipe ? level.last : -1
        if next == .pipe, level.last >= 0 { records[level.last].feedsPipe = true }
        if next == .pipe, level.closed >= 0 { piped.append(level.closed..<records.count) }
        level.closed = -1
    }

    mutating func putInBackground() {
        let isOpen = level.command >= 0 || level.wordStart >= 0
        if !isOpen, level.closed >= 0 { background.append(level.closed..<records.count) }
        endCommand(next: .sequence)
        if isOpen, level.last >= 0 { records[level.last].isInBackground = true }
    }

    private func assignments(of command: Int) -> Int32 {
        let record = records[command]
        var count: Int32 = 0
        while count < record.wordCount, isAssignment(words[Int(record.firstWord + count)]) { count += 1 }
        return count
    }

    /// `NAME=`, `NAME+=` or `NAME[…]=` before any quote.
    private func isAssignment(_ word: WordRecord) -> Bool {
        var offset = Int(word.start)
        let end = Int(word.end)
        guard offset < end, bytes[offset].isNameByte, !bytes[offset].isDigit else { return false }
        while offset < end, bytes[offset].isNameByte { offset += 1 }
        if offset < end, bytes[offset] == ASCII.openBracket {
            while offset < end, bytes[offset] != ASCII.closeBracket { offset += 1 }
            offset += 1
        }
        if offset < end, bytes[offset] == ASCII.plus { offset += 1 }
        return offset < end && bytes[offset] == ASCII.equals
    }

    func holds(_ word: WordRecord, _ text: String) -> Bool {
        guard word.traits.isEmpty, Int(word.end - word.start) == text.utf8.count else { return false }
        return bytes[word.bytes].elementsEqual(text.utf8)
    }

    // MARK: Redirections

    private mutating func addRedirection(to word: WordRecord) {
        guard let sign = level.redirection else { return }
        level.redirection = nil
        let start = level.redirectionStart
        if level.command < 0, level.closed >= 0 {
            if sign.isInput { fed.append(level.closed..<records.count) }
        } else if level.state == .command || level.state == .conditional {
            openCommand(at: start)
            let position = Int32(redirections.count)
            redirections.append(RedirectionRecord(sign: sign, target: word, next: -1))
            let last = records[level.command].lastRedirection
            if last >= 0 { redirections[Int(last)].next = position }
            if records[level.command].firstRedirection < 0 { records[level.command].firstRedirection = position }
            records[level.command].lastRedirection = position
            if sign.isInput { records[level.command].isFed = true }
        }
        if sign.isHereDocument { addPending(sign, word, start: start) }
    }

    // MARK: Compounds

    mutating func openCompound(_ kind: Compound.Kind) {
        compounds.append(
            Compound(
                kind: kind, firstCommand: records.count, isPiped: level.connector == .pipe,
                wasInFunction: level.isInFunction, outerGroup: level.group))
        if level.group < 0 { level.group = Int32(records.count) }
        if level.isBehindFunction { level.isInFunction = true }
        level.isBehindFunction = false
        if kind == .brace { level.depth += 1 } else { level.compoundDepth += 1 }
        if kind == .loop { level.loopDepth += 1 }
    }

    var openCompounds: ArraySlice<Compound> { compounds[level.compoundBase...] }

    mutating func closeCompound() {
        level.state = .command
        guard compounds.count > level.compoundBase, let compound = compounds.popLast() else { return }
        if compound.kind == .brace { level.depth -= 1 } else { level.compoundDepth -= 1 }
        if compound.kind == .loop { level.loopDepth -= 1 }
        level.isInFunction = compound.wasInFunction
        level.group = compound.outerGroup
        if compound.isPiped { fed.append(compound.firstCommand..<records.count) }
        level.closed = compound.firstCommand
        level.last = records.count - 1
    }
}
