import ProvText

/// podman and docker, which take the same words.
enum ContainerReach {
    static func arguments(_ address: HostAddress, onTerminal: Bool) -> [String] {
        let user = address.user.map { ["--user", $0] } ?? []
        return [address.kind.rawValue] + address.arguments + ["exec", onTerminal ? "-it" : "-i"] + user + [
            address.address
        ]
    }
}

/// A pod; its container, namespace and context come as arguments.
enum KubernetesReach {
    static func arguments(_ address: HostAddress, onTerminal: Bool) -> [String] {
        ["kubectl"] + address.arguments + ["exec", onTerminal ? "-it" : "-i", address.address, "--"]
    }
}
