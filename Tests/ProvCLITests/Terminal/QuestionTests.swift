import Testing

@testable import ProvCLI

@Suite("Questions on the terminal")
struct QuestionTests {
    private let failed = "[f]ix, [r]etry, [s]kip, s[h]ell, [u]ndo everything, [q]uit and resume later: "

    @Test(
        "a letter, a letter with a number, or the whole word",
        arguments: [
            ("f", "f", ""), ("F", "f", ""), ("f2", "f", "2"), ("f 2", "f", " 2"), ("skip", "s", ""), ("shell", "h", ""),
            ("Undo", "u", ""),
        ])
    func accepted(answer: String, letter: Character, rest: String) throws {
        let choice = try #require(Question.choice(answer, failed, "frshuq"))
        #expect(choice.letter == letter)
        #expect(choice.rest == rest)
    }

    @Test(
        "what only begins with a letter is no answer", arguments: ["abort", "any", "approval", "dunno", "a?", "", "x"])
    func refused(answer: String) {
        #expect(Question.choice(answer, "[a]pprove as root, [d]eny, [w]ait: ", "adw") == nil)
    }
}
