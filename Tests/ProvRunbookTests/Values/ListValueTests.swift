import Testing

@testable import ProvRunbook

@Suite("Lists as values")
struct ListValueTests {
    @Test(
        "what --set and the record write is read",
        arguments: [
            ("", []), ("a", ["a"]), (" a, b ,c ", ["a", "b", "c"]), ("[a, 'b c']", ["a", "b c"]), ("[]", []),
            ("a,\u{301}b", ["a", "\u{301}b"]), ("a\u{600},b", ["a\u{600}", "b"]),
            (#"["a","b\"c"]"#, ["a", "b\"c"]), ("[1, 2.5, yes]", ["1", "2.5", "yes"]),
        ])
    func texts(_ text: String, _ items: [String]) throws {
        #expect(try ListValue(parsing: text).items.map(\.text) == items)
    }

    @Test("the text of a mapping is its name, else its first value; the rest are its members")
    func mappings() throws {
        let list = try ListValue(parsing: "[{port: 1, name: a}, {name: b, port: 2}]")
        #expect(list.items.map(\.text) == ["a", "b"])
        #expect(list.variables(named: "s") == ["s": "a\nb", "s_port": "1\n2", "s_name": "a\nb"])
        #expect(
            try ListValue(parsing: "[{host: x, port: 1}]").items == [.init("x", members: ["host": "x", "port": "1"])])
    }

    @Test("the canonical spelling of any list is read back as the same list")
    func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "a", "b", " ", "\"", "'", "\\", ":", "{", "}", "[", "]", ",", "#", "ä", "\u{1F600}", "%", "\u{7}",
        ]
        for _ in 0..<500 {
            let names = ["name", "port", "zone"].filter { _ in Bool.random(using: &generator) }
            let text = { (0...3).map { _ in pieces.randomElement() ?? "" }.joined() }
            let items = (0..<Int.random(in: 0...4)).map { index in
                ListValue.Item(
                    "\(index)\(text())", members: Dictionary(uniqueKeysWithValues: names.map { ($0, text()) }))
            }
            let list = try ListValue(items)
            #expect(try ListValue(parsing: list.canonical) == list, "\(list.canonical)")
        }
    }

    @Test(
        "what is not a list of one shape is refused with its reason",
        arguments: [
            ("[a, a]", "item 'a' is there twice"), ("[a, '']", "an item is empty"),
            ("[{name: a, port: 1}, {name: b}]", "its items have different keys: 'port' is missing in 'b'"),
            ("[{name: a}, {name: b, port: 1}]", "its items have different keys: 'port' is only in 'b'"),
            ("[[a]]", "an item is a list; write a text or a mapping"),
            ("[{name: [a]}]", "'name' of an item must be a single value"),
            ("[{a b: c}]", "'a b' is not a name for a key of an item"),
            (#"["a\nb"]"#, "item 'a\nb' has more than one line"),
        ])
    func refused(_ text: String, _ reason: String) {
        #expect(throws: ListValue.Complaint(reason)) { try ListValue(parsing: text) }
    }

    @Test("a text that is not YAML is refused, not a crash")
    func broken() {
        #expect(throws: ListValue.Complaint.self) { try ListValue(parsing: "[a, {") }
    }
}
