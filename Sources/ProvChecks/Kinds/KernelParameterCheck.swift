/// A kernel parameter has a value.
enum KernelParameterCheck: CheckKind {
    static let name = "kernel-param"
    static let about = "A kernel parameter (sysctl) has a value."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "for example `net.ipv4.ip_forward`"),
        CheckKey(
            "value", .text, isRequired: true, "the value, or a bound such as `>= 65536`; several blanks count as one"),
    ]
    static let examples = [
        "kernel-param:\n  name: net.ipv4.ip_forward\n  value: 1\n",
        "kernel-param: {name: vm.max_map_count, value: \">= 65530\"}\n",
    ]
    static let notes =
        """
        It checks the running value. Use a `file` check on `/etc/sysctl.d` for the value after a restart.
        """

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let value = try values.required("value")
        if let literal = value.literal, NumberCondition.isBound(literal) { _ = try values.numberWant("value") }
        let isBound = NumberCondition.isBound(value.written)
        let summary = "\(name.written) \(isBound ? "" : "= ")\(value.written)"
        let probe =
            KernelParameter.place(of: name) + """
                if [ -f "$f" ] && [ ! -r "$f" ]; then cannot "$(id -un) may not read $f"; fi
                if [ -f "$f" ]; then say value "$(cat "$f")"
                elif [ ! -d /proc/sys ] && has sysctl && v=$(sysctl -n "$n" 2>/dev/null); then say value "$v"
                else say none yes
                fi
                """
        return CheckDefinition(summary: summary, probe: probe, look: "sysctl -n \(name.typed)") {
            answer throws(CheckTrouble) in
            let wanted = answer.resolve(summary)
            if answer["none"] != nil {
                return .of(
                    false, wanted: wanted, found: "unknown kernel parameter; a module may have to be loaded first")
            }
            let found = KernelParameter.words(try answer.required("value"))
            guard isBound else {
                return .of(found == KernelParameter.words(answer.resolve(value)), wanted: wanted, found: found)
            }
            guard let number = Double(found) else {
                return .of(false, wanted: wanted, found: "\(found), which is not a number")
            }
            return .of(try answer.number(value).accepts(number), wanted: wanted, found: found)
        }
    }
}
