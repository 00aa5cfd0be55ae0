import ProvText

/// What to do next, in words that can be typed as they stand.
struct ConnectionAdvice {
    let launcher: Launcher
    /// What the connecting program printed.
    let said: String

    /// Puts what belongs to this host in place of the words in capitals.
    func filled(_ text: String) -> String {
        text.replacing(bytesOf: "SSH -v true", with: byHand("-v", "true")).replacing(
            bytesOf: "SSH", with: byHand(nil, nil)
        ).replacing(
            bytesOf: "FORGET", with: forgetting
        )
        .replacing(bytesOf: "PASSWORD", with: givingPassword).replacing(bytesOf: "RULES", with: rules).replacing(
            bytesOf: "LOGIN", with: launcher.address.user ?? "NAME"
        )
        .replacing(bytesOf: "USER", with: launcher.user ?? "the other user").replacing(
            bytesOf: "METHOD", with: launcher.address.become.method.rawValue
        )
        .replacing(bytesOf: "HOST", with: launcher.address.name)
    }

    private func byHand(_ option: String?, _ command: String?) -> String {
        guard launcher.address.kind == .ssh else { return launcher.arguments("true").prefix(6).joined(separator: " ") }
        var words = SSHReach.arguments(launcher.address, configuration: nil, onTerminal: false, log: nil).filter {
            $0 != "-T" && $0 != "--"
        }
        if let option { words.insert(option, at: 1) }
        if let command { words.append(command) }
        return words.map(ShellText.word).joined(separator: " ")
    }

    /// ssh itself says which file knows the old key.
    private var forgetting: String {
        let line = said.lines.first { $0.contains("ssh-keygen -f ") }
        return line.map { String($0.drop { $0 == " " }.filter { $0 != "\"" }) }
            ?? "ssh-keygen -R \(launcher.address.address)"
    }

    private var givingPassword: String {
        let secret =
            "declare a secret BECOME_PASSWORD in the runbook's front matter, or set ansible_become_password in a vault"
        return switch launcher.address.become.method {
        case .sudo:
            "\(secret); or allow sudo without a password: NOPASSWD in sudoers (sudo prompts in the same way if sudoers does not list the user)"
        case .su: secret
        case .doas:
            """
            doas reads a password only from a terminal: set `nopass` in doas.conf on the host, or ansible_become_method=sudo
            """
        }
    }

    private var rules: String {
        switch launcher.address.become.method {
        case .sudo: "check sudoers on the host: `sudo -l`"
        case .su: "check who may use su on the host"
        case .doas: "check doas.conf on the host"
        }
    }
}
