import ProvHosts
import ProvInventory
import ProvRunbook
import ProvSystem

/// From what an inventory says of hosts to the transport that opens them.
enum HostTransports {
    /// - Parameter connections: how each host of the plan is reached, by name.
    static func transport(_ connections: [String: Connection]) -> HostTransport {
        HostTransport(
            environment: ProcessEnvironment.all,
            addresses: connections.sorted { $0.key < $1.key }.map { address($0.key, $0.value) })
    }

    private static func address(_ name: String, _ connection: Connection) -> HostAddress {
        var address = HostAddress(
            name: name, kind: kind(connection.kind), address: connection.address, port: connection.port,
            user: connection.user,
            keyFile: connection.keyFile, arguments: connection.arguments)
        address.become.method = method(connection.become?.method ?? connection.becomeMethod)
        if let become = connection.become { address.become.user = become.user ?? "root" }
        return address
    }

    private static func kind(_ kind: Connection.Kind) -> HostAddress.Kind {
        switch kind {
        case .local: .local
        case .ssh: .ssh
        case .podman: .podman
        case .docker: .docker
        case .kubectl: .kubectl
        }
    }

    private static func method(_ method: Connection.Become.Method) -> Become.Method {
        switch method {
        case .sudo: .sudo
        case .su: .su
        case .doas: .doas
        }
    }
}
