import Testing

/// What a user can read is written with the glossary's words.
@Suite("Words")
struct WordsTests {
    /// Folders and files whose text is checked: literals of Swift files, everything in others.
    static let places = [
        "Sources", "site", "docs", "runbooks", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
        "Makefile",
    ]

    @Test("no message and no page uses a word that the glossary replaces", arguments: places)
    func words(place: String) throws {
        let rules = WordRules(glossary: try PackageFiles.text(WordRules.page))
        #expect(rules.count > 60)
        for path in try PackageFiles.paths(at: place) where Self.isText(path) {
            for finding in try Self.findings(path, rules) {
                Issue.record("\(path):\(finding.line): \(finding.message)")
            }
        }
    }

    /// C is the work of others, or hidden behind Swift.
    private static func isText(_ path: String) -> Bool {
        path == "Makefile"
            || [".swift", ".md", ".sh", ".js", ".css", ".mustache", ".yml", ".svg"].contains { path.hasSuffix($0) }
    }

    static func findings(_ path: String, _ rules: WordRules) throws -> [(line: Int, message: String)] {
        let text = try PackageFiles.text(path)
        guard path.hasSuffix(".swift") else {
            return rules.findings(in: path == WordRules.page ? Self.withoutTables(text) : text)
        }
        return SwiftText(path: path, text).literals.filter { literal in
            literal.text.contains(" ") && !WordRules.literals.contains { $0.text == literal.text }
        }.flatMap { literal in
            rules.findings(in: literal.text).map { ($0.line + literal.line - 1, $0.message) }
        }
    }

    /// The glossary names the words that it replaces.
    private static func withoutTables(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.hasPrefix("|") ? "" : String($0) }
            .joined(separator: "\n")
    }

    private static let sample = WordRules(
        glossary: """
            | term | not |
            | --- | --- |
            | continue | `goes on`, going |
            | unknown X 'y' | `there is no … '`, `is no` |

            | write | not |
            | --- | --- |
            | reported | `told` |
            """,
        exceptions: ["is no longer"])

    @Test(
        "each phrase is found, across lines, in any case, and with an interpolation in it",
        arguments: [
            "It goes on.", "it Goes\n   on", "there is no check 'url'", "there is no such check 'url'", "(is no)",
            "x is no longer; y is no host",
        ])
    func found(text: String) {
        #expect(Self.sample.findings(in: text).isEmpty == false, "\(text)")
    }

    @Test(
        "a phrase is not found in other words, behind other characters, or where an exception allows it",
        arguments: [
            "it goes", "on goes", "goes, on", "goes-on", "vergoes on", "is no longer", "IS NO LONGER", "going on",
            "", "is none",
        ])
    func harmless(text: String) {
        #expect(Self.sample.findings(in: text).isEmpty, "\(text)")
    }

    @Test("a finding has its line, and the better word is that of the first column")
    func place() {
        let findings = Self.sample.findings(in: "one\ntwo\nit is told\n")
        #expect(findings.map(\.line) == [3])
        #expect(findings.first?.message.contains("write 'reported'") == true)
    }

    @Test("literals of Swift, with several lines too, are checked with their line; code and comments are not")
    func literals() {
        let file = SwiftText(
            path: "a",
            ##"""
            // it goes on
            let goes = on
            let a = "it goes on \(f("b goes on")) there"
            let b = """
                nothing goes \
                on

                goes on \(x(
                    1)) goes on
                """
            let c = #"raw goes on \(not) \#(goes) on"#
            """##)
        let findings = file.literals.flatMap { literal in
            Self.sample.findings(in: literal.text).map { $0.line + literal.line - 1 }
        }
        #expect(findings.sorted() == [3, 3, 5, 8, 9, 11])
    }

    @Test("every exception is needed")
    func exceptions() throws {
        let glossary = try PackageFiles.text(WordRules.page)
        for exception in WordRules.exceptions {
            #expect(!exception.reason.isEmpty)
            #expect(!WordRules(glossary: glossary, exceptions: []).findings(in: exception.phrase).isEmpty)
        }
    }
}
