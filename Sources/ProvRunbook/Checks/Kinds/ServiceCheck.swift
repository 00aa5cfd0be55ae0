/// A service of the init system is in the wanted state.
enum ServiceCheck: CheckKind {
    static let name = "service"
    static let about = "A service (systemd, OpenRC) is running, enabled, or is not."
    static let mainKey = "name"
    static let keys = [
        CheckKey("name", .text, isRequired: true, "the service"),
        CheckKey("running", .boolean, "`true`, where left out"),
        CheckKey("enabled", .boolean, "whether it starts at boot; not asked, where left out"),
    ]
    static let example = "service:\n  name: ssh\n  running: true\n"

    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition {
        let name = try values.required("name")
        let running = try values.boolean("running") ?? true
        let enabled = try values.boolean("enabled")
        let wanted = "service \(name) \(running ? "running" : "stopped")" + (enabled.map { $0 ? ", enabled" : ", not enabled" } ?? "")
        let probe = """
            n=\(values.word("name"))
            if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
              echo "active=$(systemctl is-active "$n" 2>/dev/null)"; echo "enabled=$(systemctl is-enabled "$n" 2>/dev/null | head -n 1)"
            elif command -v rc-service >/dev/null 2>&1; then
              rc-service "$n" status >/dev/null 2>&1 && echo active=active || echo active=inactive
              rc-update show 2>/dev/null | grep -q "^ *$n |" && echo enabled=enabled || echo enabled=disabled
            elif command -v service >/dev/null 2>&1; then
              service "$n" status >/dev/null 2>&1 && echo active=active || echo active=inactive
            else echo missing=1; fi
            """
        return CheckDefinition(summary: wanted, probe: probe) { answer in
            if answer["missing"] != nil { return .missing("service manager", wanted: wanted) }
            guard let active = answer["active"] else { return Verdict(.error, wanted: wanted, found: answer.complaint) }
            var found = active.isEmpty ? "unknown" : active
            if enabled != nil { found += ", \(answer["enabled"].flatMap { $0.isEmpty ? nil : $0 } ?? "not known to the boot")" }
            let isEnabled = answer["enabled"]?.hasPrefix("enabled") == true
            return .of((active == "active") == running && (enabled.map { $0 == isEnabled } ?? true), wanted: wanted, found: found)
        }
    }
}
