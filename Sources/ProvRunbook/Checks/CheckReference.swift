/// The reference page of the declarative checks, made from the kinds themselves.
package enum CheckReference {
    package static func markdown() -> String {
        var text = """
            # Declarative checks

            A YAML block with `{check}` verifies the step above it in the section, or is a step of its own. Each entry is one check; a
            list of values is that many. `until: 30s` polls until it holds, `every: 2s` says how often. `$NAME` and `${NAME}` in a value
            are parameters and captures; nothing else is expanded. Each check asks the host with a POSIX sh script that changes nothing.

            This page is generated from `CheckRegistry`; change the kinds, then run `make docs`.


            """
        for kind in CheckRegistry.all {
            text += "## \(kind.name)\n\n\(kind.about)\n\n```yaml\n\(kind.example)```\n\n| key | type | meaning |\n| --- | --- | --- |\n"
            for key in kind.keys {
                let mark = key.isRequired ? " (required)" : key.name == kind.mainKey ? " (the plain value)" : ""
                text += "| `\(key.name)` | \(key.kind.rawValue) | \(key.about)\(mark) |\n"
            }
            text += "\n"
        }
        return text
    }
}
