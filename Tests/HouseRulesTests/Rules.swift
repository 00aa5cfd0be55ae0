import FoundationEssentials

/// The files of this package.
enum PackageFiles {
    static let root: String = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    static func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    /// The paths of all files under a folder, in order, those in hidden folders left out.
    static func paths(under folder: String) throws -> [String] {
        var files: [String] = []
        var folders = [folder]
        while let next = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(next)").sorted() where !name.hasPrefix(".") {
                let path = "\(next)/\(name)"
                var isFolder = false
                guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else { continue }
                if isFolder { folders.append(path) } else { files.append(path) }
            }
        }
        return files.sorted()
    }

    static func swift(under folder: String) throws -> [SwiftText] {
        try paths(under: folder).filter { $0.hasSuffix(".swift") }.map { SwiftText(path: $0, try text($0)) }
    }
}

/// The table of rooms in docs/architecture.md.
struct RoomTable {
    var imports: [String: Set<String>] = [:]

    init(page: String) {
        for line in page.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingPrefix { $0 == " " }.reversed().drop { $0 == " " }.reversed() }.map { String($0) }
            guard cells.count == 4 else { continue }
            let room = cells[0].filter { $0 != "`" }
            let names = cells[2].split(separator: ",").map { String($0.trimmingPrefix { $0 == " " }) }
            imports[room] = names == ["–"] ? [] : Set(names)
        }
    }
}

/// The targets of Package.swift with what they depend on.
struct PackageTargets {
    var imports: [String: Set<String>] = [:]

    private static let products = ["yams": "Yams", "crypto": "Crypto", "mustache": "Mustache", "argumentParser": "ArgumentParser"]

    init(manifest: String) {
        let targets = manifest.split(separator: "arget(name: \"").dropFirst()
        for target in targets where !target.hasPrefix("Prov") || !target.prefix(while: { $0 != "\"" }).hasSuffix("Tests") {
            let name = String(target.prefix { $0 != "\"" })
            guard !name.hasSuffix("Tests") else { continue }
            var dependencies: Set<String> = []
            if let list = target.firstRange(of: "dependencies: [") {
                for item in target[list.upperBound...].prefix(while: { $0 != "]" }).split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
                    dependencies.insert(item.hasPrefix("\"") ? String(item.dropFirst().dropLast()) : Self.products[String(item)] ?? String(item))
                }
            }
            imports[name] = dependencies
        }
    }
}

/// Words that no file may hold, in its code or in its comments.
enum ForbiddenWords {
    private static let code = ["public ", "open class ", "fatalError(", "preconditionFailure(", "assertionFailure(", "try!", "as!"]
    private static let comments = ["TODO", "FIXME", "XXX", "HACK"]

    static func places(in file: SwiftText) -> [String] {
        var places: [String] = []
        for (number, line) in file.code.enumerated() {
            for word in code where holds(line, word) { places.append("\(file.path):\(number + 1): \(word)") }
            if !line.contains("try!"), !line.contains("as!"), unwraps(line) { places.append("\(file.path):\(number + 1): an unwrapping that may crash") }
        }
        for (number, line) in file.comments.enumerated() {
            for word in comments where holds(line, word) { places.append("\(file.path):\(number + 1): \(word)") }
        }
        return places
    }

    private static func holds(_ line: String, _ word: String) -> Bool {
        guard let range = line.firstRange(of: word) else { return false }
        return !(line[..<range.lowerBound].last.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false)
    }

    /// `a!`, `f()!`, `a[0]!`: a `!` after a value that no `=` follows.
    private static func unwraps(_ line: String) -> Bool {
        let characters = Array(line)
        return characters.indices.contains { index in
            guard characters[index] == "!", index > 0 else { return false }
            let before = characters[index - 1], after = index + 1 < characters.count ? characters[index + 1] : " "
            return (before.isLetter || before.isNumber || before == "_" || before == ")" || before == "]" || before == "}") && after != "="
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
        PlaceRule(name: "exit", words: ["exit(", "_exit(", "abort("], example: "exit(1)", places: [
            "Sources/ProvCLI/Root.swift", "Sources/ProvCLI/Support/StopSignals.swift", "Sources/ProvCLI/Terminal/Console.swift",
        ]),
        PlaceRule(name: "work that nobody waits for", words: ["Task {", "Task.detached", "DispatchQueue.global"], example: "Task { await f() }", places: []),
        PlaceRule(name: "unsafe", words: ["unsafe"], example: "let x = unsafe f()", places: []),
    ]

    func lines(in file: SwiftText) -> [Int] {
        file.code.enumerated().filter { _, line in words.contains { holds(line, $0) } }.map { $0.offset + 1 }
    }

    private func holds(_ line: String, _ word: String) -> Bool {
        var rest = line[...]
        while let range = rest.firstRange(of: word) {
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            let isWhole = !(before.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } ?? false)
                && (!(word.last?.isLetter ?? false) || !(after.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "(" } ?? false))
            if isWhole { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
