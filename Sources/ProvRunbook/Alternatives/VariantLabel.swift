import ProvText

/// What a heading or a line above a block says about for whom it is: `macOS`, `Using npm`, `Option B: from source`.
struct VariantLabel: Equatable {
    enum Kind: Equatable {
        /// Operating systems; what else is named there is a package manager of them.
        case system
        /// Ways to install or run: package managers, containers, the source.
        case way
        /// `Option A`, with the word.
        case ordinal(String)
    }

    var kind: Kind
    var systems: [String] = []
    var ways: [String] = []
    /// The letter or number of an option.
    var ordinal = ""
    /// Versions that are named, as in `Helm 3`: they tell variants apart that are else the same.
    var versions: [String] = []
    /// Words that are neither names nor filling words, in their order: the same in all variants of a group.
    var rest: [String] = []
    /// Whether the words say that the name is a means: `with npm`, `npm` alone, but not `Install npm`.
    var isMeans = true
    /// Whether it is about installing, building or running something.
    var isAboutInstalling = false

    /// What tells it apart from the others of its group.
    var key: String {
        switch kind {
        case .ordinal: ordinal
        case .system: (systems + ways).joined(separator: "-")
        case .way: ways.joined(separator: "-")
        }
    }

    var isOrdinal: Bool { if case .ordinal = kind { true } else { false } }

    /// A short name of it, fit for an option.
    var name: String {
        switch kind {
        case .ordinal(let word): "\(word)-\(ordinal)"
        case .system, .way: key
        }
    }

    /// The same with the versions that are named.
    var versionedName: String { ([name] + versions).joined(separator: "-") }

    var requirement: AlternativeGroup.Requirement {
        if !systems.isEmpty { return .systems(systems.map(OperatingSystem.init(name:))) }
        let programs = ways.flatMap { VariantWords.programs[$0] ?? [] }
        return programs.isEmpty ? .nothing : .programs(programs)
    }

    /// `nil` for a text that names nothing of the kind.
    init?(_ text: String) {
        var words = VariantLabel.words(of: text)
        guard !words.isEmpty, words.count <= 14 else { return nil }
        if words.count > 1, VariantWords.options.contains(words[0]), VariantLabel.isOrdinal(words[1]) {
            let inner = VariantLabel(words: Array(words.dropFirst(2)))
            self.init(option: words[0], words[1], inner)
            return
        }
        if words.count > 1, words[0].allSatisfy(\.isNumber) { words.removeFirst() }
        self.init(words: words)
    }

    private init(option: String, _ ordinal: String, _ inner: VariantLabel?) {
        kind = .ordinal(option)
        self.ordinal = ordinal
        systems = inner?.systems ?? []
        ways = inner?.ways ?? []
    }

    private init?(words: [String]) {
        kind = .way
        var index = 0
        var isAfterVerb = false
        var isAfterPreposition = false
        while index < words.count {
            if let (name, count, isSystem) = VariantWords.name(at: index, in: words) {
                if isSystem {
                    if !systems.contains(name) { systems.append(name) }
                } else if !ways.contains(name) {
                    ways.append(name)
                    if isAfterVerb, !isAfterPreposition { isMeans = false }
                }
                index += count
                continue
            }
            let word = words[index]
            index += 1
            if VariantWords.installing.contains(word) { isAboutInstalling = true }
            if VariantWords.verbs.contains(word) { isAfterVerb = true }
            if VariantWords.prepositions.contains(word) { isAfterPreposition = true }
            if VariantLabel.isVersion(word) {
                versions.append(word)
                continue
            }
            if VariantWords.filling.contains(word) { continue }
            rest.append(word)
        }
        guard !systems.isEmpty || !ways.isEmpty else { return nil }
        if !systems.isEmpty {
            kind = .system
            // `Docker on Ubuntu`: what is installed there, and no package manager of it.
            ways.removeAll(where: VariantWords.shells.contains)
            rest += ways.filter { !VariantWords.managers.contains($0) }
            ways.removeAll { !VariantWords.managers.contains($0) }
        }
    }

    /// In small letters, without marks; `+`, `#` and `.` inside of a word stay.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        func end() {
            while let last = word.last, last == "." || last == "-" { word.removeLast() }
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        for character in text.prefix(200).lowercased() {
            if character.isLetter || character.isNumber || character == "+" || character == "." && !word.isEmpty {
                word.append(character)
            } else {
                end()
            }
        }
        end()
        return words
    }

    private static func isOrdinal(_ word: String) -> Bool {
        word.count == 1 && (word.first?.isNumber == true || word.first.map { "abcdefgh".contains($0) } == true)
            || VariantWords.ordinals.contains(word)
    }

    /// `22.04`, `v10`, `3.x`.
    private static func isVersion(_ word: String) -> Bool {
        let digits = word.hasPrefix("v") ? word.dropFirst() : word[...]
        return digits.first?.isNumber == true
            && digits.allSatisfy { $0.isNumber || $0 == "." || $0 == "x" || $0 == "+" }
    }
}
