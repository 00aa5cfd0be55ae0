/// Which folder of a module uses which: a file uses the folder of another one where it names a type that is declared
/// there, at the top of the file.
struct FolderGraph {
    /// Where a folder uses another one.
    struct Use: Hashable, Comparable, CustomStringConvertible {
        var file: String
        var type: String

        var description: String { "\(file) names \(type)" }

        static func < (left: Use, right: Use) -> Bool { (left.file, left.type) < (right.file, right.type) }
    }

    /// From a folder to those that it uses.
    private(set) var arrows: [String: [String: Set<Use>]] = [:]

    /// - Parameter files: those of one module.
    init(_ files: [SwiftText]) {
        let files = files.map { (folder: Self.folder(of: $0.path), names: TypeNames($0)) }
        var home: [String: String] = [:]
        for file in files {
            for type in file.names.shared { home[type] = file.folder }
        }
        for file in files {
            for type in file.names.used.subtracting(file.names.declared) {
                guard let other = home[type], other != file.folder else { continue }
                arrows[file.folder, default: [:]][other, default: []].insert(Use(file: file.names.path, type: type))
            }
        }
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The folders that use each other, directly or over others; each circle is sorted.
    var circles: [[String]] {
        let folders = Set(arrows.keys).union(arrows.values.flatMap(\.keys)).sorted()
        let reached = Dictionary(uniqueKeysWithValues: folders.map { ($0, reachable(from: $0)) })
        var found: [[String]] = []
        for folder in folders {
            let circle = folders.filter { other in
                reached[folder, default: []].contains(other) && reached[other, default: []].contains(folder)
            }
            if circle.first == folder { found.append(circle) }
        }
        return found
    }

    /// The arrows of a circle, for a message.
    func description(of circle: [String]) -> String {
        var lines: [String] = []
        for from in circle {
            for to in circle {
                guard let uses = arrows[from]?[to] else { continue }
                lines.append("\(from) → \(to): \(uses.sorted().prefix(3).map(\.description).joined(separator: ", "))")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What a folder uses, directly or over others; itself only in a circle.
    private func reachable(from folder: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = [folder]
        while let next = waiting.popLast() {
            for other in arrows[next, default: [:]].keys where found.insert(other).inserted { waiting.append(other) }
        }
        return found
    }
}

/// The names of types in a file's code.
struct TypeNames {
    let path: String
    /// Types declared at the top of the file that other files may use.
    private(set) var shared: Set<String> = []
    /// All types declared in the file; the names of nested ones mean those inside it.
    private(set) var declared: Set<String> = []
    /// Capitalised names that stand for something by themselves: not behind a period.
    private(set) var used: Set<String> = []

    private static let declarations: Set<String> = ["struct", "class", "enum", "protocol", "actor", "typealias"]

    init(_ file: SwiftText) {
        path = file.path
        var depth = 0
        for line in file.code {
            let words = Self.words(line)
            guard words.first?.text != "import", words.dropFirst().first?.text != "import" else { continue }
            let isPrivate = words.contains { $0.text == "private" || $0.text == "fileprivate" }
            for (index, word) in words.enumerated() where word.isCapitalised {
                if index > 0, Self.declarations.contains(words[index - 1].text) {
                    declared.insert(word.text)
                    if depth == 0, !isPrivate { shared.insert(word.text) }
                } else if !word.isMember {
                    used.insert(word.text)
                }
            }
            for byte in line.utf8 {
                if byte == UInt8(ascii: "{") { depth += 1 }
                if byte == UInt8(ascii: "}") { depth -= 1 }
            }
        }
    }

    private struct Word {
        var text: String
        var isMember: Bool
        var isCapitalised: Bool { text.utf8.first.map { (0x41...0x5A).contains($0) } ?? false }
    }

    private static func words(_ line: String) -> [Word] {
        var words: [Word] = []
        var word: [UInt8] = []
        var before: UInt8 = 0
        for byte in Array(line.utf8) + [0x20] {
            let isPart =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_") || byte >= 0x80
            if isPart {
                word.append(byte)
            } else {
                if !word.isEmpty {
                    words.append(
                        Word(text: String(decoding: word, as: UTF8.self), isMember: before == UInt8(ascii: ".")))
                    word = []
                }
                before = byte
            }
        }
        return words
    }
}
