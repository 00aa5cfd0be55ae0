/// The reference page of the declarative checks, made from the kinds themselves.
package enum CheckReference {
    package static func markdown() -> String {
        var text = """
            # Declarative checks

            A YAML block with `{check}` verifies the step above it in the section, or with a `name` is a step of its own. Each entry is one check; a
            list of values is that many checks of the kind:

            ````markdown
            ```yaml {check}
            port: [80, 443]
            service: haproxy
            http:
              url: http://127.0.0.1/health
              contains: ok
              until: 30s
            ```
            ````

            A check reports what it expected and what it found. It *passes*, *fails*, or is an *error* if the host could not be asked, for
            instance because a tool is missing there; an error never counts as passed. It uses the run's connection, with a
            POSIX shell script that changes nothing and runs on a minimal Debian, Alpine or RHEL.

            With `{ensure}` instead of `{check}` the block is a step that makes its checks true, in the order they are written, and undoes what it
            changed: \(CheckRegistry.ensurable.map { "[`\($0.name)`](#\($0.name))" }.joined(separator: ", ")). Other checks in it only verify, after the changes. See
            [bring a host into a state](../howto/ensure.md).

            `$NAME` and `${NAME}` in a value are parameters, captures and secrets, filled in by the host's shell; nothing else is expanded.
            `\\$` is a dollar sign before a name. Where a check's main value is nothing but a parameter that is a
            [list](format.md#front-matter), as in `package: $tools` or `service: {name: $services, running: true}`, it is a check for each item. `~/` at the beginning of a path is the home folder.

            | key of every check | type | meaning |
            | --- | --- | --- |

            """
        for key in CheckRegistry.commonKeys { text += row(key, mainKey: "") }
        text +=
            """

            A version is exact or a range: `16.0.10`, `16` (every 16.x), `=16.0.10`, `>= 15`, `>= 1.2, < 2`, `~> \
            1.4`, `^2.1`, `1.x`, `14 || 16`.


            """
        text += CheckRegistry.all.map { "[`\($0.name)`](#\($0.name))" }.joined(separator: " · ") + "\n"
        for kind in CheckRegistry.all { text += section(kind) }
        return text + "\n<!-- Written by CheckReference from CheckRegistry. -->\n"
    }

    private static func section(_ kind: any CheckKind.Type) -> String {
        var text = "\n## \(kind.name)\n\n\(kind.about)\n"
        for example in kind.examples { text += "\n```yaml\n\(example)```\n" }
        text += "\n| key | type | meaning |\n| --- | --- | --- |\n"
        for key in kind.keys { text += row(key, mainKey: kind.mainKey) }
        if !kind.notes.isEmpty { text += "\n\(kind.notes)\n" }
        guard let ensurable = kind as? any EnsurableKind.Type else { return text }
        text += "\n**In an `{ensure}` block.** \(ensurable.ensureNotes)\n"
        guard !ensurable.ensureKeys.isEmpty else { return text }
        text += "\n| key there | type | meaning |\n| --- | --- | --- |\n"
        for key in ensurable.ensureKeys { text += row(key, mainKey: "") }
        return text
    }

    private static func row(_ key: CheckKey, mainKey: String) -> String {
        var marks: [String] = []
        if key.isRequired { marks.append("required") }
        if key.name == mainKey { marks.append("the key that a plain value sets") }
        return
            """
            | `\(key.name)` | \(key.typeName) | \
            \(key.about)\(marks.isEmpty ? "" : " (\(marks.joined(separator: "; ")))") |

            """
    }
}
