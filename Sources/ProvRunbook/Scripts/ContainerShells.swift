/// Commands that go into a container, a pod, another root, or another machine's namespaces.
extension ShellChangeReader {
    static func container(_ name: String, _ words: [String]) -> ShellChange.Target? {
        switch name {
        case "docker", "podman", "nerdctl", "docker-compose", "podman-compose", "crictl":
            return docker(words, isCompose: name.hasSuffix("-compose"))
        case "kubectl", "oc", "k": return kubectl(words)
        case "minikube", "k3s", "microk8s":
            return words.first == "kubectl"
                ? kubectl(Array(words.dropFirst()).filter { $0 != "--" || words.contains("exec") }) : nil
        case "lxc", "incus": return lxc(words)
        case "lxc-attach":
            return entering(CommandOptions(words, valued: ["-n", "--name", "-u", "-g"], limit: 1).command(from: 0))
        case "machinectl":
            let options = CommandOptions(words, valued: ["--uid", "-E", "--setenv", "-M"], limit: 3)
            return ["shell", "login"].contains(options.operands.first ?? "") && options.operands.count <= 2
                ? .container : nil
        case "systemd-nspawn":
            let options = CommandOptions(
                words, valued: ["-D", "-M", "-i", "-u", "--directory", "--machine", "--image", "--user"], limit: 1)
            return options.has("-b", "--boot") ? .container : entering(options.command(from: 0))
        case "chroot", "arch-chroot":
            return entering(
                CommandOptions(words, limit: 1).operands.dropFirst(), isNamed: words.contains { !$0.hasPrefix("-") })
        case "nsenter":
            return entering(CommandOptions(words, valued: ["-t", "--target", "-S", "-G"], limit: 1).command(from: 0))
        case "singularity", "apptainer": return words.first == "shell" ? .container : nil
        case "toolbox", "distrobox": return words.first == "enter" && !words.contains("--") ? .container : nil
        case "heroku":
            if words.first == "ps:exec" { return .container }
            let options = CommandOptions(words.dropFirst(), valued: ["-a", "--app", "-s", "--size"], limit: 1)
            return words.first == "run"
                && shells.contains(options.operands.first?.split(separator: "/").last.map(String.init) ?? "")
                && options.operands.count == 1 ? .container : nil
        default: return nil
        }
    }

    /// Without a command these programs start a shell.
    private static func entering(_ command: some Collection<String>, isNamed: Bool = true) -> ShellChange.Target? {
        guard isNamed else { return nil }
        return command.isEmpty || target(command) != nil ? .container : nil
    }

    // MARK: Docker and what follows it

    private static let dockerGlobals: Set<String> = [
        "-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "-f", "--file", "-p", "--project-name",
        "--profile", "--env-file",
        "-n", "--namespace", "--project-directory", "--ansi", "--address", "-r", "--runtime-endpoint",
    ]

    private static let dockerExec: Set<String> = [
        "-e", "--env", "--env-file", "-u", "--user", "-w", "--workdir", "--detach-keys", "--index",
    ]

    private static let dockerRun: Set<String> = dockerExec.union([
        "-v", "--volume", "-p", "--publish", "--name", "--network", "--net", "--entrypoint", "-h", "--hostname", "-l",
        "--label", "-m", "--memory", "--cpus",
        "--mount", "--link", "--add-host", "--device", "--gpus", "--platform", "--pull", "--restart", "--ulimit",
        "--volumes-from", "--cap-add", "--cap-drop",
        "--security-opt", "--shm-size", "--tmpfs", "--ip", "--dns", "--log-driver", "--log-opt", "--pid", "--ipc",
        "--userns", "--runtime", "--cidfile",
        "--expose", "-c", "--cpu-shares", "--group-add", "--stop-signal", "-a", "--attach", "--annotation", "--arch",
        "--os", "--pod", "--secret", "--cgroupns",
        "--network-alias", "--volume-driver", "--label-file", "--memory-swap", "--cpuset-cpus", "--sysctl", "--uts",
    ])

    private static func docker(_ words: [String], isCompose: Bool) -> ShellChange.Target? {
        let globals = CommandOptions(words, valued: dockerGlobals, limit: 1)
        guard let verb = globals.operands.first else { return nil }
        let rest = Array(globals.operands.dropFirst())
        switch verb {
        case "compose": return docker(rest, isCompose: true)
        case "container": return docker(rest, isCompose: isCompose)
        case "exec":
            let options = CommandOptions(rest, valued: dockerExec, limit: 1)
            return hasTerminal(options, isCompose) ? running(inside: options.operands.dropFirst()) : nil
        case "run":
            let options = CommandOptions(rest, valued: dockerRun, limit: 1)
            guard hasTerminal(options, isCompose), let image = options.operands.first else { return nil }
            let command = options.operands.dropFirst()
            if let entry = options.values["--entrypoint"] { return running(inside: [entry] + command) }
            if command.isEmpty { return isSystemImage(image) ? .container : nil }
            return running(inside: command)
        case "attach": return .container
        default: return nil
        }
    }

    private static func hasTerminal(_ options: CommandOptions, _ isCompose: Bool) -> Bool {
        if options.has("-d", "--detach") { return false }
        return options.has("-t", "--tty") || isCompose && !options.has("-T", "--no-TTY")
    }

    private static func running(inside command: some Sequence<String>) -> ShellChange.Target? {
        target(command) == nil ? nil : .container
    }

    /// Images whose program is a shell.
    private static func isSystemImage(_ image: String) -> Bool {
        let name = image.split(separator: "/").last?.split { $0 == ":" || $0 == "@" }.first.map(String.init) ?? image
        return [
            "ubuntu", "debian", "alpine", "centos", "fedora", "busybox", "rockylinux", "almalinux", "archlinux",
            "amazonlinux", "opensuse", "ubi8", "ubi9",
        ].contains(name)
    }

    // MARK: Kubernetes and others

    private static func kubectl(_ words: [String]) -> ShellChange.Target? {
        let options = CommandOptions(
            words,
            valued: [
                "-n", "--namespace", "-c", "--container", "--context", "--kubeconfig", "-l", "--image", "--cluster",
                "-s", "--server", "--as", "--user", "-f", "--filename",
                "-o", "--overrides", "--restart", "--env", "--labels", "--port", "--target", "--profile",
                "--request-timeout", "--serviceaccount",
            ], limit: 3)
        switch options.operands.first {
        case "exec": return options.has("-t", "--tty") ? running(inside: options.command(from: 2)) : nil
        case "run":
            guard options.has("-t", "--tty") else { return nil }
            let command = options.command(from: 2)
            return command.isEmpty
                ? options.values["--image"].flatMap { isSystemImage($0) ? .container : nil } : running(inside: command)
        case "debug":
            let command = options.command(from: 2)
            return options.has("-t", "--tty") && command.isEmpty ? .container : running(inside: command)
        case "rsh":
            return options.operands.count == 2 && options.afterDashes == nil
                ? .container : running(inside: options.command(from: 2))
        default: return nil
        }
    }

    private static func lxc(_ words: [String]) -> ShellChange.Target? {
        let options = CommandOptions(
            words, valued: ["--cwd", "--env", "--mode", "--user", "--group", "--project"], limit: 3)
        switch options.operands.first {
        case "shell", "console": return .container
        case "exec": return running(inside: options.command(from: 2))
        default: return nil
        }
    }
}
