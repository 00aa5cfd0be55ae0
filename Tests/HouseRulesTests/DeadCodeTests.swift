import Testing

/// What is declared is used somewhere in Sources.
@Suite("Dead code")
struct DeadCodeTests {
    /// Declared once and named nowhere else, with the reason.
    private static let exceptions: [String: String] = [
        "Main": "the entry of the program",
        "appendLiteral": "called by string interpolation",
        "debugDescription": "called by the standard library",
        "isIncluded": "a proof of the store's log, for whoever checks one",
        "consistencyProof": "a proof of the store's log, for whoever checks one",
        "isConsistent": "a proof of the store's log, for whoever checks one",
        "childNames": "how our reading of an inventory is compared with Ansible's",
        "ownHostNames": "how our reading of an inventory is compared with Ansible's",
    ]

    @Test("every function, property and type is named where it is not declared")
    func everythingIsUsed() throws {
        let unused = Self.unused(in: try PackageFiles.swift(under: "Sources"))
        #expect(unused.subtracting(Self.exceptions.keys).sorted() == [])
        #expect(Set(Self.exceptions.keys).subtracting(unused).sorted() == [], "exceptions that are used now")
    }

    @Test("a function that nothing calls is found; a mention in a string or a comment is no use")
    func theRuleCanFail() {
        let one = SwiftText(
            path: "a", "func used() {}\n/// unused()\nfunc unused() -> Int { 1 }\nlet text = \"unused\"\n")
        let other = SwiftText(path: "b", "enum Kind { case used }\nprint(\"\\(text) \\(used())\", Kind.self)\n")
        #expect(Self.unused(in: [one, other]) == ["unused"])
    }

    /// Names that code has once, where they are declared.
    private static func unused(in files: [SwiftText]) -> Set<String> {
        let words: Set<String> = [
            "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "typealias", "macro",
        ]
        var declared: Set<String> = []
        var count: [String: Int] = [:]
        for line in files.flatMap(\.code) {
            let names = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
            for (index, name) in names.enumerated() {
                count[name, default: 0] += 1
                if index > 0, words.contains(names[index - 1]) { declared.insert(name) }
            }
        }
        return declared.filter { count[$0] == 1 && $0 != "_" }
    }
}
