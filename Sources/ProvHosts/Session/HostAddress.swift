/// Where a host is and how a shell is had on it; what an inventory says, or the name alone.
package struct HostAddress: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable { case local, ssh, podman, docker, kubectl }

    /// As runbooks and records call it.
    package var name: String
    package var kind: Kind
    /// Host name, ssh alias, container or pod; the name itself where nothing else is said.
    package var address: String
    package var port: Int?
    /// The user to log in as; `nil` leaves it to the program that connects.
    package var user: String?
    /// A private key's file.
    package var keyFile: String?
    /// More arguments for the program that connects, such as `-o ProxyJump=bastion`.
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

/// How another user is become on a host.
package struct Become: Sendable, Hashable {
    package enum Method: String, Sendable, CaseIterable { case sudo, su, doas }

    package var method: Method
    /// The user for steps that name none; `nil` stays who logs in.
    package var user: String?

    package init(method: Method = .sudo, user: String? = nil) {
        self.method = method
        self.user = user
    }
}
