import ProvText

/// Starts, stops, enables and disables a service of systemd.
struct ServiceRemedy: RemedyRecipe {
    /// What a change that the step follows asks for.
    enum OnChange: String, CaseIterable {
        case restart, reload, none
    }

    let name: CheckText
    let isRunning: Bool
    let isEnabled: Bool?
    let isUser: Bool
    let onChange: OnChange
    /// Whether a person types the commands: then a failure must not end the shell.
    var isTyped = false

    var needsRoot: Bool { !isUser }
    private var systemctl: String { isUser ? "systemctl --user" : "systemctl" }

    var before: String {
        """
        if ! has systemctl || { [ ! -d /run/systemd/system ] && [ \(isUser ? "-z x" : "x") ]; }; then
          cannot 'prov changes services of systemd only, and the host does not run it'
        fi
        answer=$(\(systemctl) show -p LoadState,ActiveState,UnitFileState,NeedDaemonReload -- \(name.word) 2>&1) || cannot "systemctl: $answer"
        printf '%s\\n' "$answer" | sed -n 's/^LoadState=/load=/p; s/^ActiveState=/active=/p; s/^UnitFileState=/file=/p; s/^NeedDaemonReload=/stale=/p'
        """
    }

    func lacking(_ values: TypedValues) -> [String] {
        [
            "load=loaded", "active=\(isRunning ? "inactive" : "active")",
            "file=\(isEnabled == true ? "disabled" : "enabled")",
        ]
    }

    func byHand(_ values: TypedValues) -> String? {
        var typed = self
        typed.isTyped = true
        return (try? typed.change(values.answer(lacking(values)), nil, isDue: false))?.script
    }

    func change(_ before: CheckAnswer, _ simulated: CheckAnswer?, isDue: Bool) throws(CheckTrouble) -> RemedyChange? {
        let service = before.resolve(name)
        let active = try before.required("active")
        let isActive = ["active", "reloading", "refreshing", "activating"].contains(active)
        switch before["load"] {
        case "not-found" where isRunning || isEnabled == true: throw CheckTrouble("unknown service \(service)")
        case "not-found": return nil
        case "masked" where isRunning || isEnabled == true:
            throw CheckTrouble("service \(service) is masked; run: systemctl unmask \(service)")
        default: break
        }
        var commands: [String] = []
        var words: [String] = []
        if before["stale"] == "yes" { commands.append("\(systemctl) daemon-reload") }
        let starts = ServiceRemedy.starts(before["file"])
        if let isEnabled, starts != isEnabled {
            commands.append("\(systemctl) --quiet \(isEnabled ? "enable" : "disable") -- \(name.word)")
            words.append(isEnabled ? "disabled → enabled" : "enabled → disabled")
        }
        var startsService = false
        if isRunning, !isActive || active == "activating" {
            if !isTyped { commands.append("\(systemctl) reset-failed -- \(name.word) 2>/dev/null || true") }
            commands.append(verb("start"))
            words.append("\(active == "inactive" ? "stopped" : active) → running")
            startsService = true
        } else if isRunning, isDue, onChange != .none {
            commands.append(verb(onChange == .reload ? "reload-or-restart" : "restart"))
            words.append(onChange == .reload ? "reloaded" : "restarted")
            startsService = true
        } else if !isRunning, isActive {
            commands.append("\(systemctl) stop -- \(name.word)")
            words.append("running → stopped")
        }
        guard !words.isEmpty else { return nil }
        return RemedyChange(
            script: commands.joined(separator: "\n"),
            differences: ["~ service \(service) \(words.joined(separator: ", "))"],
            state: RemedyState([
                "active": [isActive ? "yes" : "no"], "enabled": [starts.map { $0 ? "yes" : "no" } ?? ""],
            ]),
            startsService: startsService)
    }

    /// With what the service says about a failure.
    private func verb(_ verb: String) -> String {
        if isTyped { return "\(systemctl) \(verb) -- \(name.word)" }
        return """
            \(systemctl) \(verb) -- \(name.word) || { c=$?; \(systemctl) status --no-pager --lines 15 -- \(name.word) >&2; exit $c; }
            """
    }

    /// `nil` for a unit that can neither be enabled nor disabled.
    private static func starts(_ file: String?) -> Bool? {
        switch file {
        case "enabled", "enabled-runtime", "alias": true
        case "disabled", "indirect": false
        default: nil
        }
    }

    func undo(_ state: RemedyState) throws(CheckTrouble) -> String {
        let wasActive = state["active"] == "yes"
        var text = """
            load=$(\(systemctl) show -p LoadState -- \(name.word))
            if [ "$load" = LoadState=not-found ]; then exit 0; fi
            \(systemctl) daemon-reload

            """
        switch state["enabled"] {
        case "yes": text += "\(systemctl) --quiet enable -- \(name.word)\n"
        case "no": text += "\(systemctl) --quiet disable -- \(name.word)\n"
        default: break
        }
        if wasActive {
            text += verb(onChange == .reload ? "reload-or-restart" : onChange == .restart ? "restart" : "start") + "\n"
            return text + "\(systemctl) --quiet is-active -- \(name.word)"
        }
        text += "\(systemctl) stop -- \(name.word)\n"
        return text + "! \(systemctl) --quiet is-active -- \(name.word)"
    }
}
