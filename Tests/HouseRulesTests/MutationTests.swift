import Testing

/// One wrong line of Tests/Mutations/mutations.txt, which `.ci/mutations` tries.
private struct Mutation {
    var name: String
    var file: String
    var old: String
    var new: String
    var tests: String

    /// Those of the list, in order; `nil` in place of one that lacks a part.
    static func all(in list: String) -> [Mutation?] {
        list.split(separator: "\n== ").dropFirst().map { text in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            func part(_ mark: String) -> String {
                lines.filter { $0.hasPrefix(mark + " ") }.map { $0.dropFirst(2) }.joined(separator: "\n")
            }
            let mutation = Mutation(
                name: String(lines[0].prefix { $0 != ":" }), file: part("@"), old: part("-"), new: part("+"),
                tests: part("!"))
            let isWhole = !mutation.file.isEmpty && !mutation.old.isEmpty && mutation.old != mutation.new
            return isWhole && !mutation.tests.isEmpty && lines[0].contains(": ") ? mutation : nil
        }
    }
}

@Suite("Wrong lines that the tests must find")
struct MutationTests {
    @Test("each stands for a line that is there, once, and names tests; every module has one")
    func list() throws {
        let list = try PackageFiles.text("Tests/Mutations/mutations.txt")
        let mutations = Mutation.all(in: list)
        #expect(mutations.count >= 30)
        #expect(Set(mutations.compactMap { $0?.name }).count == mutations.count)
        let suites = Set(
            try PackageFiles.swift(under: "Tests").flatMap { file in
                file.code.flatMap { $0.matches(of: /\bstruct (\w+)/).map { String($0.output.1) } }
            })
        for (index, mutation) in mutations.enumerated() {
            guard let mutation else {
                Issue.record("number \(index + 1) of the list lacks a part")
                continue
            }
            let count = try PackageFiles.text(mutation.file).components(of: mutation.old)
            #expect(count == 1, "\(mutation.name): its old line is \(count) times in \(mutation.file)")
            if let suite = mutation.tests.firstMatch(of: /\^Prov\w+\\\.(\w+)/) {
                #expect(suites.contains(String(suite.output.1)), "\(mutation.name): no suite \(suite.output.1)")
            }
        }
        let modules = Set(mutations.compactMap { $0?.file.split(separator: "/").prefix(2).joined(separator: "/") })
        for target in PackageTargets(manifest: try PackageFiles.text("Package.swift")).imports.keys {
            // What is only a header has no line that could be wrong; the theme is the folder `site`.
            let folder = target == "ProvTheme" ? "site/templates" : "Sources/\(target)"
            #expect(modules.contains(folder) || target == "CSHA2", "no wrong line of \(target)")
        }
    }

    @Test("a part that is missing, and an old line that is there twice, are found out")
    func listCanFail() {
        let whole = "Words.\n\n== a: b\n@ f\n- x\n+ y\n! t\n"
        #expect(Mutation.all(in: whole).map { $0?.old } == ["x"])
        for missing in ["@ f\n", "- x\n", "! t\n", ": b"] {
            #expect(Mutation.all(in: whole.replacing(missing, with: "")).map { $0 == nil } == [true], "\(missing)")
        }
        #expect(Mutation.all(in: whole.replacing("+ y", with: "+ x")).map { $0 == nil } == [true])
        #expect(Mutation.all(in: "Words.\n\n== a: b\n@ f\n- x\n-   z\n+ y\n! t\n").map { $0?.old } == ["x\n  z"])
        #expect("xx y x".components(of: "x") == 3)
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
