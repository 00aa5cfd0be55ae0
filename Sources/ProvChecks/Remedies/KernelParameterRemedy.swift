import ProvText

/// Sets a kernel parameter, now and in a file that is read at boot.
struct KernelParameterRemedy: RemedyRecipe {
    let name: CheckText
    let value: CheckText
    var needsRoot: Bool { true }

    static let file = "/etc/sysctl.d/60-prov.conf"

    private var place: String { KernelParameter.place(of: name) }

    var before: String {
        place + """
            [ -f "$f" ] || cannot "unknown kernel parameter $n; a module may have to be loaded first"
            say value "$(cat "$f")"
            if [ -e \(KernelParameterRemedy.file) ]; then say file yes; else say file no; fi
            sed -n "s|^$n *= *|line=|p" \(KernelParameterRemedy.file) 2>/dev/null | tail -n 1
            exit 0
            """
    }

    func lacking(_ values: TypedValues) -> [String] { ["value="] }

    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange? {
        let wanted = KernelParameter.words(before.resolve(value))
        let found = KernelParameter.words(try before.required("value"))
        let written = before["line"].map(KernelParameter.words)
        guard found != wanted || written != wanted else { return nil }
        let parameter = before.resolve(name)
        var differences: [String] = []
        if found != wanted { differences.append("~ \(parameter) \(found) → \(wanted)") }
        if written != wanted { differences.append("+ \(parameter) = \(wanted) in \(KernelParameterRemedy.file)") }
        return RemedyChange(
            script: place + set(wanted), differences: differences,
            state: RemedyState([
                "value": [found], "line": before.lines("line"), "file": before.lines("file"),
            ]))
    }

    private func set(_ value: String) -> String { "printf '%s\\n' \(ShellText.quoted(value)) >\"$f\"\n" + write(value) }

    /// Replaces the line of the parameter; `nil` takes it out.
    private func write(_ value: String?) -> String {
        """
        c=\(KernelParameterRemedy.file)
        mkdir -p /etc/sysctl.d
        { if [ -e "$c" ]; then N="$n" awk '{ k = $0; sub(/ *=.*/, "", k) } k != ENVIRON["N"]' "$c"; fi
        \(value.map { "printf '%s = %s\\n' \"$n\" \(ShellText.quoted($0))" } ?? ":"); } >"$c.prov-new"
        chmod 644 "$c.prov-new"; mv -f "$c.prov-new" "$c"

        """
    }

    func undo(_ state: RemedyState) throws(CheckTrouble) -> String {
        guard let value = state["value"] else { throw CheckTrouble("the record does not say the value before") }
        var text = "" + place
        text += "printf '%s\\n' \(ShellText.quoted(value)) >\"$f\"\n" + write(state["line"])
        if state["file"] == "no" { text += "if [ ! -s \"$c\" ]; then rm -f \"$c\"; fi\n" }
        return text
    }
}
