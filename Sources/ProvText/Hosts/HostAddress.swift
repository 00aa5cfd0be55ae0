/// Where a host is, and how a shell is opened on it.
///
/// The inventory fills it from a host's variables, and a transport opens it; a name that no inventory has is enough for
/// this machine and for an alias of ssh.
package struct HostAddress: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable { case local, ssh, podman, docker, kubectl }

    /// As runbooks and records call it.
    package var name: String
    package var kind: Kind
    /// Host name, ssh alias, container or pod; the host's name if the inventory has no other.
    package var address: String
    package var port: Int?
    /// The user to log in as; `nil` leaves it to the program that connects.
    package var user: String?
    /// A private key's file.
    package var keyFile: String?
    /// More arguments for the program that connects, split as a shell would, such as `-o ProxyJump=bastion`.
    package var arguments: [String]
    package var become: Become

    package init(
        name: String, kind: Kind, address: String? = nil, port: Int? = nil, user: String? = nil, keyFile: String? = nil,
        arguments: [String] = [], become: Become = Become()
    ) {
        self.name = name
        self.kind = kind
        self.address = address ?? name
        self.port = port
        self.user = user
        self.keyFile = keyFile
        self.arguments = arguments
        self.become = become
    }

    /// This machine.
    package static let local = HostAddress(name: "local", kind: .local)
}

/// How a step becomes another user on a host.
package struct Become: Sendable, Hashable {
    package enum Method: String, Sendable, CaseIterable { case sudo, su, doas }

    /// Also used where a step itself names the user with `as`.
    package var method: Method
    /// The user of the steps that name none; `nil` keeps the user who logs in.
    package var user: String?
    /// What the method asks for on this host; a secret, masked and never on a command line.
    package var password: Secret?

    package init(method: Method = .sudo, user: String? = nil, password: Secret? = nil) {
        self.method = method
        self.user = user
        self.password = password
    }
}
