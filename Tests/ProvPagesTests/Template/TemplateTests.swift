import FoundationEssentials
import ProvRunbook
import Testing

@testable import ProvReport
@testable import ProvSite
@testable import ProvText

/// Templates draw what the Mustache specification says.
@Suite("Templates")
struct TemplateTests {
    static func draw(_ template: String, _ values: TemplateValues = [:], parts: [String: String] = [:]) -> String {
        var theme = SiteTheme([])
        theme.files = Dictionary(
            uniqueKeysWithValues: parts.map { ("templates/\($0.key).mustache", Array($0.value.utf8)) })
        theme.files["templates/it.mustache"] = Array(template.utf8)
        return String(decoding: ThemeTemplates(theme).renderer.bytes("it", values), as: UTF8.self)
    }

    private static let values: TemplateValues = [
        "name": .text("<Ann>"), "body": .markup("<b>"), "yes": .flag(true), "no": .flag(false), "empty": .list([]),
        "items": .list([["n": .text("1"), "name": .text("one")], ["n": .text("2")]]),
    ]

    @Test(
        "what a tag draws",
        arguments: [
            ("a {{name}} z", "a &lt;Ann&gt; z"),
            ("{{ name }}|{{{name}}}|{{&name}}|{{& name }}", "&lt;Ann&gt;|<Ann>|<Ann>|<Ann>"),
            ("{{body}}{{{body}}}", "<b><b>"),
            ("[{{missing}}]", "[]"),
            ("{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{#missing}}c{{/missing}}{{#name}}d{{/name}}{{#empty}}e{{/empty}}", "ad"),
            (
                "{{^yes}}a{{/yes}}{{^no}}b{{/no}}{{^missing}}c{{/missing}}{{^name}}d{{/name}}{{^empty}}e{{/empty}}",
                "bce"
            ),
            ("{{#items}}{{n}}={{name}};{{/items}}", "1=one;2=&lt;Ann&gt;;"),
            ("{{#items}}{{#items}}{{n}}{{/items}}{{/items}}", "1212"),
            ("{{#no}}{{#yes}}a{{/yes}}{{/no}}b", "b"),
            ("a{{! a comment with {{ in it }}b", "ab"),
            ("{{}} {{", ""),
        ])
    func tags(_ template: String, _ drawn: String) { #expect(Self.draw(template, Self.values) == drawn) }

    @Test(
        "a tag that has a line to itself takes the line away",
        arguments: [
            ("a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n"),
            ("a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc", "a\r\nb\r\nc"),
            ("  {{#yes}}  \n b\n\t{{/yes}}", " b\n"),
            ("a\n  {{! one\n  two }}  \nb", "a\nb"),
            ("{{#yes}}{{/yes}}\n", "\n"),
            ("{{name}}\n", "&lt;Ann&gt;\n"),
            ("x {{#yes}}\ny{{/yes}}\n", "x \ny\n"),
        ])
    func lines(_ template: String, _ drawn: String) { #expect(Self.draw(template, Self.values) == drawn) }

    @Test(
        "a partial finds the values around it, and is indented where it has a line to itself",
        arguments: [
            ("{{#items}}{{>part}},{{/items}}", "(1),(2),"),
            ("a\n  {{>lines}}\nb", "a\n  x\n  &lt;Ann&gt;\nb"),
            ("  {{>outer}}\n", "  o\n    x\n    &lt;Ann&gt;\n"),
            ("a {{>lines}}.", "a x\n&lt;Ann&gt;\n."),
            ("[{{>missing}}]", "[]"),
        ])
    func partials(_ template: String, _ drawn: String) {
        #expect(
            Self.draw(
                template, Self.values,
                parts: ["part": "({{n}})", "lines": "x\n{{name}}\n", "outer": "o\n  {{>lines}}\n"]) == drawn)
    }

    @Test(
        "blocks stand for those of a partial",
        arguments: [
            ("{{<page}}{{$main}}mine {{name}}{{/main}}{{/page}}", "<mine &lt;Ann&gt;|default>"),
            ("{{<page}}{{/page}}", "<main|default>"),
            ("{{<page}} anything {{$foot}}f{{/foot}} else {{/page}}", "<main|f>"),
            ("{{<wide}}{{$main}}mine{{/main}}{{/wide}}", "<mine|wide>"),
            ("{{$main}}alone{{/main}}", "alone"),
            ("{{<page}}{{$main}}a{{$main}}b{{/main}}{{/main}}{{/page}}", "<ab|default>"),
            (
                "{{<page}}{{$main}}a{{$foot}}b{{/foot}}{{/main}}{{$foot}}c{{$main}}d{{/main}}{{/foot}}{{/page}}",
                "<acd|cab>"
            ),
        ])
    func blocks(_ template: String, _ drawn: String) {
        let parts = [
            "page": "<{{$main}}main{{/main}}|{{$foot}}default{{/foot}}>",
            "wide": "{{<page}}{{$main}}inner{{/main}}{{$foot}}wide{{/foot}}{{/page}}",
        ]
        #expect(Self.draw(template, Self.values, parts: parts) == drawn)
    }

    @Test("sections may be nested, to a limit that is named")
    func nesting() throws {
        func nested(_ count: Int) -> [UInt8] {
            Array(
                (String(repeating: "{{#yes}}", count: count) + "x" + String(repeating: "{{/yes}}", count: count)).utf8)
        }
        #expect(Self.draw(String(decoding: nested(100), as: UTF8.self), Self.values) == "x")
        #expect(throws: TemplateMistake(line: 1, text: "{{#yes}} is inside more than 100 sections")) {
            try TemplateParser.template(nested(100_000))
        }
    }

    @Test("control characters of a value are shown, not sent")
    func controls() { #expect(Self.draw("{{a}}", ["a": .text("x\u{1B}[31m\ny")]).utf8.allSatisfy { $0 >= 0x20 }) }
}

/// Templates made at random draw what pystache makes of them, which `make test` installs.
@Suite(
    "Templates, held against pystache", .enabled(if: ProcessInfo.processInfo.environment["PROV_BROWSER_PYTHON"] != nil))
struct TemplateOracleTests {
    private struct Case {
        var template: String
        var parts: [String: String]
        var values: TemplateValues
    }

    private static let names = ["a", "b", "c", "list"]

    private static func template(_ depth: Int, parts: [String]) -> String {
        (0..<Int.random(in: 1...5)).map { _ in
            let name = names.randomElement() ?? ""
            let blanks = ["", "", "  ", "\t"].randomElement() ?? ""
            // pystache does not count a line as the tag's own if blanks follow the tag.
            let end = ["", "\n", "\n"].randomElement() ?? ""
            let part = parts.randomElement()
            switch Int.random(in: 0..<(depth > 0 ? 8 : 4)) {
            case 0: return ["x", "y z", "\n", "<p>\n"].randomElement() ?? ""
            // Nor does the specification say how a list or a flag is shown.
            case 1: return ["{{a}}", "{{{a}}}", "{{c}}", "{{&c}}"].randomElement().map { $0 + end } ?? ""
            case 2: return blanks + "{{! note }}" + end
            case 3: return part.map { blanks + "{{>\($0)}}" + end } ?? ""
            case 4, 5, 6:
                return blanks + "{{#\(name)}}" + end + template(depth - 1, parts: parts) + blanks + "{{/\(name)}}" + end
            default:
                return blanks + "{{^\(name)}}" + end + template(depth - 1, parts: parts) + blanks + "{{/\(name)}}" + end
            }
        }.joined()
    }

    private static func values(_ depth: Int) -> TemplateValues {
        var values: TemplateValues = [:]
        if Bool.random() { values["a"] = .text("one & two") }
        if Bool.random() { values["b"] = .flag(.random()) }
        if Bool.random() { values["c"] = .text("<c>") }
        if depth > 0 { values["list"] = .list((0..<Int.random(in: 0...3)).map { _ in Self.values(depth - 1) }) }
        return values
    }

    private static func json(_ values: TemplateValues) -> JSON {
        .object(
            values.sorted { $0.key < $1.key }.map { name, value in
                switch value {
                case .text(let text), .markup(let text): .init(name, .string(text))
                case .flag(let flag): .init(name, .bool(flag))
                case .list(let items): .init(name, .array(items.map(json)))
                }
            })
    }

    @Test("what is drawn is the same")
    func same() throws {
        let python = try #require(ProcessInfo.processInfo.environment["PROV_BROWSER_PYTHON"])
        let cases = (0..<1000).map { _ in
            Case(
                template: Self.template(3, parts: ["p", "q"]),
                parts: ["p": Self.template(1, parts: ["q"]), "q": Self.template(1, parts: [])], values: Self.values(2))
        }
        let request = JSON.array(
            cases.map { item in
                .object([
                    .init("template", .string(item.template)), .init("values", Self.json(item.values)),
                    .init(
                        "partials",
                        .object(item.parts.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
                ])
            })
        let result = try run(python, on: Array(request.text().utf8), ["\(packageRoot())/Tests/Browser/mustache.py"])
        try #require(result.code == 0, "\(result.output)")
        let drawn = try #require(try JSON(parsing: Array(result.output.utf8)).arrayValue?.compactMap(\.stringValue))
        try #require(drawn.count == cases.count)
        for (item, wanted) in zip(cases, drawn) {
            #expect(TemplateTests.draw(item.template, item.values, parts: item.parts) == wanted, "\(item)")
        }
        #expect(drawn.count { $0.utf8.count > 20 } > cases.count / 4, "most of them say nothing")
    }
}
