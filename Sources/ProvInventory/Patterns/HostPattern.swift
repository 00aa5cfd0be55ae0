import ProvText

/// Which hosts are meant: `web:&prod:!web3`, `db[0]`, `~web\d+`, as Ansible understands it.
package struct HostPattern: Sendable {
    /// Why a text is no pattern, and at which UTF-8 offset.
    package struct Malformed: Error, Equatable {
        package var message: String
        package var offset: Int
        package var length: Int
    }

    /// A part between colons or commas: `web`, `&prod`, `!web3`.
    package struct Term: Sendable {
        package enum Role: Sendable { case union, intersection, exclusion }

        package var role: Role
        /// As written, without the sign before it.
        package var text: String
        /// UTF-8 offset of `text` in the pattern.
        package var offset: Int
        var expression: Expression
        var selection: Selection?

        /// Whether it is just a name, so that one that nothing has is a mistake.
        package var isName: Bool { if case .name = expression { true } else { false } }
        /// The name without its subscript.
        package var name: String { if case .name(let name) = expression { name } else { text } }
    }

    enum Expression: Sendable {
        case name(String)
        case glob(NameGlob)
        case regex(Pattern)
    }

    /// `[0]`, `[-1]`, `[1:2]`, `[1:]`.
    enum Selection: Sendable, Equatable {
        case one(Int)
        case range(Int, Int?)
    }

    package var text: String
    /// As written; `&` and `!` are applied after everything else, wherever they stand.
    package private(set) var terms: [Term] = []

    package init(_ text: String) throws(Malformed) {
        self.text = text
        for (part, offset) in HostPattern.parts(of: text) { terms.append(try HostPattern.term(part, at: offset)) }
        guard !terms.isEmpty else {
            throw Malformed(message: "the pattern is empty", offset: 0, length: max(1, text.utf8.count))
        }
    }

    // MARK: Reading

    /// What stands between commas, or, where there is none, between colons outside brackets.
    private static func parts(of text: String) -> [(Substring, Int)] {
        let hasCommas = text.contains(",")
        let isOne = !hasCommas && HostName(text) != nil
        var parts: [(Substring, Int)] = []
        var start = text.startIndex
        var depth = 0
        func take(_ end: String.Index) {
            let part = text[start..<end].drop(while: \.isWhitespace)
            let trimmed = part[
                ..<(part.lastIndex { !$0.isWhitespace }.map { part.index(after: $0) } ?? part.startIndex)]
            if !trimmed.isEmpty {
                parts.append((trimmed, text.utf8.distance(from: text.startIndex, to: trimmed.startIndex)))
            }
        }
        for index in text.indices {
            let character = text[index]
            if character == "[" { depth += 1 } else if character == "]" { depth = max(0, depth - 1) }
            let isEnd = hasCommas ? character == "," : !isOne && character == ":" && depth == 0
            guard isEnd else { continue }
            take(index)
            start = text.index(after: index)
        }
        take(text.endIndex)
        return parts
    }

    private static func term(_ part: Substring, at offset: Int) throws(Malformed) -> Term {
        var role = Term.Role.union
        var text = String(part)
        var offset = offset
        if text.hasPrefix("!") || text.hasPrefix("&") {
            role = text.hasPrefix("!") ? .exclusion : .intersection
            text.removeFirst()
            offset += 1
        }
        guard !text.isEmpty else {
            throw Malformed(message: "empty host name in '\(part)'", offset: offset - 1, length: 1)
        }
        if text.hasPrefix("~") {
            do {
                return Term(
                    role: role, text: text, offset: offset,
                    expression: .regex(try Pattern("\\A(?:\(text.dropFirst()))")), selection: nil)
            } catch {
                throw Malformed(
                    message: "invalid regular expression '\(text.dropFirst())': \(error.message)", offset: offset,
                    length: text.utf8.count)
            }
        }
        let (name, selection) = selection(of: text)
        let isGlob = name.contains { $0 == "*" || $0 == "?" || $0 == "[" }
        return Term(
            role: role, text: text, offset: offset, expression: isGlob ? .glob(NameGlob(name)) : .name(name),
            selection: selection)
    }

    private static func selection(of text: String) -> (String, Selection?) {
        guard text.hasSuffix("]"), let open = text.lastIndex(of: "["), open > text.startIndex else {
            return (text, nil)
        }
        let inner = text[text.index(after: open)...].dropLast()
        let name = String(text[..<open])
        if let number = Int(inner), !inner.hasPrefix("+") { return (name, .one(number)) }
        guard let separator = inner.firstIndex(where: { $0 == ":" || $0 == "-" }), let first = Int(inner[..<separator]),
            first >= 0
        else { return (text, nil) }
        let end = inner[inner.index(after: separator)...]
        if end.isEmpty { return (name, .range(first, nil)) }
        guard let last = Int(end), last >= 0 else { return (text, nil) }
        return (name, .range(first, last))
    }
}

extension HostPattern.Selection {
    func apply<Element>(_ items: [Element]) -> [Element] {
        switch self {
        case .one(let index):
            let place = index < 0 ? items.count + index : index
            return items.indices.contains(place) ? [items[place]] : []
        case .range(let first, let last):
            guard first < items.count else { return [] }
            return Array(items[first..<min(items.count, max(first, (last ?? items.count - 1) + 1))])
        }
    }
}

extension Inventory {
    /// What a pattern means among the inventory's hosts, and the plain names in it that it does not know.
    package struct Match: Sendable {
        package var hosts: [String]
        package var unknown: [HostPattern.Term]
        /// Terms like `web[9]` where there is no tenth, each with the number of hosts that there are.
        package var beyond: [(term: HostPattern.Term, count: Int)]
    }

    /// - Parameter extra: hosts that are known from elsewhere, by name; they stand for themselves alone.
    package func hosts(matching pattern: HostPattern, extra: (String) -> Bool = { _ in false }) -> Match {
        var found: [String] = []
        var seen: Set<String> = []
        var unknown: [HostPattern.Term] = []
        var beyond: [(term: HostPattern.Term, count: Int)] = []
        func names(_ term: HostPattern.Term) -> [String] {
            let (numbers, count) = numbers(matching: term)
            if numbers.isEmpty, count > 0, case .one? = term.selection { beyond.append((term, count)) }
            if !numbers.isEmpty || !term.isName || knows(term.name) || knows(term.text) {
                return numbers.map { hosts[$0].name }
            }
            if extra(term.text) { return [term.text] }
            unknown.append(term)
            return []
        }
        if !pattern.terms.contains(where: { $0.role == .union }) {
            found = members(of: Inventory.all).map { hosts[$0].name }
            seen = Set(found)
        }
        for term in pattern.terms where term.role == .union {
            for name in names(term) where seen.insert(name).inserted { found.append(name) }
        }
        for term in pattern.terms where term.role == .intersection {
            let kept = Set(names(term))
            found.removeAll { !kept.contains($0) }
        }
        for term in pattern.terms where term.role == .exclusion {
            let dropped = Set(names(term))
            found.removeAll { dropped.contains($0) }
        }
        return Match(hosts: found, unknown: unknown, beyond: beyond)
    }

    private func knows(_ name: String) -> Bool { groupNumber(name) != nil || hostNumber(name) != nil }

    /// The hosts of a term, and how many there are before its subscript takes some.
    private func numbers(matching term: HostPattern.Term) -> ([Int], count: Int) {
        // A name as a whole comes first: `[` may be part of it.
        if let number = hostNumber(term.text) { return ([number], 1) }
        let all = unselected(term)
        return (term.selection.map { $0.apply(all) } ?? all, all.count)
    }

    private func unselected(_ term: HostPattern.Term) -> [Int] {
        switch term.expression {
        case .name(let name):
            if let group = groupNumber(name) {
                // A point makes Ansible look among the hosts too.
                return members(of: group) + (name.contains(".") ? hostNumber(name).map { [$0] } ?? [] : [])
            }
            return hostNumber(name).map { [$0] } ?? []
        case .glob(let glob): return unselected { glob.matches($0) }
        case .regex(let pattern): return unselected { pattern.isFound(in: $0) }
        }
    }

    private func unselected(where fits: (String) -> Bool) -> [Int] {
        var seen: Set<Int> = []
        let inGroups = groups.indices.filter { fits(groups[$0].name) }.flatMap(members(of:))
        return (inGroups + hosts.indices.filter { fits(hosts[$0].name) }).filter { seen.insert($0).inserted }
    }
}
