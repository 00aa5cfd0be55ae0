/// Every kind of declarative check, in the order of the reference.
package enum CheckRegistry {
    package static let all: [any CheckKind.Type] = [
        PortCheck.self, TCPCheck.self, HTTPCheck.self, DNSCheck.self, CertificateCheck.self,
        FileCheck.self, LineCheck.self, MountCheck.self, PackageCheck.self, CommandCheck.self, ServiceCheck.self,
        ProcessCheck.self,
        UserCheck.self, GroupCheck.self, KernelParameterCheck.self, ContainerCheck.self, SQLCheck.self,
    ]

    /// Those that prov can make true.
    static let ensurable = all.compactMap { $0 as? any EnsurableKind.Type }

    package static func kind(named name: String) -> (any CheckKind.Type)? { all.first { $0.name == name } }

    /// Keys that every check has.
    package static let commonKeys = [
        CheckKey("until", .duration, "repeats the check until it passes or this time has passed"),
        CheckKey("every", .duration, "the pause between two attempts (default: 1s)"),
        CheckKey("timeout", .duration, "how long one attempt may take (default: the step's `timeout`, else 60s)"),
    ]
}
