import Testing

@testable import ProvText

@Suite("Did you mean")
struct SuggestionTests {
    private let keys = ["timeout", "retries", "environment", "until", "name", "cwd"]

    @Test(
        "a slip of the keyboard is known, another word is not",
        arguments: [
            ("tiemout", "timeout"), ("timeot", "timeout"), ("TIMEOUT", "timeout"), ("retrise", "retries"),
            ("enviroment", "environment"), ("env", "environment"), ("nmae", "name"), ("untl", "until"),
            ("password", nil), ("x", nil), ("", nil), ("foobar", nil),
        ])
    func nearest(written: String, meant: String?) { #expect(Suggestion.closest(to: written, in: keys) == meant) }

    @Test("one edit is never too far from a name of three letters or more, and the name itself is nearest")
    func oneEdit() {
        for name in keys where name.count > 3 {
            #expect(Suggestion.closest(to: name, in: keys) == name)
            for index in name.indices {
                var dropped = name
                dropped.remove(at: index)
                #expect(Suggestion.closest(to: dropped, in: [name]) == name)
                var doubled = name
                doubled.insert("q", at: index)
                #expect(Suggestion.closest(to: doubled, in: [name]) == name)
            }
        }
    }

    @Test(
        "a slip of a short word: neighbours swapped, a letter too many or too few",
        arguments: [
            ("bsah", "bash", true), ("bas", "bash", true), ("bashh", "bash", true), ("bath", "bash", false),
            ("bash", "bash", false), ("hsab", "bash", false),
        ])
    func slips(written: String, name: String, isSlip: Bool) { #expect(Suggestion.isSlip(written, of: name) == isSlip) }
}

@Suite("Values of keys")
struct ValueReadingTests {
    @Test(
        "a flag",
        arguments: [
            (nil, true), ("yes", true), ("On", true), ("1", true), ("no", false), ("FALSE", false),
            ("0", false), ("", nil), ("maybe", nil), ("true ", nil),
        ] as [(String?, Bool?)])
    func flags(text: String?, value: Bool?) { #expect(ValueReading.bool(text) == value) }

    @Test(
        "permissions",
        arguments: [
            ("644", 0o644), ("0640", 0o640), ("0o600", 0o600), ("4755", 0o4755),
            ("07777", 0o7777), ("17777", nil), ("64", nil), ("888", nil), ("-644", nil), ("", nil), ("+644", nil),
        ])
    func permissions(text: String, mode: Int?) { #expect(ValueReading.octal(text) == mode) }

    @Test("a number alone counts seconds", arguments: [("90", 90_000), ("250ms", 250), ("1h30m", 5_400_000)])
    func durations(text: String, milliseconds: Int) {
        #expect(ValueReading.duration(text) == .milliseconds(milliseconds))
    }
}

@Suite("How a script uses a variable")
struct VariableUseTests {
    @Test(
        "reading",
        arguments: [
            ("echo $A", true), ("echo ${A%x}", true), ("echo ${#A}", true), ("echo $AB", false),
            ("A=1", false), ("export A", true), ("export A=1", false), ("echo A", false), ("(( A > 1 ))", true),
        ])
    func reads(text: String, isRead: Bool) { #expect(VariableUse.reads("A", text) == isRead) }

    @Test(
        "setting",
        arguments: [
            ("A=1", true), ("A+=x", true), ("A[0]=1", true), ("read -r A", true),
            ("printf -v A x", true), ("for A in 1 2", true), ("echo $A", false), ("AB=1", false), ("echo ${A}", false),
        ])
    func assigns(text: String, isSet: Bool) { #expect(VariableUse.assigns("A", text) == isSet) }

    @Test(
        "needing a value",
        arguments: [
            ("$A", true), ("${A}", true), ("{{A}}", true), ("${A:-x}", false),
            ("${A+x}", false), ("${A%-x}", true), ("A", false),
        ])
    func requires(text: String, isNeeded: Bool) { #expect(VariableUse.requires("A", text) == isNeeded) }

    @Test("the first word of the name decides whether it is set before it is used")
    func first() {
        #expect(VariableUse.setsFirst("A", "A=1\necho $A"))
        #expect(!VariableUse.setsFirst("A", "echo $A\nA=1"))
        #expect(!VariableUse.setsFirst("A", "echo"))
    }
}
