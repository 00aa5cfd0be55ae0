import FoundationEssentials
import Testing

/// The rules of docs/explanation/architecture.md that a compiler does not keep. Each is a function over a text, and is
/// shown a text that breaks it.
@Suite("House rules")
struct HouseRules {
    // MARK: Modules

    @Test("the table of docs/explanation/architecture.md and Package.swift name the same imports of each module")
    func modules() throws {
        let documented = ModuleTable(page: try PackageFiles.text("docs/explanation/architecture.md"))
        let declared = PackageTargets(manifest: try PackageFiles.text("Package.swift"))
        #expect(documented.imports == declared.imports)
        #expect(documented.imports.count >= 11)
    }

    @Test("a table that has a module too few, or an import too many, is found out")
    func modulesCanFail() {
        let manifest =
            """
            .target(name: "CCMark"),
            .target(name: "ProvA", dependencies: ["CCMark",
             argumentParser], swiftSettings: house),

            """
        let declared = PackageTargets(manifest: manifest)
        #expect(declared.imports == ["CCMark": [], "ProvA": ["CCMark", "ArgumentParser"]])
        func table(_ rows: String) -> ModuleTable {
            ModuleTable(page: "| module | owns | imports | never |\n| --- | --- | --- | --- |\n\(rows)\n\nText.\n")
        }
        #expect(
            table("| `CCMark` | x | – | y |\n| `ProvA` | x | CCMark, ArgumentParser | y |").imports == declared.imports)
        #expect(table("| `CCMark` | x | – | y |").imports != declared.imports)
        #expect(table("| `CCMark` | x | – | y |\n| `ProvA` | x | CCMark | y |").imports != declared.imports)
    }

    @Test("our own code needs no Foundation, whose archives bring 20 MB along")
    func noFoundation() throws {
        for file in try PackageFiles.swift(under: "Sources") {
            #expect(
                file.imports.isDisjoint(with: ["Foundation", "FoundationEssentials"]), "\(file.path) imports Foundation"
            )
        }
        #expect(SwiftText(path: "a", "package import Foundation\n").imports == ["Foundation"])
    }

    // MARK: Size

    @Test("no file is longer than 400 lines")
    func fileLength() throws {
        for file in try PackageFiles.swift(under: "Sources") + PackageFiles.swift(under: "Tests") {
            #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines: is it still one thing?")
        }
    }

    /// Functions that were longer when all were counted for the first time, each with its length then. The list only
    /// shrinks.
    static let longFunctions: [String: Int] = [:]

    @Test(
        """
        no function is longer than 60 lines, its signature counted; the known exceptions do not grow, and go when \
        they are short
        """
    )
    func functionLength() throws {
        var known = Self.longFunctions
        for file in try PackageFiles.swift(under: "Sources") {
            for function in file.functions where function.length > 60 {
                let limit = known.removeValue(forKey: "\(file.path) \(function.name)") ?? 60
                #expect(
                    function.length <= limit,
                    "\(file.path):\(function.line): \(function.name) is \(function.length) lines long")
            }
        }
        #expect(known.isEmpty, "no longer too long: take them out of the list")
    }

    @Test("a function is counted whatever its signature looks like")
    func functionsAreSeen() {
        let body = String(repeating: "        x()\n", count: 61)
        for signature in [
            "func f() {",
            """
            func f(
                    a: Int,
                    b: (Int) -> Void = { _ in }
                ) async throws -> Int
                    where A: B {
            """,
            "init(a: Int,\n         b: Int) {", "subscript(a: Int) -> Int {",
        ] {
            let text =
                """
                struct S {
                    protocol P { func short(a: Int) }
                    let f = S.init(a: 1)
                    \(signature)
                \(body)    }

                    var v: Int { 1 }
                }

                """
            let long = SwiftText(path: "a", text).functions.filter { $0.length > 60 }
            #expect(long.count == 1, "\(signature)")
            #expect(long.first?.line == 4)
            #expect(long.first?.length == 62 + signature.split(separator: "\n").count)
        }
        #expect(
            SwiftText(path: "a", "func f() { \"{\" /* { */ // {\n}\nfunc g() { \"\\(x { $0 })\" }\n").functions.map(
                \.length) == [2, 1])
    }

    @Test("no line of code or comment is wider than 120 columns")
    func lineLength() throws {
        for file in try PackageFiles.swift(under: "Sources") + PackageFiles.swift(under: "Tests") {
            for line in file.wideLines { Issue.record("\(file.path):\(line) is wider than 120 columns") }
        }
    }

    @Test("a wide line is found unless a literal is what makes it wide")
    func wideLinesAreSeen() {
        let wide = String(repeating: "x", count: 121)
        #expect(SwiftText(path: "a", "let \(wide) = 1\n").wideLines == [1])
        #expect(SwiftText(path: "a", "// \(wide)\n").wideLines == [1])
        #expect(
            SwiftText(path: "a", "let a = \"\(wide)\"\nlet b = \"\"\"\n    \(wide)\n    \"\"\"\n").wideLines.isEmpty)
    }

    // MARK: Words

    @Test("nothing is public, nothing crashes on purpose, nothing is left open")
    func forbidden() throws {
        for file in try PackageFiles.swift(under: "Sources") {
            for place in ForbiddenWords.places(in: file) { Issue.record("\(place)") }
        }
    }

    @Test(
        "each forbidden word is found in code or comment, and in neither strings nor other words",
        arguments: [
            "public func f() {}", "    fatalError(\"x\") // never", "let a = try! f()",
            "preconditionFailure(\"\\(a)\")", "let b = a as! B", "f() // TODO: later", "/// FIXME", "let c = d!.e",
            "return a[0]!", "f(a!)", "assertionFailure()",
        ])
    func forbiddenWordsCanFail(line: String) {
        #expect(ForbiddenWords.places(in: SwiftText(path: "a", "let x = 1\n\(line)\n")).count == 1, "\(line)")
        for harmless in [
            "let a = \"public try! TODO fatalError(\"", "// a public thing; fatalError( is not used",
            "if a != b, !c { d(!e) }", "let republic = 1", "let text = \"\"\"\n    TODO x!.y\n    \"\"\"",
        ] {
            #expect(ForbiddenWords.places(in: SwiftText(path: "a", harmless + "\n")).isEmpty, "\(harmless)")
        }
    }

    // MARK: Places

    @Test(
        """
        what ends the process, prints, leaves the checked part of the language or starts work that nobody waits \
        for stands in its places alone
        """,
        arguments: PlaceRule.all)
    func places(rule: PlaceRule) throws {
        var used: Set<String> = []
        for file in try PackageFiles.swift(under: "Sources") {
            let lines = rule.lines(in: file)
            guard !lines.isEmpty else { continue }
            let place = rule.places.first { file.path.hasPrefix($0) }
            used.formUnion(place.map { [$0] } ?? [])
            #expect(place != nil, "\(file.path):\(lines[0]): \(rule.name) belongs to \(rule.places.sorted())")
        }
        #expect(used == rule.places, "places that no longer need it go from the list")
        #expect(rule.lines(in: SwiftText(path: "a", "let a = 1\n\(rule.example)\n")) == [2])
        #expect(rule.lines(in: SwiftText(path: "a", "// \(rule.example)\nlet a = \"\(rule.name)\"\n")).isEmpty)
    }
}
