/// A kind of declarative check: how it is written, how the host is asked, how the answer is judged.
///
/// A new kind is one file with a type like this and one line in `CheckRegistry.all`; its reference page, its "did you mean" and
/// the tests of its example come from here.
package protocol CheckKind: SendableMetatype {
    static var name: String { get }
    /// One sentence for the reference.
    static var about: String { get }
    static var keys: [CheckKey] { get }
    /// A YAML document that uses it.
    static var example: String { get }
    /// The key that a plain value stands for, as in `port: 5432`.
    static var mainKey: String { get }
    static func make(_ values: CheckValues) throws(CheckReadingError) -> CheckDefinition
}

package struct CheckKey: Sendable {
    package enum Kind: String, Sendable { case text, integer, boolean, list, mapping, mode }

    package var name: String
    package var kind: Kind
    package var isRequired: Bool
    package var about: String

    init(_ name: String, _ kind: Kind, isRequired: Bool = false, _ about: String) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.about = about
    }
}

/// What a kind makes of the values it is given.
package struct CheckDefinition: Sendable {
    var summary: String
    var probe: String
    var judge: @Sendable (ProbeLines) -> Verdict

    init(summary: String, probe: String, judge: @escaping @Sendable (ProbeLines) -> Verdict) {
        self.summary = summary
        self.probe = probe
        self.judge = judge
    }
}

/// What is wrong with a check's values, and at which key.
package struct CheckReadingError: Error, Sendable {
    var key: String?
    var message: String
}

/// A probe's answer, read: `key=value` lines, and anything under `text` after a line `text:`.
package struct ProbeLines: Sendable {
    package var exitCode: Int?
    package var errors: String
    private var values: [String: String] = [:]
    /// Everything after the line `text:`.
    package var text = ""

    init(_ answer: ProbeAnswer) {
        exitCode = answer.exitCode
        errors = answer.errors
        var rest = Substring(answer.output)
        while let end = rest.firstIndex(of: "\n") ?? (rest.isEmpty ? nil : rest.endIndex) {
            let line = rest[..<end]
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : ""
            if line == "text:" {
                text = String(rest)
                return
            }
            if let equals = line.firstIndex(of: "=") { values[String(line[..<equals])] = String(line[line.index(after: equals)...]) }
        }
    }

    subscript(key: String) -> String? { values[key] }

    var keys: [String] { Array(values.keys) }

    /// The last line of what the probe complained, for people.
    var complaint: String { errors.split(separator: "\n").last.map(String.init) ?? "no answer" }
}

extension Verdict {
    /// Pass or fail with the same words.
    static func of(_ holds: Bool, wanted: String, found: String) -> Verdict { Verdict(holds ? .pass : .fail, wanted: wanted, found: found) }

    /// The host lacks what the probe needs.
    static func missing(_ tool: String, wanted: String) -> Verdict {
        Verdict(.error, wanted: wanted, found: "it cannot be found out: the host has no \(tool); install it")
    }
}

/// Every kind, in the order of the reference.
package enum CheckRegistry {
    package static let all: [any CheckKind.Type] = [
        PortCheck.self, TCPCheck.self, HTTPCheck.self, DNSCheck.self, FileCheck.self, PackageCheck.self, ServiceCheck.self, ProcessCheck.self,
        UserCheck.self, GroupCheck.self, MountCheck.self, CommandCheck.self, KernelParameterCheck.self, CertificateCheck.self,
        ContainerCheck.self, SQLCheck.self,
    ]

    package static func kind(named name: String) -> (any CheckKind.Type)? { all.first { $0.name == name } }
}
