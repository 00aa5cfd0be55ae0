import FoundationEssentials
import Testing

/// The rules of docs/architecture.md that a compiler does not keep.
@Suite("House rules")
struct HouseRules {
    /// What each room may import of ours; the table of docs/architecture.md.
    static let allowedImports: [String: Set<String>] = [
        "CProvShims": [],
        "ProvMarkdown": ["CCMark"],
        "ProvRunbook": ["ProvMarkdown"],
        "ProvInventory": ["ProvMarkdown", "ProvRunbook"],
        "ProvHosts": ["ProvRunbook", "CProvShims"],
        "ProvJournal": ["ProvRunbook", "CProvShims"],
        "ProvEngine": ["ProvRunbook", "ProvHosts", "ProvJournal"],
        "ProvPages": ["ProvMarkdown", "ProvRunbook", "ProvJournal"],
        "ProvCLI": ["ProvMarkdown", "ProvRunbook", "ProvInventory", "ProvHosts", "ProvJournal", "ProvEngine", "ProvPages", "ProvTheme", "CProvShims"],
        "prov": ["ProvCLI"],
    ]

    @Test("every room imports only what its row allows", arguments: allowedImports.keys.sorted())
    func walls(room: String) throws {
        let allowed = Self.allowedImports[room] ?? []
        for file in try SourceFile.all(under: "Sources/\(room)") {
            let ours = file.imports.filter { $0.hasPrefix("Prov") || $0 == "CCMark" || $0 == "CProvShims" }
            let forbidden = ours.subtracting(allowed)
            #expect(forbidden.isEmpty, "\(file.path) imports \(forbidden.sorted())")
        }
    }

    @Test("every folder of Sources has a row in the table")
    func everyRoomIsKnown() throws {
        let rooms = Set(try SourceFile.all(under: "Sources").map { String($0.path.split(separator: "/")[1]) })
        #expect(rooms.isSubset(of: Self.allowedImports.keys))
    }

    @Test("no file is longer than 400 lines")
    func fileLength() throws {
        for file in try SourceFile.all(under: "Sources") + SourceFile.all(under: "Tests") {
            #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines: is it still one thing?")
        }
    }

    @Test("no function is longer than 60 lines")
    func functionLength() throws {
        for file in try SourceFile.all(under: "Sources") {
            for function in file.functions where function.length > 60 {
                Issue.record("\(file.path):\(function.line): the function is \(function.length) lines long")
            }
        }
    }

    @Test("nothing is public, nothing is left open, nothing crashes on purpose", arguments: [
        "public ", "TODO", "FIXME", "fatalError(", "try!", "preconditionFailure(",
    ])
    func forbidden(word: String) throws {
        for file in try SourceFile.all(under: "Sources") {
            for (number, line) in file.lines.enumerated() where line.contains(word) && !line.contains("\"") && !line.contains("//") {
                Issue.record("\(file.path):\(number + 1): \(word)")
            }
        }
    }

    @Test("our own code needs no ICU: FoundationEssentials, not Foundation")
    func noFoundation() throws {
        for file in try SourceFile.all(under: "Sources") {
            #expect(!file.imports.contains("Foundation"), "\(file.path) imports Foundation")
        }
    }
}

/// A Swift file of this package, as text.
struct SourceFile {
    var path: String
    var lines: [Substring]

    /// Every Swift file under a folder of the package, in order of path.
    static func all(under folder: String) throws -> [SourceFile] {
        let root = try packageRoot()
        var files: [SourceFile] = []
        var folders = [folder]
        while let next = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(next)").sorted() {
                let path = "\(next)/\(name)"
                var isFolder = false
                guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else { continue }
                if isFolder { folders.append(path) }
                guard name.hasSuffix(".swift") else { continue }
                let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
                files.append(SourceFile(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false)))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    static func packageRoot(from file: String = #filePath) throws -> String {
        // Tests/HouseRulesTests/HouseRulesTests.swift, three levels up.
        file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }

    var imports: Set<String> {
        Set(lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position <= 1, words.count > position + 1 else { return nil }
            return String(words[position + 1])
        })
    }

    /// Functions and initialisers, from their first line to the closing brace at the same indentation.
    var functions: [(line: Int, length: Int)] {
        var found: [(line: Int, length: Int)] = []
        var open: [(indent: Int, line: Int)] = []
        for (number, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let words = line.split(separator: " ")
            if words.contains("func") || words.contains(where: { $0.hasPrefix("init(") }), line.hasSuffix("{") {
                open.append((indent, number))
            } else if line.dropFirst(indent) == "}", let last = open.last, last.indent == indent {
                found.append((last.line + 1, number - last.line + 1))
                open.removeLast()
            }
        }
        return found
    }
}
