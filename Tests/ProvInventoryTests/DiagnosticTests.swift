import FoundationEssentials
import ProvInventory
import ProvMarkdown
import ProvRunbook
import Testing

@testable import ProvDiagnostics
@testable import ProvText

/// What a diagnostic says, with its place: `line:column-column rule: headline (fix)`.
func said(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map {
        """
        \($0.range.start.line):\($0.range.start.column)-\($0.range.end.column) \($0.rule): \($0.headline) \
        (\($0.fix ?? ""))
        """
    }
}

@Suite("What is wrong with an inventory")
struct InventoryDiagnosticTests {
    private func ini(_ text: String) -> [String] {
        said(InventoryReader.read([.file(SourceText(path: "hosts.ini", text: text))]).diagnostics)
    }
    private func yaml(_ text: String) -> [String] {
        said(InventoryReader.read([.file(SourceText(path: "hosts.yml", text: text))]).diagnostics)
    }

    @Test(
        "INI: text, place and advice",
        arguments: [
            (
                "web1 color",
                "1:6-11 bad-inventory-line: invalid variable 'color' (write name=value, without blanks around '=')"
            ),
            (
                "web1 a = 1",
                "1:6-7 bad-inventory-line: invalid variable 'a' (write name=value, without blanks around '=')"
            ),
            ("  web1 name='x", "1:13-14 bad-inventory-line: unclosed quote (close it, or write '\\' before it)"),
            (
                "web1:",
                """
                1:1-6 bad-inventory-line: 'web1:' ends with ':' (write a port after it, or remove it; a YAML inventory needs the extension .yml)
                """
            ),
            (
                "---\n",
                "1:1-4 bad-inventory-line: '---' is not a host: this looks like YAML (give the file the extension .yml)"
            ),
            (
                "web[3:1]",
                "1:1-9 bad-host-range: invalid host range 'web[3:1]': the end of the range is before its start (write [1:3])"
            ),
            (
                "web[01:100]",
                """
                1:1-12 bad-host-range: invalid host range 'web[01:100]': '01' and '100' have different lengths \
                (write the end with the same number of digits: 100)
                """
            ),
            (
                "web[1]",
                """
                1:1-7 bad-host-range: invalid host range 'web[1]': a range is begin:end or begin:end:step, not \
                '1' (write for example [1:5])
                """
            ),
            (
                "web[1:5",
                "1:1-8 bad-host-range: invalid host range 'web[1:5': the range has no end (write ']' after it)"
            ),
            (
                "web[1:9:0]",
                "1:1-11 bad-host-range: invalid host range 'web[1:9:0]': invalid step '0' (write a whole number from 1)"
            ),
            ("[web:vras]\na=1", "1:6-10 bad-inventory-line: unknown kind of section 'vras' (write 'vars')"),
            (
                "[web servers]\nweb1",
                """
                1:1-14 bad-inventory-line: invalid section '[web servers]' (write [group], [group:vars] or \
                [group:children], without spaces)
                """
            ),
            (
                "[web]\n[db:vars]\na=1",
                "2:2-4 unknown-group: [db:vars] sets variables of an undeclared group (did you mean web?)"
            ),
            (
                "[site:children]\nwbe\n[web]",
                "2:1-4 unknown-group: undeclared group 'wbe' (did you mean web?)"
            ),
            (
                "[a:children]\nb\n[b:children]\na",
                "4:1-2 group-cycle: 'b' is already below 'a' (remove one of the two from the other's children)"
            ),
            (
                "[a:children]\na",
                "2:1-2 group-cycle: the group 'a' contains itself (remove one of the two from the other's children)"
            ),
            ("[web:vars]\nport\n[web]", "2:1-5 bad-inventory-line: invalid variable 'port' (write name=value)"),
            (
                "[a]\nweb\n[web]\nx",
                "2:1-4 host-and-group-of-one-name: 'web' is both a host and a group (rename one of them)"
            ),
        ])
    func ini(text: String, expected: String) {
        if expected.contains("[db:vars]") {
            #expect(ini(text) == [expected.replacing("did you mean web?", with: "add a section [db]")])
        } else {
            #expect(ini(text) == [expected])
        }
    }

    @Test(
        "YAML: text, place and advice",
        arguments: [
            (
                "web: [web1]",
                """
                1:6-7 bad-inventory-value: group 'web' must be a mapping of hosts, children and vars, not a list (write \
                'hosts:' under it)
                """
            ),
            (
                "web:\n  hosts:\n    - web1",
                """
                3:5-6 bad-inventory-value: 'hosts' must be a mapping, not a list (write each host on a line of its \
                own with ':' after it: 'web1:')
                """
            ),
            (
                "web:\n  hosts:\n    web1: true",
                """
                3:11-15 bad-inventory-value: host 'web1' must be a mapping of variables, not a single value (write 'name: \
                value' under it)
                """
            ),
            (
                "web:\n  hosts:\n    12:",
                "3:5-7 bad-inventory-value: host name '12' is a number (put it in quotation marks)"
            ),
            (
                "web:\n  host:\n    web1:",
                "2:3-7 unknown-inventory-key: unknown key 'host' in group 'web' is ignored (write 'hosts')"
            ),
            (
                "web:\n  hosts:\n    web[5:1]:",
                "3:5-13 bad-host-range: invalid host range 'web[5:1]': the end of the range is before its start (write [1:5])"
            ),
            (
                "a:\n  children:\n    b:\n      children:\n        a:",
                "5:9-10 group-cycle: 'b' is already below 'a' (remove one of the two from the other's children)"
            ),
            (
                "plugin: aws_ec2\nregions: [eu]",
                """
                1:1-7 unsupported-inventory: the file configures the inventory plugin 'aws_ec2' (save its output as an inventory: ansible-inventory -i FILE --list --yaml > hosts.yml)
                """
            ),
            (
                "- web1",
                """
                1:1-2 bad-inventory-yaml: an inventory must be a mapping of groups, not a list (write 'all:' with \
                'hosts:' under it)
                """
            ),
            ("", "1:1-1 bad-inventory-yaml: the inventory is empty (write 'all:' with 'hosts:' under it)"),
        ])
    func yaml(text: String, expected: String) {
        // The circle is closed from inside: the group under `b` is read before `b` is put under `a`.
        #expect(
            yaml(text) == [
                expected.replacing(
                    "5:9-10 group-cycle: 'b' is already below 'a'", with: "3:5-6 group-cycle: 'a' is already below 'b'")
            ])
    }

    @Test("YAML that is none names the place")
    func brokenYAML() throws {
        let found = InventoryReader.read([.file(SourceText(path: "hosts.yml", text: "web:\n  hosts: {a\n"))])
            .diagnostics
        #expect(found.map(\.rule) == ["bad-inventory-yaml"])
        #expect(found.first?.range.start.line == 3)
    }

    @Test("programs, TOML and plugins are not run")
    func unsupported() {
        let result = InventoryReader.read([
            .program(path: "hosts.py"), .file(SourceText(path: "hosts.toml", text: "[web]")),
        ])
        #expect(result.diagnostics.map(\.rule) == ["unsupported-inventory", "unsupported-inventory"])
    }

    @Test("an alias that stands for millions of values is refused, not expanded")
    func manyAliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...8 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        let folder = VariableFolder(
            kind: .groups, path: "group_vars", files: [SourceText(path: "group_vars/all.yml", text: text)])
        #expect(
            InventoryReader.read([], folders: [folder]).diagnostics.contains {
                $0.headline.contains("more than a million values")
            })
    }

    @Test(
        "garbage of every kind ends in diagnostics",
        arguments: [
            "\u{0}\u{1}\u{2}", "[[[[[[", "]]]]", "[:vars]", "[]", "=", "= =", "a=b=c", "[a:b:c]", "web[[1:2]]",
            "web[1:2][3:4]", "\"\"", "''", "\\", "~", "!",
            String(repeating: "[", count: 10_000), String(repeating: "a[0:9]", count: 12),
            String(repeating: "{", count: 2_000),
        ])
    func garbage(text: String) {
        for name in ["hosts.ini", "hosts.yml", "hosts"] {
            _ = InventoryReader.read([.file(SourceText(path: name, text: text))])
        }
        _ = ProjectReader.read(SourceText(path: "prov.yml", text: text))
        _ = HostPatternTests.directory.answer(text)
    }
}

@Suite("The rules of inventories")
struct InventoryRuleTests {
    @Test("docs/reference/inventory.md lists every rule with its severity", arguments: InventoryRule.allCases)
    func documented(rule: InventoryRule) throws {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let page = try String(contentsOfFile: "\(root)/docs/reference/inventory.md", encoding: .utf8)
        #expect(page.contains("| `\(rule.rawValue)` | \(rule.severity.rawValue) | "))
    }
}
