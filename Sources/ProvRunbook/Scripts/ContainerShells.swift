import ProvShell

/// Commands that go into a container, a pod, another root, or another machine's namespaces.
extension OtherShellReader {
    func container(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "docker", "podman", "nerdctl", "docker-compose", "podman-compose", "crictl":
            return docker(line(name, words))
        case "kubectl", "oc", "k": return kubectl(line(name, words))
        case "minikube", "k3s", "microk8s":
            guard words.first == "kubectl" else { return nil }
            return kubectl(line("kubectl", words.dropFirst().filter { $0 != "--" || words.contains("exec") }))
        case "lxc", "incus":
            let line = line(name, words)
            return ["shell", "console"].contains(line.verb.first ?? "") ? .container : inside(line)
        case "lxc-attach", "nsenter": return entering(line(name, words))
        case "machinectl":
            let operands = line(name, words).options.operands
            return ["shell", "login"].contains(operands.first ?? "") && operands.count <= 2 ? .container : nil
        case "systemd-nspawn":
            let line = line(name, words)
            return line.has("-b", "--boot") ? .container : entering(line)
        case "chroot", "arch-chroot":
            return words.contains { !$0.hasPrefix("-") } ? entering(line(name, words)) : nil
        case "singularity", "apptainer": return words.first == "shell" ? .container : nil
        case "toolbox", "distrobox": return words.first == "enter" && !words.contains("--") ? .container : nil
        case "heroku":
            if words.first == "ps:exec" { return .container }
            let line = line(name, words)
            guard line.verb == ["run"], case .words(let command) = line.innerCommand, command.count == 1 else {
                return nil
            }
            return inner.target(command.map(\.text)) == .shell ? .container : nil
        default: return nil
        }
    }

    /// Without a command these programs start a shell.
    private func entering(_ line: CommandLine) -> ShellChange.Target? {
        line.innerCommand == nil ? .container : inside(line)
    }

    private func inside(_ line: CommandLine) -> ShellChange.Target? {
        running(line, as: .container) == nil ? nil : .container
    }

    // MARK: Docker and what follows it

    private func docker(_ line: CommandLine) -> ShellChange.Target? {
        let isCompose = line.verb.first == "compose" || line.program.hasSuffix("-compose")
        switch line.verb.last {
        case "exec": return Self.hasTerminal(line, isCompose) ? inside(line) : nil
        case "run":
            guard Self.hasTerminal(line, isCompose), line.operands.count > line.verb.count else { return nil }
            let image = line.operands[line.verb.count].text
            if let entry = line.value(of: "--entrypoint")?.value {
                let words = line.operands.dropFirst(line.verb.count + 1).map(\.text)
                return inner.target([entry] + words) == nil ? nil : .container
            }
            if line.innerCommand == nil { return Self.isSystemImage(image) ? .container : nil }
            return inside(line)
        case "attach": return .container
        default: return nil
        }
    }

    private static func hasTerminal(_ line: CommandLine, _ isCompose: Bool) -> Bool {
        if line.has("-d", "--detach") { return false }
        return line.has("-t", "--tty") || isCompose && !line.has("-T", "--no-TTY")
    }

    /// Images whose program is a shell.
    private static func isSystemImage(_ image: String) -> Bool {
        let name = image.split(separator: "/").last?.split { $0 == ":" || $0 == "@" }.first.map(String.init) ?? image
        return [
            "ubuntu", "debian", "alpine", "centos", "fedora", "busybox", "rockylinux", "almalinux", "archlinux",
            "amazonlinux", "opensuse", "ubi8", "ubi9",
        ].contains(name)
    }

    // MARK: Kubernetes

    private func kubectl(_ line: CommandLine) -> ShellChange.Target? {
        let hasTerminal = line.has("-t", "--tty")
        switch line.verb.first {
        case "exec": return hasTerminal ? inside(line) : nil
        case "run":
            guard hasTerminal else { return nil }
            if line.innerCommand != nil { return inside(line) }
            return line.value(of: "--image").flatMap { Self.isSystemImage($0.value) ? .container : nil }
        case "debug":
            // OpenShift's has a terminal without an option for it.
            return line.innerCommand == nil ? hasTerminal || line.program == "oc" ? .container : nil : inside(line)
        case "rsh":
            return line.innerCommand == nil && line.operands.count == 2 ? .container : inside(line)
        default: return nil
        }
    }
}
