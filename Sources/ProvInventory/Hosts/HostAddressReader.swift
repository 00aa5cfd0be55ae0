package import ProvDiagnostics
import ProvRunbook
package import ProvText

/// Reads how a host is reached out of its variables.
struct HostAddressReader {
    /// The variables that may hold the password for becoming another user, first one first.
    static let becomePasswordNames = ["ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"]

    private let variables: HostVariables
    private var diagnostics: [Diagnostic] = []

    private init(_ variables: HostVariables) { self.variables = variables }

    static func read(_ variables: HostVariables) -> (HostAddress, [Diagnostic]) {
        var reader = HostAddressReader(variables)
        let address = reader.read()
        return (address, reader.diagnostics)
    }

    private static let kinds: [String: HostAddress.Kind] = [
        "ssh": .ssh, "smart": .ssh, "paramiko": .ssh, "paramiko_ssh": .ssh, "ansible.builtin.ssh": .ssh,
        "ansible.builtin.paramiko_ssh": .ssh,
        "ansible.netcommon.libssh": .ssh, "local": .local, "ansible.builtin.local": .local,
        "podman": .podman, "containers.podman.podman": .podman, "docker": .docker, "community.docker.docker": .docker,
        "community.docker.docker_api": .docker, "kubectl": .kubectl, "kubernetes.core.kubectl": .kubectl,
        "community.kubernetes.kubectl": .kubectl,
    ]

    private mutating func read() -> HostAddress {
        let written = text("ansible_connection") ?? "ssh"
        if HostAddressReader.kinds[written] == nil {
            let near = Suggestion.closest(to: written, in: ["ssh", "local", "podman", "docker", "kubectl"])
            report(
                "ansible_connection", "unknown connection '\(written)' for \(variables.host)",
                fix: near.map { "write '\($0)'" } ?? "write ssh, local, podman, docker or kubectl", replacement: near)
        }
        let kind = HostAddressReader.kinds[written] ?? .ssh
        var host = HostAddress(name: variables.host, kind: kind, address: address(kind))
        host.user = text("ansible_user", "ansible_ssh_user")
        if let user = host.user {
            refuseOption(user, of: variables.written["ansible_user"] == nil ? "ansible_ssh_user" : "ansible_user")
        }
        if kind == .ssh {
            host.port = number("ansible_port", "ansible_ssh_port")
            host.keyFile = text("ansible_ssh_private_key_file", "ansible_private_key_file")
            refusePassword()
        }
        host.arguments = arguments(kind)
        host.become = become()
        return host
    }

    /// Said before anything runs: ssh would only say that the login was refused.
    private mutating func refusePassword() {
        for name in ["ansible_password", "ansible_ssh_pass", "ansible_ssh_password"]
        where variables.place(name) != nil && variables[name] != nil {
            report(
                name, "\(name) is not supported: prov logs in to \(variables.host) with a key, never with a password",
                fix:
                    """
                    install a key there with `ssh-copy-id`, name it in ansible_ssh_private_key_file or load it into the agent, and remove \(name)
                    """
            )
            return
        }
    }

    private mutating func address(_ kind: HostAddress.Kind) -> String {
        let names: [String] =
            switch kind {
            case .ssh, .local: ["ansible_host", "ansible_ssh_host"]
            case .podman: ["ansible_podman_host", "ansible_host"]
            case .docker: ["ansible_docker_host", "ansible_host"]
            case .kubectl: ["ansible_kubectl_pod", "ansible_host"]
            }
        for name in names {
            guard let value = text(name) else { continue }
            if kind != .local { refuseOption(value, of: name) }
            return value
        }
        if kind != .local, variables.host.hasPrefix("-") { refuseOption(variables.host, of: nil) }
        return variables.host
    }

    /// The program that connects would take it for one of its options.
    private mutating func refuseOption(_ value: String, of name: String?) {
        guard value.hasPrefix("-") else { return }
        let headline = "invalid address or user '\(value)': it begins with '-'"
        if let name {
            report(name, headline, fix: "write a host name, an address or a user name")
        } else {
            diagnostics.append(
                InventoryRule.badConnection.diagnostic(
                    headline, file: variables.file, range: variables.range,
                    fix: "rename the host, or give it ansible_host"))
        }
    }

    private mutating func arguments(_ kind: HostAddress.Kind) -> [String] {
        switch kind {
        case .local: return []
        case .ssh: return words("ansible_ssh_args") + words("ansible_ssh_common_args") + words("ansible_ssh_extra_args")
        case .podman: return words("ansible_podman_extra_args")
        case .docker: return words("ansible_docker_extra_args")
        case .kubectl:
            var arguments = words("ansible_kubectl_extra_args")
            for (name, option) in [
                ("namespace", "--namespace"), ("container", "--container"), ("context", "--context"),
                ("kubeconfig", "--kubeconfig"),
            ] {
                if let value = text("ansible_kubectl_\(name)") { arguments += [option, value] }
            }
            return arguments
        }
    }

    private mutating func become() -> Become {
        var become = Become()
        if let written = text("ansible_become_method") {
            let name = written.split(separator: ".").last.map(String.init) ?? written
            if let method = Become.Method(rawValue: name) {
                become.method = method
            } else {
                report(
                    "ansible_become_method", "unknown become method '\(written)'",
                    fix: "write sudo, su or doas")
            }
        }
        for name in HostAddressReader.becomePasswordNames.reversed() {
            if let value = text(name) { become.password = Secret(name: name, value: value, reachesSteps: false) }
        }
        if let written = text("ansible_become"), ["true", "yes", "on", "1", "y", "t"].contains(written.lowercased()) {
            become.user = text("ansible_become_user") ?? "root"
        }
        return become
    }

    // MARK: Values

    /// The first of the variables that is there; what cannot be read is reported, for here it is used.
    private mutating func text(_ names: String...) -> String? {
        for name in names {
            switch variables[name] {
            case .value(let value): if let text = value.scalarText, !text.isEmpty { return text }
            case .unreadable(let reason):
                report(
                    name, "\(name) of \(variables.host) cannot be used: \(reason)",
                    fix: "write the value itself for \(variables.host)")
            case nil: break
            }
        }
        return nil
    }

    private mutating func number(_ name: String, _ other: String) -> Int? {
        guard let text = text(name, other) else { return nil }
        if let number = Int(text), (1...65535).contains(number) { return number }
        report(
            variables.written[name] == nil ? other : name, "invalid port '\(text)'",
            fix: "write a number from 1 to 65535"
        )
        return nil
    }

    private mutating func words(_ name: String) -> [String] {
        guard let text = text(name) else { return [] }
        do { return try ShlexSplitter.split(text, comments: false).map(\.text) } catch {
            report(name, "unclosed quote in \(name) of \(variables.host)", fix: "close the quote")
            return []
        }
    }

    private mutating func report(_ name: String, _ headline: String, fix: String, replacement: String? = nil) {
        guard let place = variables.place(name) else { return }
        diagnostics.append(
            InventoryRule.badConnection.diagnostic(
                headline, file: place.file, range: place.range, fix: fix, replacement: replacement))
    }
}

extension HostVariables {
    /// How the host is reached, and what of it cannot be used.
    package func address() -> (HostAddress, [Diagnostic]) { HostAddressReader.read(self) }
}
