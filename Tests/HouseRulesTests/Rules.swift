import FoundationEssentials
import Testing

/// The files of this package.
enum PackageFiles {
    static let root: String = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    static func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    /// The paths of all files under a folder, in order, those in hidden folders left out.
    static func paths(under folder: String) throws -> [String] {
        var files: [String] = []
        var folders = [folder]
        while let next = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(next)").sorted()
            where !name.hasPrefix(".") {
                let path = "\(next)/\(name)"
                var isFolder = false
                guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else {
                    continue
                }
                if isFolder { folders.append(path) } else { files.append(path) }
            }
        }
        return files.sorted()
    }

    /// The paths of all files of a folder, or the path of a file.
    static func paths(at place: String) throws -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: "\(root)/\(place)", isDirectory: &isFolder) else { return [place] }
        return isFolder ? try paths(under: place) : [place]
    }

    /// The Swift files of Sources or Tests, read once.
    static func swift(under folder: String) throws -> [SwiftText] { try (folder == "Sources" ? sources : tests).get() }

    private static let sources = Result { try read("Sources") }
    private static let tests = Result { try read("Tests") }

    private static func read(_ folder: String) throws -> [SwiftText] {
        try paths(under: folder).filter { $0.hasSuffix(".swift") }.map { SwiftText(path: $0, try text($0)) }
    }
}

/// The table of modules in docs/explanation/architecture.md.
struct ModuleTable {
    var imports: [String: Set<String>] = [:]

    init(page: String) {
        for line in page.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map {
                $0.trimmingPrefix { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            }.map { String($0) }
            guard cells.count == 4 else { continue }
            let module = cells[0].filter { $0 != "`" }
            let names = cells[2].split(separator: ",").map { String($0.trimmingPrefix { $0 == " " }) }
            imports[module] = names == ["–"] ? [] : Set(names)
        }
    }
}

/// The targets of Package.swift with what they depend on.
struct PackageTargets {
    var imports: [String: Set<String>] = [:]

    private static let products = ["argumentParser": "ArgumentParser"]

    init(manifest: String) {
        // A call may have its arguments on lines of their own.
        let oneLine = manifest.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("( ", with: "(")
        let targets = oneLine.split(separator: "arget(name: \"").dropFirst()
        for target in targets
        where !target.hasPrefix("Prov") || !target.prefix(while: { $0 != "\"" }).hasSuffix("Tests") {
            let name = String(target.prefix { $0 != "\"" })
            guard !name.hasSuffix("Tests") else { continue }
            var dependencies: Set<String> = []
            if let list = target.firstRange(of: "dependencies: [") {
                for item in target[list.upperBound...].prefix(while: { $0 != "]" }).split(whereSeparator: {
                    $0 == "," || $0.isWhitespace
                }) {
                    dependencies.insert(
                        item.hasPrefix("\"")
                            ? String(item.dropFirst().dropLast()) : Self.products[String(item)] ?? String(item))
                }
            }
            imports[name] = dependencies
        }
    }
}

/// Words that no file may hold, in its code or in its comments.
enum ForbiddenWords {
    private static let code = [
        "public ", "open class ", "fatalError(", "preconditionFailure(", "assertionFailure(", "try!", "as!",
    ]
    private static let comments = ["TODO", "FIXME", "XXX", "HACK"]

    static func places(in file: SwiftText) -> [String] {
        var places: [String] = []
        for (number, line) in file.code.enumerated() {
            for word in code where holds(line, word) { places.append("\(file.path):\(number + 1): \(word)") }
            if !line.contains("try!"), !line.contains("as!"), unwraps(line) {
                places.append("\(file.path):\(number + 1): an unwrapping that may crash")
            }
        }
        for (number, line) in file.comments.enumerated() {
            for word in comments where holds(line, word) { places.append("\(file.path):\(number + 1): \(word)") }
        }
        return places
    }

    private static func holds(_ line: String, _ word: String) -> Bool {
        line.offsets(of: word).contains { !line.isWord(at: $0 - 1) }
    }

    /// `a!`, `f()!`, `a[0]!`: a `!` after a value that no `=` follows.
    private static func unwraps(_ line: String) -> Bool {
        guard line.utf8.contains(UInt8(ascii: "!")) else { return false }
        let characters = Array(line)
        return characters.indices.contains { index in
            guard characters[index] == "!", index > 0 else { return false }
            let before = characters[index - 1]
            let after = index + 1 < characters.count ? characters[index + 1] : " "
            return
                (before.isLetter || before.isNumber || before == "_" || before == ")" || before == "]" || before == "}")
                && after != "="
        }
    }
}

/// A word of the language that only some files may use.
struct PlaceRule: Sendable, CustomTestStringConvertible {
    var name: String
    var words: [String]
    var example: String
    /// Files or folders.
    var places: Set<String>

    var testDescription: String { name }

    static let all = [
        PlaceRule(name: "print", words: ["print(", "debugPrint(", "dump("], example: "print(\"x\")", places: []),
        PlaceRule(
            name: "exit", words: ["exit(", "_exit(", "abort("], example: "exit(1)",
            places: [
                "Sources/ProvCLI/Commands/Root.swift", "Sources/ProvCLI/Console/Console.swift",
                "Sources/ProvCLI/Console/StopSignals.swift",
            ]),
        PlaceRule(
            name: "work that nobody waits for", words: ["Task {", "Task.detached", "DispatchQueue.global"],
            example: "Task { await f() }",
            places: [
                "Sources/ProvCLI/Console/Heartbeat.swift", "Sources/ProvEngine/Run/RunEngine.swift",
                "Sources/prov/Main.swift",
            ]),
        PlaceRule(
            name: "unsafe", words: ["unsafe"], example: "let x = unsafe f()",
            places: [
                "Sources/ProvSystem/",
                // The handler of a signal, and buffers that are looked through byte by byte.
                "Sources/ProvCLI/Console/StopSignals.swift", "Sources/ProvHosts/Process/DescriptorLimit.swift",
                "Sources/ProvHosts/Protocol/", "Sources/ProvReport/HTML/Markup.swift",
                "Sources/ProvText/Bytes/ByteRuns.swift", "Sources/ProvText/JSON/JSONWriter.swift",
                "Sources/ProvText/Source/SourceText.swift", "Sources/ProvJournal/Coding/JournalLine.swift",
                "Sources/ProvJournal/Redaction/MaskEscape.swift", "Sources/ProvJournal/Store/ContentFolder.swift",
                // C libraries.
                "Sources/ProvJournal/Proof/Hashing.swift", "Sources/ProvMarkdown/CMark/",
                "Sources/ProvYAML/YAMLEvents.swift",
            ]),
    ]

    func lines(in file: SwiftText) -> [Int] {
        // A case of an enum calls nothing.
        file.code.enumerated().filter { _, line in
            !line.contains(" case \(name)(") && words.contains { holds(line, $0) }
        }.map { $0.offset + 1 }
    }

    private func holds(_ line: String, _ word: String) -> Bool {
        let endsInLetter = word.last?.isLetter ?? false
        return line.offsets(of: word).contains { offset in
            let end = offset + word.utf8.count
            return !line.isWord(at: offset - 1) && !line.has(".", at: offset - 1)
                && !(endsInLetter && (line.isWord(at: end) || line.has("(", at: end)))
        }
    }
}

extension String {
    /// UTF-8 offsets at which a text begins.
    func offsets(of word: String) -> [Int] {
        let bytes = Array(utf8)
        let wanted = Array(word.utf8)
        guard bytes.count >= wanted.count else { return [] }
        return (0...(bytes.count - wanted.count)).filter {
            bytes[$0] == wanted[0] && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }

    func has(_ scalar: Unicode.Scalar, at offset: Int) -> Bool { byte(at: offset) == UInt8(ascii: scalar) }

    /// True where a letter, digit or `_` stands.
    func isWord(at offset: Int) -> Bool {
        guard let byte = byte(at: offset) else { return false }
        return byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte >= 0x80
    }

    private func byte(at offset: Int) -> UInt8? {
        offset < 0 || offset >= utf8.count ? nil : utf8[utf8.index(utf8.startIndex, offsetBy: offset)]
    }
}
