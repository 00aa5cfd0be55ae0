/// The system's own ssh: its configuration, agent, known hosts, jump hosts and keys are the user's.
enum SSHReach {
    static func arguments(_ address: HostAddress, configuration: String?, onTerminal: Bool, log: String?) -> [String] {
        var words = ["ssh"]
        if let configuration, !address.arguments.contains("-F") { words += ["-F", configuration] }
        if let log { words += ["-E", log] }
        words.append(onTerminal ? "-tt" : "-T")
        if let port = address.port { words += ["-p", String(port)] }
        if let user = address.user { words += ["-l", user] }
        if let file = address.keyFile { words += ["-i", file] }
        return words + address.arguments + ["--", address.address]
    }

    /// Our defaults, which hold where the user's own configuration says nothing: ssh takes the first value it finds.
    ///
    /// Without `ServerAliveInterval` a host that is gone is noticed after a quarter of an hour at best.
    static let configuration = """
        Include ~/.ssh/config
        Include /etc/ssh/ssh_config
        Host *
            ConnectTimeout 15
            ServerAliveInterval 5
            ServerAliveCountMax 3
            LogLevel ERROR

        """
}

/// podman and docker, which take the same words.
enum ContainerReach {
    static func arguments(_ address: HostAddress, onTerminal: Bool) -> [String] {
        let user = address.user.map { ["--user", $0] } ?? []
        return [address.kind.rawValue] + address.arguments + ["exec", onTerminal ? "-it" : "-i"] + user + [address.address]
    }
}

/// A pod; its container, namespace and context come as arguments.
enum KubernetesReach {
    static func arguments(_ address: HostAddress, onTerminal: Bool) -> [String] {
        ["kubectl"] + address.arguments + ["exec", onTerminal ? "-it" : "-i", address.address, "--"]
    }
}
