import Testing

@testable import ProvText

@Suite("Difference: what a file step shows before it writes")
struct DifferenceTests {
    @Test func oneLineChanged() {
        let text = LineDifference.unified(from: "a\nb\nc\n", to: "a\nB\nc\n", path: "/etc/x")
        #expect(text == "--- /etc/x\n+++ /etc/x\n a\n-b\n+B\n c\n")
    }

    @Test("far from a change nothing is shown, and the gap is marked")
    func gap() {
        let old = (1...20).map { "line \($0)" }.joined(separator: "\n") + "\n"
        let new = old.replacing("line 1\n", with: "LINE 1\n").replacing("line 20\n", with: "LINE 20\n")
        let text = LineDifference.unified(from: old, to: new, path: "f")
        #expect(text.contains("…\n"))
        #expect(!text.contains(" line 10\n"))
    }

    @Test func newFile() {
        #expect(LineDifference.unified(from: "", to: "a\n", path: "f") == "--- f\n+++ f\n+a\n")
    }
}
