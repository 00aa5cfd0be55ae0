import Foundation
import ProvText
import Testing

@testable import ProvRunbook

@Suite("Loops and choices in files")
struct FileTemplateTests {
    private func values() throws -> FileTemplateValues {
        let services = "[{name: auth, port: 1}, {name: gateway, port: 2}, {name: web, port: 3}]"
        let lists = [
            "nothing": try ListValue(parsing: ""), "one": try ListValue(parsing: "solo"),
            "services": try ListValue(parsing: services),
        ]
        let texts = ["os": "debian", "empty": "", "lines": "x\ny\n", "windows": "x\r\ny\u{2028}z\r\n"]
        return FileTemplateValues(texts: ListValue.variables(texts, lists: lists), lists: lists)
    }

    private func render(_ text: String, _ given: FileTemplateValues? = nil) throws -> String {
        let values = try given ?? values()
        guard let template = try FileTemplate(parsing: text) else { return text }
        return String(decoding: try template.render(text, holes: [], values), as: UTF8.self)
    }

    @Test(
        "tags alone on a line disappear with it, tags in a line take away nothing but themselves",
        arguments: [
            ("a\n{% if os == \"debian\" %}\nb\n{% endif %}\nc\n", "a\nb\nc\n"),
            ("a {% if os == \"alpine\" %}b{% else %}c{% endif %} d\n", "a c d\n"),
            (
                "{% for s in services %}{{s}}:{{s.port}}{% if not loop.last %}, {% endif %}{% endfor %}\n",
                "auth:1, gateway:2, web:3\n"
            ),
            ("  {% for s in services %}\n  - {{ s.name }}\n  {% endfor %}\nend", "  - auth\n  - gateway\n  - web\nend"),
            ("{% for l in lines %}<{{l}}>{% endfor %}", "<x><y>"),
            ("{% for l in windows %}<{{l}}>{% endfor %}", "<x><y\u{2028}z>"),
            ("{% for s in nothing %}\nnever\n{% endfor %}\n", ""),
            (
                "{% for s in services %}{% for o in one %}{{s}}{{o}} {% endfor %}{% endfor %}",
                "authsolo gatewaysolo websolo "
            ),
            ("{% if \"auth\" in services && !empty %}yes{% endif %}", "yes"),
            ("{% if \"db\" in services %}a{% elif loop %}b{% else %}c{% endif %}", "c"),
            ("{%- if os -%}a{%- endif -%}", "a"),
        ])
    func rendered(_ text: String, _ result: String) throws {
        var values = try values()
        values.texts["loop"] = ""
        #expect(try render(text, values) == result)
    }

    @Test(
        "what only looks like a tag or a hole stays",
        arguments: [
            "curl -w '%{http_code}'\n", "awk '{%d}'", "{{ .Values.x }} {{ $labels.y }} {{#if a}} {{x | y}}", "{% x",
            "{%%}",
            "{{os}}",
        ])
    func kept(_ text: String) throws { #expect(try render(text) == text) }

    @Test(
        "a tag that is wrong is named, with its place",
        arguments: [
            ("a{% endif %}", "'endif' without its 'if'", 1..<12),
            ("{% for a in b %}\n", "'for' without its 'endfor'", 0..<16),
            ("{% for a b %}", "'{% for a b %}' is not a loop", 0..<13),
            ("{% if os %}\n{% endfor %}", "'endfor' without its 'for'", 12..<24),
            ("{% else %}", "'else' without its 'if'", 0..<10),
            ("{% if os %}{% else %}{% else %}{% endif %}", "'else' without its 'if'", 21..<31),
            ("{% set a = 1 %}", "unknown tag 'set': templates of prov have 'for' and 'if' only", 0..<15),
            ("{% if os = 1 %}{% endif %}", "invalid condition: unknown operator '='; write '=='", 6..<12),
            ("{% for host in services %}{% endfor %}", "'host' cannot be the name of an item", 7..<23),
            ("{% if os", "'{% if' without its '%}' on the same line", 0..<5),
        ])
    func wrong(_ text: String, _ message: String, _ bytes: Range<Int>) {
        do {
            _ = try FileTemplate(parsing: text)
            Issue.record("it was read")
        } catch {
            #expect(error.message == message)
            #expect(error.bytes == bytes)
        }
    }

    @Test("a member that an item does not have, or a list without a value, is an error when the file is filled")
    func missing() throws {
        #expect(throws: FileTemplateError(reason: "items of 's' have no 'prt'")) {
            try render("{% for s in services %}{{s.prt}}{% endfor %}")
        }
        #expect(throws: FileTemplateError(reason: "'later' has no value yet")) {
            try render("{% for s in later %}{% endfor %}")
        }
    }

    @Test("a file made larger by loops than anybody writes is refused")
    func large() throws {
        let numbers = try ListValue(parsing: (0..<300).map(String.init).joined(separator: ","))
        let inner = "{% for a in n %}{% for b in n %}{% for c in n %}\(String(repeating: "x", count: 50)){% endfor %}"
        #expect(throws: FileTemplateError(reason: "the file grows beyond 4 MiB")) {
            try render(inner + "{% endfor %}{% endfor %}", FileTemplateValues(texts: [:], lists: ["n": numbers]))
        }
    }

    @Test("every beginning of a template is read, or refused at a place inside of it")
    func beginnings() throws {
        let text =
            "{% for s in services %}\n{{s.port}}{% if s.port == \"1\" %}a{% elif os %}b{% else %}c{% endif %}\n"
            + "{% endfor %}\n"
        for count in 0...text.utf8.count {
            let part = String(decoding: Array(text.utf8.prefix(count)), as: UTF8.self)
            do { _ = try FileTemplate(parsing: part) } catch { #expect(error.bytes.upperBound <= count) }
        }
    }

    @Test("Jinja makes the same of templates whose tags stand alone on their lines")
    func jinja() throws {
        let python = try #require(
            ProcessInfo.processInfo.environment["PROV_ANSIBLE_PYTHON"],
            "PROV_ANSIBLE_PYTHON names no Python with Jinja; run `make test`")
        var generator = SystemRandomNumberGenerator()
        let texts = (0..<200).map { _ in RandomTemplate.text(depth: 3, items: [], &generator) }
        let program = """
            import json, sys, jinja2
            class Item(str):
                pass
            def item(name, port):
                value = Item(name); value.name = name; value.port = port
                return value
            services = [item("auth", "1"), item("gateway", "2"), item("web", "3")]
            jinja = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
            names = dict(services=services, nothing=[], one=["solo"], os="debian", empty="")
            print(json.dumps([jinja.from_string(t).render(**names) for t in json.load(sys.stdin)]))
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", program]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let question = try JSONEncoder().encode(texts)
        Thread.detachNewThread {
            try? input.fileHandleForWriting.write(contentsOf: question)
            try? input.fileHandleForWriting.close()
        }
        let answers = try JSONDecoder().decode([String].self, from: output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        #expect(answers.count == texts.count)
        for (text, wanted) in zip(texts, answers) { #expect(try render(text) == wanted, "\(text)") }
    }
}

/// Templates that Jinja and prov both read.
private enum RandomTemplate {
    static func text(depth: Int, items: [String], _ generator: inout SystemRandomNumberGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &generator)).map { _ in part(depth, items, &generator) }.joined()
    }

    private static func part(_ depth: Int, _ items: [String], _ generator: inout SystemRandomNumberGenerator) -> String
    {
        let indent = String(repeating: " ", count: Int.random(in: 0...3, using: &generator))
        switch depth > 0 ? Int.random(in: 0...3, using: &generator) : 3 {
        case 0:
            let name = "i\(items.count)"
            let list = ["services", "nothing", "one"].randomElement(using: &generator) ?? "one"
            let body = text(depth: depth - 1, items: items + (list == "services" ? [name] : []), &generator)
            return "\(indent){% for \(name) in \(list) %}\n\(body)\(indent){% endfor %}\n"
        case 1:
            let condition = condition(items, &generator)
            let otherwise = text(depth: depth - 1, items: items, &generator)
            return "\(indent){% if \(condition) %}\n\(text(depth: depth - 1, items: items, &generator))"
                + "{% else %}\n\(otherwise)\(indent){% endif %}\n"
        case 2:
            let condition = condition(items, &generator)
            return
                "{% if \(condition) %}\n\(text(depth: depth - 1, items: items, &generator))\(indent)"
                + "{% elif os %}\nelif\n{% endif %}\n"
        default:
            let hole = items.randomElement(using: &generator).map { ["{{\($0)}}", "{{ \($0).port }}"] }?
                .randomElement(using: &generator)
            return "\(indent)text \(hole ?? "")# ä\n"
        }
    }

    private static func condition(_ items: [String], _ generator: inout SystemRandomNumberGenerator) -> String {
        let item = items.randomElement(using: &generator)
        let choices =
            ["os == \"debian\"", "os != \"debian\"", "empty", "not empty", "os and not empty", "empty or os"]
            + (item.map { ["\($0).port == \"2\"", "loop.first", "loop.last or \($0).name == \"auth\""] } ?? [])
        return choices.randomElement(using: &generator) ?? "os"
    }
}
